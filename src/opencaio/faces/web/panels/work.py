"""From which opportunity does this use come, which initiatives are about it, and how far are their cases?"""

from typing import Any

from opencaio.faces.web.work_of_use import work_lines
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.use_case_pages import UseCasePage

ORDER = 6
TEMPLATE = "panels/work.html"


def panel(page: UseCasePage, actor: Actor) -> dict[str, Any] | None:
    """What it comes from and the work on it; nothing where there is neither and nobody may begin any."""
    if page.withdrawn_at is not None:
        return None
    found = work_lines([page.code], actor)
    may_begin = page.stage != "retired" and actor.may(Right.CREATE, page.department_id)
    if not (found["opportunities"] or found["initiatives"] or may_begin):
        return None
    return {**found, "use": page, "may_begin": may_begin}

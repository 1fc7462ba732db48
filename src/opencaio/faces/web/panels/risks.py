"""Which risks has this use of its own, and which does it inherit from what it rests on?"""

from typing import Any

from opencaio.record.permissions import Actor, Right
from opencaio.record.queries import ask
from opencaio.record.queries.use_case_pages import UseCasePage

ORDER = 60
TEMPLATE = "panels/risks.html"
MOST = 8


def panel(page: UseCasePage, actor: Actor) -> dict[str, Any] | None:
    """The heaviest risks of the use; nothing for a use that was withdrawn."""
    if page.withdrawn_at is not None:
        return None
    found = ask("risks.list", {"use_case": page.code, "size": MOST}, actor)
    may_add = actor.may(Right.CREATE, page.department_id)
    if not found.rows and not may_add:
        return None
    return {"found": found, "use": page, "may_add": may_add}

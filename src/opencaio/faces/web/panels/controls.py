"""How far is this use of AI with each framework, and which controls stand around it?"""

from typing import Any

from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from opencaio.record.queries.use_case_pages import UseCasePage

ORDER = 50
TEMPLATE = "panels/controls.html"


def panel(page: UseCasePage, actor: Actor) -> dict[str, Any] | None:
    """The frameworks that ask something of this use; nothing for one that was withdrawn, or is not there yet."""
    if page.withdrawn_at is not None or page.stage in ("idea", "retired"):
        return None
    found = ask("frameworks.list", {"use_case": page.code}, actor)
    asked = [one for one in found.rows if one.pairs]
    unsettled = [one for one in found.rows if one.unsettled and not one.left_out]
    return {"rows": asked, "unsettled": unsettled, "use": page} if asked else None

"""What has gone wrong with this use, and which clocks run?"""

from typing import Any

from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from opencaio.record.queries.incidents import RUNNING
from opencaio.record.queries.use_case_pages import UseCasePage

ORDER = 60
TEMPLATE = "panels/incidents.html"
SHOWN = 4


def panel(page: UseCasePage, actor: Actor) -> dict[str, Any] | None:
    """The newest incidents; nothing for a use without any."""
    if page.withdrawn_at:
        return None
    found = ask("incidents.list", {"use_case": page.code, "size": SHOWN}, actor)
    grave = any(one.status in RUNNING and "serious" in {one.severity, one.may_be} for one in found.rows)
    return {"use": page, "rows": found.rows, "total": found.total, "leave_as_is": grave} if found.rows else None

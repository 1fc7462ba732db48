"""What watches over this use of AI, and what did each show last?"""

from typing import Any

from opencaio.faces.web.measured import VERDICTS, figure
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from opencaio.record.queries.monitors import MonitorList, MonitorRow
from opencaio.record.queries.use_case_pages import UseCasePage

ORDER = 75
TEMPLATE = "panels/watched.html"


def panel(page: UseCasePage, actor: Actor) -> dict[str, Any] | None:
    """Each monitor with its newest reading; nothing where the use is not watched."""
    if page.withdrawn_at is not None:
        return None
    found: MonitorList = ask("monitors.list", {"use_case": page.code}, actor)
    rows = [_row(one) for one in found.rows]
    return {"rows": rows, "waiting": found.waiting, "use": page} if rows else None


def _row(one: MonitorRow) -> dict[str, Any]:
    last = one.readings[0] if one.readings else None
    read = figure(last.figure if last else None)
    return {"monitor": one, "last": last, "figure": read, "shows": VERDICTS[one.verdict]}

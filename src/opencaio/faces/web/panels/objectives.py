"""Which objectives does this use serve, how strongly, and why?"""

from typing import Any

from opencaio.faces.web.objective_words import STRENGTHS
from opencaio.record.aims.seeing import seen_objectives
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries import ask
from opencaio.record.queries.use_case_pages import UseCasePage

ORDER = 5
TEMPLATE = "panels/objectives.html"


def panel(page: UseCasePage, actor: Actor) -> dict[str, Any] | None:
    """The ties of the use, and for who may edit it what it could be tied to; nothing where there is neither."""
    if page.withdrawn_at is not None:
        return None
    rows = ask("alignments.list", {"use_case": page.code}, actor).rows
    may_edit = actor.may(Right.EDIT, page.department_id) and page.stage != "retired"
    live = seen_objectives(actor).filter(status__in=("proposed", "active")) if may_edit else []
    offered = [(one.code, one.title) for one in live]
    if not rows and not offered:
        return None
    return {"rows": rows, "use": page, "offered": offered, "strengths": STRENGTHS.items()}

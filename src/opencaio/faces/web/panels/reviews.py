"""Who has looked at this use's answers, does that still hold, and who is asked?"""

from typing import Any

from django.utils import timezone

from opencaio.record.models import Review
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.use_case_pages import UseCasePage
from opencaio.record.reviewing import standing_reviews, state_of

ORDER = 5
TEMPLATE = "panels/reviews.html"


def panel(page: UseCasePage, actor: Actor) -> dict[str, Any] | None:
    """Each regime that answers, with its standing round; one query."""
    if not page.answers:
        return None
    rows = standing_reviews().filter(use_case=page.id).select_related("reviewer", "asked_by", "standing_in_for")
    rounds = {row.regime: row for row in rows}
    lines = [_line(answer.regime, answer.klass, rounds.get(answer.regime)) for answer in page.answers]
    counts = {state: sum(line["state"] == state for line in lines) for state in ("waiting", "stale", "expired")}
    return {
        "use": page,
        "lines": lines,
        "rounds": {line["regime"]: line for line in lines if line["review"]},
        "worries": counts["stale"] + counts["expired"],
        "may_judge": actor.may(Right.REVIEW, page.department_id) and not page.withdrawn_at,
        "may_ask": actor.may(Right.STATE_FACTS, page.department_id) and not page.withdrawn_at,
    }


def _line(regime: str, klass: str, row: Review | None) -> dict[str, Any]:
    state = state_of(row, on=timezone.localdate()) if row else "unasked"
    return {"regime": regime, "klass": klass, "review": row, "state": state}

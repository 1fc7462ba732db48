"""Which costs stand out from what is usual, what made them, and who answered?"""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field

from opencaio.record.actions.registry import Asked
from opencaio.record.models import CostAlert
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible


class AskAlerts(Asked):
    """Costs that stand out: open ones, or all. ``mine``: of uses that the asker owns, and, where nobody owns the use,
    those that he may answer."""

    status: str = Field("open", pattern="^(open|explained|fixed|all)$")
    use_case: str = ""
    mine: bool = False


class AlertRow(BaseModel):
    """A run of days that cost more or less than usual; ``parts``: what made it, with its part of the excess."""

    key: str
    use: str
    name: str
    department: str
    first_day: date
    last_day: date
    amount: Decimal
    expected: Decimal
    excess: Decimal
    currency: str
    score: float | None
    parts: list[tuple[str, float, float]]
    status: str
    answer: str
    answered_by: str
    answered_on: date | None
    version: int
    may_answer: bool


class AlertList(BaseModel):
    """The alerts that the asker may see, the newest first."""

    rows: list[AlertRow]
    total: int


@query("cost_alerts.list", words="List costs that stand out")
def list_alerts(given: AskAlerts, actor: Actor) -> AlertList:
    """Alerts of the departments that the asker may see; those of nobody's costs need a role over everything."""
    rows = visible(CostAlert.objects.select_related("use_case", "department", "answered_by"), actor)
    rows = rows.filter(retired_at=None).order_by("-last_day", "key")
    rows = rows if given.status == "all" else rows.filter(status=given.status)
    rows = rows.filter(use_case__code__iexact=given.use_case) if given.use_case else rows
    found = [_alert(row, actor) for row in rows if not given.mine or _answers_for(row, actor)]
    return AlertList(rows=found, total=len(found))


def _answers_for(row: CostAlert, actor: Actor) -> bool:
    owner = row.use_case.owner_id if row.use_case else None
    return owner == actor.person_id if owner else actor.may(Right.EDIT, row.department_id)


def _alert(row: CostAlert, actor: Actor) -> AlertRow:
    return AlertRow(
        key=row.key,
        use=row.use_case.code if row.use_case else "",
        name=row.use_case.name if row.use_case else "",
        department=row.department.name if row.department else "",
        excess=row.amount - row.expected,
        score=row.because.get("score"),
        parts=row.because.get("parts", []),
        answered_by=row.answered_by.name if row.answered_by else "",
        may_answer=row.status == "open" and actor.may(Right.EDIT, row.department_id),
        **{
            name: getattr(row, name)
            for name in (
                "first_day", "last_day", "amount", "expected", "currency", "status", "answer", "answered_on", "version",
            )
        },
    )  # fmt: skip

"""How does a cost that stands out come before somebody, and how is it answered?"""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from pydantic import Field

from opencaio.errors import Conflict, NotFound
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.currencies import report_currency
from opencaio.record.manifest.live import newest_day
from opencaio.record.models import CostAlert, UseCase
from opencaio.record.permissions import Right

CENT = Decimal("0.01")
#: Less than this a day, in the report currency, is not worth a look.
FLOOR = 100.0


class FindAlerts(Asked):
    """Look for costs that stand out; ``floor``: by how much a day at least, in the report currency."""

    floor: float = Field(FLOOR, gt=0, le=1e12, allow_inf_nan=False)


class AnswerAlert(Asked):
    """What it was: explained (it is right) or fixed (it was wrong and is stopped)."""

    key: str
    status: str = Field(pattern="^(explained|fixed)$")
    answer: str = Field(min_length=1, max_length=2000)
    version: int | None = None


@action("cost_alerts.find", right=Right.EDIT, words="Look for costs that stand out")
def find(given: FindAlerts, change: Change) -> int:
    """One alert for each run of days that stands out of a use's own usual days; known ones are brought up to date."""
    change.allow_part(None)
    until = newest_day("cost")
    found = _standing_out(until, floor=given.floor) if until else []
    fresh = [row for row in found if _keep(row, change)]
    change.say(f"{len(fresh)} costs that stand out were found")
    return len(fresh)


@action("cost_alerts.answer", right=Right.EDIT, words="Answer a cost that stands out")
def answer(given: AnswerAlert, change: Change) -> CostAlert:
    """Say what it was; the answer stays with it."""
    row = CostAlert.objects.filter(key=given.key, retired_at=None).first()
    if row is None or not change.actor.may(Right.READ, row.department_id):
        raise NotFound("There is no such cost here, or you may not see it.")
    change.allow(row.department_id)
    if row.status != "open":
        raise Conflict(f"This was answered on {row.answered_on}: {row.answer}")
    change.say(f"Answered that {row.key} stands out: {given.answer}")
    values = {
        "status": given.status,
        "answer": given.answer,
        "answered_by_id": change.actor.person_id,
        "answered_on": timezone.localdate(change.at),
    }
    return change.update(row, version=given.version, values=values)


def _standing_out(until: date, *, floor: float) -> list[CostAlert]:
    from opencaio.engines.spend import contributions, unusual
    from opencaio.record.billing.days import by_service, by_use, daily_shares

    shares = daily_shares(until=until)
    uses = {row.code: row for row in UseCase.objects.all()}
    rows = []
    for code, days in by_use(shares).items():
        for one in unusual(days, floor=floor, until=until):
            parts = contributions(by_service(shares, code), one)
            use = uses.get(code)
            rows.append(
                CostAlert(
                    key=f"{code or 'nobody'}-{one.first_day.isoformat()}",
                    use_case=use,
                    department_id=use.department_id if use else None,
                    service=parts[0].part if parts else "",
                    first_day=one.first_day,
                    last_day=one.last_day,
                    amount=_money(one.amount),
                    expected=_money(one.expected),
                    currency=report_currency(),
                    because={
                        "score": round(one.score, 1),
                        "parts": [[part.part, round(part.excess, 2), round(part.share, 4)] for part in parts],
                    },
                )
            )
    return rows


def _keep(row: CostAlert, change: Change) -> bool:
    """Put it on record, or bring what is still open up to date; True when it is new."""
    held = CostAlert.objects.filter(key=row.key).first()
    if held is None:
        change.create(row)
        return True
    if held.status == "open":
        names = ("last_day", "amount", "expected", "service", "because")
        change.update(held, version=None, values={name: getattr(row, name) for name in names})
    return False


def _money(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(CENT)

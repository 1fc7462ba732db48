"""What may each department spend on a line in a year, and who has approved it?"""

from decimal import Decimal
from typing import Annotated

from django.db.models import Q
from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.registry import Asked, action
from opencaio.record.approving import approved_since, refuse_beyond_limit
from opencaio.record.changes import Change
from opencaio.record.currencies import Rates, known_currency, report_currency
from opencaio.record.models import Budget, Department
from opencaio.record.periods import refuse_closed
from opencaio.record.permissions import Right
from opencaio.record.year_days import last_day

Money = Annotated[Decimal, Field(ge=0, lt=10**14, allow_inf_nan=False, decimal_places=2)]
Share = Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False, decimal_places=4)]
FiscalYear = Annotated[int, Field(ge=2000, le=2100)]
LINE = "^(capex|opex)$"
PURPOSE = "^(run|change)$"


class SetBudget(Asked):
    """What a department (none: the office, shared by all) may spend on a line in a fiscal year.

    ``line``: capex or opex; ``purpose``: run or change; ``carry``: the share (0 to 1) of what is left over that may
    go into the next year; without a ``currency`` the report currency.
    """

    department: str | None = None
    year: FiscalYear
    line: str = Field(pattern=LINE)
    purpose: str = Field("run", pattern=PURPOSE)
    amount: Money
    currency: str = ""
    carry: Share | None = None
    note: str = Field("", max_length=2000)
    version: int | None = None


class ApproveBudgets(Asked):
    """The proposed budgets of a year to approve: all, those of one department (``none``: shared), or of one line."""

    year: FiscalYear
    department: str = ""
    line: str = Field("", pattern="^(capex|opex)?$")
    purpose: str = Field("", pattern="^(run|change)?$")
    reason: str = Field("", max_length=2000)


@action("budgets.set", right=Right.EDIT, words="Set a budget")
def set_budget(given: SetBudget, change: Change) -> Budget:
    """Propose a budget, or change one; what was approved and changes needs approval again."""
    home = department_seen(given.department, change.actor) if given.department else None
    change.allow_part(home.pk if home else None)
    return put_budget(given, home, change)


@action("budgets.approve", right=Right.DECIDE, words="Approve budgets")
def approve(given: ApproveBudgets, change: Change) -> list[Budget]:
    """Approve what is proposed, up to one's limit for the sum of it and of the same lines approved this month."""
    rows = _proposed(given, change)
    for home in {row.department_id for row in rows}:
        change.allow_part(home)
    today, rates = timezone.localdate(change.at), Rates.load()
    worth = sum((rates.convert(row.amount, row.currency, today).amount for row in rows), Decimal(0))
    before = _approved_this_month(rows, given, change)
    earlier = sum((rates.convert(row.amount, row.currency, today).amount for row in before), Decimal(0))
    what = f"The budgets of {given.year}"
    if before:
        lines = " and ".join(sorted({row.line for row in before}))
        what += f", with {earlier:,.2f} {rates.report} of {lines} that you approved this month,"
    home = rows[0].department_id if len({row.department_id for row in rows}) == 1 else None
    refuse_beyond_limit(change.actor, worth + earlier, today, what=what, department_id=home)
    change.say(
        f"Approved {len(rows)} budgets of {given.year}, {worth:,.2f} {rates.report} together"
        + (f": {given.reason}" if given.reason else "")
    )
    return [change.update(row, version=None, values={"status": "approved"}) for row in rows]


def _approved_this_month(rows: list[Budget], given: ApproveBudgets, change: Change) -> list[Budget]:
    """Budgets of the same lines and year that this person approved since the month began, but for those in hand."""
    since = timezone.localdate(change.at).replace(day=1)
    done = approved_since(change.actor, since, action=change.action, kind="budget")
    alike = Budget.objects.filter(pk__in=done, year=given.year, line__in={row.line for row in rows}, retired_at=None)
    return list(alike.filter(status="approved").exclude(pk__in=[row.pk for row in rows]))


def put_budget(given: SetBudget, home: Department | None, change: Change) -> Budget:
    """Write one budget; used for budgets by hand and by file."""
    refuse_closed(last_day(given.year), what=f"The budget of {given.year}")
    currency = known_currency(given.currency or report_currency())
    Rates.load().convert(given.amount, currency, timezone.localdate(change.at))
    held = held_budget(given, home)
    whose = home.name if home else "all departments"
    change.say(
        f"Set the {given.line} budget ({given.purpose}) of {whose} for {given.year}: {given.amount:,.2f} {currency}"
    )
    if held is None:
        key = {"department": home, "year": given.year, "line": given.line, "purpose": given.purpose}
        row = Budget(**key, amount=given.amount, currency=currency, carry=given.carry or Decimal(0), note=given.note)
        return change.create(row)
    return change.update(held, version=given.version, values=changed_values(held, given, currency))


def held_budget(given: SetBudget, home: Department | None) -> Budget | None:
    """The budget of that department, year, line and purpose."""
    key = {"department": home, "year": given.year, "line": given.line, "purpose": given.purpose}
    return Budget.objects.filter(**key).first()


def changed_values(held: Budget, given: SetBudget, currency: str) -> dict[str, object]:
    """What a budget becomes; another amount, currency or share makes it a proposal again."""
    carry = held.carry if given.carry is None else given.carry
    values = {"amount": given.amount, "currency": currency, "carry": carry, "note": given.note or held.note}
    moved = (held.amount, held.currency, held.carry) != (given.amount, currency, carry)
    return {**values, "retired_at": None, "status": "proposed" if moved else held.status}


def _proposed(given: ApproveBudgets, change: Change) -> list[Budget]:
    rows = Budget.objects.filter(retired_at=None, year=given.year)
    if given.department == "none":
        rows = rows.filter(department=None)
    elif given.department:
        rows = rows.filter(department=department_seen(given.department, change.actor))
    for name in ("line", "purpose"):
        rows = rows.filter(Q(**{name: getattr(given, name)})) if getattr(given, name) else rows
    found = list(rows.select_related("department"))
    seen = [row for row in found if row.department_id is None or change.actor.may(Right.READ, row.department_id)]
    if not seen:
        raise NotFound(f"There is no budget of {given.year} here, or you may not see it.")
    mine = [row for row in seen if change.actor.may(change.right, row.department_id)]
    if not mine:
        raise Refused(f"You may not do this here ({change.action} needs the right “{change.right}”).")
    open_ = [row for row in mine if row.status == "proposed"]
    if not open_:
        raise Conflict(f"Every budget of {given.year} here is approved already.")
    if any(not row.amount.is_finite() for row in open_):
        raise BadInput("A budget has no amount.")
    return open_

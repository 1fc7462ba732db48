"""What may each department spend in a year, what has it spent, what is bound, and where does it end the year?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.budget import Forecast, Line, bridge, forecast
from opencaio.record.actions.registry import Asked
from opencaio.record.budgeting.loading import Allowed, Key, Loaded, lines_in_order, load
from opencaio.record.budgeting.sentences import headlines
from opencaio.record.budgeting.words import what, why
from opencaio.record.models import Budget, Department
from opencaio.record.periods import closed_until
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible_or_shared
from opencaio.record.scopes import department_of, within

SHARED = "none"
TIGHT = Decimal("0.95")
MOST_REASONS = 3


class AskBudgets(Asked):
    """The fiscal year (none: this one), and a department with those below it (``none``: what all share)."""

    year: int | None = Field(None, ge=2000, le=2100)
    department: str = ""


class AskLines(AskBudgets):
    """As above, and a line: capex or opex."""

    line: str = Field("", pattern="^(capex|opex)?$")


class ListBudgets(AskBudgets):
    """The budgets as they were set: of one fiscal year, or (none, or 0) of all years."""

    year: int | None = Field(None, ge=0, le=2100)
    status: str = Field("", pattern="^(proposed|approved)?$")


class Figures(BaseModel):
    """Amounts of one line, a department, or all, in the report currency.

    ``budget`` is what may be spent, carried money included (None: none was set); ``committed`` falls due by contract
    in the months left; ``forecast`` with ``low`` and ``high`` (four times in five) is the year's end; ``variance`` is
    forecast less budget: above zero is over. ``state``: over, tight, within, none (no budget).
    """

    budget: Decimal | None
    proposed: Decimal
    carried: Decimal
    spent: Decimal
    committed: Decimal
    planned: Decimal
    forecast: Decimal
    low: Decimal | None
    high: Decimal | None
    variance: Decimal | None
    state: str


class LineRow(BaseModel):
    """One line of one department, with the sentences that say why."""

    department: str
    department_code: str
    line: str
    figures: Figures
    reasons: list[str]


class DepartmentRow(BaseModel):
    """One department with its lines."""

    department: str
    department_code: str
    figures: Figures
    lines: list[LineRow]


class BudgetOverview(BaseModel):
    """All departments of a year that the asker may see; actuals up to ``through``, the last whole month booked."""

    year: int
    currency: str
    as_of: date
    through: date
    closed_until: date | None
    total: Figures
    departments: list[DepartmentRow]
    headlines: list[str]
    missing: list[str]
    engine_version: str


class MonthPoint(BaseModel):
    """One month of a driver or a line."""

    month: date
    amount: Decimal


class DriverRow(BaseModel):
    """One thing and kind of a line: last year, this year so far, its year's end, and why it differs."""

    thing: str
    kind: str
    title: str
    last_year: Decimal
    spent: Decimal
    forecast: Decimal
    change: Decimal
    reason: str
    months: list[MonthPoint]


class CommitmentDue(BaseModel):
    """A commitment that falls into the months left, and by how much it exceeds what goes on anyway."""

    code: str
    title: str
    ends: date
    beyond: Decimal


class LineDetail(BaseModel):
    """One line of one department in full: the bridge from last year to the forecast, month by month.

    ``growth_allowed`` is budget less last year; the variance is the sum of all changes less that.
    """

    department: str
    department_code: str
    line: str
    figures: Figures
    last_year: Decimal
    growth_allowed: Decimal | None
    going_on: Decimal
    method: str
    months_seen: int
    months_left_out: int
    months_left: int
    monthly: Decimal
    slope: Decimal
    drivers: list[DriverRow]
    beyond: list[CommitmentDue]
    months: list[MonthPoint]
    last_months: list[MonthPoint]


class BudgetLines(BaseModel):
    """The lines asked for, in full."""

    year: int
    currency: str
    through: date
    rows: list[LineDetail]
    missing: list[str]


class BudgetRow(BaseModel):
    """One budget as it was set."""

    id: int
    department: str
    department_code: str
    year: int
    line: str
    purpose: str
    amount: Decimal
    currency: str
    carry: Decimal
    status: str
    note: str
    version: int


class BudgetList(BaseModel):
    """The budgets that the asker may see; ``years``: all those for which there is one."""

    rows: list[BudgetRow]
    years: list[int]


@query("budgets.overview", words="Show budget, spent, committed and forecast")
def overview(given: AskBudgets, actor: Actor) -> BudgetOverview:
    """The year by department and line, with what stands out in sentences."""
    today = timezone.localdate()
    found = _loaded(given, actor, today)
    rows = [_line_row(key, line, found) for key, line in lines_in_order(found)]
    names = _names(row[0] for row in found.lines)
    departments = _by_department(rows, names)
    total = together([row.figures for _key, row in rows])
    return BudgetOverview(
        year=found.year,
        currency=found.rates.report,
        as_of=today,
        through=found.through,
        closed_until=closed_until(),
        total=total,
        departments=departments,
        headlines=headlines(total, departments, found),
        missing=found.missing,
        engine_version="budget-1",
    )


@query("budgets.lines", words="Show lines of a budget in full")
def lines(given: AskLines, actor: Actor) -> BudgetLines:
    """Each line with its drivers, its months and its commitments."""
    found = _loaded(given, actor, timezone.localdate())
    names = _names(row[0] for row in found.lines)
    wanted = [(key, line) for key, line in lines_in_order(found) if given.line in {"", key[1]}]
    return BudgetLines(
        year=found.year,
        currency=found.rates.report,
        through=found.through,
        rows=[_detail(key, line, found, names) for key, line in wanted],
        missing=found.missing,
    )


@query("budgets.list", words="List budgets as they were set")
def list_budgets(given: ListBudgets, actor: Actor) -> BudgetList:
    """The budgets of one year or of all, as they stand in the record."""
    seen = visible_or_shared(Budget.objects.filter(retired_at=None).select_related("department"), actor)
    years = sorted(set(seen.values_list("year", flat=True).order_by()))
    rows = _of_department(seen, given.department, actor)
    if given.year:
        rows = rows.filter(year=given.year)
    rows = rows.filter(status=given.status) if given.status else rows
    return BudgetList(rows=[_budget_row(row) for row in rows], years=years)


def together(parts: Sequence[Figures]) -> Figures:
    """The sum of lines; their intervals are joined as those of lines that vary independently."""
    budgets = [one.budget for one in parts if one.budget is not None]
    expected = _sum(one.forecast for one in parts)
    budget = _sum(budgets) if budgets else None
    low = sum(((one.forecast - one.low) ** 2 for one in parts if one.low is not None), Decimal(0)).sqrt()
    high = sum(((one.high - one.forecast) ** 2 for one in parts if one.high is not None), Decimal(0)).sqrt()
    known = any(one.low is not None for one in parts)
    cent = Decimal("0.01")
    return Figures(
        budget=budget,
        forecast=expected,
        low=(expected - low).quantize(cent) if known else None,
        high=(expected + high).quantize(cent) if known else None,
        variance=None if budget is None else expected - budget,
        state=_state(budget, expected),
        **{name: _sum(getattr(one, name) for one in parts) for name in SUMMED},
    )


SUMMED = ("proposed", "carried", "spent", "committed", "planned")


def _loaded(given: AskBudgets, actor: Actor, today: date) -> Loaded:
    year = given.year or today.year
    if given.department == SHARED:
        return load(year, scope=frozenset(), shared=True, today=today)
    place = department_of(given.department, actor)
    return load(year, scope=within(place, actor), shared=place is None, today=today)


def _line_row(key: Key, line: Line, found: Loaded) -> tuple[Key, LineRow]:
    ended = forecast(line)
    figures = figures_of(found, key, ended)
    told = [one for one in bridge(line, ended) if one.reason.code != "steady" and one.change]
    reasons = [why(one, year=found.year, currency=found.rates.report) for one in told[:MOST_REASONS]]
    return key, LineRow(department="", department_code="", line=key[1], figures=figures, reasons=reasons)


def _by_department(rows: list[tuple[Key, LineRow]], names: dict[int | None, tuple[str, str]]) -> list[DepartmentRow]:
    groups: dict[int | None, list[LineRow]] = defaultdict(list)
    for (home, _line), row in rows:
        code, name = names[home]
        groups[home].append(row.model_copy(update={"department": name, "department_code": code}))
    made = [
        DepartmentRow(
            department=names[home][1],
            department_code=names[home][0],
            figures=together([one.figures for one in own]),
            lines=own,
        )
        for home, own in groups.items()
    ]
    return sorted(made, key=lambda one: (not one.department_code, one.department.casefold()))


def figures_of(found: Loaded, key: Key, ended: Forecast) -> Figures:
    """The figures of one line, once it is known where it ends."""
    allowed = found.allowed.get(key, Allowed())
    budget = allowed.available
    return Figures(
        budget=budget,
        proposed=allowed.proposed,
        carried=allowed.carried,
        spent=ended.spent,
        committed=ended.bound,
        planned=_sum(ended.planned.values()),
        forecast=ended.expected,
        low=ended.low,
        high=ended.high,
        variance=None if budget is None else ended.expected - budget,
        state=_state(budget, ended.expected),
    )


def _state(budget: Decimal | None, expected: Decimal) -> str:
    if budget is None:
        return "none"
    if expected > budget:
        return "over"
    return "tight" if expected > TIGHT * budget else "within"


def _detail(key: Key, line: Line, found: Loaded, names: dict[int | None, tuple[str, str]]) -> LineDetail:
    ended = forecast(line)
    drivers, figures = bridge(line, ended), figures_of(found, key, ended)
    last_year = _sum(one.before for one in drivers)
    code, name = names[key[0]]
    return LineDetail(
        department=name,
        department_code=code,
        line=key[1],
        figures=figures,
        last_year=last_year,
        growth_allowed=None if figures.budget is None else figures.budget - last_year,
        going_on=ended.going_on,
        method=ended.rest.method,
        months_seen=ended.rest.seen,
        months_left_out=ended.rest.left_out,
        months_left=ended.months_left,
        monthly=ended.rest.monthly,
        slope=ended.rest.slope,
        drivers=[
            DriverRow(
                thing=one.thing,
                kind=one.kind,
                title=what(one),
                last_year=one.before,
                spent=one.spent,
                forecast=one.expected,
                change=one.change,
                reason=why(one, year=found.year, currency=found.rates.report),
                months=_months(line, found.year, one.thing, one.kind),
            )
            for one in drivers
        ],
        beyond=[
            CommitmentDue(code=one.code, title=one.title, ends=one.ends, beyond=ended.beyond[one.code])
            for one in line.bound
            if one.code in ended.beyond
        ],
        months=_months(line, found.year),
        last_months=_months(line, found.year - 1),
    )


def _months(line: Line, year: int, thing: str | None = None, kind: str | None = None) -> list[MonthPoint]:
    sums: dict[date, Decimal] = defaultdict(Decimal)
    for one in line.within(year):
        if thing is None or (one.thing, one.kind) == (thing, kind):
            sums[one.month] += one.amount
    return [MonthPoint(month=month, amount=amount) for month, amount in sorted(sums.items())]


def _names(keys: Iterable[int | None]) -> dict[int | None, tuple[str, str]]:
    rows = Department.objects.filter(pk__in={one for one in keys if one is not None})
    return {None: ("", "")} | {key: (code, name) for key, code, name in rows.values_list("pk", "code", "name")}


def _of_department(rows: QuerySet[Budget], code: str, actor: Actor) -> QuerySet[Budget]:
    if code == SHARED:
        return rows.filter(department=None)
    place = department_of(code, actor)
    return rows.filter(department__path__startswith=place.path) if place else rows


def _budget_row(row: Budget) -> BudgetRow:
    plain = ("year", "line", "purpose", "amount", "currency", "carry", "status", "note", "version")
    return BudgetRow(
        id=row.pk,
        department=row.department.name if row.department else "",
        department_code=row.department.code if row.department else "",
        **{name: getattr(row, name) for name in plain},
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))

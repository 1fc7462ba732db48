"""Which bookings, commitments, plans and budgets bear on the lines of a year, in the report currency?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, QuerySet

from opencaio.engines.budget import Bound, Line, Planned, Spent, Year, carried, first_of, forecast, last_of, month_after
from opencaio.engines.budget.running import SEEN
from opencaio.record.currencies import Rates
from opencaio.record.models import Budget, Commitment, CostLine, InitiativeSpend, Plan
from opencaio.record.periods import month_end
from opencaio.record.year_days import first_day

Key = tuple[int | None, str]
"""A department (None: shared by all) and a budget line."""
COSTS = (
    *("month", "department_id", "line", "kind", "amount", "currency", "quantity", "unit"),
    *("use_case__code", "initiative__code", "vendor__code"),
)


@dataclass(frozen=True)
class Allowed:
    """What was allowed on a line: approved and proposed apart, with what the year before leaves over."""

    approved: Decimal = Decimal(0)
    proposed: Decimal = Decimal(0)
    carried: Decimal = Decimal(0)
    count: int = 0

    @property
    def available(self) -> Decimal | None:
        """What may be spent: the approved budget, else the proposed one, and what was carried; None: no budget."""
        if not self.count:
            return None
        return (self.approved or self.proposed) + self.carried


@dataclass
class Loaded:
    """The lines of a year as the engine takes them; ``missing`` says what could not be counted, and why."""

    year: int
    through: date
    rates: Rates
    lines: dict[Key, Line] = field(default_factory=dict)
    allowed: dict[Key, Allowed] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def load(year: int, *, scope: frozenset[int] | None, shared: bool, today: date, through: date | None = None) -> Loaded:
    """Every line with a budget, a booking, a commitment or a plan in the year, within ``scope`` (None: all)."""
    found = Loaded(year, through or booked_through(today), Rates.load())
    seen = _seen(scope, shared=shared)
    spent = _spent(found, seen)
    bound = _bound(found, seen)
    planned = _planned(year, scope)
    _allow(found, seen, spent)
    for key in {*found.allowed, *spent, *bound, *planned}:
        rows = tuple(spent.get(key, ()))
        line = Line(year, found.through, rows, tuple(bound.get(key, ())), tuple(planned.get(key, ())))
        if key in found.allowed or bound.get(key) or planned.get(key) or line.within(year) or line.within(year - 1):
            found.lines[key] = line
    return found


def booked_through(today: date) -> date:
    """The last day of the last whole month with bookings; without any, of the month before today."""
    before = first_of(today) - timedelta(days=1)
    latest = CostLine.objects.filter(retired_at=None, month__lte=today).aggregate(last=Max("month"))["last"]
    return min(month_end(latest), before) if latest else before


def bound_of(row: Commitment, rates: Rates, today: date) -> Bound | None:
    """A commitment in the report currency at today's rate; None where there is no rate."""
    worth = rates.find(row.amount, row.currency, today)
    if worth is None:
        return None
    amount, ends = worth.amount, row.ends_on
    if row.ended_on is not None and row.ended_on < row.ends_on:
        whole, kept = (row.ends_on - row.starts_on).days + 1, (row.ended_on - row.starts_on).days + 1
        amount, ends = (amount * kept / whole).quantize(Decimal("0.01")), row.ended_on
    thing = row.use_case.code if row.use_case else row.initiative.code if row.initiative else ""
    vendor = row.vendor.code if row.vendor else ""
    return Bound(row.code, row.title, amount, row.starts_on, ends, vendor, thing)


def _seen(scope: frozenset[int] | None, *, shared: bool) -> Q:
    own = Q() if scope is None else Q(department__in=scope)
    none = Q(department=None)
    if scope is None:
        return Q() if shared else ~none
    return own | none if shared else own


def _spent(found: Loaded, seen: Q) -> dict[Key, list[Spent]]:
    """The bookings of the year, of the year before, and of the twelve months on which a trend rests."""
    since = min(first_day(found.year - 1), month_after(first_of(found.through), 1 - SEEN))
    upto = max(last_of(date(found.year, 12, 1)), found.through)
    rows = CostLine.objects.filter(seen, retired_at=None, month__gte=since, month__lte=upto).order_by()
    lines: dict[Key, list[Spent]] = defaultdict(list)
    for row in rows.values_list(*COSTS).iterator(chunk_size=5000):
        key, one = _spent_row(row, found)
        if one is not None:
            lines[key].append(one)
    return lines


def _spent_row(row: tuple[Any, ...], found: Loaded) -> tuple[Key, Spent | None]:
    month, home, line, kind, amount, currency, quantity, unit, use, work, vendor = row
    worth = found.rates.find(amount, currency, month_end(month))
    if worth is None:
        _say(found, found.rates.missing(currency, month_end(month)))
        return (home, line), None
    one = Spent(month, use or work or "", kind, worth.amount, vendor or "", quantity, unit, work or "")
    return (home, line), one


def _bound(found: Loaded, seen: Q) -> dict[Key, list[Bound]]:
    first, last = first_day(found.year), date(found.year, 12, 31)
    rows = Commitment.objects.filter(seen, retired_at=None, starts_on__lte=last, ends_on__gte=first)
    lines: dict[Key, list[Bound]] = defaultdict(list)
    for row in rows.select_related("vendor", "use_case", "initiative"):
        one = bound_of(row, found.rates, found.through)
        if one is None:
            _say(found, found.rates.missing(row.currency, found.through))
        elif one.ends >= first:
            lines[row.department_id, row.line].append(one)
    return lines


def _planned(year: int, scope: frozenset[int] | None) -> dict[Key, list[Planned]]:
    """What the approved plan lets its initiatives spend in the year; nothing while no plan is approved."""
    approved = Plan.objects.filter(retired_at=None, status="approved").defer("problem", "explanations", "options")
    plan = approved.order_by("-pk").first()
    starts = plan.answer.get("starts", {}) if plan else {}
    if not starts:
        return {}
    rows = InitiativeSpend.objects.filter(retired_at=None, year=year, initiative__code__in=list(starts))
    rows = rows if scope is None else rows.filter(initiative__department__in=scope)
    lines: dict[Key, list[Planned]] = defaultdict(list)
    for row in rows.select_related("initiative"):
        one = Planned(row.initiative.code, row.initiative.name, row.amount)
        lines[row.initiative.department_id, row.line].append(one)
    return lines


def _allow(found: Loaded, seen: Q, spent: dict[Key, list[Spent]]) -> None:
    rows = Budget.objects.filter(seen, retired_at=None, year__lte=found.year)
    by_year = _by_line_and_year(rows, found)
    for key, years in by_year.items():
        if found.year not in years:
            continue
        approved, proposed, count, _share = years[found.year]
        received = _carried(found, key, years, spent) if any(one[3] for one in years.values()) else Decimal(0)
        found.allowed[key] = Allowed(approved, proposed, received, count)


Sums = tuple[Decimal, Decimal, int, Decimal]
EMPTY: Sums = (Decimal(0), Decimal(0), 0, Decimal(0))


def _by_line_and_year(rows: QuerySet[Budget], found: Loaded) -> dict[Key, dict[int, Sums]]:
    """For each line and year: approved, proposed, how many budgets, and the share that may go on (by amount)."""
    sums: dict[Key, dict[int, Sums]] = defaultdict(dict)
    for row in rows:
        worth = found.rates.find(row.amount, row.currency, min(found.through, date(row.year, 12, 31)))
        if worth is None:
            _say(found, found.rates.missing(row.currency, found.through))
            continue
        years = sums[row.department_id, row.line]
        approved, proposed, count, share = years.get(row.year, EMPTY)
        if row.status == "approved":
            approved += worth.amount
        else:
            proposed += worth.amount
        years[row.year] = (approved, proposed, count + 1, max(share, row.carry))
    return sums


def _carried(found: Loaded, key: Key, years: dict[int, Sums], spent: dict[Key, list[Spent]]) -> Decimal:
    """What the years before leave over for this one; a year that is not over counts with its forecast."""
    used = _used(key, years, found)
    if found.through < date(found.year - 1, 12, 31) and found.year - 1 in years:
        last = Line(found.year - 1, found.through, tuple(spent.get(key, ())))
        used[found.year - 1] = forecast(last).expected
    told = [Year(year, one[0] or one[1], used.get(year, Decimal(0)), one[3]) for year, one in years.items()]
    return carried(told)[found.year]


def _used(key: Key, years: Iterable[int], found: Loaded) -> dict[int, Decimal]:
    home, line = key
    rows = CostLine.objects.filter(retired_at=None, department=home, line=line, month__year__gte=min(years))
    used: dict[int, Decimal] = defaultdict(Decimal)
    for month, amount, currency in rows.values_list("month", "amount", "currency").iterator():
        worth = found.rates.find(amount, currency, month_end(month))
        used[month.year] += worth.amount if worth else 0
    return used


def _say(found: Loaded, words: str) -> None:
    if words not in found.missing:
        found.missing.append(words)


def lines_in_order(found: Loaded) -> Iterator[tuple[Key, Line]]:
    """The lines by department and name."""
    yield from sorted(found.lines.items(), key=lambda one: (one[0][0] or 0, one[0][1]))

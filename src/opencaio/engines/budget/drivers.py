"""Why does a line end the year elsewhere than the last one: what began, ended, was booked at once, rose or fell?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from opencaio.engines.budget.model import NOTHING, Line, Spent, rounded, shared_out, total
from opencaio.engines.budget.months import first_of, month_after
from opencaio.engines.budget.quantities import PriceAndVolume, price_and_volume
from opencaio.engines.budget.year_end import Forecast, recent

AT_ONCE = Decimal("0.6")
SILENT = 2
NOTABLE = Decimal("0.02")
BOUND, PLANNED = "bound", "planned"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a driver moved. ``code``: began, began_late, ended, whole_year, at_once, price_volume, rose, fell, steady,
    bound, planned, new, gone.

    ``month`` is when, ``agreed`` the month that a commitment (``source``) had named, ``share`` the relative change of
    its yearly cost, ``split`` the parts of price and volume where quantities are known.
    """

    code: str
    month: date | None = None
    agreed: date | None = None
    share: Decimal | None = None
    source: str = ""
    split: PriceAndVolume | None = None


@dataclass(frozen=True, slots=True)
class Driver:
    """One thing and kind: what it cost last year, what it has cost, and what it will have cost at the year's end."""

    thing: str
    kind: str
    before: Decimal
    spent: Decimal
    expected: Decimal
    reason: Reason

    @property
    def change(self) -> Decimal:
        """By how much the year's end differs from the last year."""
        return self.expected - self.before


def bridge(line: Line, found: Forecast) -> tuple[Driver, ...]:
    """What makes the year's end out of the last year, the largest change first.

    The drivers add up: their ``before`` to the last year's cost, their ``expected`` to the forecast.
    """
    groups: dict[tuple[str, str], list[Spent]] = defaultdict(list)
    for one in line.spent:
        if one.month.year in (line.year, line.year - 1):
            groups[one.thing, one.kind].append(one)
    going_on = _shares(line, groups, found.going_on)
    drivers = [_driver(line, *key, rows, going_on.get("\0".join(key), NOTHING)) for key, rows in groups.items()]
    if groups and not going_on and found.going_on:
        drivers.append(_only_expected("", "", found.going_on, Reason("steady")))
    drivers += [_only_expected(code, BOUND, amount, _bound_reason(line, code)) for code, amount in found.beyond.items()]
    drivers += [_only_expected(key, PLANNED, one, Reason("planned", source=key)) for key, one in found.planned.items()]
    return tuple(sorted(drivers, key=lambda one: (-abs(one.change), one.thing, one.kind)))


def _shares(line: Line, groups: dict[tuple[str, str], list[Spent]], amount: Decimal) -> dict[str, Decimal]:
    """What goes on, shared out by what each driver cost in the last three months (else in all that is known)."""
    lately = {"\0".join(key): recent(line, rows) for key, rows in groups.items()}
    ever = {"\0".join(key): total([one.amount for one in rows]) for key, rows in groups.items()}
    for weights in (lately, ever):
        kept = {key: max(weight, NOTHING) for key, weight in weights.items()}
        if any(kept.values()):
            return shared_out(amount, kept)
    return {}


def _driver(line: Line, thing: str, kind: str, rows: list[Spent], going_on: Decimal) -> Driver:
    before = rounded(total([one.amount for one in rows if one.month.year == line.year - 1]))
    spent = rounded(total([one.amount for one in rows if one.month.year == line.year]))
    expected = spent + going_on
    return Driver(thing, kind, before, spent, expected, _reason(line, rows, before, spent, expected))


def _reason(line: Line, rows: list[Spent], before: Decimal, spent: Decimal, expected: Decimal) -> Reason:
    """The first that fits: when it began or ended, one large booking, price and volume, a rise or a fall."""
    months = sorted({one.month for one in rows if one.amount})
    if not months:
        return Reason("steady")
    of_year = [one for one in months if one.year == line.year]
    share = (expected - before) / before if before > 0 else None
    if not of_year:
        return Reason("gone", month=months[-1], share=share)
    if not before:
        return _beginning(line, rows, of_year[0], spent)
    if of_year[-1] <= month_after(first_of(line.through), -SILENT) and of_year[-1].month < 12:
        return Reason("ended", month=of_year[-1], share=share)
    largest = max((_in_month(rows, one), one) for one in of_year)
    if spent > 0 and len(of_year) > 1 and largest[0] >= AT_ONCE * spent:
        return Reason("at_once", month=largest[1], share=share)
    split = _split(line, rows)
    if split is not None:
        return Reason("price_volume", share=share, split=split)
    if months[0].year == line.year - 1 and months[0].month > 1 and _ran_part(rows, months[0]):
        return Reason("whole_year", month=months[0], share=share)
    if share is None or abs(share) < NOTABLE:
        return Reason("steady", share=share)
    return Reason("rose" if share > 0 else "fell", share=share)


def _beginning(line: Line, rows: list[Spent], month: date, spent: Decimal) -> Reason:
    largest = max(_in_month(rows, one.month) for one in rows if one.month.year == line.year)
    if spent > 0 and largest == spent and month < first_of(line.through):
        return Reason("at_once", month=month)
    agreed = _agreed(line, rows, month)
    if agreed is not None:
        return Reason("began_late", month=month, agreed=agreed[0], source=agreed[1])
    return Reason("new" if month.month == 1 else "began", month=month)


def _agreed(line: Line, rows: list[Spent], month: date) -> tuple[date, str] | None:
    """The commitment with the same vendor or on the same thing that named an earlier month of the year."""
    vendors, things = {one.vendor for one in rows} - {""}, {one.thing for one in rows} - {""}
    for one in line.bound:
        its = (one.vendor in vendors) if one.vendor else (one.thing in things)
        fits = its and (not one.thing or one.thing in things)
        if fits and line.first <= one.starts < month:
            return first_of(one.starts), one.code
    return None


def _split(line: Line, rows: list[Spent]) -> PriceAndVolume | None:
    """Price and volume over the same months of both years, where every booking names its quantity in one unit."""
    upto = line.through.month if line.through.year == line.year else 12
    pairs = []
    for year in (line.year - 1, line.year):
        own = [one for one in rows if one.month.year == year and one.month.month <= upto]
        if not own or any(one.quantity is None for one in own) or len({one.unit for one in rows}) > 1:
            return None
        pairs.append((total([one.amount for one in own]), total([one.quantity or NOTHING for one in own])))
    return price_and_volume(pairs[0], pairs[1])


def _ran_part(rows: list[Spent], began: date) -> bool:
    """True when it began in the course of the last year, as far as the bookings say."""
    return not any(one.month < began for one in rows)


def _in_month(rows: list[Spent], month: date) -> Decimal:
    return total([one.amount for one in rows if one.month == month])


def _only_expected(thing: str, kind: str, amount: Decimal, reason: Reason) -> Driver:
    return Driver(thing, kind, NOTHING, NOTHING, amount, reason)


def _bound_reason(line: Line, code: str) -> Reason:
    one = next(each for each in line.bound if each.code == code)
    return Reason("bound", month=first_of(one.starts), source=code)

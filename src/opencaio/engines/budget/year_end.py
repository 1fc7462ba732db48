"""Where does a budget line end the year: spent, plus what goes on, plus what is bound, plus what a plan adds?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from opencaio.engines.budget.model import ENGINE_VERSION, NOTHING, Line, Spent, rounded, total
from opencaio.engines.budget.months import first_of, last_of, month_after, months_between
from opencaio.engines.budget.running import SEEN, Rest, rest_of
from opencaio.engines.budget.spreading import part_within

RECENT = 3


@dataclass(frozen=True, slots=True)
class Forecast:
    """The year's end of one line.

    ``expected`` = ``spent`` + ``going_on`` + ``beyond`` + the sum of ``planned``. ``going_on`` is what the months left
    cost at the present rate (less what the running month has already); ``bound`` what commitments make due in them,
    of which ``beyond`` (by code of the commitment) is more than the present rate with that vendor covers; ``planned``
    (by initiative) what an approved plan lets it spend and is not booked yet. ``low`` and ``high`` hold four times in
    five; None where too few months are over.
    """

    spent: Decimal
    going_on: Decimal
    bound: Decimal
    beyond: dict[str, Decimal]
    planned: dict[str, Decimal]
    expected: Decimal
    low: Decimal | None
    high: Decimal | None
    rest: Rest
    months_left: int
    engine_version: str = ENGINE_VERSION


def forecast(line: Line) -> Forecast:
    """The year's end of ``line``; equal for equal arguments."""
    spent = total([one.amount for one in line.within(line.year)])
    left = months_left(line)
    rest = rest_of(monthly(line), ahead=len(left), gap=_gap(line))
    running = total([one.amount for one in _running(line)])
    beyond, planned = _beyond(line, left, rest), _planned(line)
    bound = total([part_within(one, left[0], line.last) for one in line.bound]) if left else NOTHING
    going_on = max(rest.expected - running, NOTHING) if rest.expected >= 0 else rest.expected
    sure = spent + total(list(beyond.values())) + total(list(planned.values()))
    expected = sure + going_on
    low, high = _bounds(rest, running, sure, least=spent + max(bound - running, NOTHING))
    return Forecast(
        spent=rounded(spent),
        going_on=rounded(going_on),
        bound=rounded(bound),
        beyond=beyond,
        planned=planned,
        expected=rounded(expected),
        low=None if low is None else min(rounded(low), rounded(expected)),
        high=None if high is None else max(rounded(high), rounded(expected)),
        rest=rest,
        months_left=len(left),
    )


def months_left(line: Line) -> tuple[date, ...]:
    """The months of the year whose books are not whole yet."""
    return months_between(max(month_after(line.through), line.first), line.last)


def monthly(line: Line) -> tuple[Decimal, ...]:
    """What each of the last twelve whole months cost, from the first that was booked; without planned initiatives."""
    known = [one for one in _steady(line) if one.month <= line.through]
    if not known:
        return ()
    began = max(min(one.month for one in known), month_after(first_of(line.through), 1 - SEEN))
    sums = dict.fromkeys(months_between(began, line.through), NOTHING)
    for one in known:
        if first_of(one.month) in sums:
            sums[first_of(one.month)] += one.amount
    return tuple(sums.values())


def recent(line: Line, rows: list[Spent] | tuple[Spent, ...]) -> Decimal:
    """What these bookings came to a month over the last three whole months."""
    since = month_after(first_of(line.through), 1 - RECENT)
    return total([one.amount for one in rows if since <= one.month <= line.through]) / RECENT


def _steady(line: Line) -> list[Spent]:
    apart = {one.initiative for one in line.planned}
    return [one for one in line.spent if not (one.initiative and one.initiative in apart)]


def _running(line: Line) -> list[Spent]:
    return [one for one in _steady(line) if one.month > line.through and one.month.year == line.year]


def _gap(line: Line) -> int:
    """How many months lie between the whole ones and the first month that is left."""
    return max(0, len(months_between(month_after(line.through), line.first)) - 1) if line.through < line.first else 0


def _beyond(line: Line, left: tuple[date, ...], rest: Rest) -> dict[str, Decimal]:
    """By commitment: what it makes due in the months left beyond what its vendor (else its thing) costs anyway."""
    found: dict[str, Decimal] = {}
    covered: dict[str, Decimal] = {}
    for one in sorted(line.bound, key=lambda each: (each.starts, each.code)) if left else ():
        due = part_within(one, left[0], line.last)
        key = f"v:{one.vendor}" if one.vendor else f"t:{one.thing}"
        if key not in covered:
            covered[key] = _anyway(line, one.vendor, one.thing, left, rest)
        used = min(covered[key], due)
        covered[key] -= used
        if due > used:
            found[one.code] = rounded(due - used)
    return found


def _anyway(line: Line, vendor: str, thing: str, left: tuple[date, ...], rest: Rest) -> Decimal:
    """What goes on with this vendor (or thing) in the months left: its share of the last three months."""
    if not vendor and not thing:
        return NOTHING
    rows = _steady(line)
    own = [one for one in rows if (one.vendor == vendor if vendor else one.thing == thing)]
    whole, part = recent(line, rows), recent(line, own)
    return max(rest.expected * part / whole, NOTHING) if whole > 0 and part > 0 else NOTHING


def _planned(line: Line) -> dict[str, Decimal]:
    """By initiative: what its plan allows in the year and is not booked; nothing once the year is over."""
    if line.through >= last_of(line.last):
        return {}
    booked: dict[str, Decimal] = {}
    for one in line.within(line.year):
        booked[one.initiative] = booked.get(one.initiative, NOTHING) + one.amount
    open_ = {one.initiative: one.amount - booked.get(one.initiative, NOTHING) for one in line.planned}
    return {key: rounded(amount) for key, amount in open_.items() if amount > 0}


def _bounds(
    rest: Rest, running: Decimal, sure: Decimal, *, least: Decimal
) -> tuple[Decimal, Decimal] | tuple[None, None]:
    """The interval around the year's end; what is bound is due in any case."""
    if rest.low is None or rest.high is None:
        return None, None
    low = sure + (max(rest.low - running, NOTHING) if rest.low >= 0 else rest.low)
    return max(low, least), sure + max(rest.high - running, NOTHING)

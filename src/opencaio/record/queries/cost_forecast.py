"""What will the bills come to by the year's end, month by month, and how sure is that?"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from pydantic import BaseModel

from opencaio.errors import BadInput
from opencaio.record.actions.registry import Asked
from opencaio.record.currencies import CENT, report_currency
from opencaio.record.manifest.live import newest_day
from opencaio.record.models import UseCase
from opencaio.record.periods import month_end
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query, visible

MOST_MONTHS = 12


class AskForecast(Asked):
    """What the days up to ``until`` (the year's end) will cost, of one use, one department or of all."""

    until: date | None = None
    department: str = ""
    use_case: str = ""


class MonthAhead(BaseModel):
    """One month to come, or what is to come of the one that runs: ``low`` and ``high`` None where too little tells."""

    month: date
    expected: Decimal
    low: Decimal | None
    high: Decimal | None
    trials: int


class ForecastShown(BaseModel):
    """Billed so far this year, and what the rest will cost with an interval; None where too little is known.

    ``coming``: the same month by month; the months' ends do not add up to the sum's, for they miss apart.
    """

    so_far: Decimal
    known_until: date | None
    until: date | None
    expected: Decimal | None
    low: Decimal | None
    high: Decimal | None
    level: float
    trials: int
    currency: str
    note: str
    months: list[tuple[date, Decimal]]
    coming: list[MonthAhead] = []


@query("costs.forecast", words="What the bills will come to")
def show_forecast(given: AskForecast, actor: Actor) -> ForecastShown:
    """The sum of usual days to the year's end, with an interval from the series' own past errors."""
    from opencaio.engines.spend import ahead
    from opencaio.record.billing.days import daily_shares, total

    known = newest_day("cost")
    if known is None:
        return _no_forecast("There is no bill yet.")
    codes = _codes(given, actor)
    shares = [one for one in daily_shares(until=known) if _counts_for(one.piece.use, codes)]
    days = total(shares)
    until = given.until or known.replace(month=12, day=31)
    months: dict[date, Decimal] = defaultdict(Decimal)
    for one in shares:
        months[one.piece.charge.month] += one.billed or Decimal(0)
    so_far = _cents(sum((amount for month, amount in months.items() if month.year == known.year), Decimal(0)))
    listed = [(month, _cents(months[month])) for month in sorted(months)]
    try:
        found = ahead(days, until=until, last_day=known)
    except BadInput as fault:
        return _no_forecast(fault.message, so_far=so_far, known=known, months=listed)
    low, high = (None if one is None else _money(one) for one in (found.low, found.high))
    return ForecastShown(
        so_far=so_far, known_until=known, until=until, expected=_money(found.expected), low=low, high=high,
        level=found.level, trials=found.trials, currency=report_currency(), months=listed,
        note="" if low is not None else "Too few weeks to say how sure this is.",
        coming=_coming(days, known=known, until=until),
    )  # fmt: skip


def _coming(days: Mapping[date, float], *, known: date, until: date) -> list[MonthAhead]:
    """Each month after the last known day, at most a year of them."""
    from opencaio.engines.spend import ahead

    found: list[MonthAhead] = []
    first = known + timedelta(1)
    while first <= until and len(found) < MOST_MONTHS:
        end = min(month_end(first), until)
        one = ahead(days, first_day=first, until=end, last_day=known)
        low, high = (None if edge is None else _money(edge) for edge in (one.low, one.high))
        month = first.replace(day=1)
        found.append(MonthAhead(month=month, expected=_money(one.expected), low=low, high=high, trials=one.trials))
        first = end + timedelta(1)
    return found


def _codes(given: AskForecast, actor: Actor) -> frozenset[str] | None:
    """The uses that count; None: all there is, nobody's too."""
    if not (given.department or given.use_case) and actor.scope(Right.READ) is EVERYWHERE:
        return None
    rows = visible(UseCase.objects.all(), actor)
    rows = rows.filter(department__code__iexact=given.department) if given.department else rows
    rows = rows.filter(code__iexact=given.use_case) if given.use_case else rows
    return frozenset(rows.values_list("code", flat=True))


def _counts_for(use: str, codes: frozenset[str] | None) -> bool:
    return codes is None or use in codes


def _no_forecast(
    note: str,
    *,
    so_far: Decimal = Decimal(0),
    known: date | None = None,
    months: list[tuple[date, Decimal]] | None = None,
) -> ForecastShown:
    return ForecastShown(
        so_far=so_far, known_until=known, until=None, expected=None, low=None, high=None, level=0.8, trials=0,
        currency=report_currency(), note=note, months=months or [],
    )  # fmt: skip


def _money(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(CENT)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT)

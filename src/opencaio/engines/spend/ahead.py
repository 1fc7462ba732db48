"""What will the coming days cost together, and how sure is that?

The forecast is the sum of usual days. How sure it is, the series itself tells: the same forecast is made from every
earlier week and its relative error kept (rolling origin: Hyndman and Athanasopoulos, 2021, section 5.10).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from opencaio.engines.spend.usual import LEAST, MEMORY, WEEK, daily, weekdays
from opencaio.errors import BadInput

#: Earlier forecasts that an interval needs.
TRIALS = 5


@dataclass(frozen=True)
class Ahead:
    """The sum of the days from ``first_day`` to ``last_day``; ``low`` and ``high`` None where too little is known.

    ``trials``: how many earlier forecasts of the same length the interval rests on.
    """

    first_day: date
    last_day: date
    expected: float
    low: float | None
    high: float | None
    level: float
    trials: int


def ahead(
    amounts: Mapping[date, float],
    *,
    until: date,
    first_day: date | None = None,
    last_day: date | None = None,
    level: float = 0.8,
) -> Ahead:
    """What the days from ``first_day`` (default: the day after the last known one) to ``until`` come to.

    ``last_day``: the last day for which all bills are in (default: the last with a cost). Raises ``BadInput`` with
    less than four weeks of days or with a day that is known already.
    """
    first, series = daily(amounts, until=last_day)
    known = first + timedelta(len(series) - 1)
    days = (until - known).days
    if days < 1:
        raise BadInput(f"{until} is known already: the last day with its bills is {known}.")
    if len(series) < LEAST:
        raise BadInput(f"A forecast needs four weeks of days; there are {len(series)} days.")
    first_day = first_day or known + timedelta(1)
    skipped = (first_day - known).days - 1
    if not 0 <= skipped < days:
        raise BadInput(f"{first_day} is known already, or lies after {until}.")
    expected = coming(series, days) - coming(series, skipped)
    errors = _errors(series, days, skipped)
    low, high = _interval(expected, errors, level)
    return Ahead(first_day, until, expected, low, high, level, len(errors))


def coming(past: Sequence[float], days: int) -> float:
    """The sum of the next ``days``: the mean of four weeks on each, by its weekday."""
    recent = past[-MEMORY:]
    profile = weekdays(recent)
    whole = sum(profile)
    level = sum(past[-LEAST:]) / LEAST
    return sum(level * profile[(len(recent) + at) % WEEK] * WEEK / whole for at in range(days))


def _errors(series: Sequence[float], days: int, skipped: int) -> list[float]:
    """By what part of the forecast the sums missed it, made each week."""
    found = []
    for end in range(len(series) - days, LEAST - 1, -WEEK):
        expected = coming(series[:end], days) - coming(series[:end], skipped)
        if expected > 0:
            found.append(abs(sum(series[end + skipped : end + days]) / expected - 1))
    return found


def _interval(expected: float, errors: Sequence[float], level: float) -> tuple[float | None, float | None]:
    """As wide as the error that was not passed in ``level`` of the trials and one more (split conformal)."""
    rank = math.ceil((len(errors) + 1) * level)
    if len(errors) < TRIALS or rank > len(errors):
        return None, None
    miss = sorted(errors)[rank - 1]
    return expected * max(1 - miss, 0.0), expected * (1 + miss)

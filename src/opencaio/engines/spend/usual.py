"""What is usual for a day, by the eight weeks before it?

Level and weekday profile are medians, the spread a median absolute deviation: single odd days do not shift them, so
an outlier does not make the next one look ordinary (Rousseeuw and Croux, 1993).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from opencaio.errors import BadInput

ENGINE_VERSION = "spend-1"
WEEK = 7
#: Of the days before, how many say what is usual, and how many there must be at least.
MEMORY, LEAST = 56, 28
#: The standard deviation of a normal is this many times its median absolute deviation.
NORMAL = 1.4826
#: No series is steadier than this part of its level: bills come in steps.
STEADIEST = 0.05


@dataclass(frozen=True)
class Usual:
    """What a day would be worth by the weeks before it; ``spread`` is one standard deviation of such days."""

    expected: float
    spread: float
    days: int


def daily(amounts: Mapping[date, float], *, until: date | None = None) -> tuple[date, list[float]]:
    """The first day and one amount a day from it on; a day without a cost is worth 0. Raises ``BadInput`` if empty."""
    if not amounts:
        raise BadInput("There is no day with a cost.")
    first, last = min(amounts), until or max(amounts)
    return first, [float(amounts.get(first + timedelta(at), 0.0)) for at in range((last - first).days + 1)]


def usual(before: Sequence[float]) -> Usual | None:
    """What the next day should be worth; ``before`` has one amount a day, yesterday's last. None: too short to tell."""
    past = before[-MEMORY:]
    if len(past) < LEAST:
        return None
    profile = weekdays(past)
    # The day that comes next has the weekday of the day seven days ago: position len(past) mod 7.
    plain = [amount / profile[at % WEEK] for at, amount in enumerate(past)]
    level = median(plain[-LEAST:])
    spread = max(NORMAL * median(abs(one - level) for one in plain), STEADIEST * abs(level))
    factor = profile[len(past) % WEEK]
    return Usual(level * factor, spread * factor, len(past))


def weekdays(past: Sequence[float]) -> list[float]:
    """By position in the week from the first day on: how much such a day is above (over 1) or below its week's mean.

    A weekday that is usually worth nothing has a small factor and not 0, so that it can be divided by.
    """
    weeks = [past[start : start + WEEK] for start in range(0, len(past) - WEEK + 1, WEEK)]
    means = [sum(week) / WEEK for week in weeks]
    told = [(week, mean) for week, mean in zip(weeks, means, strict=True) if mean > 0]
    if not told:
        return [1.0] * WEEK
    return [max(median(week[at] / mean for week, mean in told), STEADIEST) for at in range(WEEK)]

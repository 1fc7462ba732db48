"""Which days stand out from what is usual, by how much, and what made them?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from opencaio.engines.spend.usual import MEMORY, WEEK, daily, usual

#: How many standard deviations above what is usual a day must lie.
DISTANCE = 4.0
#: Days that stand out with at most so many ordinary ones between them are one finding.
GAP = WEEK


@dataclass(frozen=True)
class Contribution:
    """By how much one part (a service, a model, a resource) was above what is usual for it, and its part of all."""

    part: str
    excess: float
    share: float


@dataclass(frozen=True)
class Unusual:
    """A run of days that cost more (``excess`` above 0) or less than is usual; ``score``: in standard deviations."""

    first_day: date
    last_day: date
    amount: float
    expected: float
    score: float
    because: tuple[Contribution, ...] = ()

    @property
    def excess(self) -> float:
        return self.amount - self.expected


def unusual(
    amounts: Mapping[date, float], *, floor: float, distance: float = DISTANCE, until: date | None = None
) -> tuple[Unusual, ...]:
    """Runs of days that lie at least ``distance`` spreads and ``floor`` (an amount a day) from what is usual.

    A new level is told once, as a run of about two weeks: by then it is what is usual.
    """
    first, series = daily(amounts, until=until)
    days: list[Unusual] = []
    for at, amount in enumerate(series):
        wanted = usual(series[max(0, at - MEMORY) : at])
        if wanted and abs(amount - wanted.expected) >= max(distance * wanted.spread, floor):
            day = first + timedelta(at)
            days.append(Unusual(day, day, amount, wanted.expected, _score(amount, wanted.expected, wanted.spread)))
    return tuple(_runs(days))


def contributions(
    parts: Mapping[str, Mapping[date, float]], found: Unusual, *, most: int = 5
) -> tuple[Contribution, ...]:
    """Which parts made the excess: each against the mean of its four weeks before, the largest first."""
    start = found.first_day - timedelta(4 * WEEK)
    length = (found.last_day - found.first_day).days + 1
    excesses = {name: _excess(days, start, found, length) for name, days in parts.items()}
    same_way = {name: one for name, one in excesses.items() if one * found.excess > 0}
    total = sum(same_way.values())
    order = sorted(same_way, key=lambda name: (-abs(same_way[name]), name))
    return tuple(Contribution(name, same_way[name], same_way[name] / total) for name in order[:most])


def _excess(days: Mapping[date, float], start: date, found: Unusual, length: int) -> float:
    before = sum(amount for day, amount in days.items() if start <= day < found.first_day) / (4 * WEEK)
    during = sum(amount for day, amount in days.items() if found.first_day <= day <= found.last_day)
    return during - before * length


def _runs(days: Sequence[Unusual]) -> list[Unusual]:
    """Neighbouring days in the same direction, as one finding."""
    runs: list[Unusual] = []
    for day in days:
        last = runs[-1] if runs else None
        if last and (day.first_day - last.last_day).days <= GAP + 1 and day.excess * last.excess > 0:
            amount, expected = last.amount + day.amount, last.expected + day.expected
            farthest = max(last.score, day.score, key=abs)
            runs[-1] = Unusual(last.first_day, day.last_day, amount, expected, farthest)
        else:
            runs.append(day)
    return runs


def _score(amount: float, expected: float, spread: float) -> float:
    return (amount - expected) / spread if spread > 0 else float("inf") if amount > expected else float("-inf")

"""Which days stand out from what is usual, by how much, and what made them?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from opencaio.engines.spend.usual import MEMORY, WEEK, Usual, daily, usual

#: How many standard deviations above what is usual a day must lie.
DISTANCE = 4.0
#: Days that stand out with at most so many ordinary ones between them are one finding.
GAP = WEEK
#: What a day cost, and what was usual for it.
Day = tuple[float, Usual | None]


@dataclass(frozen=True)
class Contribution:
    """By how much one part (a service, a model, a resource) was above what is usual for it, and its part of all."""

    part: str
    excess: float
    share: float


@dataclass(frozen=True)
class Unusual:
    """A run of days that cost more (``excess`` above 0) or less than is usual; ``score``: in standard deviations.

    ``amount`` and ``expected`` count every day from the first to the last; ``score`` is that of the farthest one.
    """

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
    days: list[Day] = [(amount, usual(series[max(0, at - MEMORY) : at])) for at, amount in enumerate(series)]
    odd = [at for at, day in enumerate(days) if _stands_out(day, distance=distance, floor=floor)]
    return tuple(_finding(first, run, days) for run in _runs(odd, days))


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


def _stands_out(day: Day, *, distance: float, floor: float) -> bool:
    amount, wanted = day
    return wanted is not None and abs(amount - wanted.expected) >= max(distance * wanted.spread, floor)


def _runs(odd: Sequence[int], days: Sequence[Day]) -> list[list[int]]:
    """Neighbouring days in the same direction, together."""
    runs: list[list[int]] = []
    for at in odd:
        if runs and at - runs[-1][-1] <= GAP + 1 and _excess_of(days[at]) * _excess_of(days[runs[-1][-1]]) > 0:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _finding(first: date, run: Sequence[int], days: Sequence[Day]) -> Unusual:
    """From the first odd day to the last, the ordinary ones between them too: what a bill shows for these days."""
    whole = [(amount, wanted) for amount, wanted in days[run[0] : run[-1] + 1] if wanted]
    scores = [_score(amount, wanted.expected, wanted.spread) for at in run for amount, wanted in [days[at]] if wanted]
    return Unusual(
        first_day=first + timedelta(run[0]),
        last_day=first + timedelta(run[-1]),
        amount=sum(amount for amount, _ in whole),
        expected=sum(wanted.expected for _, wanted in whole),
        score=max(scores, key=abs),
    )


def _excess_of(day: Day) -> float:
    return day[0] - day[1].expected if day[1] else 0.0


def _score(amount: float, expected: float, spread: float) -> float:
    return (amount - expected) / spread if spread > 0 else float("inf") if amount > expected else float("-inf")

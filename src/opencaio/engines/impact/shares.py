"""How surely is a share known, and the difference or the ratio of two of them?

Wilson, JASA 22 (1927); Newcombe, Statistics in Medicine 17 (1998) 857 (one share, method 3) and 873 (the difference,
method 10); Katz, Baptista, Azen and Pike, Biometrics 34 (1978) (the ratio).
"""

import math
from dataclasses import dataclass

from opencaio.engines.impact.chances import normal_bound, normal_p
from opencaio.engines.impact.estimate import LEVEL, Interval, count, level_of
from opencaio.errors import BadInput


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many. Raises BadInput for an empty group, for negative counts and for more than all."""

    hits: int
    count: int
    name: str = "The group"

    def __post_init__(self) -> None:
        count(self.hits, name=f"{self.name}: the number counted")
        if count(self.count, name=f"{self.name}: the number in all") == 0:
            raise BadInput(f"{self.name} is empty: a share of nobody is no number.")
        if self.hits > self.count:
            raise BadInput(f"{self.name}: {self.hits} counted of {self.count} in all. That cannot be.")

    @property
    def rate(self) -> float:
        """The share, 0 to 1."""
        return self.hits / self.count

    @property
    def missed(self) -> int:
        """How many were not counted."""
        return self.count - self.hits


def wilson(share: Share, *, level: float = LEVEL) -> Interval:
    """The interval of one share; never outside 0 to 1, and of some width even at 0 and 1."""
    bound = normal_bound(level_of(level))
    size, square = share.count, bound * bound
    middle = (share.hits + square / 2) / (size + square)
    half = bound / (size + square) * math.sqrt(share.hits * share.missed / size + square / 4)
    low = 0.0 if share.hits == 0 else max(0.0, middle - half)
    high = 1.0 if share.missed == 0 else min(1.0, middle + half)
    return Interval(low, high, level)


def difference(first: Share, second: Share, *, level: float = LEVEL) -> Interval:
    """The interval of the first share less the second (Newcombe's hybrid score)."""
    a, b = wilson(first, level=level), wilson(second, level=level)
    gap = first.rate - second.rate
    below = math.hypot(first.rate - a.low, b.high - second.rate)
    above = math.hypot(a.high - first.rate, second.rate - b.low)
    return Interval(max(-1.0, gap - below), min(1.0, gap + above), level)


def difference_p(first: Share, second: Share) -> float:
    """The two-sided p-value of equal shares (score test, pooled); 1 where nobody or everybody was counted."""
    pooled = (first.hits + second.hits) / (first.count + second.count)
    spread = pooled * (1 - pooled) * (1 / first.count + 1 / second.count)
    return 1.0 if spread == 0 else normal_p((first.rate - second.rate) / math.sqrt(spread))


def ratio(first: Share, second: Share, *, level: float = LEVEL) -> Interval | None:
    """The interval of the first share over the second (log method of Katz); None where one of them is zero."""
    if first.hits == 0 or second.hits == 0:
        return None
    spread = 1 / first.hits - 1 / first.count + 1 / second.hits - 1 / second.count
    factor = math.exp(normal_bound(level_of(level)) * math.sqrt(spread))
    middle = first.rate / second.rate
    return Interval(middle / factor, middle * factor, level)

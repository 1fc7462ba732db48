"""Do the cases of today still look like those that were there before?

The population stability index (Siddiqi, Credit Risk Scorecards, 2006; what chance alone makes of it: Yurdakul and
Naranjo, Journal of Risk Model Validation 14, 2020) and the distance of Kolmogorov and Smirnov, from counts by bin.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from opencaio.engines.impact.estimate import count
from opencaio.errors import BadInput

SOME, MUCH = 0.1, 0.25
HALF = 0.5
"""An empty bin counts as half a case: its logarithm would be infinite."""
Moved = Literal["stable", "within chance", "some", "much"]


@dataclass(frozen=True, slots=True)
class Drift:
    """`index`: the stability index; `chance`: what chance alone would exceed once in twenty times.

    `parts` tell each bin's share before, now, and its part of the index. `moved` is in words of the usual limits 0.1
    and 0.25; where the index is above 0.1 but not above `chance`, it is within chance.
    """

    index: float
    chance: float
    moved: Moved
    parts: tuple[tuple[str, float, float, float], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Distance:
    """The largest gap of the two cumulative shares, where it is, and the p-value of none (cautious over bins)."""

    value: float
    at: str
    p_value: float


def stability(before: Mapping[str, int], now: Mapping[str, int]) -> Drift:
    """The stability index of counts by bin; a bin that only one side names counts as empty on the other."""
    names = [*before, *(name for name in now if name not in before)]
    first, second = _counts(before, names, "before"), _counts(now, names, "now")
    parts = tuple(_part(name, one, two) for name, one, two in zip(names, _shares(first), _shares(second), strict=True))
    index, bins = sum(part for *_, part in parts), len(names)
    chance = _quantile(bins - 1) * (1 / sum(first) + 1 / sum(second))
    moved: Moved = "stable" if index < SOME else "within chance" if index <= chance else "some"
    moved = "much" if moved == "some" and index >= MUCH else moved
    return Drift(index, chance, moved, parts, _said(index, chance, moved, parts))


def kolmogorov_smirnov(before: Sequence[int], now: Sequence[int], *, edges: Sequence[str]) -> Distance:
    """The distance of two histograms over the same bins in order; `edges` name their upper ends."""
    from scipy.special import kolmogorov

    if not len(before) == len(now) == len(edges):
        raise BadInput(f"Bins differ: {len(before)} before, {len(now)} now, {len(edges)} edges.")
    first = _counts(dict(zip(edges, before, strict=True)), list(edges), "before")
    second = _counts(dict(zip(edges, now, strict=True)), list(edges), "now")
    one, two = sum(first), sum(second)
    sums, gap = [0, 0], (0.0, edges[0])
    for edge, old, new in zip(edges, first, second, strict=True):
        sums = [sums[0] + old, sums[1] + new]
        gap = max(gap, (abs(sums[0] / one - sums[1] / two), edge), key=lambda pair: pair[0])
    return Distance(gap[0], gap[1], float(kolmogorov(gap[0] * math.sqrt(one * two / (one + two)))))


def _counts(told: Mapping[str, int], names: Sequence[str], when: str) -> list[int]:
    if len(names) < 2 or len(set(names)) < len(names):
        raise BadInput("At least two bins, each named once, are needed to compare shares.")
    found = [count(told.get(name, 0), name=f"{name}, {when}: the number of cases") for name in names]
    if not sum(found):
        raise BadInput(f"There are no cases {when}: nothing can be compared.")
    return found


def _shares(counts: Sequence[int]) -> list[float]:
    raised = [one or HALF for one in counts]
    return [one / sum(raised) for one in raised]


def _part(name: str, before: float, now: float) -> tuple[str, float, float, float]:
    return name, before, now, (now - before) * math.log(now / before)


def _quantile(freedom: int) -> float:
    from scipy.special import chdtri

    return float(chdtri(freedom, 0.05))


def _said(index: float, chance: float, moved: Moved, parts: Sequence[tuple[str, float, float, float]]) -> str:
    name, before, now, _ = max(parts, key=lambda part: part[3])
    where = f"most in {name}: {before:.1%} before, {now:.1%} now"
    return {
        "stable": f"Stable ({index:.3f}).",
        "within chance": f"{index:.3f}, which so few cases reach by chance (up to {chance:.3f}); {where}.",
        "some": f"Some shift ({index:.3f}), {where}.",
        "much": f"Much has shifted ({index:.3f}), {where}. Measure quality anew before relying on it.",
    }[moved]

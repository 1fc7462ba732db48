"""How many must be in a test, and how small a difference can it still see?

Means by the noncentral t (Cohen, Statistical Power Analysis, 1988), proportions by the normal approximation with a
pooled spread under no effect (Fleiss, Statistical Methods for Rates and Proportions, 1981).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

from opencaio.engines.impact.chances import t_bound
from opencaio.engines.impact.estimate import LEVEL, count, finite, level_of, positive
from opencaio.errors import BadInput

POWER = 0.8
MOST = 10**10
FAR = 5.0
"""From here on the other tail is below one in a billion, and the noncentral t no longer tells it."""
CERTAIN = 30.0
"""So many standard errors away are always seen; beyond it the noncentral t is not asked."""


@dataclass(frozen=True, slots=True)
class Needed:
    """How many are needed in each group so that an effect of this size is seen with this chance."""

    control: int
    treated: int
    effect: float
    power: float
    level: float
    words: str

    @property
    def total(self) -> int:
        """Both groups together."""
        return self.control + self.treated

    def periods(self, per_period: float) -> int:
        """How many periods it takes when so many come in each."""
        return math.ceil(self.total / positive(per_period, name="The number of people a period"))


def power_of_means(effect: float, *, spread: float, control: int, treated: int, level: float = LEVEL) -> float:
    """The chance that a difference of means of this size is told from none; `spread` is the standard deviation."""
    from scipy.special import nctdtr

    count(min(control, treated), name="The smaller group", least=2)
    freedom = control + treated - 2
    shift = finite(effect, name="The effect") / (
        positive(spread, name="The spread") * (1 / control + 1 / treated) ** 0.5
    )
    bound = t_bound(level_of(level), freedom=freedom)
    if abs(shift) > CERTAIN:
        return 1.0
    wrong_side = float(nctdtr(freedom, abs(shift), -bound)) if abs(shift) < FAR else 0.0
    return float(1 - nctdtr(freedom, abs(shift), bound)) + wrong_side


def power_of_proportions(base: float, effect: float, *, control: int, treated: int, level: float = LEVEL) -> float:
    """The chance that a share of `base + effect` is told from `base`."""
    first, second = _rate(base, "The share now"), _rate(base + effect, "The share hoped for")
    pooled = (control * first + treated * second) / (control + treated)
    under_none = math.sqrt(pooled * (1 - pooled) * (1 / control + 1 / treated))
    under_some = math.sqrt(first * (1 - first) / control + second * (1 - second) / treated)
    normal, bound = NormalDist(), NormalDist().inv_cdf((1 + level_of(level)) / 2)
    away = abs(effect)
    return normal.cdf((away - bound * under_none) / under_some) + normal.cdf((-away - bound * under_none) / under_some)


def size_for_means(
    effect: float, *, spread: float, power: float = POWER, level: float = LEVEL, share: float = 0.5, known: float = 0.0
) -> Needed:
    """How many to see a difference of `effect`; `share` is the treated part of all.

    `known` is the correlation with the value before (0 to 1): CUPED leaves 1 - known² of the variance.
    """
    left = positive(spread, name="The spread") * math.sqrt(1 - _correlation(known) ** 2)
    return _size(
        lambda control, treated: power_of_means(effect, spread=left, control=control, treated=treated, level=level),
        effect=effect,
        power=power,
        level=level,
        share=share,
    )


def size_for_proportions(
    base: float, effect: float, *, power: float = POWER, level: float = LEVEL, share: float = 0.5
) -> Needed:
    """How many to see a share of `base` become `base + effect`."""
    return _size(
        lambda control, treated: power_of_proportions(base, effect, control=control, treated=treated, level=level),
        effect=effect,
        power=power,
        level=level,
        share=share,
    )


def smallest_mean(
    *, spread: float, control: int, treated: int, power: float = POWER, level: float = LEVEL, known: float = 0.0
) -> float:
    """The smallest difference of means that groups of this size see with this chance."""
    left = positive(spread, name="The spread") * math.sqrt(1 - _correlation(known) ** 2)
    scale = left * math.sqrt(1 / control + 1 / treated)
    return _smallest(
        lambda effect: power_of_means(effect, spread=left, control=control, treated=treated, level=level),
        power=power,
        high=100 * scale,
    )


def smallest_proportion(
    base: float, *, control: int, treated: int, power: float = POWER, level: float = LEVEL
) -> float:
    """The smallest rise of a share of `base` that groups of this size see with this chance."""
    _rate(base, "The share now")
    return _smallest(
        lambda effect: power_of_proportions(base, effect, control=control, treated=treated, level=level),
        power=power,
        high=(1 - base) * (1 - 1e-9),
    )


def _size(reached: Callable[[int, int], float], *, effect: float, power: float, level: float, share: float) -> Needed:
    wanted = _wanted(power)
    if finite(effect, name="The effect") == 0:
        raise BadInput("An effect of nothing is never seen: give the smallest one that would be worth it.")
    if not 0 < share < 1:
        raise BadInput(f"A treated part of {share} is none: give one above 0 and below 1.")
    low, high = 2, 4
    while reached(*_split(high, share)) < wanted:
        low, high = high, high * 2
        if high > MOST:
            raise BadInput("More than ten billion would be needed: the effect is too small to be measured.")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(*_split(middle, share)) >= wanted else (middle, high)
    control, treated = _split(high, share)
    words = f"{control} without and {treated} with it see a difference of {effect:g} in {power:.0%} of tests."
    return Needed(control, treated, effect, reached(control, treated), level, words)


def _split(each: int, share: float) -> tuple[int, int]:
    """The control group of this size where it is the smaller, and the other in proportion."""
    small, large = min(share, 1 - share), max(share, 1 - share)
    other = math.ceil(each * large / small - 1e-9)
    return (each, other) if share >= 0.5 else (other, each)


def _smallest(reached: Callable[[float], float], *, power: float, high: float) -> float:
    wanted, low = _wanted(power), 0.0
    if reached(high) < wanted:
        raise BadInput("Groups of this size see no effect that is possible with this chance: more are needed.")
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if reached(middle) >= wanted else (middle, high)
    return high


def _wanted(power: float) -> float:
    if not 0.5 <= power < 1:
        raise BadInput(f"A power of {power} is none: give one from 0.5 to below 1, such as 0.8.")
    return power


def _rate(value: float, name: str) -> float:
    if not 0 < finite(value, name=name) < 1:
        raise BadInput(f"{name} is {value:g}; it must lie between 0 and 1.")
    return value


def _correlation(value: float) -> float:
    if not -1 < finite(value, name="The correlation with the value before") < 1:
        raise BadInput(f"A correlation of {value} is none: give one between -1 and 1.")
    return value

"""By how much are estimates too good because the best of them were chosen, and what are they worth then?

The optimizer's curse (Smith and Winkler, Management Science 52, 2006): who picks the highest of noisy estimates is
disappointed on average. Each estimate is drawn towards the mean of its class by w = τ²/(τ² + σ²), where σ is the
estimate's own error and τ how much true values differ within the class (empirical Bayes; τ² by the moments of
DerSimonian and Laird, Controlled Clinical Trials 7, 1986).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from opencaio.engines.value.distributions import Z90

FEWEST = 4
"""A class with fewer estimates tells nothing of its own: its members are drawn towards the mean of all."""
ALONE = float("inf")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value as estimated, and the deviation of its error; ``group`` is its reference class.

    ``scale``: what a value is measured by, such as the money asked for. Large work has large errors: what is shrunk
    is the value for one unit of its scale, and the mean of the class is one of such ratios.
    """

    key: str
    value: float
    error: float
    group: str = ""
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Shrunk:
    """What an estimate is worth after shrinking: ``weight`` of itself, the rest of ``towards``, its class's mean."""

    key: str
    raw: float
    value: float
    weight: float
    towards: float
    group: str


def error_of(low: float, mid: float, high: float) -> float:
    """The deviation that P10, P50 and P90 tell, read from the narrower half.

    The wider half holds what may happen to the work (it is stopped, it fails), which is no error of the estimate.
    """
    return max(min(mid - low, high - mid), 0.0) / Z90


def shrink(estimates: Iterable[Estimate]) -> dict[str, Shrunk]:
    """Every estimate drawn towards the mean of its class, by key."""
    told = list(estimates)
    found: dict[str, Shrunk] = {}
    for name, members in _groups(told).items():
        centre, spread = _class_of(members)
        for one in members if name else _left_over(told):
            noise = (one.error / one.scale) ** 2
            weight = 1.0 if spread == ALONE or noise == 0 else spread / (spread + noise)
            towards = centre * one.scale
            value = weight * one.value + (1 - weight) * towards
            found[one.key] = Shrunk(one.key, one.value, value, weight, towards, name)
    return found


def disappointment(shrunk: dict[str, Shrunk], chosen: Iterable[str]) -> float:
    """By how much the chosen set is expected to come to less than the sum of its estimates."""
    return float(sum(shrunk[key].raw - shrunk[key].value for key in chosen if key in shrunk))


def _groups(told: Sequence[Estimate]) -> dict[str, list[Estimate]]:
    """The classes that are large enough, and under no name all estimates for those whose class is not."""
    groups = {name: [one for one in told if one.group == name] for name in _large(told)}
    return {**groups, "": list(told)} if _left_over(told) else groups


def _large(told: Sequence[Estimate]) -> list[str]:
    names = sorted({one.group for one in told if one.group})
    return [name for name in names if sum(one.group == name for one in told) >= FEWEST]


def _left_over(told: Sequence[Estimate]) -> list[Estimate]:
    large = set(_large(told))
    return [one for one in told if one.group not in large]


def _class_of(members: Sequence[Estimate]) -> tuple[float, float]:
    """The mean of a class, and the variance of true values within it (never negative)."""
    values = np.array([one.value / one.scale for one in members])
    if len(values) < 2:
        return float(values.mean()), ALONE
    errors = np.maximum([(one.error / one.scale) ** 2 for one in members], 1e-12 * max(float(np.var(values)), 1.0))
    spread = _moments(values, errors)
    weights = 1 / (errors + spread)
    return float(np.sum(weights * values) / np.sum(weights)), spread


def _moments(values: np.ndarray, errors: np.ndarray) -> float:
    weights = 1 / errors
    centre = np.sum(weights * values) / np.sum(weights)
    over = np.sum(weights * (values - centre) ** 2) - (len(values) - 1)
    scale = np.sum(weights) - np.sum(weights**2) / np.sum(weights)
    return float(max(0.0, over / scale))

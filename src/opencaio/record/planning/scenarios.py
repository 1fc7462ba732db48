"""How may things turn out: by which factor does each initiative's benefit differ from its mean, in each scenario?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]

Z90 = 1.2815515655446004
"""The standard normal's 90 % point: P10 and P90 lie this many deviations from the middle."""
SHARED = (("all", 0.20), ("department", 0.15), ("horizon", 0.10))
"""Share of an initiative's variance that it has in common with all, with its department, with its horizon."""


@dataclass(frozen=True)
class Spread:
    """How far an initiative's value may lie from its mean, in thousands, and with what it varies together."""

    code: str
    department: str
    horizon: str
    low: float
    mid: float
    high: float
    benefit: float


def multipliers(found: Sequence[Spread], *, count: int, seed: int) -> dict[str, list[float]]:
    """Factors on the benefit, ``count`` for each initiative whose value has a range, with mean 1 before rounding."""
    if not count:
        return {}
    drawn = factors(found, count=count, seed=seed)
    return {code: [round(float(one), 4) for one in values] for code, values in drawn.items()}


def factors(found: Sequence[Spread], *, count: int, seed: int) -> dict[str, Draws]:
    """As ``multipliers``, as arrays of ``count`` draws.

    A Gaussian factor model (method: docs/guide/planning.md) drives a two-piece normal through P10, P50 and P90.
    """
    shared: dict[tuple[str, str], Draws] = {}
    drawn = {}
    for one in found:
        if one.low == one.high or one.benefit <= 0:
            continue
        own = _normals(seed, f"own:{one.code}", count) * (1 - sum(part for _, part in SHARED)) ** 0.5
        for kind, part in SHARED:
            key = (kind, {"department": one.department, "horizon": one.horizon}.get(kind, ""))
            if key not in shared:
                shared[key] = _normals(seed, ":".join(key), count)
            own = own + shared[key] * part**0.5
        drawn[one.code] = _factors(one, own)
    return drawn


def _normals(seed: int, name: str, count: int) -> Draws:
    """Standard normals that depend on the seed and the name alone, so that one more initiative moves no other."""
    return np.random.Generator(np.random.PCG64([seed, *name.encode("utf-8")])).standard_normal(count)


def _factors(one: Spread, z: Draws) -> Draws:
    deviation = np.where(z > 0, z * (one.high - one.mid), z * (one.mid - one.low)) / Z90
    factor: Draws = np.maximum(1 + (deviation - deviation.mean()) / one.benefit, 0.0)
    return factor

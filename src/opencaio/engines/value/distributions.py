"""Which distribution passes exactly through P10, P50 and P90, and how are its values drawn?

Metalog with three terms in closed form (Keelin, The Metalog Distributions, Decision Analysis 13, 2016: symmetric
percentile triplets, unbounded and bounded below). Where the three points admit no metalog, a shifted lognormal
(normal where they are symmetric) passes through them, and ``name`` says so. Nobody who gives three points knows
the outer thousandths: values beyond them are cut there, so that every mean exists.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opencaio.engines.value.model import Range

Draws = NDArray[np.float64]
Z90 = 1.2815515655446004
"""The 90th percentile of the standard normal distribution."""
Z_CUT = 3.090232306167813
"""The 99.9th percentile: beyond it, on both sides, values are cut."""
LOGIT90 = math.log(9)
FEASIBLE = 0.5 * (1 - 1.66711 * (0.5 - 0.1))
"""The middle's place between the outer points must lie in (this, 1 - this) (Keelin 2016, table of feasibility)."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A quantile function of a standard normal ``z``.

    ``name``: fixed, metalog, log_metalog, lognormal or normal. ``terms``: value; a1, a2, a3; a1, a2, a3; shift,
    mu, sigma, direction; mean, deviation.
    """

    name: str
    terms: tuple[float, ...]

    def at(self, z: Draws) -> Draws:
        """The values at standard normal ``z``, cut at the outer thousandths."""
        cut = np.clip(z, -Z_CUT, Z_CUT)
        if self.name == "fixed":
            return np.full(cut.shape, self.terms[0])
        if self.name == "normal":
            return np.asarray(self.terms[0] + self.terms[1] * cut)
        if self.name == "lognormal":
            shift, mu, sigma, direction = self.terms
            return np.asarray(shift + direction * np.exp(mu + direction * sigma * cut))
        return self._metalog(chance_below(cut))

    def _metalog(self, chance: Draws) -> Draws:
        from scipy.special import logit

        first, second, third = self.terms
        odds = logit(chance)
        found = first + odds * (second + third * (chance - 0.5))
        return np.asarray(np.exp(found) if self.name == "log_metalog" else found)

    @property
    def fell_back(self) -> bool:
        """True when no metalog passes through the three points."""
        return self.name == "lognormal"


def chance_below(z: Draws) -> Draws:
    """The chance that a standard normal value lies below each ``z``."""
    # scipy takes a while to load: only who draws pays for it.
    from scipy.special import ndtr

    return np.asarray(ndtr(z))


def fit(told: Range) -> Fitted:
    """The distribution through the three points; one that stays above zero where P10 does."""
    low, mid, high = float(told.p10), float(told.p50), float(told.p90)
    if low == high:
        return Fitted("fixed", (mid,))
    if low > 0:
        found = _metalog(math.log(low), math.log(mid), math.log(high), "log_metalog")
        return found or _lognormal(low, mid, high)
    return _metalog(low, mid, high, "metalog") or _lognormal(low, mid, high)


def _metalog(low: float, mid: float, high: float, name: str) -> Fitted | None:
    place = (mid - low) / (high - low)
    if not FEASIBLE < place < 1 - FEASIBLE:
        return None
    width = high - low
    return Fitted(name, (mid, width / (2 * LOGIT90), (1 - 2 * place) * width / (0.8 * LOGIT90)))


def _lognormal(low: float, mid: float, high: float) -> Fitted:
    """Three parameters for three points; mirrored where the longer side is the lower one."""
    width = high - low
    below, above = max(mid - low, width * 1e-6), max(high - mid, width * 1e-6)
    ratio = math.log(above / below)
    if abs(ratio) < 1e-9:
        return Fitted("normal", (mid, (high - low) / (2 * Z90)))
    direction, sigma = (1.0 if ratio > 0 else -1.0), abs(ratio) / Z90
    longer = above if ratio > 0 else below
    scale = longer / math.expm1(sigma * Z90)
    return Fitted("lognormal", (mid - direction * scale, math.log(scale), sigma, direction))


def with_tail(body: Fitted, told: Range, *, exponent: float, z: Draws) -> Draws:
    """The body up to its P90, a Pareto tail above it: the three points stay exact, the tail is as fat as its class."""
    values = body.at(z)
    if body.name == "fixed" or told.p90 <= 0:
        return values
    far = z > Z90
    over = np.clip(z[far], Z90, Z_CUT)
    values[far] = float(told.p90) * (chance_below(-over) / 0.1) ** (-1 / exponent)
    return values


def mean(body: Fitted, *, points: int = 2001) -> float:
    """The mean of the cut distribution, by the middle of equal slices of chance."""
    if body.name == "fixed":
        return body.terms[0]
    from_z = np.linspace(-Z_CUT, Z_CUT, points)
    weights = np.diff(chance_below(np.concatenate([[-np.inf], (from_z[1:] + from_z[:-1]) / 2, [np.inf]])))
    return float(np.sum(weights * body.at(from_z)))

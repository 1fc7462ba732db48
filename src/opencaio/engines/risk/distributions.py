"""What do low, likely and high say about chance: which distribution, with which mean and variance?

PERT (Malcolm and others 1959; the modified form of Vose): a beta distribution on [low, high] with its mode at
likely, weight 4. Lognormal: low and high are the 5th and the 95th percentile.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opencaio.engines.risk.model import Estimate, Shape

Draws = NDArray[np.float64]
Z95 = 1.6448536269514722
"""The 95th percentile of the standard normal distribution."""


@dataclass(frozen=True, slots=True)
class Pert:
    """A beta distribution between two limits."""

    low: float
    likely: float
    high: float

    @property
    def mean(self) -> float:
        return (self.low + 4 * self.likely + self.high) / 6

    @property
    def variance(self) -> float:
        return (self.mean - self.low) * (self.high - self.mean) / 7

    def draw(self, rng: np.random.Generator, size: int) -> Draws:
        """`size` values from the distribution."""
        width = self.high - self.low
        if width <= 0:
            return np.full(size, self.low)
        first = 1 + 4 * (self.likely - self.low) / width
        return np.asarray(self.low + width * rng.beta(first, 6 - first, size))


@dataclass(frozen=True, slots=True)
class Lognormal:
    """The logarithm of a value is normal; its tail reaches beyond the 95th percentile without limit."""

    low: float
    high: float

    @property
    def mu(self) -> float:
        return (math.log(self.low) + math.log(self.high)) / 2

    @property
    def sigma(self) -> float:
        return (math.log(self.high) - math.log(self.low)) / (2 * Z95)

    @property
    def median(self) -> float:
        return math.exp(self.mu)

    @property
    def mean(self) -> float:
        return math.exp(self.mu + self.sigma**2 / 2)

    @property
    def variance(self) -> float:
        return math.expm1(self.sigma**2) * self.mean**2

    def draw(self, rng: np.random.Generator, size: int) -> Draws:
        """`size` values from the distribution."""
        return np.asarray(rng.lognormal(self.mu, self.sigma, size))


def pert(estimate: Estimate) -> Pert:
    """The estimate as limits and mode."""
    return Pert(float(estimate.low), float(estimate.likely), float(estimate.high))


def magnitude_of(estimate: Estimate, shape: Shape) -> Pert | Lognormal:
    """The distribution of one event's loss; an estimate without width is one value in either shape."""
    if shape == "lognormal" and not estimate.is_fixed:
        return Lognormal(float(estimate.low), float(estimate.high))
    return pert(estimate)

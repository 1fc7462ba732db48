"""How much of a series' movement is its level wandering, and how much is noise of the single periods?

The local level model by maximum likelihood over the Kalman filter with a diffuse start (Durbin and Koopman, Time
Series Analysis by State Space Methods, 2nd ed. 2012, chapter 2; its Nile example gives 15099 and 1469).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from opencaio.engines.impact.estimate import Number, Series, series
from opencaio.errors import BadInput

LEAST = 5
WIDE = 16.0


@dataclass(frozen=True, slots=True)
class LocalLevel:
    """Variances of the noise (`irregular`) and of the level's steps, the log-likelihood, and the level by period."""

    irregular: float
    step: float
    log_likelihood: float
    level: tuple[float, ...]


def local_level(values: Sequence[Number] | Series) -> LocalLevel:
    """The two variances of most likelihood. Raises BadInput for fewer than 5 periods or no spread."""
    from scipy.optimize import minimize_scalar

    read = series(values, name="The series", least=LEAST)
    if np.ptp(read) == 0:
        raise BadInput("All values of the series are equal: it has neither noise nor a wandering level.")
    scaled = (read - read.mean()) / read.std()
    grid = np.linspace(-WIDE, WIDE, 65)
    start = grid[int(np.argmax([_filtered(scaled, math.exp(one))[0] for one in grid]))]
    found = minimize_scalar(
        lambda log: -_filtered(scaled, math.exp(log))[0], bounds=(start - 1, start + 1), options={"xatol": 1e-8}
    )
    ratio = math.exp(float(found.x))
    likelihood, noise, level = _filtered(scaled, ratio)
    square = float(read.var())
    told = tuple(float(one) for one in read.mean() + read.std() * level)
    return LocalLevel(noise * square, ratio * noise * square, likelihood - (read.size - 1) * math.log(read.std()), told)


def _filtered(values: Series, ratio: float) -> tuple[float, float, Series]:
    """Log-likelihood with the noise's variance concentrated out, that variance, and the filtered level."""
    mean, spread, told = float(values[0]), 1.0, np.empty(values.size)
    told[0], squares, logs = mean, 0.0, 0.0
    for place in range(1, values.size):
        before = spread + ratio
        total = before + 1.0
        surprise = float(values[place]) - mean
        squares += surprise * surprise / total
        logs += math.log(total)
        mean += before / total * surprise
        spread = before / total
        told[place] = mean
    rows = values.size - 1
    noise = max(squares / rows, 1e-300)
    return -0.5 * (rows * (math.log(2 * math.pi * noise) + 1) + logs), noise, told

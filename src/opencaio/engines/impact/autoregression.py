"""How surely are a level and a slope known, when each period resembles the two before?

What an error takes over from the one before, and from the one before that, is not known: the interval is averaged over
what the series says of both (Zellner and Tiao, JASA 59, 1964; the restricted likelihood of Harville, JASA 72, 1977),
and whether the second is needed is averaged over too. Plugging in one estimate, or Newey and West's errors, covers too
little in series of less than some hundred periods: in our simulations 50 to 94 % where 95 % was meant. What this one
covers stands in docs/decisions/0014 and is held by tests/engines/impact/test_truth.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from opencaio.engines.impact.estimate import LEVEL, Interval, Series, level_of
from opencaio.errors import BadInput

Matrix = npt.NDArray[np.float64]
GRID: Series = np.concatenate([np.linspace(-0.9, 0.86, 45), np.linspace(0.9, 0.99, 10)])
SECONDS: Series = np.linspace(-0.75, 0.75, 13)
NO_SECOND = 0.3
"""How likely it is beforehand that errors remember one period alone; else the second weighs (1 - its square)."""
NOTHING = 1e-6
"""Memories that weigh less than this part of the likeliest one are left out."""
SPARE = 4
"""Periods beyond the parameters: with fewer the errors cannot be told from the model."""


@dataclass(frozen=True, slots=True)
class Known:
    """One combination of coefficients: its value, standard error, interval and the p-value of zero."""

    value: float
    error: float
    interval: Interval
    p_value: float


@dataclass(frozen=True)
class Posterior:
    """What is believed of one number: a mixture of t distributions with `freedom` degrees; arrays have shape (G,)."""

    weights: Series
    centres: Series
    errors: Series
    freedom: int

    def below(self, value: float) -> float:
        """How likely the number is to be at most ``value``."""
        from scipy.special import stdtr

        return float(self.weights @ stdtr(self.freedom, (value - self.centres) / self.errors))

    def known(self, level: float) -> Known:
        """Its mean, error, the interval between equal tails, and the p-value of zero."""
        middle = float(self.weights @ self.centres)
        inflated = self.freedom / max(self.freedom - 2, 1)
        error = float(np.sqrt(self.weights @ (inflated * self.errors**2 + (self.centres - middle) ** 2)))
        tail = (1 - level_of(level)) / 2
        low, high = (_where(self.below, part, middle, error) for part in (tail, 1 - tail))
        return Known(middle, error, Interval(low, high, level), 2 * min(self.below(0.0), 1 - self.below(0.0)))


@dataclass(frozen=True)
class Fitted:
    """A regression with autocorrelated errors: for each memory its weight, coefficients and their spread.

    A memory is a row of `memory` (G, 2): how alike neighbouring errors are, and those two apart beyond that. Shapes:
    `weights` (G,), `coefficients` (G, p), `spreads` (G, p, p), `design` (n, p), `values` (n,); `noises` (G,) is the
    variance of what is new in each period.
    """

    values: Series
    design: Matrix
    memory: Matrix
    weights: Series
    coefficients: Matrix
    spreads: Matrix
    noises: Series

    @property
    def freedom(self) -> int:
        """Periods less parameters."""
        return self.values.size - int(self.design.shape[1])

    @property
    def mean(self) -> Series:
        """The coefficients, averaged over memories; shape (p,)."""
        averaged: Series = self.weights @ self.coefficients
        return averaged

    @property
    def rho(self) -> float:
        """How much each period resembles the one before, averaged."""
        return float(self.weights @ self.memory[:, 0])

    @property
    def second(self) -> float:
        """How much each period resembles the one two before beyond what its neighbour explains, averaged."""
        return float(self.weights @ self.memory[:, 1])

    @property
    def residuals(self) -> Series:
        """The values less the fitted ones; shape (n,)."""
        left: Series = self.values - self.design @ self.mean
        return left

    @cached_property
    def fresh(self) -> Series:
        """The residuals less what each took over from the two before; shape (n - 2,)."""
        left, (first, second) = self.residuals, taken_over(self.rho, self.second)
        new: Series = left[2:] - first * left[1:-1] - second * left[:-2]
        return new

    def known(self, contrast: Series, *, level: float = LEVEL) -> Known:
        """What is known of contrast @ coefficients; `contrast` has shape (p,)."""
        return self.posterior(contrast).known(level)

    def known_plainly(self, contrast: Series, *, level: float = LEVEL) -> Known:
        """What is known of contrast @ the coefficients of plain least squares, such as a difference of two means.

        The weighted ones speak for the moment of the start where the memory is long; these for the whole time after,
        whatever the shape of the change. Their error is worked out under each memory.
        """
        return self.plain_posterior(contrast).known(level)

    def posterior(self, contrast: Series) -> Posterior:
        """What is believed of contrast @ coefficients."""
        errors = np.sqrt(np.einsum("i,gij,j->g", contrast, self.spreads, contrast))
        return Posterior(self.weights, self.coefficients @ contrast, errors, self.freedom)

    def plain_posterior(self, contrast: Series) -> Posterior:
        """The same of the coefficients of plain least squares."""
        weigh = self.design @ (np.linalg.inv(self.design.T @ self.design) @ contrast)
        lagged = np.correlate(weigh, weigh, mode="full")[weigh.size - 1 :]
        lagged[1:] *= 2
        errors = np.sqrt(self.noises * np.maximum(_alike(self.memory, weigh.size) @ lagged, 1e-300))
        return Posterior(self.weights, np.full(errors.size, float(weigh @ self.values)), errors, self.freedom)


def fit(values: Series, design: Matrix, *, lean: float) -> Fitted:
    """The regression of `values` (n,) on `design` (n, p). Raises BadInput for too few periods or no spread.

    `lean` is how much weight a long memory gets beforehand, (1 - ρ²) to the power of -lean for the first
    autocorrelation ρ: more for a level than beside a trend; so chosen that intervals cover what they promise.
    """
    periods, parameters = design.shape
    if periods < parameters + SPARE:
        raise BadInput(
            f"{periods} periods are too few for {parameters} parameters: at least {parameters + SPARE} are needed. "
            "Take shorter periods, a longer series or fewer season terms."
        )
    plain, _, rank, _ = np.linalg.lstsq(design, values, rcond=None)
    if rank < parameters:
        raise BadInput("Level, slope and season cannot be told apart on these periods: take fewer season terms.")
    left = values - design @ plain
    if float(left @ left) <= 1e-20 * max(float(values @ values), 1e-300):
        raise BadInput("The series has no spread left to judge by: its values are equal or lie on a line.")
    memory = _memories()
    squares, crossed, energy = _products(design, left, memory)
    weights, moved, spreads, noises = _weighed(squares, crossed, energy, memory, periods=periods, lean=lean)
    some = weights > NOTHING * weights.max()
    weights = weights[some] / weights[some].sum()
    return Fitted(values, design, memory[some], weights, plain + moved[some], spreads[some], noises[some])


def taken_over(first: float | Series, second: float | Series) -> tuple[Series, Series]:
    """What a period takes over from the one before and from the one before that, by partial autocorrelations."""
    return np.asarray(first * (1 - second)), np.asarray(second)


def newey_west(design: Matrix, residuals: Series, contrast: Series) -> float:
    """The standard error of Newey and West (Econometrica 55, 1987), 4 (n/100)^(2/9) lags, for comparison beside."""
    periods, parameters = design.shape
    scores = residuals * (design @ (np.linalg.inv(design.T @ design) @ contrast))
    lags = int(4 * (periods / 100) ** (2 / 9))
    total = float(scores @ scores)
    for lag in range(1, lags + 1):
        total += 2 * (1 - lag / (lags + 1)) * float(scores[lag:] @ scores[:-lag])
    return float(np.sqrt(max(total, 0.0) * periods / (periods - parameters)))


def _memories() -> Matrix:
    """All pairs of partial autocorrelations; shape (G, 2)."""
    first, second = np.meshgrid(GRID, SECONDS, indexing="ij")
    return np.column_stack([first.ravel(), second.ravel()])


def _products(design: Matrix, left: Series, memory: Matrix) -> tuple[Matrix, Matrix, Series]:
    """X'X, X'y and y'y after taking out what each period took over, for every memory at once.

    The exact inverse of the errors' covariance by lagged products (Box and Jenkins, Time Series Analysis, A7.4).
    """
    both = np.column_stack([design, left])
    rows = both.shape[0]
    first, second = taken_over(memory[:, 0], memory[:, 1])
    steps = (np.ones_like(first), -first, -second)
    made = np.zeros((memory.shape[0], both.shape[1], both.shape[1]))
    for one, this in enumerate(steps):
        for other, that in enumerate(steps):
            lagged = both[one : rows - other].T @ both[other : rows - one]
            made += (this * that)[:, None, None] * lagged
    return made[:, :-1, :-1], made[:, :-1, -1], made[:, -1, -1]


def _weighed(
    squares: Matrix, crossed: Matrix, energy: Series, memory: Matrix, *, periods: int, lean: float
) -> tuple[Series, Matrix, Matrix, Series]:
    inverse = np.linalg.inv(squares)
    moved = np.einsum("gij,gj->gi", inverse, crossed)
    rest = np.maximum(energy - np.einsum("gi,gi->g", moved, crossed), 1e-300)
    freedom = periods - squares.shape[1]
    first, second = np.log(1 - memory[:, 0] ** 2), np.log(1 - memory[:, 1] ** 2)
    told = (0.5 - lean) * first + second - 0.5 * np.linalg.slogdet(squares)[1] - freedom / 2 * np.log(rest)
    weights = np.exp(told - told.max()) * _beforehand()
    return weights / weights.sum(), moved, inverse * (rest / freedom)[:, None, None], rest / freedom


def _alike(memory: Matrix, periods: int) -> Matrix:
    """How errors so many periods apart go together under each memory, if what is new has variance one; (G, n)."""
    first, second = taken_over(memory[:, 0], memory[:, 1])
    made = np.empty((memory.shape[0], periods))
    made[:, 0], made[:, 1] = 1.0, memory[:, 0]
    for lag in range(2, periods):
        made[:, lag] = first * made[:, lag - 1] + second * made[:, lag - 2]
    return np.asarray(made / ((1 - memory[:, 0] ** 2) * (1 - memory[:, 1] ** 2))[:, None])


def _beforehand() -> Series:
    """What each memory of `_memories` weighs before the series is seen, but for `lean`."""
    second = 1 - SECONDS**2
    second = (1 - NO_SECOND) * second / second.sum() + NO_SECOND * (np.abs(SECONDS) < 1e-12)
    return np.outer(np.gradient(GRID), second).ravel()


def _where(below: Callable[[float], float], part: float, middle: float, error: float) -> float:
    """The value below which the given part lies."""
    from scipy.optimize import brentq

    reach = 4 * error
    while below(middle - reach) > part or below(middle + reach) < part:
        reach *= 2
    return float(brentq(lambda value: below(value) - part, middle - reach, middle + reach, xtol=1e-7 * error))

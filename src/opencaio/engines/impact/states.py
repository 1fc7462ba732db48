"""Which level, slope and season may have made this series, drawn at once for all periods?

The unseen states of a structural model are jointly normal with a banded precision, so that one Cholesky factor
draws them all (Chan and Jeliazkov, International Journal of Mathematical Modelling and Numerical Optimisation 1, 2009;
Rue, JRSS B 63, 2001).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opencaio.engines.impact.estimate import Series

Matrix = npt.NDArray[np.float64]
Cube = npt.NDArray[np.float64]
FIRST_LEVEL, FIRST_SLOPE, FIRST_SEASON = 10.0, 0.25, 4.0
"""Variances of the first states, of a series in units of its own standard deviation."""


@dataclass(frozen=True)
class Frame:
    """Which states there are in each of `periods`, and the banded squares of what disturbs them.

    Period t holds `width` neighbouring states: level, slope if `trend`, season if `season` > 1. `squares[part]` and
    `start` are lower bands, shape (bands, periods * width).
    """

    periods: int
    trend: bool
    season: int
    squares: dict[str, Matrix]
    start: Matrix
    seen: Matrix

    @property
    def width(self) -> int:
        """How many states one period has."""
        return len(self.squares)

    def drawn(self, values: Matrix, variances: dict[str, Series], noise: Series, rng: np.random.Generator) -> Cube:
        """One draw of all states of every series, shape (series, periods, width), given what is seen of their sum.

        `values` are (series, periods); the variances have one number a series. The series do not touch: their bands
        stand one behind the other, and one factor draws them all.
        """
        from scipy.linalg import cholesky_banded
        from scipy.linalg.lapack import dtbtrs

        many = values.shape[0]
        bands = self.start[:, None, :] + self.seen[:, None, :] / noise[:, None]
        for part, square in self.squares.items():
            bands = bands + square[:, None, :] / variances[part][:, None]
        pull = np.zeros((many, self.periods, self.width))
        pull[:, :, 0] = values / noise[:, None]
        if "season" in self.squares:
            pull[:, :, -1] = pull[:, :, 0]
        factor = cholesky_banded(bands.reshape(bands.shape[0], -1), lower=True, check_finite=False)
        forward, _ = dtbtrs(factor, pull.ravel(), uplo="L")
        drawn, _ = dtbtrs(factor, forward + rng.standard_normal(pull.size), uplo="L", trans="T")
        return np.asarray(drawn, dtype=np.float64).reshape(many, self.periods, self.width)

    def signal(self, states: Cube) -> Matrix:
        """What the states add up to in each period: level and season; shape (series, periods)."""
        whole: Matrix = states[..., 0] + (states[..., -1] if "season" in self.squares else 0.0)
        return whole

    def steps(self, states: Cube) -> dict[str, Matrix]:
        """What disturbed each part, by period; shape (series, steps)."""
        found = {"level": np.diff(states[..., 0])}
        if self.trend:
            found["level"] = found["level"] - states[:, :-1, 1]
            found["slope"] = np.diff(states[..., 1])
        if "season" in self.squares:
            found["season"] = np.lib.stride_tricks.sliding_window_view(states[..., -1], self.season, axis=1).sum(axis=2)
        return found

    def path(self, part: str, steps: Matrix) -> Cube:
        """What the steps of level or slope alone make of the states, shape (series, periods, width)."""
        made = np.zeros((len(steps), self.periods, self.width))
        walked = np.cumsum(steps, axis=1)
        if part == "level":
            made[:, 1:, 0] = walked
        else:
            made[:, 1:, 1], made[:, 2:, 0] = walked, np.cumsum(walked[:, :-1], axis=1)
        return made


def frame(periods: int, *, trend: bool, season: int) -> Frame:
    """The frame of a local level, with a wandering slope if `trend`, and a season of so many periods if above 1."""
    parts = ["level", *(["slope"] if trend else []), *(["season"] if season > 1 else [])]
    width = len(parts)
    bands, size = max(season - 1, 1) * width + 1, periods * width
    at = np.arange(periods - 1) * width
    onwards = {0: -1.0, width: 1.0}
    squares = {"level": _squared(at, {**onwards, 1: -1.0} if trend else onwards, bands, size)}
    if trend:
        squares["slope"] = _squared(at + 1, onwards, bands, size)
    if season > 1:
        first = np.arange(periods - season + 1) * width + width - 1
        squares["season"] = _squared(first, {width * lag: 1.0 for lag in range(season)}, bands, size)
    both = {0: 1.0, width - 1: 1.0} if season > 1 else {0: 1.0}
    seen = _squared(np.arange(periods) * width, both, bands, size)
    return Frame(periods, trend, season, squares, _start((bands, size), width=width, trend=trend, season=season), seen)


def _squared(starts: npt.NDArray[np.int64], entries: dict[int, float], bands: int, size: int) -> Matrix:
    """The lower bands of D'D, where each row of D has these entries at these distances from its start."""
    made = np.zeros((bands, size))
    for one, first in entries.items():
        for other, second in entries.items():
            if other >= one:
                made[other - one, starts + one] += first * second
    return made


def _start(shape: tuple[int, int], *, width: int, trend: bool, season: int) -> Matrix:
    made = np.zeros(shape)
    made[0, 0] = 1 / FIRST_LEVEL
    if trend:
        made[0, 1] = 1 / FIRST_SLOPE
    for period in range(season - 1 if season > 1 else 0):
        made[0, period * width + width - 1] = 1 / FIRST_SEASON
    return made


def onward(
    last: Matrix, variances: dict[str, Series], noise: Series, *, periods: int, season: int, rng: np.random.Generator
) -> Matrix:
    """The periods to come for each draw, shape (draws, periods); `last` holds each draw's last states.

    `last` has shape (draws, width + season - 2): level, slope if any, then the last season - 1 seasons, newest first.
    """
    draws = last.shape[0]
    level, place = last[:, 0].copy(), 1
    slope = np.zeros(draws)
    if "slope" in variances:
        slope, place = last[:, 1].copy(), 2
    recent = last[:, place:].copy()
    made = np.empty((draws, periods))
    for period in range(periods):
        level = level + slope + np.sqrt(variances["level"]) * rng.standard_normal(draws)
        if "slope" in variances:
            slope = slope + np.sqrt(variances["slope"]) * rng.standard_normal(draws)
        made[:, period] = level + np.sqrt(noise) * rng.standard_normal(draws)
        if season > 1:
            new = -recent.sum(axis=1) + np.sqrt(variances["season"]) * rng.standard_normal(draws)
            recent = np.column_stack([new, recent[:, :-1]])
            made[:, period] += new
    return made

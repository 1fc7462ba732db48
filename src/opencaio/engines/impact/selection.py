"""Which of the untouched series go with this one, and how strongly?

Stochastic search over spike-and-slab regressions (George and McCulloch, Statistica Sinica 7, 1997) with the priors of
Scott and Varian (International Journal of Mathematical Modelling and Numerical Optimisation 5, 2014): slab
and noise weigh a hundredth of one row each beforehand (a heavier slab makes a strong relation look dear, and the level
wander instead), and three series are expected.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opencaio.engines.impact.estimate import Series

Matrix = npt.NDArray[np.float64]
EXPECTED = 3
ROWS_OF_PRIOR = 0.01
UNEXPLAINED = 0.5


@dataclass
class Search:
    """The regression of what the states leave, on `controls` (periods, k) in units of their standard deviation."""

    controls: Matrix
    chosen: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        periods, series = self.controls.shape
        self.squares = self.controls.T @ self.controls
        self.slab = ROWS_OF_PRIOR * (self.squares + np.diag(np.diag(self.squares))) / (2 * periods)
        odds = min(0.5, EXPECTED / series) if series else 0.5
        self.odds = float(np.log(odds / (1 - odds)))

    def start(self, left: Series) -> Series:
        """Coefficients with all series in, shape (k,)."""
        whole: Series = np.linalg.solve(self.squares + self.slab, self.controls.T @ left)
        return whole

    def drawn(self, left: Series, rng: np.random.Generator) -> tuple[Series, float]:
        """Coefficients (k,), zero for what is left out, and the noise's variance; `left` is what is to be explained."""
        pull, energy = self.controls.T @ left, float(left @ left)
        here = self._weight(self.chosen, pull, energy, left.size)
        for place in rng.permutation(self.chosen.size):
            other = self.chosen.copy()
            other[place] = not other[place]
            there = self._weight(other, pull, energy, left.size)
            if np.log(rng.random()) < _log_share(there - here):
                self.chosen, here = other, there
        return self._coefficients(pull, energy, left.size, rng)

    def _weight(self, chosen: npt.NDArray[np.bool_], pull: Series, energy: float, periods: int) -> float:
        """The log of what the chosen set explains, up to a constant."""
        rows = periods + ROWS_OF_PRIOR
        if not chosen.any():
            return -0.5 * rows * float(np.log(self._scale(energy)))
        some = np.ix_(chosen, chosen)
        posterior = self.squares[some] + self.slab[some]
        explained = float(pull[chosen] @ np.linalg.solve(posterior, pull[chosen]))
        shrunk = np.linalg.slogdet(self.slab[some])[1] - np.linalg.slogdet(posterior)[1]
        fit = rows * np.log(self._scale(energy - explained))
        return float(self.odds * chosen.sum() + 0.5 * shrunk - 0.5 * fit)

    def _coefficients(
        self, pull: Series, energy: float, periods: int, rng: np.random.Generator
    ) -> tuple[Series, float]:
        made, chosen = np.zeros(self.chosen.size), self.chosen
        explained, middle, spread = 0.0, np.zeros(0), np.zeros((0, 0))
        if chosen.any():
            some = np.ix_(chosen, chosen)
            spread = np.linalg.inv(self.squares[some] + self.slab[some])
            middle = spread @ pull[chosen]
            explained = float(pull[chosen] @ middle)
        noise = self._scale(energy - explained) / rng.chisquare(periods + ROWS_OF_PRIOR)
        if chosen.any():
            made[chosen] = middle + np.linalg.cholesky(noise * spread) @ rng.standard_normal(middle.size)
        return made, float(noise)

    @staticmethod
    def _scale(left: float) -> float:
        return max(left, 1e-12) + ROWS_OF_PRIOR * UNEXPLAINED


def _log_share(ahead: float) -> float:
    """The log of the chance of the other set, by how far it is ahead."""
    return float(-np.logaddexp(0.0, -ahead))

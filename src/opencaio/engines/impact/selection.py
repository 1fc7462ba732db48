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
Cube = npt.NDArray[np.float64]
EXPECTED = 3
ROWS_OF_PRIOR = 0.01
UNEXPLAINED = 0.5


@dataclass
class Search:
    """The regression of what the states leave on `controls` (series, periods, k), in units of their deviation.

    `chosen` (series, k): which of its controls each series uses now.
    """

    controls: Cube
    chosen: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        _, periods, places = self.controls.shape
        self.squares = np.einsum("spi,spj->sij", self.controls, self.controls)
        own = self.squares * np.eye(places)
        self.slab = ROWS_OF_PRIOR * (self.squares + own) / (2 * periods)
        odds = min(0.5, EXPECTED / places) if places else 0.5
        self.odds = float(np.log(odds / (1 - odds)))

    def start(self, left: Matrix) -> Matrix:
        """Coefficients with all controls in, shape (series, k)."""
        return _solved(self.squares + self.slab, self._pull(left))

    def drawn(self, left: Matrix, rng: np.random.Generator) -> tuple[Matrix, Series]:
        """Coefficients (series, k), zero for what is left out, and the noise's variance (series,).

        `left` (series, periods) is what is to be explained.
        """
        pull, energy = self._pull(left), np.einsum("sp,sp->s", left, left)
        here = self._weight(self.chosen, pull, energy)
        for place in rng.permutation(self.chosen.shape[1]):
            other = self.chosen.copy()
            other[:, place] = ~other[:, place]
            there = self._weight(other, pull, energy)
            taken = np.log(rng.random(len(left))) < -np.logaddexp(0.0, here - there)
            self.chosen = np.where(taken[:, None], other, self.chosen)
            here = np.where(taken, there, here)
        return self._coefficients(pull, energy, rng)

    def _pull(self, left: Matrix) -> Matrix:
        pull: Matrix = np.einsum("spi,sp->si", self.controls, left)
        return pull

    def _weight(self, chosen: npt.NDArray[np.bool_], pull: Matrix, energy: Series) -> Series:
        """The log of what the chosen set explains, up to a constant; shape (series,)."""
        rows = self.controls.shape[1] + ROWS_OF_PRIOR
        posterior = _among(self.squares + self.slab, chosen)
        explained = _explained(posterior, pull * chosen)
        shrunk = np.linalg.slogdet(_among(self.slab, chosen))[1] - np.linalg.slogdet(posterior)[1]
        weight: Series = self.odds * chosen.sum(axis=1) + 0.5 * shrunk - 0.5 * rows * np.log(_scale(energy - explained))
        return weight

    def _coefficients(self, pull: Matrix, energy: Series, rng: np.random.Generator) -> tuple[Matrix, Series]:
        posterior, told = _among(self.squares + self.slab, self.chosen), pull * self.chosen
        rows = self.controls.shape[1] + ROWS_OF_PRIOR
        noise = _scale(energy - _explained(posterior, told)) / rng.chisquare(rows, size=len(pull))
        spread = np.linalg.cholesky(noise[:, None, None] * np.linalg.inv(posterior))
        away = np.einsum("sij,sj->si", spread, rng.standard_normal(pull.shape))
        made: Matrix = (_solved(posterior, told) + away) * self.chosen
        return made, noise


def _among(squares: Cube, chosen: npt.NDArray[np.bool_]) -> Cube:
    """The squares of the chosen controls, and ones on the diagonal for the others, which then change nothing."""
    both = chosen[:, :, None] & chosen[:, None, :]
    return np.where(both, squares, np.eye(chosen.shape[1]))


def _solved(squares: Cube, pull: Matrix) -> Matrix:
    return np.asarray(np.linalg.solve(squares, pull[:, :, None])[:, :, 0], dtype=np.float64)


def _explained(squares: Cube, pull: Matrix) -> Series:
    explained: Series = np.einsum("si,si->s", pull, _solved(squares, pull))
    return explained


def _scale(left: Series) -> Series:
    return np.asarray(np.maximum(left, 1e-12) + ROWS_OF_PRIOR * UNEXPLAINED)

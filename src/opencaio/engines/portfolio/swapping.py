"""Which exchange of at most two choices for at most two others makes a plan of a knapsack worth more?

All exchanges are looked at together (2-opt for the multidimensional knapsack, after Vasquez and Vimont 2005): first
by worth and by what they take at the prices of the limits, then, for the few that are left, limit by limit.
"""

from dataclasses import dataclass

import numpy as np

from opencaio.engines.portfolio.sparse import Floats, Whole

EQUAL = 1e-9
# Of the exchanges that look good at prices, so many of the best are looked at limit by limit.
MOST_LOOKED_AT = 20_000


@dataclass(frozen=True)
class Swapping:
    """What each column brings (``cost``) and takes (row × column), the room of each row, and a price of each row."""

    cost: Floats
    takes: Floats
    room: Floats
    prices: Floats

    def improved(self, plan: Floats) -> Floats:
        """The plan after one best exchange after another, until none is left; it stays within its limits."""
        better = plan.copy()
        while (exchange := self._best(better)) is not None:
            out, into = exchange
            better[out], better[into] = 0.0, 1.0
        return better

    def _best(self, plan: Floats) -> tuple[Whole, Whole] | None:
        """The columns to drop and to take for the most gain; None where nothing gains."""
        dropped, taken = _groups(np.flatnonzero(plan > 0.5)), _groups(np.flatnonzero(plan < 0.5))
        left = self.room - self.takes @ plan
        loss, gain = self._sums(self.cost, dropped), self._sums(self.cost, taken)
        freed = self._sums(self.prices @ self.takes, dropped) + self.prices @ left
        needed = self._sums(self.prices @ self.takes, taken)
        more = gain[None, :] - loss[:, None]
        ways = np.argwhere((more > EQUAL) & (needed[None, :] <= freed[:, None] + EQUAL))
        best_first = np.argsort(-more[ways[:, 0], ways[:, 1]], kind="stable")[:MOST_LOOKED_AT]
        ways = ways[best_first]
        given = np.stack([self._sums(row, dropped) for row in self.takes])
        asked = np.stack([self._sums(row, taken) for row in self.takes])
        fits = (asked[:, ways[:, 1]] <= given[:, ways[:, 0]] + left[:, None] + EQUAL).all(axis=0)
        if not fits.any():
            return None
        out, into = ways[int(np.argmax(fits))]
        return dropped[out][dropped[out] >= 0], taken[into][taken[into] >= 0]

    @staticmethod
    def _sums(values: Floats, groups: Whole) -> Floats:
        """The sum of each group."""
        held = np.append(values, 0.0)
        return np.asarray(held[groups].sum(axis=1))


def _groups(places: Whole) -> Whole:
    """Nothing, each place alone, and each pair of places: two columns, -1 where there is none."""
    one, other = np.triu_indices(len(places), 1)
    alone = np.column_stack([places, np.full(len(places), -1)])
    return np.concatenate([[[-1, -1]], alone, np.column_stack([places[one], places[other]])]).astype(np.int64)

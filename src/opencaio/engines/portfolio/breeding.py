"""Which plan is worth most where the only question is what to take: a knapsack of many limits and nothing else?

A genetic method (Chu and Beasley 1998) on the core: the columns whose worth is nearest to their price by the linear
relaxation; the others stay as it has them. Hundreds of plans are crossed, mended and filled up at once; now and then
some of them exchange choices for others, and once nothing gains any more a new population begins. Work is counted in
generations.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opencaio.engines.portfolio.relaxing import Relaxation
from opencaio.engines.portfolio.sparse import INFINITY, Floats, Matrix, Whole
from opencaio.engines.portfolio.swapping import Swapping

Plans = NDArray[np.bool_]
MOST_ROWS = 40
CORES = (80, 130)
PLANS = 300
# Generations in a round of the search (about 0.3 s), and how many without a gain begin a new population.
GENERATIONS, STALLED = 150, 400
CHANGED = 2.0
# Every so many generations so many plans exchange choices for others (about 0.01 s each).
EXCHANGE_EVERY, EXCHANGING = 40, 20


def is_knapsack(matrix: Matrix) -> bool:
    """Is it nothing but 0-1 columns under upper limits?"""
    return bool(
        0 < len(matrix.row_high) <= MOST_ROWS
        and len(matrix.cost)
        and matrix.whole.all()
        and (matrix.low == 0).all()
        and (matrix.high == 1).all()
        and (matrix.row_low == -INFINITY).all()
        and (matrix.entries.data >= 0).all()
    )


@dataclass
class _Core:
    """The columns that may change (``places``), what they bring and take, what is left for them, cheapest first."""

    places: Whole
    rest: Floats
    cost: Floats
    takes: Floats
    room: Floats
    likely: Floats
    order: Whole
    swapping: Swapping


class Breeding:
    """Generations of plans; each new population takes the next size of core."""

    def __init__(self, matrix: Matrix, relaxation: Relaxation, *, seed: int) -> None:
        self.matrix = matrix
        self.rng = np.random.default_rng([seed, len(matrix.cost)])
        self.cores = [_core(matrix, relaxation, size) for size in CORES]
        self.populations = self.bred = 0
        self.best, self.columns = -INFINITY, np.zeros(len(matrix.cost))
        self._begin()

    def _begin(self) -> None:
        self.core = core = self.cores[self.populations % len(self.cores)]
        self.populations += 1
        self.plans = self._mended(self.rng.random((len(core.places), PLANS)) < core.likely[:, None])
        self.values: Floats = core.cost @ self.plans
        self.top, self.stalled = float(self.values.max()), 0

    def generations(self, *, stop: Callable[[], bool]) -> Floats | None:
        """All columns of the best plan after a round of generations; None if it was stopped."""
        for _ in range(GENERATIONS):
            if stop():
                return None
            if self.stalled > STALLED:
                self._begin()
            self._generation()
            if self.bred % EXCHANGE_EVERY == 0:
                self._exchange()
            self._note()
        return self.columns

    def _generation(self) -> None:
        rng, shape = self.rng, self.plans.shape
        one, other, third, fourth = rng.integers(0, shape[1], (4, PLANS))
        mother = np.where(self.values[one] > self.values[other], one, other)
        father = np.where(self.values[third] > self.values[fourth], third, fourth)
        half = rng.random((shape[0], PLANS)) < 0.5
        young = np.where(half, self.plans[:, mother], self.plans[:, father])
        young = self._mended(young ^ (rng.random(young.shape) < CHANGED / shape[0]))
        self.bred += 1
        self._join(young)

    def _exchange(self) -> None:
        """Some of the plans, each after its best exchanges, join the others."""
        chosen = self.rng.integers(0, self.plans.shape[1], EXCHANGING)
        improved = [self.core.swapping.improved(self.plans[:, one].astype(float)) > 0.5 for one in chosen]
        self._join(np.stack(improved, axis=1))

    def _join(self, others: Plans) -> None:
        """The best of both; of plans worth the same one is kept, so that the population stays mixed."""
        plans = np.concatenate([self.plans, others], axis=1)
        values = np.concatenate([self.values, self.core.cost @ others])
        kept = np.unique(-np.round(values, 6), return_index=True)[1][:PLANS]
        self.plans, self.values = plans[:, kept], values[kept]

    def _note(self) -> None:
        value = float(self.values[0])
        self.stalled += 1
        if value > self.top + 1e-9:
            self.top, self.stalled = value, 0
        columns = self.core.rest.copy()
        columns[self.core.places] = self.plans[:, 0]
        worth = float(self.matrix.cost @ columns)
        if worth > self.best + 1e-9 and np.all(self.matrix.entries @ columns <= self.matrix.row_high + 1e-9):
            self.best, self.columns = worth, columns

    def _mended(self, plans: Plans) -> Plans:
        """Drop what brings least for its price until each plan fits, then add what brings most while it fits."""
        core = self.core
        used = core.takes @ plans
        for place in core.order:
            broken = (used > core.room).any(axis=0)
            if not broken.any():
                break
            dropped = broken & plans[place]
            plans[place] ^= dropped
            used -= np.outer(core.takes[:, place], dropped)
        for place in core.order[::-1]:
            column = core.takes[:, place : place + 1]
            added = ~plans[place] & (used + column <= core.room).all(axis=0)
            plans[place] |= added
            used += column * added
        return plans


def _core(matrix: Matrix, relaxation: Relaxation, size: int) -> _Core:
    """The ``size`` columns nearest to their price; what is worth nothing stays out."""
    taken, worth = relaxation.columns, relaxation.worth
    divided = (taken > 1e-6) & (taken < 1 - 1e-6)
    rank = np.where(divided, -1.0, np.abs(worth))
    rank[matrix.cost <= 0] = INFINITY
    places = np.argsort(rank, kind="stable")[: min(size, int((matrix.cost > 0).sum()))]
    rest = np.floor(taken + 1e-6)
    rest[places] = 0.0
    cost = matrix.cost[places]
    ratio = cost / np.maximum(cost - worth[places], 1e-9)
    takes = matrix.entries[:, places].toarray()
    room = matrix.row_high - matrix.entries @ rest
    return _Core(
        places=places,
        rest=rest,
        cost=cost,
        takes=takes,
        room=(room + 1e-9)[:, None],
        likely=np.clip(taken[places], 0.15, 0.85),
        order=np.argsort(ratio, kind="stable"),
        swapping=Swapping(cost, takes, room, np.abs(relaxation.prices)),
    )

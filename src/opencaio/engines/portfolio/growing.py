"""How is the relaxation of thousands of starts solved from the few starts that matter?

Column generation (Gilmore and Gomory 1961): the two starts of each initiative that prices of a subgradient method like
best, then in each turn the start that the linear program's own prices like best, until no start is worth its price.
The bound is that of the whole relaxation.
"""

from collections.abc import Callable
from dataclasses import replace

import highspy
import numpy as np
from numpy.typing import NDArray

from opencaio.engines.portfolio import greedy
from opencaio.engines.portfolio.board import Board
from opencaio.engines.portfolio.model import Model
from opencaio.engines.portfolio.parts import obey, solver_of
from opencaio.engines.portfolio.relaxing import NOT_SOLVED, Relaxation, relax
from opencaio.engines.portfolio.sparse import INFINITY, Floats, Matrix, Whole

Mask = NDArray[np.bool_]
FIRST = 2
TURNS = 60
# What a column may be worth above its price and still be left out.
SPARE = 1e-7


def relax_growing(
    model: Model, *, seed: int, seconds: float = INFINITY, stop: Callable[[], bool] | None = None
) -> Relaxation:
    """The linear relaxation of ``model``, as `relax` has it; falls back on it where the first starts allow no plan."""
    matrix = model.matrix
    inside = np.zeros(len(matrix.cost), dtype=bool)
    inside[model.extra :] = True
    inside[_liked(model)] = True
    places = np.flatnonzero(inside)
    solver = solver_of(_restricted(matrix, places), seed=seed)
    obey(solver, seconds=seconds, stop=stop)
    for _ in range(TURNS):
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            break
        prices = np.asarray(solver.getSolution().row_dual)
        worth = matrix.cost - matrix.entries.T @ prices
        new = _best_left_out(model, worth, inside)
        if not len(new):
            return _as_relaxation(solver, inside, places, worth, prices)
        _add(solver, matrix, new)
        inside[new] = True
        places = np.concatenate([places, new])
    if stop is not None and stop():
        return NOT_SOLVED
    return relax(matrix, seed=seed, seconds=seconds, stop=stop)


def _liked(model: Model) -> Whole:
    """The ``FIRST`` starts of each initiative that bring most above prices without a linear program."""
    others = np.zeros(len(model.matrix.cost))
    others[model.platforms] = 1.0
    worth = greedy.priced(Board(model, others=others), model.matrix.cost[: model.extra]).worth
    order = np.lexsort((-worth, model.owner))
    place = np.arange(model.extra) - model.first[model.owner[order]]
    return order[place < FIRST]


def _restricted(matrix: Matrix, places: Whole) -> Matrix:
    return replace(
        matrix,
        cost=matrix.cost[places],
        low=matrix.low[places],
        high=matrix.high[places],
        whole=np.zeros(len(places), dtype=bool),
        entries=matrix.entries[:, places],
    )


def _best_left_out(model: Model, worth: Floats, inside: Mask) -> Whole:
    """Of each initiative the start left out that brings most above its price, if it brings anything."""
    left = np.flatnonzero((worth > SPARE * (1.0 + np.abs(model.matrix.cost))) & ~inside)
    order = left[np.lexsort((-worth[left], model.owner[left]))]
    owners = model.owner[order]
    found: Whole = order[np.diff(owners, prepend=-1) != 0]
    return found


def _add(solver: highspy.Highs, matrix: Matrix, new: Whole) -> None:
    entries = matrix.entries[:, new]
    solver.addCols(
        len(new),
        matrix.cost[new],
        matrix.low[new],
        matrix.high[new],
        entries.nnz,
        entries.indptr[:-1],
        entries.indices,
        entries.data,
    )


def _as_relaxation(solver: highspy.Highs, inside: Mask, places: Whole, worth: Floats, prices: Floats) -> Relaxation:
    columns = np.zeros(len(worth))
    columns[places] = np.asarray(solver.getSolution().col_value)
    # Prices hold to a tolerance: the starts left out could add at most this.
    spare = float(np.maximum(worth[~inside], 0.0).sum())
    return Relaxation("solved", float(solver.getInfo().objective_function_value) + spare, columns, worth, prices)

"""Which plan of nearly the same worth departs least from the last one?"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.sparse import csc_matrix, vstack

from opencaio.engines.portfolio import parts
from opencaio.engines.portfolio.model import Model
from opencaio.engines.portfolio.sparse import INFINITY, Floats, Matrix

# How much of the best value may be given up.
GIVEN_UP = 0.005
STEPS, NODES = 3_000, 2_000


def nearest(
    model: Model, columns: Floats, *, seed: int, seconds: float = INFINITY, stop: Callable[[], bool] | None = None
) -> Floats | None:
    """Columns within 0.5 % of the value of ``columns`` that keep as many starts of the previous plan as can be.

    Initiatives that the previous plan did not fund count half when they are funded. None if nothing nearer was found.
    """
    problem, matrix = model.problem, model.matrix
    if not problem.previous:
        return None
    cost = np.zeros(len(matrix.cost))
    for place in range(model.extra):
        one = problem.initiatives[model.owner[place]].id
        kept = problem.previous.get(one) == model.start[place]
        cost[place] = 1.0 if kept else 0.0 if one in problem.previous else -0.5
    value = float(matrix.cost @ columns)
    floored = _with_floor(matrix, value - GIVEN_UP * abs(value))
    outcome = parts.solve_part(
        replace(floored, cost=cost),
        low=matrix.low,
        high=matrix.high,
        known=columns,
        nodes=NODES,
        steps=STEPS,
        seed=seed,
        seconds=seconds,
        stop=stop,
    )
    if outcome.columns is None or outcome.cut_short or outcome.value <= float(cost @ columns) + 1e-6:
        return None
    return outcome.columns


def _with_floor(matrix: Matrix, least: float) -> Matrix:
    """The same model with one row more: the value is at least ``least``."""
    return replace(
        matrix,
        entries=csc_matrix(vstack([matrix.entries, csc_matrix(matrix.cost)])),
        row_low=np.append(matrix.row_low, least),
        row_high=np.append(matrix.row_high, INFINITY),
        names=(*matrix.names, "value"),
        group=np.append(matrix.group, len(matrix.names)),
        period=np.append(matrix.period, -1),
        scale=np.append(matrix.scale, 1.0),
    )

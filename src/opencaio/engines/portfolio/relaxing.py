"""What could a plan be worth at most if starts could be divided, and what is each limit worth then?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import highspy
import numpy as np

from opencaio.engines.portfolio.parts import obey, solver_of
from opencaio.engines.portfolio.sparse import INFINITY, Floats, Matrix


@dataclass(frozen=True)
class Relaxation:
    """The linear relaxation: ``bound``, columns, what each column brings above its price, the price of each row.

    ``status`` is "unknown" when the clock or a cancel ended it.
    """

    status: Literal["solved", "infeasible", "unknown"]
    bound: float
    columns: Floats
    worth: Floats
    prices: Floats


_EMPTY = np.zeros(0)
#: What is known of a relaxation that was not solved to its end.
NOT_SOLVED = Relaxation("unknown", INFINITY, _EMPTY, _EMPTY, _EMPTY)


def relax(
    matrix: Matrix, *, seed: int, seconds: float = INFINITY, stop: Callable[[], bool] | None = None
) -> Relaxation:
    """Solve the linear relaxation of ``matrix``."""
    count = len(matrix.cost)
    solver = solver_of(matrix, seed=seed)
    kinds = np.zeros(count, dtype=np.uint8)
    solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
    obey(solver, seconds=seconds, stop=stop)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Relaxation("infeasible", -INFINITY, _EMPTY, _EMPTY, _EMPTY)
    if status != highspy.HighsModelStatus.kOptimal:
        return NOT_SOLVED
    found = solver.getSolution()
    return Relaxation(
        "solved",
        float(solver.getInfo().objective_function_value),
        np.asarray(found.col_value),
        np.asarray(found.col_dual),
        np.asarray(found.row_dual),
    )

"""How is a part of a model solved, everything outside of it held as it is?"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import highspy
import numpy as np
from highspy.highs import HighsCallbackEvent
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from opencaio.engines.portfolio.claims import contradicts
from opencaio.engines.portfolio.sparse import INFINITY, Floats, Matrix, linear_program

_CUT_SHORT = (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kInterrupt)
_ENDED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)


@dataclass(frozen=True)
class Outcome:
    """What solving a part gave: all columns (None: nothing better found), its value, whether it is proven, effort.

    ``cut_short``: the clock or a cancel ended it, so that a replay may end elsewhere; the columns still hold.
    ``contradicted``: it was called solved or impossible, though the known columns are better; then it is not proven.
    """

    columns: Floats | None
    value: float
    proven: bool
    nodes: int
    iterations: int
    cut_short: bool
    steps: int = 0
    contradicted: bool = False


def solver_of(matrix: Matrix, *, seed: int, threads: int = 1) -> highspy.Highs:
    """A silent solver holding ``matrix``."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("random_seed", seed)
    solver.setOptionValue("threads", threads)
    solver.setOptionValue("parallel", "off")
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(linear_program(matrix))
    return solver


@dataclass
class Counted:
    """How many steps a solver has made, and whether it was the count that ended it."""

    steps: int = 0
    ended: bool = False


def obey(
    solver: highspy.Highs, *, seconds: float, stop: Callable[[], bool] | None, steps: int | None = None
) -> Counted:
    """Let the solver end when the seconds are over, ``stop`` says so, or after so many steps."""
    counted = Counted()
    if seconds < INFINITY:
        solver.setOptionValue("time_limit", max(0.01, seconds))

    def ask(event: HighsCallbackEvent) -> None:
        counted.steps += 1
        if steps is not None and counted.steps > steps:
            counted.ended = True
            event.interrupt()
        elif stop is not None and stop():
            event.interrupt()

    if stop is not None or steps is not None:
        solver.cbMipInterrupt += ask
    if stop is not None:
        solver.cbSimplexInterrupt += ask
    return counted


def cut_out(matrix: Matrix, *, low: Floats, high: Floats) -> tuple[Matrix, NDArray[np.int64], float]:
    """The part of ``matrix`` whose columns may still move, those columns, and what the held ones are worth."""
    free = np.flatnonzero(low < high)
    held = np.where(low < high, 0.0, low)
    moved = matrix.entries @ held
    inside = matrix.entries[:, free]
    rows = np.unique(inside.indices)
    place = np.full(inside.shape[0], -1, dtype=np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    entries = csc_matrix((inside.data, place[inside.indices], inside.indptr), shape=(len(rows), len(free)))
    part = Matrix(
        cost=matrix.cost[free],
        low=low[free],
        high=high[free],
        whole=matrix.whole[free],
        entries=entries,
        row_low=matrix.row_low[rows] - moved[rows],
        row_high=matrix.row_high[rows] - moved[rows],
        names=matrix.names,
        group=matrix.group[rows],
        period=matrix.period[rows],
        scale=matrix.scale[rows],
    )
    return part, free, float(matrix.cost @ held)


def solve_part(
    matrix: Matrix,
    *,
    low: Floats,
    high: Floats,
    known: Floats | None,
    nodes: int,
    seed: int,
    steps: int | None = None,
    seconds: float = INFINITY,
    stop: Callable[[], bool] | None = None,
) -> Outcome:
    """Solve what lies between ``low`` and ``high``, from the ``known`` columns on, within so many nodes and steps."""
    part, free, held = cut_out(matrix, low=low, high=high)
    if not len(free):
        return Outcome(None, held, True, 0, 0, False)
    solver = solver_of(part, seed=seed)
    solver.setOptionValue("mip_max_nodes", nodes)
    solver.setOptionValue("mip_allow_restart", False)
    counted = obey(solver, seconds=seconds, stop=stop, steps=steps)
    if known is not None:
        start = highspy.HighsSolution()
        start.col_value = known[free].tolist()
        solver.setSolution(start)
    solver.run()
    return against(_outcome(solver, low, free, held, counted), None if known is None else float(matrix.cost @ known))


def against(outcome: Outcome, known: float | None) -> Outcome:
    """The outcome beside the value of ``known`` columns that lie in the part: what they contradict is not proven."""
    if known is None or not outcome.proven or not contradicts(outcome.value, known):
        return outcome
    return replace(outcome, columns=None, proven=False, contradicted=True)


def _outcome(solver: highspy.Highs, low: Floats, free: NDArray[np.int64], held: float, counted: Counted) -> Outcome:
    status, found = solver.getModelStatus(), solver.getInfo()
    proven = status in _ENDED
    cut_short = not counted.ended and status in _CUT_SHORT
    effort = (max(0, int(found.mip_node_count)), int(found.simplex_iteration_count))
    steps = counted.steps
    if found.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Outcome(None, -INFINITY, proven, *effort, cut_short, steps)
    columns = low.copy()
    columns[free] = np.asarray(solver.getSolution().col_value)
    return Outcome(columns, held + float(found.objective_function_value), proven, *effort, cut_short, steps)

"""Which plan is worth most, and how far from the best possible can it be?"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import highspy
import numpy as np

from opencaio.engines.portfolio import accounts, checking, model
from opencaio.engines.portfolio.problem import Answer, Decisions, Problem
from opencaio.engines.portfolio.sparse import linear_program

SOLVER = "highs " + ".".join(highspy.Highs().version().split(".")[:2])
DEFAULT_SECONDS = 20.0


@dataclass(frozen=True)
class Progress:
    """What is known while the search runs: best value and bound so far (None: none yet), gap, seconds, work done."""

    value: float | None
    bound: float | None
    gap: float | None
    seconds: float
    work: int


Watch = Callable[[Progress], bool | None]
Timer = Callable[[], float]


def gap_of(value: float, bound: float) -> float | None:
    """(bound - value) / |value|; None when the value is 0."""
    return max(0.0, bound - value) / abs(value) if value else None


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    work: int | None = None,
    seed: int = 0,
    timer: Timer | None = None,
    progress: Watch | None = None,
    stay_close: bool = False,
) -> Answer:
    """The best plan found within ``seconds`` by ``timer`` or within ``work`` units, checked to the last digit."""
    began = timer() if timer else 0.0
    built = model.build(problem)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("random_seed", seed)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("time_limit", float(seconds or DEFAULT_SECONDS))
    solver.passModel(linear_program(built.matrix))
    solver.run()
    status, found = solver.getModelStatus(), solver.getInfo()
    spent = timer() - began if timer else 0.0
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer("infeasible", None, None, None, None, spent, seed, 0, SOLVER)
    if found.primal_solution_status != 2:
        return Answer("unknown", None, None, None, None, spent, seed, 0, SOLVER)
    decisions = built.decisions(np.array(solver.getSolution().col_value))
    broken = checking.check(problem, decisions)
    if broken:
        return Answer("unknown", None, None, None, None, spent, seed, 0, SOLVER)
    value = accounts.value_of(problem, decisions)
    best = status == highspy.HighsModelStatus.kOptimal
    bound = value if best else max(value, _upward(found.mip_dual_bound))
    gap = gap_of(float(value), float(bound))
    return Answer("optimal" if best else "feasible", decisions, value, bound, gap, spent, seed, 0, SOLVER)


def _upward(bound: float) -> Decimal:
    """A bound in exact thousandths that is not below the solver's."""
    return Decimal(repr(float(np.ceil(bound * 1000 - 1e-6)))) / 1000


__all__ = ["Decisions", "Progress", "Timer", "Watch", "gap_of", "solve"]

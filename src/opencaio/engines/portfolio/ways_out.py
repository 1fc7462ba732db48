"""By how much would which limits have to give way, at least, so that there is a plan?

An elastic model: each limit that may give way gets a column of its own for how far, weighed by its size, and the least
weight is looked for. What the solver says is measured again in exact decimals by the checker.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

import highspy
import numpy as np

from opencaio.engines.portfolio import accounts, checking, model
from opencaio.engines.portfolio.named import Limit, Rows, limits_of, relax, rows_of
from opencaio.engines.portfolio.problem import Decisions, Problem
from opencaio.engines.portfolio.sparse import INFINITY, Floats

MOST_WAYS = 3
REPAIRS = 4
ROUNDING = 1e-5
TENTHS_OF_POINTS = Decimal("0.0001")


@dataclass(frozen=True)
class WayOut:
    """Limits that give way, each by how much, and a plan that then keeps all the others.

    ``by``: thousands for a budget, people in every period for a skill, units of risk or load, share points (0 to 1),
    periods for a deadline; 1 where the limit is dropped (mandatory, locked, requires, excludes). ``weight`` is the
    sum of the parts, each in the limit's own size. ``is_smallest``: proven to weigh least over these limits, amounts
    rounded up to thousandths.
    """

    relaxation: tuple[tuple[str, Decimal], ...]
    weight: float
    decisions: Decisions
    is_smallest: bool


def ways_out(problem: Problem, *, over: Collection[str], seconds: float) -> tuple[WayOut, ...]:
    """Up to three ways out that loosen only limits ``over``: the smallest, then ones that spare its heaviest part.

    Of those that weigh the same, the one that touches fewest limits comes first.
    """
    elastic = _Elastic(problem, [name for name in limits_of(problem) if name in over], seconds)
    found: list[WayOut] = []
    while len(found) < MOST_WAYS:
        way = elastic.smallest(is_first=not found)
        if way is None:
            break
        if way.relaxation not in [one.relaxation for one in found]:
            found.append(way)
        if not elastic.spare_heaviest():
            break
    return tuple(
        sorted(_equals(found), key=lambda way: (not way.is_smallest, round(way.weight, 4), len(way.relaxation)))
    )


def _equals(ways: list[WayOut]) -> list[WayOut]:
    """Ways that weigh as little as the smallest, but for the rounding of amounts, are smallest, too."""
    least = next((way.weight for way in ways if way.is_smallest), None)
    return [replace(way, is_smallest=least is not None and way.weight <= least + ROUNDING) for way in ways]


class _Elastic:
    """The rows of a problem with a column for how far each limit gives way."""

    def __init__(self, problem: Problem, names: list[str], seconds: float) -> None:
        self.problem, self.seconds = problem, seconds
        self.limits = limits_of(problem)
        self.given: Rows = rows_of(problem)
        self.names = [name for name in names if self.given.rows.get(name)]
        self.columns = [self._add(name, self.limits[name]) for name in self.names]
        self.last: list[float] = []

    def _add(self, name: str, limit: Limit) -> int:
        solver, rows = self.given.solver, self.given.rows[name]
        signs = [1.0 if self.given.high[row] == INFINITY else -1.0 for row in rows]
        entries = np.array([sign * self.given.step[row] for sign, row in zip(signs, rows, strict=True)])
        column = solver.getNumCol()
        high = 1.0 if limit.kind in ("mandatory", "locked", "requires") else INFINITY
        solver.addCol(-1.0 / self._unit(limit), 0.0, high, len(rows), np.array(rows, dtype=np.int32), entries)
        if limit.is_whole:
            solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        return int(column)

    def _unit(self, limit: Limit) -> float:
        if limit.kind == "share":
            return float(sum(one.share_weight for one in self.problem.initiatives)) or 1.0
        return limit.unit

    def smallest(self, *, is_first: bool) -> WayOut | None:
        """The least weight that gives a plan; None if there is none or none was found in time."""
        solver = self.given.solver
        solver.setOptionValue("time_limit", self.seconds * (0.6 if is_first else 0.2))
        solver.run()
        status = solver.getModelStatus()
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        values = np.array(solver.getSolution().col_value)
        self.last = [float(values[column]) for column in self.columns]
        # A share point weighs by what is funded then, which the elastic model does not know.
        has_shares = any(self.limits[name].kind == "share" for name in self.names)
        best = is_first and not has_shares and status == highspy.HighsModelStatus.kOptimal
        return self._exact(values, is_smallest=best)

    def spare_heaviest(self) -> bool:
        """Forbid the part of the last way out that weighed most; False if there is none."""
        weights = [far / self._unit(self.limits[name]) for name, far in zip(self.names, self.last, strict=True)]
        place = int(np.argmax(weights)) if weights else -1
        if place < 0 or weights[place] < 1e-9:
            return False
        self.given.solver.changeColBounds(self.columns[place], 0.0, 0.0)
        return True

    def _exact(self, values: Floats, *, is_smallest: bool) -> WayOut | None:
        plan = self.given.built.decisions(values)
        by = {
            name: _upward(far, self.limits[name])
            for name, far in zip(self.names, self.last, strict=True)
            if far > 1e-6 and self.limits[name].kind != "share"
        }
        for _ in range(REPAIRS):
            relaxed = relax(self.problem, by.items())
            decisions = model.bought_in(relaxed, plan)
            broken = checking.check(relaxed, decisions)
            if not broken:
                return WayOut(tuple(by.items()), self._weight(by), decisions, is_smallest)
            for one in broken:
                if one.name not in self.limits:
                    return None
                by[one.name] = by.get(one.name, Decimal(0)) + self._needed(one, relaxed, decisions)
        return None

    def _needed(self, broken: checking.Violation, problem: Problem, decisions: Decisions) -> Decimal:
        """How much more the limit must give: shares in share points, rounded up."""
        limit = self.limits[broken.name]
        if limit.kind == "share":
            total = sum((one.share_weight for one, _ in accounts.funded(problem, decisions)), Decimal(0))
            return (broken.by / total).quantize(TENTHS_OF_POINTS, rounding="ROUND_UP")
        return Decimal(1) if limit.is_whole and limit.kind != "deadline" else broken.by

    def _weight(self, by: dict[str, Decimal]) -> float:
        return math.fsum(float(amount) / self.limits[name].unit for name, amount in by.items())


def _upward(far: float, limit: Limit) -> Decimal:
    """What the solver says, without its last digits: whole steps, or thousandths that are not below it."""
    if limit.kind in ("mandatory", "locked", "requires", "excludes"):
        return Decimal(1)
    if limit.is_whole:
        return Decimal(round(far))
    return Decimal(math.ceil(far * 1000 - 1e-3)) / 1000

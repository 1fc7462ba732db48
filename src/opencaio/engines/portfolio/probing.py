"""What would the plan be worth if one thing were different: an initiative in or out, a limit wider, values changed?

Each look solves the linear model from the last basis for a bound, drops the starts that cannot matter by their
reduced cost, and searches the rest by branch and bound within so many nodes. A quick look re-plans only the initiatives
on which the linear model and the plan disagree or nearly do. A plan that is found is worth what the accounts say;
whatever is not proven stays between value and bound.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, vstack

from opencaio.engines.portfolio import accounts, checking, model, parts
from opencaio.engines.portfolio.problem import Decisions, Problem
from opencaio.engines.portfolio.sparse import INFINITY, Floats, Matrix

NODES = 60
"""Nodes of branch and bound that one look may take."""
KERNEL = 260
"""Starts that one look may choose among, beside those of the plan itself."""
SMALL = 300
"""With so few starts no look needs to be a quick one."""
WIDTHS = (14, 45)
"""How many initiatives a quick look re-plans; the second where the first leaves no room."""
QUICK_NODES, QUICK_GAP = 5, 1e-3
Row = tuple[NDArray[np.int64], Floats, float, float]


class Ended(Exception):
    """Time or work ran out, or the search was stopped; the look under way counts for nothing."""


@dataclass(frozen=True)
class Change:
    """What is different: columns held at a value, upper bounds of columns and rows, rows more, the aim.

    A row more is (columns, entries, low, high).
    """

    held: Mapping[int, float] = field(default_factory=dict)
    column_high: Mapping[int, float] = field(default_factory=dict)
    row_high: Mapping[int, float] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    cost: Floats | None = None


@dataclass(frozen=True)
class Relaxed:
    """The linear model under a change: its value bounds every plan's; ``taken``, reduced costs and prices of rows."""

    value: float
    taken: Floats
    reduced: Floats
    prices: Floats


@dataclass(frozen=True)
class Look:
    """What was seen: no plan is worth more than ``bound`` (-infinity: there is none), ``columns`` the best found."""

    bound: float
    columns: Floats | None

    @property
    def is_impossible(self) -> bool:
        """True if no plan can be so."""
        return self.bound == -INFINITY


class Purse:
    """How much may still be spent on looking: seconds by the timer, or looks."""

    def __init__(
        self,
        *,
        seconds: float | None,
        work: int | None,
        timer: Callable[[], float] | None,
        ask: Callable[[int, float], bool] = lambda work, seconds: True,
    ) -> None:
        self.timer, self.work, self.ask = timer, work, ask
        self.seconds = seconds if timer is not None and work is None else None
        self.began = timer() if timer else 0.0
        self.done = 0

    def spent(self) -> float:
        """Seconds since it began."""
        return self.timer() - self.began if self.timer else 0.0

    def left(self) -> float:
        """Seconds that are left; raises ``Ended`` if there are none, or no looks, or the search was stopped."""
        left = INFINITY if self.seconds is None else self.seconds - self.spent()
        if left <= 0 or (self.work is not None and self.done >= self.work) or not self.ask(self.done, self.spent()):
            raise Ended
        return left


class Probe:
    """A problem's model, its plan, and looks at other plans; ``value`` and ``bound`` of the best plan known."""

    def __init__(
        self,
        problem: Problem,
        decisions: Decisions,
        *,
        bound: float,
        seed: int,
        purse: Purse,
        nodes: int = NODES,
        seconds: float = INFINITY,
    ) -> None:
        """``seconds``: for the linear model; raises ``Ended`` if they do not suffice."""
        self.problem, self.decisions, self.seed, self.purse, self.nodes = problem, decisions, seed, purse, nodes
        self.built = model.build(problem)
        self.matrix = self.built.matrix
        self._place = {one.id: number for number, one in enumerate(problem.initiatives)}
        self.linear = _Linear(self.matrix, seed)
        self.value = accounts.value_of(problem, decisions)
        self.columns = self.filled(decisions)
        self.relaxed = self.linear.solve(Change(), seconds=seconds)
        limit = self.relaxed.value if self.relaxed else INFINITY
        self.bound = max(float(self.value), min(bound, _above(limit)))

    def columns_of(self, code: str) -> NDArray[np.int64]:
        """The start columns of an initiative."""
        number = self._place[code]
        return np.arange(self.built.first[number], self.built.first[number + 1])

    def filled(self, decisions: Decisions | None) -> Floats | None:
        """All columns of a plan; None if the model's tolerances do not hold it."""
        if decisions is None:
            return None
        held = {int(column): 0.0 for column in range(self.built.extra)}
        for code, start in decisions.starts.items():
            mine = self.columns_of(code)
            held[int(mine[self.built.start[mine] == start][0])] = 1.0
        for skill, columns in self.built.hires.items():
            arrivals = decisions.hires.get(skill, ())
            for period, column in enumerate(columns):
                held[int(column)] = float(arrivals[period]) if period < len(arrivals) else 0.0
        found = self.linear.solve(Change(held=held), seconds=INFINITY)
        return found.taken if found else None

    @property
    def is_small(self) -> bool:
        """True where a full look costs little."""
        return self.built.extra <= SMALL

    def look(self, change: Change, *, known: Floats | None = None, is_quick: bool = False) -> Look:
        """The best plan found under ``change`` and a bound; ``known``: columns that are a plan under it."""
        left = self.purse.left()
        relaxed = self.linear.solve(change, seconds=left)
        if self.purse.seconds is not None and self.purse.spent() >= self.purse.seconds:
            raise Ended
        if relaxed is None:
            self.purse.done += 1
            return Look(-INFINITY, None)
        if is_quick and not self.is_small and self.columns is not None:
            found = self._quick(change, relaxed, known)
        else:
            found = self._searched(change, relaxed, known, width=None)
        self.purse.done += 1
        return found

    def _quick(self, change: Change, relaxed: Relaxed, known: Floats | None) -> Look:
        """The first width that gives a plan; a known one is taken further by the first."""
        found = Look(_above(relaxed.value), known)
        for width in WIDTHS:
            found = self._searched(change, relaxed, known, width=width)
            if found.columns is not None:
                break
        return found

    def _searched(self, change: Change, relaxed: Relaxed, known: Floats | None, *, width: int | None) -> Look:
        matrix = changed(self.matrix, change)
        floor = -INFINITY if known is None else float(matrix.cost @ known)
        low, high, is_whole = self._kernel(matrix, relaxed, floor)
        if width is not None:
            is_whole = False
            self._hold(low, high, self._apart(change, relaxed, width))
        nodes = self.nodes if width is None else QUICK_NODES
        part, free, held = parts.cut_out(matrix, low=low, high=high)
        above = _above(relaxed.value)
        if not len(free):
            return Look(above, known)
        solver = parts.solver_of(part, seed=self.seed)
        solver.setOptionValue("mip_max_nodes", nodes)
        solver.setOptionValue("mip_rel_gap", 1e-7 if width is None else QUICK_GAP)
        solver.setOptionValue("mip_allow_restart", width is None)
        left = self.purse.left()
        if left < INFINITY:
            solver.setOptionValue("time_limit", left)
        if known is not None and bool(np.all((known >= low - 1e-6) & (known <= high + 1e-6))):
            start = highspy.HighsSolution()
            start.col_value = known[free].tolist()
            solver.setSolution(start)
        solver.run()
        return self._seen(solver, low, free, held, known, floor, above if not is_whole else -INFINITY, above)

    def _seen(
        self, solver: highspy.Highs, low: Floats, free: NDArray[np.int64], held: float, known: Floats | None,
        floor: float, least: float, above: float,
    ) -> Look:  # fmt: skip
        status, told = solver.getModelStatus(), solver.getInfo()
        if status in (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kInterrupt):
            raise Ended
        columns = known
        has_plan = told.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if has_plan and held + float(told.objective_function_value) > floor:
            columns = low.copy()
            columns[free] = np.asarray(solver.getSolution().col_value)
        if status == highspy.HighsModelStatus.kInfeasible:
            bound = floor
        else:
            bound = max(floor, _above(held + float(told.mip_dual_bound)))
        return Look(min(above, max(bound, least)), columns)

    def _kernel(self, matrix: Matrix, relaxed: Relaxed, floor: float) -> tuple[Floats, Floats, bool]:
        """Column bounds for the search, and whether no better plan can lie outside of them."""
        low, high = matrix.low.copy(), matrix.high.copy()
        extra, is_whole = self.built.extra, True
        reduced, taken = relaxed.reduced[:extra], relaxed.taken[:extra]
        margin = 1e-6 * max(1.0, abs(floor)) if floor > -INFINITY else 0.0
        hopeless = (taken < 1e-7) & (relaxed.value + reduced < floor - margin)
        high[:extra][hopeless] = 0.0
        fixed = (taken > 1 - 1e-7) & (relaxed.value - reduced < floor - margin)
        low[:extra][fixed] = np.minimum(1.0, high[:extra][fixed])
        open_ones = np.flatnonzero((low[:extra] < high[:extra]) & (taken < 1e-7))
        if len(open_ones) > KERNEL:
            mine = self.columns[open_ones] > 0.5 if self.columns is not None else np.zeros(len(open_ones), dtype=bool)
            order = np.lexsort((-reduced[open_ones], ~mine))
            high[open_ones[order[KERNEL + int(mine.sum()) :]]] = 0.0
            is_whole = False
        return low, high, is_whole

    def _apart(self, change: Change, relaxed: Relaxed, width: int) -> NDArray[np.bool_]:
        """By start: does it belong to one of the initiatives that a quick look holds as the plan has them?"""
        assert self.columns is not None
        owner, extra, count = self.built.owner, self.built.extra, len(self.problem.initiatives)
        taken = np.bincount(owner, relaxed.taken[:extra], minlength=count)
        now = np.bincount(owner, self.columns[:extra], minlength=count)
        near = np.full(count, INFINITY)
        np.minimum.at(near, owner, np.abs(relaxed.reduced[:extra]))
        order = np.lexsort((near, np.abs(taken - now) <= 0.5))
        held = np.ones(count, dtype=bool)
        held[order[:width]] = False
        touched = [one for one in change.held if one < extra]
        for columns, *_ in change.rows:
            touched += [int(one) for one in columns if one < extra] if len(columns) <= len(self.problem.periods) else []
        held[owner[np.array(touched, dtype=np.int64)]] = False
        return held[owner]

    def _hold(self, low: Floats, high: Floats, apart: NDArray[np.bool_]) -> None:
        assert self.columns is not None
        places = np.flatnonzero(apart)
        low[places] = high[places] = np.rint(self.columns[places])

    def plan(self, columns: Floats | None, *, problem: Problem | None = None) -> tuple[Decisions, Decimal] | None:
        """The plan that columns stand for and its exact value, if it keeps every limit of ``problem``."""
        if columns is None:
            return None
        judged = problem or self.problem
        decisions = model.bought_in(judged, self.built.decisions(columns))
        if checking.check(judged, decisions):
            return None
        return decisions, accounts.value_of(judged, decisions)


def changed(matrix: Matrix, change: Change) -> Matrix:
    """The matrix under a change."""
    low, high = matrix.low.copy(), matrix.high.copy()
    for column, value in change.held.items():
        low[column] = high[column] = value
    for column, bound in change.column_high.items():
        high[column] = bound
    row_low, row_high = matrix.row_low, matrix.row_high.copy()
    for row, bound in change.row_high.items():
        row_high[row] = bound
    entries, group, period, scale = matrix.entries, matrix.group, matrix.period, matrix.scale
    if change.rows:
        more = [_row(columns, values, entries.shape[1]) for columns, values, _, _ in change.rows]
        entries = csc_matrix(vstack([entries, *more], format="csc"))
        row_low = np.concatenate([row_low, [one[2] for one in change.rows]])
        row_high = np.concatenate([row_high, [one[3] for one in change.rows]])
        none = np.full(len(more), -1, dtype=np.int64)
        group, period = np.concatenate([group, none]), np.concatenate([period, none])
        scale = np.concatenate([scale, np.ones(len(more))])
    cost = matrix.cost if change.cost is None else change.cost
    return Matrix(cost, low, high, matrix.whole, entries, row_low, row_high, matrix.names, group, period, scale)


def _row(columns: NDArray[np.int64], entries: Floats, count: int) -> csc_matrix:
    return csc_matrix((entries, (np.zeros(len(columns), dtype=np.int64), columns)), shape=(1, count))


def _above(value: float) -> float:
    """A bound with the solver's tolerance on top."""
    return value + 1e-6 * max(1.0, abs(value)) if math.isfinite(value) else value


class _Linear:
    """The linear model, changed and changed back, each time from the last basis."""

    def __init__(self, matrix: Matrix, seed: int) -> None:
        self.matrix = matrix
        self.solver = parts.solver_of(matrix, seed=seed)
        self.solver.setOptionValue("solve_relaxation", True)

    def solve(self, change: Change, *, seconds: float) -> Relaxed | None:
        """Its optimum; None if nothing keeps all rows. Raises ``Ended`` if the seconds do not suffice."""
        solver = self.solver
        solver.setOptionValue("time_limit", solver.getRunTime() + seconds if seconds < INFINITY else INFINITY)
        self._bounds(change, undo=False)
        solver.run()
        status = solver.getModelStatus()
        found = None
        # Where every initiative is pinned out there is no column, and the empty model is its own optimum.
        if status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
            seen = solver.getSolution()
            found = Relaxed(
                float(solver.getInfo().objective_function_value),
                np.array(seen.col_value),
                np.array(seen.col_dual),
                np.array(seen.row_dual)[: self.matrix.entries.shape[0]],
            )
        self._bounds(change, undo=True)
        if found is None and status != highspy.HighsModelStatus.kInfeasible:
            raise Ended
        return found

    def _bounds(self, change: Change, *, undo: bool) -> None:
        solver, matrix = self.solver, self.matrix
        if change.held:
            columns = np.array(list(change.held), dtype=np.int32)
            values = np.array(list(change.held.values()))
            low = matrix.low[columns] if undo else values
            high = matrix.high[columns] if undo else values
            solver.changeColsBounds(len(columns), columns, low, high)
        for column, bound in change.column_high.items():
            high_bound = float(matrix.high[column]) if undo else bound
            solver.changeColBounds(column, float(matrix.low[column]), high_bound)
        for row, bound in change.row_high.items():
            solver.changeRowBounds(row, float(matrix.row_low[row]), float(matrix.row_high[row]) if undo else bound)
        count = matrix.entries.shape[0]
        if change.rows and undo:
            solver.deleteRows(len(change.rows), np.arange(count, count + len(change.rows), dtype=np.int32))
        elif change.rows:
            for places, entries, least, most in change.rows:
                solver.addRow(least, most, len(places), places.astype(np.int32), entries)
        if change.cost is not None:
            cost = matrix.cost if undo else change.cost
            solver.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)

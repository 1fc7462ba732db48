"""Which mix of hiring, training and contracting closes the gaps at the least cost?

A mixed-integer programme (HiGHS): first as few people missing as can be, then as cheap as can be.
Hires and trained people are whole and stay to the end of the horizon; contractors are parts of people, period by
period. Whoever is trained is missing where he comes from, from the day on which the training begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_matrix, vstack

from opencaio.engines.staffing.model import Need
from opencaio.engines.staffing.moves import Move

Floats = np.ndarray[Any, np.dtype[np.float64]]
NODES = 20_000
SLACK = 1e-7
EXACT = 1e-9
# What presolve makes of whole and broken columns in one row has been wrong in several versions of HiGHS (its issues
# 2961 and 3043): a dearer mix called optimal, or an optimum thrown away as infeasible. These programmes are small
# enough to go without it.
OPTIONS = {
    "output_flag": False,
    "presolve": "off",
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "mip_max_nodes": NODES,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.0,
    "mip_feasibility_tolerance": EXACT,
    "primal_feasibility_tolerance": EXACT,
    "dual_feasibility_tolerance": EXACT,
}


@dataclass(frozen=True)
class Plan:
    """How many people each move takes, and whether no cheaper plan leaves as few missing."""

    moves: tuple[tuple[Move, Decimal], ...]
    is_proven: bool


def solve(needs: Sequence[Need], moves: Sequence[Move]) -> Plan:
    """The whole-people moves of the best plan; contracts are left to the caller, who fills what is still missing."""
    whole = [move for move in moves if move.way != "contract"]
    if not whole or not any(any(need.gaps) for need in needs):
        return Plan((), is_proven=True)
    programme = Programme(needs, moves)
    fewest = programme.solve(programme.missing)
    if fewest.columns is None:
        return Plan((), is_proven=False)
    least = float(programme.missing @ fewest.columns)
    cheapest = programme.solve(programme.cost, most_missing=least + SLACK * max(1.0, least))
    columns = fewest.columns if cheapest.columns is None else cheapest.columns
    taken = [
        (move, Decimal(round(float(columns[place])))) for place, move in enumerate(moves) if move.way != "contract"
    ]
    is_proven = fewest.is_proven and cheapest.is_proven
    return Plan(tuple((move, people) for move, people in taken if people), is_proven)


@dataclass(frozen=True)
class Solved:
    """The columns of the best point found, None where there is none, and whether no point is better."""

    columns: Floats | None
    is_proven: bool


class Programme:
    """The sparse programme: one column a move, then one a skill and period for who is missing."""

    def __init__(self, needs: Sequence[Need], moves: Sequence[Move]) -> None:
        self.length = len(needs[0].demand)
        self.place = {need.skill: number * self.length for number, need in enumerate(needs)}
        cells, count = len(needs) * self.length, len(moves)
        self.missing = np.concatenate([np.zeros(count), np.ones(cells)])
        largest = max((float(move.cost) for move in moves), default=1.0) or 1.0
        costs = np.array([float(move.cost) / largest for move in moves])
        self.cost = np.concatenate([costs, np.zeros(cells)])
        self.whole = [move.way != "contract" for move in moves] + [False] * cells
        gross = max((float(one) for need in needs for one in need.demand), default=0.0) + 1
        limits = [min(move.most, float(np.ceil(gross))) for move in moves]
        self.most = np.array([*limits, *[np.inf] * cells])
        self.rows = self._rows(moves, cells)
        short = [
            float(demand - have) for need in needs for demand, have in zip(need.demand, need.capacity, strict=True)
        ]
        self.at_least = np.array(short + [-np.inf] * cells)
        self.at_most = np.array([np.inf] * cells + [float(one) for need in needs for one in need.capacity])

    def solve(self, aim: Floats, *, most_missing: float = np.inf) -> Solved:
        """The point with the least ``aim``, among those that leave at most ``most_missing`` people missing."""
        solver = highspy.Highs()
        for name, value in OPTIONS.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._model(aim, most_missing))
        solver.run()
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Solved(None, is_proven=False)
        is_proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Solved(np.array(solver.getSolution().col_value), is_proven)

    def _model(self, aim: Floats, most_missing: float) -> highspy.HighsLp:
        entries = vstack([self.rows, csc_matrix(self.missing)], format="csc")
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = entries.shape
        model.col_cost_, model.col_lower_, model.col_upper_ = aim, np.zeros(len(aim)), self.most
        model.row_lower_ = np.append(self.at_least, -np.inf)
        model.row_upper_ = np.append(self.at_most, most_missing)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.num_row_, model.a_matrix_.num_col_ = entries.shape
        model.a_matrix_.start_, model.a_matrix_.index_ = entries.indptr, entries.indices
        model.a_matrix_.value_ = entries.data
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[one] for one in self.whole]
        return model

    def _rows(self, moves: Sequence[Move], cells: int) -> csc_matrix:
        """A row a cell for who must be there, then a row a cell for how many may leave it."""
        entries, count = _Entries(), len(moves)
        for column, move in enumerate(moves):
            for row in self._served(move):
                entries.add(row, column, 1.0)
            for row in self._left_open(move):
                entries.add(row, column, -1.0)
                entries.add(cells + row, column, 1.0)
        for cell in range(cells):
            entries.add(cell, count + cell, 1.0)
        return entries.matrix((2 * cells, count + cells))

    def _served(self, move: Move) -> range:
        start = self.place[move.skill]
        end = start + (move.at + 1 if move.way == "contract" else self.length)
        return range(start + move.at, end)

    def _left_open(self, move: Move) -> range:
        if not move.source:
            return range(0)
        start = self.place[move.source]
        return range(start + move.leaves_at, start + self.length)


class _Entries:
    """The entries of a sparse matrix while they are gathered."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.values: list[float] = []

    def add(self, row: int, column: int, value: float) -> None:
        """One entry."""
        self.rows.append(row)
        self.columns.append(column)
        self.values.append(value)

    def matrix(self, shape: tuple[int, int]) -> csc_matrix:
        """The finished matrix."""
        return csc_matrix((self.values, (self.rows, self.columns)), shape=shape)

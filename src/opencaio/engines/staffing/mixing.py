"""Which mix of hiring, training and contracting closes the gaps at the least cost?

A mixed-integer programme (HiGHS through scipy): first as few people missing as can be, then as cheap as can be.
Hires and trained people are whole and stay to the end of the horizon; contractors are parts of people, period by
period. Whoever is trained is missing where he comes from, from the day on which the training begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from opencaio.engines.staffing.model import Need
from opencaio.engines.staffing.moves import Move

Aim = np.ndarray[Any, np.dtype[np.float64]]
NODES = 20_000
SLACK = 1e-7


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
    missing = programme.solve(programme.missing)
    if missing.x is None:
        return Plan((), is_proven=False)
    least = float(programme.missing @ missing.x)
    found = programme.solve(programme.cost, most_missing=least + SLACK * max(1.0, least))
    chosen = found if found.x is not None else missing
    taken = [
        (move, Decimal(round(float(chosen.x[place])))) for place, move in enumerate(moves) if move.way != "contract"
    ]
    is_proven = missing.status == 0 and found.status == 0
    return Plan(tuple((move, people) for move, people in taken if people), is_proven)


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
        self.whole = np.array([move.way != "contract" for move in moves] + [False] * cells, dtype=int)
        gross = max((float(one) for need in needs for one in need.demand), default=0.0) + 1
        limits = [min(move.most, float(np.ceil(gross))) for move in moves]
        self.bounds = Bounds(0, np.array([*limits, *[np.inf] * cells]))
        self.limits = self._limits(needs, moves, cells)

    def solve(self, aim: Aim, *, most_missing: float | None = None) -> Any:
        """The programme with this aim; ``most_missing`` holds the first aim where it was."""
        limits = list(self.limits)
        if most_missing is not None:
            limits.append(LinearConstraint(csr_matrix(self.missing), -np.inf, most_missing))
        options = {"mip_rel_gap": 0.0, "node_limit": NODES}
        return milp(aim, constraints=limits, integrality=self.whole, bounds=self.bounds, options=options)

    def _limits(self, needs: Sequence[Need], moves: Sequence[Move], cells: int) -> list[LinearConstraint]:
        count = len(moves)
        cover, out = _Entries(), _Entries()
        for column, move in enumerate(moves):
            for row in self._served(move):
                cover.add(row, column, 1.0)
            for row in self._left_open(move):
                cover.add(row, column, -1.0)
                out.add(row, column, 1.0)
        for cell in range(cells):
            cover.add(cell, count + cell, 1.0)
        short = [
            float(demand - have) for need in needs for demand, have in zip(need.demand, need.capacity, strict=True)
        ]
        have = [float(one) for need in needs for one in need.capacity]
        shape = (cells, count + cells)
        found = [LinearConstraint(cover.matrix(shape), np.array(short), np.inf)]
        return [*found, LinearConstraint(out.matrix(shape), -np.inf, np.array(have))]

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

    def matrix(self, shape: tuple[int, int]) -> csr_matrix:
        """The finished matrix."""
        return csr_matrix((self.values, (self.rows, self.columns)), shape=shape)

"""What does a set of starts take of every limit, and what would one start more, less or elsewhere change?

Money kept, hires, contractors and platforms stand as given; so every limit is a plain row over starts.
"""

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from opencaio.engines.portfolio.model import Model
from opencaio.engines.portfolio.sparse import INFINITY, Floats, Whole

# Rows that hold by the way starts are chosen, or that bind no start.
_LEFT_OUT = ("once", "mandatory ", "locked ", "synergy", "scenarios", "expected value", "benefit", "share total")
TOLERANCE = 1e-7
NOWHERE = -1


class Board:
    """Starts chosen so far (``chosen[i]``: a column or NOWHERE), what they take (``taken``) of ``limit``."""

    def __init__(self, model: Model, *, others: Floats) -> None:
        """``others``: values of all columns; those of the columns that are no starts are held."""
        matrix, extra = model.matrix, model.extra
        names = np.array([name.startswith(_LEFT_OUT) for name in matrix.names], dtype=bool)
        rows = np.flatnonzero(~names[matrix.group]) if len(matrix.names) else np.zeros(0, dtype=np.int64)
        entries = matrix.entries[:, :extra]
        held = np.asarray(others, dtype=float).copy()
        held[:extra] = 0.0
        if model.total >= 0:
            entries = _without_total(model, entries)
            held[model.total] = 0.0
        self.model = model
        self.must = np.array([model.problem.must_fund(one) for one in model.problem.initiatives], dtype=bool)
        self.entries: csc_matrix = csc_matrix(entries[rows])
        self.entries.sort_indices()
        self.by_row: csr_matrix = csr_matrix(self.entries)
        self.limit: Floats = matrix.row_high[rows] - (matrix.entries @ held)[rows]
        self.slack = TOLERANCE * np.maximum(1.0, np.abs(matrix.row_high[rows]))
        self.rows = rows
        self.chosen: Whole = np.full(len(self.must), NOWHERE, dtype=np.int64)
        self.taken = np.zeros(len(rows))

    def column(self, place: int) -> tuple[Whole, Floats]:
        """Rows and entries of one start."""
        begin, end = self.entries.indptr[place], self.entries.indptr[place + 1]
        return self.entries.indices[begin:end], self.entries.data[begin:end]

    def put(self, number: int, place: int) -> None:
        """Start initiative ``number`` by column ``place``, or nowhere."""
        if self.chosen[number] != NOWHERE:
            rows, entries = self.column(int(self.chosen[number]))
            self.taken[rows] -= entries
        if place != NOWHERE:
            rows, entries = self.column(place)
            self.taken[rows] += entries
        self.chosen[number] = place

    def over(self) -> Floats:
        """By how much each row is broken."""
        excess = self.taken - self.limit
        return np.where(excess > self.slack, excess, 0.0)

    def fits(self, place: int) -> bool:
        """May this start be added as things are?"""
        rows, entries = self.column(place)
        after = self.taken[rows] + entries
        return bool(np.all((after <= self.limit[rows] + self.slack[rows]) | (entries <= 0)))

    def fitting(self) -> Whole:
        """The starts of initiatives not yet chosen that could each be added as things are."""
        after = self.taken[self.entries.indices] + self.entries.data
        ceiling = (self.limit + self.slack)[self.entries.indices]
        broken = np.concatenate([[0], np.cumsum((after > ceiling) & (self.entries.data > 0))])
        edges = self.entries.indptr
        free = broken[edges[1:]] == broken[edges[:-1]]
        return np.flatnonzero(free & (self.chosen[self.model.owner] == NOWHERE))

    def changes(self, number: int, weights: Floats) -> tuple[Whole, Floats]:
        """The columns of an initiative, and nowhere, with the weighted breach that each would change."""
        now = self.chosen[number]
        taken = self.taken
        removed = 0.0
        if now != NOWHERE:
            taken = taken.copy()
            rows, entries = self.column(int(now))
            before = np.maximum(taken[rows] - self.limit[rows], 0.0)
            taken[rows] -= entries
            removed = float(weights[rows] @ (np.maximum(taken[rows] - self.limit[rows], 0.0) - before))
        first, last = int(self.model.first[number]), int(self.model.first[number + 1])
        if first == last:
            return np.array([NOWHERE]), np.array([removed])
        begin, end = self.entries.indptr[first], self.entries.indptr[last]
        rows, entries = self.entries.indices[begin:end], self.entries.data[begin:end]
        room = self.limit[rows] - taken[rows]
        worse = weights[rows] * (np.maximum(entries - room, 0.0) - np.maximum(-room, 0.0))
        sums = np.concatenate([[0.0], np.cumsum(worse)])
        edges = self.entries.indptr[first : last + 1] - begin
        added = sums[edges[1:]] - sums[edges[:-1]]
        places = np.arange(first - 1, last)
        places[0] = NOWHERE
        return places, removed + np.concatenate([[0.0], added])


def _without_total(model: Model, entries: csc_matrix) -> csc_matrix:
    """The rows with the funded weight written out: each share row then holds every start."""
    whole = model.matrix.entries
    column = whole[:, [model.total]].tocoo()
    row_of_total = next(int(row) for row in column.row if model.matrix.names[model.matrix.group[row]] == "share total")
    own = float(whole[row_of_total, model.total])
    factors = csc_matrix(
        (-column.data / own, (column.row, np.zeros(len(column.row), dtype=np.int64))), shape=(whole.shape[0], 1)
    )
    return csc_matrix(entries + factors @ entries[[row_of_total], :])


__all__ = ["INFINITY", "NOWHERE", "Board"]

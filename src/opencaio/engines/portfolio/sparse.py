"""How are columns, rows and entries gathered into one sparse matrix, exactly scaled, and handed to HiGHS?"""

from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
INFINITY = float("inf")
# Above this, whole thousandths would be large for the solver's tolerances: such a row stays in thousands.
LARGEST = 2.0**31


@dataclass(frozen=True)
class Matrix:
    """A linear model to maximise: ``cost``, column bounds, which columns are whole, rows between bounds.

    ``group`` and ``period`` tell for each row which named limit it belongs to (``names[group]``) and for which
    period, -1 for none. ``scale`` is what a row was multiplied by against its unit (thousands, people).
    """

    cost: Floats
    low: Floats
    high: Floats
    whole: NDArray[np.bool_]
    entries: csc_matrix
    row_low: Floats
    row_high: Floats
    names: tuple[str, ...]
    group: Whole
    period: Whole
    scale: Floats


@dataclass
class Gathering:
    """What was gathered so far: blocks of columns, rows and entries."""

    cost: list[Floats] = field(default_factory=list)
    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    whole: list[NDArray[np.bool_]] = field(default_factory=list)
    row_low: list[Floats] = field(default_factory=list)
    row_high: list[Floats] = field(default_factory=list)
    row_group: list[Whole] = field(default_factory=list)
    row_period: list[Whole] = field(default_factory=list)
    exact: list[NDArray[np.bool_]] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    row: list[Whole] = field(default_factory=list)
    column: list[Whole] = field(default_factory=list)
    entry: list[Floats] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def add_columns(self, cost: Any, *, low: Any = 0.0, high: Any = 1.0, whole: bool = False) -> Whole:
        """New columns, one a cost; returns their indexes."""
        costs = np.atleast_1d(np.asarray(cost, dtype=float))
        count = len(costs)
        self.cost.append(costs)
        self.low.append(np.broadcast_to(np.asarray(low, dtype=float), count))
        self.high.append(np.broadcast_to(np.asarray(high, dtype=float), count))
        self.whole.append(np.full(count, whole))
        self.columns += count
        return np.arange(self.columns - count, self.columns, dtype=np.int64)

    def add_rows(
        self, name: str, *, count: int = 1, low: Any = -INFINITY, high: Any = INFINITY, by_period: bool = False,
        thousandths: bool = False,
    ) -> Whole:  # fmt: skip
        """New rows of one named group; ``thousandths``: entries and bounds are whole thousandths of the unit."""
        self.row_low.append(np.broadcast_to(np.asarray(low, dtype=float), count))
        self.row_high.append(np.broadcast_to(np.asarray(high, dtype=float), count))
        group = self.names.setdefault(name, len(self.names))
        self.row_group.append(np.full(count, group, dtype=np.int64))
        self.row_period.append(np.arange(count, dtype=np.int64) if by_period else np.full(count, -1, dtype=np.int64))
        self.exact.append(np.full(count, thousandths))
        self.rows += count
        return np.arange(self.rows - count, self.rows, dtype=np.int64)

    def put(self, rows: Any, columns: Any, entries: Any) -> None:
        """Entries of the matrix; those at the same place add up."""
        row, column, entry = np.broadcast_arrays(np.atleast_1d(rows), np.atleast_1d(columns), np.atleast_1d(entries))
        self.row.append(row.astype(np.int64, copy=False))
        self.column.append(column.astype(np.int64, copy=False))
        self.entry.append(entry.astype(float, copy=False))

    def matrix(self) -> Matrix:
        """All of it, rows scaled to the smallest whole numbers where they are exact."""
        entries = csc_matrix(
            (_joined(self.entry, float), (_joined(self.row, np.int64), _joined(self.column, np.int64))),
            shape=(self.rows, self.columns),
        )
        entries.sum_duplicates()
        entries.eliminate_zeros()
        low, high = _joined(self.row_low, float), _joined(self.row_high, float)
        scale = _row_scales(entries, low, high, _joined(self.exact, bool))
        entries.data *= scale[entries.indices]
        return Matrix(
            cost=_joined(self.cost, float),
            low=_joined(self.low, float),
            high=_joined(self.high, float),
            whole=_joined(self.whole, bool),
            entries=entries,
            row_low=low * scale,
            row_high=high * scale,
            names=tuple(self.names),
            group=_joined(self.row_group, np.int64),
            period=_joined(self.row_period, np.int64),
            scale=np.where(_joined(self.exact, bool), scale * 1000.0, scale),
        )


def _joined(blocks: list[Any], kind: Any) -> NDArray[Any]:
    return np.concatenate(blocks).astype(kind, copy=False) if blocks else np.zeros(0, dtype=kind)


def _row_scales(entries: csc_matrix, low: Floats, high: Floats, exact: NDArray[np.bool_]) -> Floats:
    """What each row is multiplied by: 1 over the greatest common divisor of its thousandths, bounds included."""
    divisor = np.zeros(len(low), dtype=np.int64)
    for bound in (low, high):
        finite = np.isfinite(bound) & exact
        divisor[finite] = np.gcd(divisor[finite], np.rint(bound[finite]).astype(np.int64))
    inside = exact[entries.indices]
    np.gcd.at(divisor, entries.indices[inside], np.rint(entries.data[inside]).astype(np.int64))
    largest = np.zeros(len(low))
    np.maximum.at(largest, entries.indices, np.abs(entries.data))
    scale = 1.0 / np.maximum(divisor, 1)
    scale[exact & (largest * scale > LARGEST)] = 0.001
    scale[~exact] = 1.0
    return scale


def linear_program(matrix: Matrix) -> highspy.HighsLp:
    """The model as HiGHS takes it."""
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(matrix.cost), len(matrix.row_low)
    program.col_cost_, program.col_lower_, program.col_upper_ = matrix.cost, matrix.low, matrix.high
    program.row_lower_, program.row_upper_ = matrix.row_low, matrix.row_high
    program.sense_ = highspy.ObjSense.kMaximize
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.num_col_, program.a_matrix_.num_row_ = program.num_col_, program.num_row_
    program.a_matrix_.start_ = matrix.entries.indptr
    program.a_matrix_.index_ = matrix.entries.indices
    program.a_matrix_.value_ = matrix.entries.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    program.integrality_ = [kinds[one] for one in matrix.whole.astype(int).tolist()]
    return program

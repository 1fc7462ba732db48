"""How do numerator and denominator of a metric spread over its units, as inference asks of a ratio?

First each unit (a person, a conversation, a row) is added up, then the units: their number, sums, sums of squares and
cross products, taken about a fixed shift near the mean so that nothing cancels. The variance of a ratio follows by the
delta method; see Deng, Knoblich and Lu, "Applying the Delta Method in Metric Analytics" (KDD 2018).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from opencaio.lake.compiling import (
    PERIOD,
    all_of,
    day_of,
    expression,
    keys,
    largest,
    shift_of,
    told,
    total,
    unscaled,
    value,
)
from opencaio.lake.declarations import MetricSpec
from opencaio.lake.terms import Side, Term

if TYPE_CHECKING:
    from opencaio.lake.metrics import Asking, Key

ROW = "row"


@dataclass(frozen=True)
class Moments:
    """Over ``n`` units: sums about the shifts ``at_y``, ``at_x`` of numerator y and denominator x (1 without one)."""

    n: int
    at_y: float
    at_x: float
    y: float
    x: float
    yy: float
    xx: float
    xy: float

    @property
    def mean_y(self) -> float:
        return self.at_y + self.y / self.n

    @property
    def mean_x(self) -> float:
        return self.at_x + self.x / self.n

    @property
    def variance_y(self) -> float | None:
        """Of the units, with n - 1 below; None of one unit."""
        return max(self.yy - self.y**2 / self.n, 0.0) / (self.n - 1) if self.n > 1 else None

    @property
    def variance_x(self) -> float | None:
        return max(self.xx - self.x**2 / self.n, 0.0) / (self.n - 1) if self.n > 1 else None

    @property
    def covariance(self) -> float | None:
        return (self.xy - self.x * self.y / self.n) / (self.n - 1) if self.n > 1 else None

    @property
    def ratio(self) -> float | None:
        """Sum of y by sum of x; None with nothing to divide by."""
        return self.mean_y / self.mean_x if self.mean_x else None

    @property
    def error(self) -> float | None:
        """The standard error of the ratio by the delta method; None of fewer than two units."""
        if self.n < 2 or self.ratio is None:
            return None
        parts = (self.variance_y or 0.0) + self.ratio**2 * (self.variance_x or 0.0)
        spread = parts - 2 * self.ratio * (self.covariance or 0.0)
        return math.sqrt(max(spread, 0.0) / self.n) / abs(self.mean_x)


def moments_of(asked: "Asking", spec: MetricSpec, top: Side, below: Side | None, *, unit: str) -> "dict[Key, Moments]":
    """The moments of each group of the question."""
    by = asked.by_of(top.terms)
    units = _units(asked, spec, top, below, by=by, unit=unit)
    sizes = units.agg(
        n=units.count(), y=units.y.mean(), x=units.x.mean(),
        y_low=units.y.min(), y_high=units.y.max(), x_low=units.x.min(), x_high=units.x.max(),
    )  # fmt: skip
    size = {name: float(one or 0) for name, one in told(asked.lake.engine, sizes)[0].items()}
    if not size["n"]:
        return {}
    at_y, at_x = _short(size["y"]), _short(size["x"])
    far_y = max(abs(size["y_low"] - at_y), abs(size["y_high"] - at_y))
    far_x = max(abs(size["x_low"] - at_x), abs(size["x_high"] - at_x))
    return _summed(asked, units, by=by, about=(at_y, at_x), far=(far_y, far_x))


def _short(mean: float) -> float:
    """The mean in 24 bits: the same on every engine, however it came to the last digits."""
    if not mean:
        return 0.0
    part, power = math.frexp(mean)
    return math.ldexp(round(part * 2**24), power - 24)


def _summed(
    asked: "Asking", units: Any, *, by: tuple[str, ...], about: tuple[float, float], far: tuple[float, float]
) -> "dict[Key, Moments]":
    dy, dx = units.y - about[0], units.x - about[1]
    parts = {"y": (dy, far[0]), "x": (dx, far[1]), "yy": (dy * dy, far[0] ** 2), "xx": (dx * dx, far[1] ** 2)}
    parts["xy"] = (dx * dy, far[0] * far[1])
    shifts = {name: shift_of(size * 1.0000001) for name, (_, size) in parts.items()}
    sums = {
        name: total(row, kind="number", shift=shifts[name], engine=asked.lake.engine)
        for name, (row, _) in parts.items()
    }
    names = [*(f"k_{one}" for one in by), *([PERIOD] if asked.grain else [])]
    query = units.group_by(names).agg(n=units.count(), **sums) if names else units.agg(n=units.count(), **sums)
    found = {}
    for row in told(asked.lake.engine, query):
        key = (*((one, row[f"k_{one}"]) for one in by), (PERIOD, day_of(row[PERIOD]) if asked.grain else None))
        found[key] = Moments(int(row["n"]), *about, **{one: unscaled(row[one], shifts[one]) for one in parts})
    return found


def _units(asked: "Asking", spec: MetricSpec, top: Side, below: Side | None, *, by: tuple[str, ...], unit: str) -> Any:
    """One row a unit and group, with its y and x as doubles. Rows of no unit are left out."""
    rows = asked.rows(spec.fact)
    counted = all_of(rows, spec.conditions)
    rows = rows if counted is None else rows.filter(counted)
    if unit == ROW:
        plain = {"y": _by_row(rows, top), "x": _by_row(rows, below)}
        return rows.select(**keys(rows, by, asked.grain), **plain)
    rows = rows.filter(rows[unit].notnull())
    terms = [*top.terms, *(below.terms if below else ())]
    shifts = _shifts(rows, terms, engine=asked.lake.engine)
    groups = {**keys(rows, by, asked.grain), "unit": rows[unit]}
    sums = {f"t{at}": expression(rows, term, shift=shifts.get(term, 0), engine=asked.lake.engine)
            for at, term in enumerate(terms)}  # fmt: skip
    wide = rows.group_by(**groups).agg(**sums)
    figures = [_double(wide[f"t{at}"], shifts.get(term)) for at, term in enumerate(terms)]
    y, x = _plus(figures[: len(top.terms)]), _plus(figures[len(top.terms) :]) if below else _one(wide)
    return wide.select(*(name for name in groups if name != "unit"), y=y, x=x)


def _one(table: Any) -> Any:
    import ibis

    return ibis.literal(1.0)


def _shifts(rows: Any, terms: list[Term], *, engine: str) -> Mapping[Term, int]:
    sizes = largest(rows, terms)
    sized = told(engine, rows.agg(**sizes))[0] if sizes else {}
    return {terms[int(at[1:])]: shift_of(size, column=terms[int(at[1:])].column) for at, size in sized.items()}


def _double(amount: Any, shift: int | None) -> Any:
    found = amount.cast("float64").fill_null(0.0)
    return found * 2.0 ** -(shift // 2) * 2.0 ** -(shift - shift // 2) if shift else found


def _plus(figures: list[Any]) -> Any:
    found = figures[0]
    for one in figures[1:]:
        found = found + one
    return found


def _by_row(rows: Any, one: Side | None) -> Any:
    """What each row brings to a side: a sum's value, 1 for a row that counts, else 0."""
    import ibis

    if one is None:
        return ibis.literal(1.0)
    return _plus([_row_value(rows, term) for term in one.terms])


def _row_value(rows: Any, term: Term) -> Any:
    import ibis

    counts = all_of(rows, term.where)
    if term.how == "rows":
        here: Any = ibis.literal(1.0)
    elif term.how == "filled":
        here = rows[term.column].notnull().ifelse(1.0, 0.0)
    elif term.kind == "yes_no":
        here = rows[term.column].fill_null(False).ifelse(1.0, 0.0)
    else:
        here = value(rows, term).cast("float64").fill_null(0.0)
    return here if counts is None else counts.fill_null(False).ifelse(here, 0.0)

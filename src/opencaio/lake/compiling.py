"""How does a term become an Ibis expression that gives the same digits on every engine?

Whole numbers and money are added exactly. A number (double) is first made a whole one: multiplied by the power of two
at which the largest of all still fits 62 bits, and rounded down. The steps are exact in IEEE arithmetic and whole
numbers add up alike in any order, so every engine gives the same sum, off by less than 2^-61 of the largest a row.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal

import ibis

from opencaio.errors import BadInput
from opencaio.lake.bins import PER_TEN
from opencaio.lake.declarations import Condition
from opencaio.lake.terms import Term

Grain = Literal["day", "week", "month", "quarter"]
GRAINS: Mapping[str, str] = {"day": "D", "week": "W", "month": "M", "quarter": "Q"}
WIDE = "decimal(38, 0)"
BITS = 62
LARGEST_SHIFT = 1000
PERIOD = "period"


def within(
    table: ibis.Table, *, where: Sequence[Condition] = (), first: date | None = None, last: date | None = None
) -> ibis.Table:
    """The rows from ``first`` to ``last`` that meet every condition."""
    kept = [test(table, one) for one in where]
    kept += [table.day >= ibis.date(first)] if first else []
    kept += [table.day <= ibis.date(last)] if last else []
    return table.filter(kept) if kept else table


def test(table: ibis.Table, one: Condition) -> Any:
    """True where the row meets the condition; what is unknown meets none but ``known: false``."""
    column, value = table[one.column], one.value
    match one.operator:
        case "known":
            return column.notnull() if value else column.isnull()
        case "in":
            return column.isin(value) if value else ibis.literal(False)
        case "not_in":
            return column.notnull() & (column.notin(value) if value else ibis.literal(True))
        case "is":
            return column == value
        case "not":
            return column != value
        case "from":
            return column >= value
        case "until":
            return column <= value
        case "above":
            return column > value
        case _:
            return column < value


def keys(table: ibis.Table, by: Sequence[str], grain: Grain | None) -> dict[str, Any]:
    """What rows are grouped by: dimensions, and the first day of their period."""
    found: dict[str, Any] = {f"k_{name}": table[name] for name in by}
    if grain:
        found[PERIOD] = table.day.truncate(GRAINS[grain]).cast("date") if grain != "day" else table.day
    return found


def all_of(table: ibis.Table, conditions: Sequence[Condition]) -> Any | None:
    """The conditions together; None without any."""
    found: Any = None
    for one in conditions:
        found = test(table, one) if found is None else found & test(table, one)
    return found


def expression(table: ibis.Table, term: Term, *, shift: int = 0, engine: str = "duckdb") -> Any:
    """The figure of one term. ``shift``: the power of two by which numbers are made whole."""
    where = all_of(table, term.where)
    if term.how == "rows":
        return table.count(where=where)
    if term.how == "filled":
        return table[term.column].count(where=where)
    if term.how == "distinct":
        return table[term.column].nunique(where=where)
    if term.kind == "yes_no":
        return table.count(where=table[term.column] if where is None else where & table[term.column])
    return total(value(table, term), kind=term.kind, where=where, shift=shift, engine=engine)


def value(table: ibis.Table, term: Term) -> Any:
    """What a row brings into a sum."""
    if not term.times:
        return table[term.column]
    one, other = table[term.column], table[term.times]
    return one.cast("float64") * other.cast("float64") if term.kind == "number" else one.cast(WIDE) * other


def total(row: Any, *, kind: str, where: Any = None, shift: int = 0, engine: str = "duckdb") -> Any:
    """The exact sum of one value a row."""
    if kind == "number":
        # Rows that do not count may be too large for the shift, so they are left out before they are made whole.
        row, where = whole(row if where is None else where.ifelse(row, ibis.null("float64")), shift), None
    if kind == "money":
        return row.sum(where=where)
    # Spark adds 64-bit numbers in 64 bits; the others widen by themselves.
    return (row.cast(WIDE) if engine == "spark" else row).sum(where=where).cast(WIDE)


def whole(row: Any, shift: int) -> Any:
    """A double times 2^shift, rounded down. Twice a factor where one would be too large for a double."""
    half = shift // 2
    return (row * (2.0**half) * (2.0 ** (shift - half))).floor().cast("int64")


def largest(table: ibis.Table, terms: Sequence[Term]) -> dict[str, Any]:
    """The largest size of a row's value for each term that adds numbers."""
    return {
        f"t{at}": value(table, term).abs().max(where=all_of(table, term.where))
        for at, term in enumerate(terms)
        if term.how == "sum" and term.kind == "number"
    }


def shift_of(size: float | None, *, column: str = "") -> int:
    """By which power of two values up to ``size`` become whole numbers below 2^62. Raises BadInput for no number."""
    if size is None or size == 0:
        return 0
    if not math.isfinite(size):
        raise BadInput(f"The column {column} holds values that are no finite numbers; no sum of it can be told.")
    return max(min(BITS - math.frexp(size)[1], LARGEST_SHIFT), -LARGEST_SHIFT)


def told(engine: str, query: Any) -> list[dict[str, Any]]:
    """The rows of a small answer. In SQL where there is SQL: PostgreSQL's constants are decimals, which Ibis does not
    expect, and its way to rows loads pandas.
    """
    if engine == "spark":
        return query.to_pyarrow().to_pylist()  # type: ignore[no-any-return]
    backend, names = query.get_backend(), list(query.columns)
    sql = ibis.to_sql(query, dialect=engine, pretty=False)
    if engine == "duckdb":
        return [dict(zip(names, row, strict=True)) for row in backend.con.execute(sql).fetchall()]
    with backend.con.cursor() as cursor:
        cursor.execute(sql)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def day_of(period: date) -> date:
    """The day on which a period begins; PostgreSQL says it as a moment in UTC."""
    return period.date() if isinstance(period, datetime) else period


def unscaled(amount: object, shift: int) -> float:
    """The sum of doubles from the sum of whole numbers."""
    return float(Fraction(int(amount)) / Fraction(2) ** shift) if amount is not None else 0.0  # type: ignore[call-overload]


def bin_number(table: ibis.Table, column: str) -> Any:
    """The bin of a whole number from 0 on; see `lake.bins`."""
    return ((table[column].cast("float64") + 0.5).log10() * float(PER_TEN)).floor().cast("int64")

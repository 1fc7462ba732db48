"""What does a metric come to, by which dimensions and over which time, with what inference needs to know?

Every fact is added up by itself before anything is joined, so no row counts twice. What leaves the engine are
sufficient statistics only: rows, exact sums, and where a unit is named the moments of its units.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from opencaio.errors import BadInput
from opencaio.lake import bins
from opencaio.lake.compiling import (
    GRAINS,
    PERIOD,
    Grain,
    all_of,
    bin_number,
    day_of,
    expression,
    keys,
    largest,
    shift_of,
    told,
    unscaled,
    within,
)
from opencaio.lake.declarations import Condition, MetricSpec, column_named, near
from opencaio.lake.facts import FACTS
from opencaio.lake.moments import ROW, Moments, moments_of
from opencaio.lake.opening import Lake
from opencaio.lake.terms import Side, Term, different, side

CURRENCY = "BillingCurrency"
NOTHING = "No row counts in this time."
NO_DIVISOR = "There is nothing to divide by."
NO_VALUES = "No row has a value."
EXACTLY = Context(prec=40)
Amount = int | Decimal | float
Key = tuple[tuple[str, Any], ...]
Figures = dict[Key, dict[Term, Any]]


@dataclass(frozen=True)
class Row:
    """One group: its keys, the first day of its period, rows counted, both sums, and the value or why there is none.

    ``value`` is in the metric's unit. ``moments`` are there when a unit was named; ``quantile`` and ``bins`` for a
    quantile. Of money ``keys`` hold the currency.
    """

    keys: Mapping[str, Any]
    period: date | None
    n: int
    numerator: Amount | None
    denominator: Amount | None
    value: Decimal | float | None
    missing: str = ""
    moments: Moments | None = None
    quantile: bins.Quantile | None = None
    bins: Mapping[int, int] | None = None


@dataclass(frozen=True)
class Measured:
    """A metric over a time: its rows in the order of their keys, and how they were counted."""

    spec: MetricSpec
    rows: tuple[Row, ...]
    by: tuple[str, ...]
    grain: Grain | None
    first: date | None
    last: date | None
    engine: str
    unit: str
    seconds: float

    @property
    def n(self) -> int:
        """Rows of the lake that were counted."""
        return sum(one.n for one in self.rows)


def measure(
    lake: Lake,
    spec: MetricSpec,
    *,
    by: Sequence[str] = (),
    where: Sequence[Condition] = (),
    first: date | None = None,
    last: date | None = None,
    grain: Grain | None = None,
    unit: str = "",
) -> Measured:
    """One metric. ``where`` holds of every fact that is read; ``unit`` (a column, or ``row``) asks for the moments of
    numerator and denominator over such units.

    Raises:
        BadInput: a dimension that the metric does not have, a time that ends before it begins, two currencies summed.
    """
    return measure_all(lake, [spec], by=by, where=where, first=first, last=last, grain=grain, unit=unit)[0]


def measure_all(
    lake: Lake,
    specs: Sequence[MetricSpec],
    *,
    by: Sequence[str] = (),
    where: Sequence[Condition] = (),
    first: date | None = None,
    last: date | None = None,
    grain: Grain | None = None,
    unit: str = "",
) -> list[Measured]:
    """Several metrics by the same dimensions: one pass over each fact for all that can be added up."""
    started = time.perf_counter()
    asked = Asking(lake, tuple(dict.fromkeys(by)), tuple(where), first, last, grain)
    for spec in specs:
        check_asked(spec, by=asked.by, first=first, last=last, grain=grain, unit=unit)
    sides = [(side(one, one.numerator), side(one, one.denominator) if one.denominator else None) for one in specs]
    figures = asked.figures([term for pair in sides for one in pair if one for term in (*one.terms, one.rows)])
    found = [_measured(asked, spec, *pair, figures, unit) for spec, pair in zip(specs, sides, strict=True)]
    return [replace(one, seconds=time.perf_counter() - started) for one in found]


def check_asked(
    spec: MetricSpec,
    *,
    by: Sequence[str] = (),
    first: date | None = None,
    last: date | None = None,
    grain: str | None = None,
    unit: str = "",
) -> None:
    """Raises BadInput when the metric cannot be asked like this, with what can."""
    for name in by:
        if name not in spec.dimensions:
            known = near(name, spec.dimensions) if spec.dimensions else ""
            raise BadInput(f"{spec.name} cannot be divided by “{name}”{known}.", details=spec.dimensions)
    if grain is not None and grain not in GRAINS:
        raise BadInput(f"There is no grain “{grain}”. There are: {', '.join(GRAINS)}.")
    if first and last and last < first:
        raise BadInput(f"The time ends ({last}) before it begins ({first}).")
    if unit and (spec.numerator.how in ("distinct", "quantile") or len(spec.facts) > 1):
        raise BadInput(f"{spec.name} does not add up over units, so its spread over units cannot be told.")
    if unit and unit != ROW:
        column_named(FACTS[spec.fact], unit)


@dataclass(frozen=True)
class Asking:
    """One question to one lake."""

    lake: Lake
    by: tuple[str, ...]
    where: tuple[Condition, ...]
    first: date | None
    last: date | None
    grain: Grain | None

    def rows(self, fact: str) -> Any:
        """The fact's rows in question."""
        return within(self.lake.table(fact), where=self.where, first=self.first, last=self.last)

    def by_of(self, terms: Sequence[Term]) -> tuple[str, ...]:
        """The dimensions of a pass; sums of money keep their currencies apart."""
        return (*self.by, CURRENCY) if any(one.kind == "money" for one in terms) else self.by

    def figures(self, terms: Sequence[Term]) -> dict[tuple[str, ...], Figures]:
        """Each fact added up by itself: what adds up in one pass, distinct counts and bins each in their own."""
        found: dict[tuple[str, ...], Figures] = {}
        for fact in dict.fromkeys(one.fact for one in terms):
            of_fact = [one for one in different(terms) if one.fact == fact]
            together = [one for one in of_fact if one.adds_up]
            by = self.by_of(together)
            self._sums(fact, together, by, found)
            for one in of_fact:
                if one.how == "distinct":
                    self._pass(fact, [one], self.by, {}, found)
                elif one.how == "quantile":
                    self._bins(fact, one, found)
        return found

    def _sums(self, fact: str, terms: list[Term], by: tuple[str, ...], found: dict[tuple[str, ...], Figures]) -> None:
        rows = self.rows(fact)
        sizes = largest(rows, terms)
        sized = told(self.lake.engine, rows.agg(**sizes))[0] if sizes else {}
        shifts = {terms[int(at[1:])]: shift_of(size, column=terms[int(at[1:])].column) for at, size in sized.items()}
        self._pass(fact, terms, by, shifts, found)

    def _pass(
        self,
        fact: str,
        terms: Sequence[Term],
        by: tuple[str, ...],
        shifts: Mapping[Term, int],
        found: dict[tuple[str, ...], Figures],
    ) -> None:
        rows, engine = self.rows(fact), self.lake.engine
        groups = keys(rows, by, self.grain)
        sums = {
            f"t{at}": expression(rows, one, shift=shifts.get(one, 0), engine=engine) for at, one in enumerate(terms)
        }
        query = rows.group_by(**groups).agg(**sums) if groups else rows.agg(**sums)
        for row in told(self.lake.engine, query):
            at = found.setdefault(by, {}).setdefault(_key(row, by, self.grain), {})
            for number, term in enumerate(terms):
                at[term] = _amount(row[f"t{number}"], term, shifts.get(term))

    def _bins(self, fact: str, term: Term, found: dict[tuple[str, ...], Figures]) -> None:
        rows = self.rows(fact)
        rows = rows.filter(rows[term.column] >= 0)
        where = all_of(rows, term.where)
        rows = rows if where is None else rows.filter(where)
        query = rows.group_by(**keys(rows, self.by, self.grain), bin=bin_number(rows, term.column)).agg(n=rows.count())
        for row in told(self.lake.engine, query):
            at = found.setdefault(self.by, {}).setdefault(_key(row, self.by, self.grain), {})
            at.setdefault(term, {})[int(row["bin"])] = int(row["n"])


def _key(row: Mapping[str, Any], by: Sequence[str], grain: Grain | None) -> Key:
    period = day_of(row[PERIOD]) if grain else None
    return (*((name, row[f"k_{name}"]) for name in by), (PERIOD, period))


def _amount(amount: Any, term: Term, shift: int | None) -> Amount | None:
    """A figure as it leaves the engine; None where rows count but none of them has a value."""
    if amount is None or (term.how == "distinct" and not amount):
        return None
    if shift is not None or (term.how == "sum" and term.kind == "number"):
        return unscaled(amount, shift or 0)
    if term.how == "sum" and term.kind == "money":
        return Decimal(amount)
    return int(amount)


def _measured(
    asked: Asking, spec: MetricSpec, top: Side, below: Side | None, found: dict[tuple[str, ...], Figures], unit: str
) -> Measured:
    upper = _of_side(asked, top, found)
    lower = _of_side(asked, below, found) if below else None
    rows = _rows(asked, spec, top, upper, lower)
    if unit:
        spread = moments_of(asked, spec, top, below, unit=unit)
        rows = [replace(row, moments=spread.get(_key_of(row))) for row in rows]
    return Measured(spec, tuple(rows), asked.by, asked.grain, asked.first, asked.last, asked.lake.engine, unit, 0.0)


def _key_of(row: Row) -> Key:
    return (*row.keys.items(), (PERIOD, row.period))


@dataclass(frozen=True)
class Of:
    """What one side comes to in one group."""

    n: int
    amount: Amount | None
    counts: Mapping[int, int] | None = None


def _of_side(asked: Asking, one: Side, found: dict[tuple[str, ...], Figures]) -> dict[Key, Of]:
    """By group: rows and figure. Where currencies split the pass, a figure without money is added over them."""
    money = any(term.kind == "money" for term in one.terms)
    sums: dict[Key, Of] = {}
    for groups in found.values():
        for key, figures in groups.items():
            mine = [figures[term] for term in one.terms if term in figures]
            rows = int(figures.get(one.rows, 0))
            if not mine and not rows:
                continue
            short = key if money or CURRENCY in asked.by else tuple(pair for pair in key if pair[0] != CURRENCY)
            sums[short] = _added(sums.get(short), rows, mine)
    return sums


def _added(before: Of | None, rows: int, mine: Sequence[Any]) -> Of:
    counts = next((one for one in mine if isinstance(one, Mapping)), before.counts if before else None)
    amount: Any = before.amount if before else None
    for one in mine:
        if not isinstance(one, Mapping) and one is not None:
            amount = one if amount is None else EXACTLY.add(amount, one) if isinstance(one, Decimal) else amount + one
    return Of(rows + (before.n if before else 0), amount, counts)


def _rows(
    asked: Asking, spec: MetricSpec, top: Side, upper: Mapping[Key, Of], lower: Mapping[Key, Of] | None
) -> list[Row]:
    groups = dict.fromkeys([*upper, *(_spread(upper, lower) if lower else ())])
    every = [_row(spec, key, upper.get(key), _divisor(lower, key) if lower is not None else None) for key in groups]
    found = [one for one in every if one.n or one.denominator]
    if not found and not asked.by and not asked.grain:
        found = [_row(spec, ((PERIOD, None),), None, None)]
    return sorted(found, key=lambda row: (row.period or date.min, [(v is None, str(v)) for v in row.keys.values()]))


def _spread(upper: Mapping[Key, Of], lower: Mapping[Key, Of]) -> list[Key]:
    """Groups of the denominator that the numerator lacks (their numerator is nothing)."""
    if any(name == CURRENCY for key in upper for name, _ in key):
        return []
    return [key for key in lower if key not in upper]


def _divisor(lower: Mapping[Key, Of], key: Key) -> Of | None:
    plain = tuple(pair for pair in key if pair[0] != CURRENCY)
    return lower.get(key) or lower.get(plain)


def _row(spec: MetricSpec, key: Key, upper: Of | None, lower: Of | None) -> Row:
    named = {name: value for name, value in key if name != PERIOD}
    period = next(value for name, value in key if name == PERIOD)
    n = max(upper.n if upper else 0, lower.n if lower and spec.facts == (spec.fact,) else 0)
    if spec.numerator.how == "quantile":
        return _quantile_row(spec, named, period, upper)
    numerator = _known(upper)
    if spec.denominator is None:
        missing = NOTHING if not n else NO_VALUES if numerator is None else ""
        return Row(named, period, n, numerator, None, None if missing else _value(spec, numerator, 1), missing)
    below = _known(lower)
    counted = n or (below and len(spec.facts) == 1)
    missing = NOTHING if not counted else NO_DIVISOR if below == 0 else ""
    missing = missing or (NO_VALUES if numerator is None or below is None else "")
    return Row(named, period, n, numerator, below, None if missing else _value(spec, numerator, below), missing)


def _known(one: Of | None) -> Amount | None:
    """What a side comes to: nothing where no row counts, None where rows count and none has a value."""
    return 0 if one is None or (not one.n and one.amount is None) else one.amount


def _quantile_row(spec: MetricSpec, named: Mapping[str, Any], period: date | None, upper: Of | None) -> Row:
    counts = (upper.counts if upper else None) or {}
    read = bins.quantile(counts, spec.numerator.at)
    n = upper.n if upper else 0
    if read is None:
        return Row(named, period, n, None, None, None, NO_VALUES if n else NOTHING, bins={})
    shown = EXACTLY.multiply(read.value, spec.factor)
    return Row(named, period, read.n, None, None, shown, quantile=read, bins=counts)


def _value(spec: MetricSpec, numerator: Amount | None, denominator: Amount | None) -> Decimal | float:
    """Exact of whole numbers and money (40 digits); of numbers the nearest double."""
    if isinstance(numerator, float) or isinstance(denominator, float):
        return float(Fraction(spec.factor) * Fraction(numerator or 0) / Fraction(denominator or 1))
    top = EXACTLY.multiply(Decimal(numerator or 0), spec.factor)
    return EXACTLY.divide(top, Decimal(denominator or 1))

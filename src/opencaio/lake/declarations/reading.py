"""What does a declaration, as it is kept (JSON, YAML), say, and what is wrong with it?"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from opencaio.errors import BadInput
from opencaio.lake.declarations.conditions import read_conditions, read_dimensions
from opencaio.lake.declarations.names import column_named, fact_named, kind_of, listed, mapping, near, only
from opencaio.lake.declarations.shapes import HOWS, Aggregate, MetricSpec
from opencaio.lake.facts import FACTS, Column, Fact

SUMMED: Mapping[str, frozenset[str]] = {
    "sum": frozenset({"whole", "number", "money", "yes_no"}),
    "quantile": frozenset({"whole"}),
    "distinct": frozenset({"text", "whole", "day"}),
}
AGGREGATE_KEYS = frozenset({"how", "of", "times", "at", "where", "fact", "factor"})
SPEC_KEYS = frozenset({"code", "name", "about", "fact", "numerator", "denominator", "conditions", "dimensions", "unit"})
SPEC_EXTRAS = frozenset({"better", "owner", "words", "source"})


def read_spec(given: Mapping[str, Any]) -> MetricSpec:
    """A declaration as kept (JSON, YAML) as one that can be measured.

    Raises:
        BadInput: an unknown fact, column, aggregate, condition or key (with those that look like it), or two sides
            that do not fit.
    """
    code = str(given.get("code") or "?")
    only(given, SPEC_KEYS | SPEC_EXTRAS, whose=f"The metric {code}")
    fact = fact_named(given.get("fact"), whose=f"The metric {code}")
    conditions = read_conditions(fact, given.get("conditions") or ())
    top = mapping(given.get("numerator"), whose="The numerator")
    below = given.get("denominator") or None
    spec = MetricSpec(
        code=code,
        fact=fact.name,
        numerator=_aggregate(fact, top, side="numerator"),
        denominator=_other(fact, mapping(below, whose="The denominator")) if below else None,
        conditions=conditions,
        dimensions=read_dimensions(fact, given.get("dimensions") or ()),
        unit=str(given.get("unit") or "").strip(),
        name=str(given.get("name") or code),
        better=str(given.get("better") or ""),
        factor=_factor(top.get("factor", 1)),
    )
    return _fitting(spec)


def _aggregate(fact: Fact, given: Mapping[str, Any], *, side: str) -> Aggregate:
    only(given, AGGREGATE_KEYS, whose=f"The {side}")
    how = given.get("how")
    if how not in HOWS:
        raise BadInput(f"The {side} asks for “{how or ''}”{near(str(how), HOWS)}. Aggregates: {', '.join(HOWS)}.")
    columns = [column_named(fact, one) for one in listed(given.get("of") or (), whose=f"“of” of the {side}")]
    _columns_fit(how, columns, side=side)
    return Aggregate(
        how=how,
        of=tuple(one.name for one in columns),
        times=_weight(fact, how, given.get("times") or "", columns),
        at=_at(how, given.get("at"), side=side),
        where=read_conditions(fact, given.get("where") or ()),
        fact=fact.name,
    )


def _columns_fit(how: str, columns: Sequence[Column], *, side: str) -> None:
    if how == "rows" and columns:
        raise BadInput(f"The {side} counts rows and so needs no column; “filled” counts those where one is known.")
    if how != "rows" and not columns:
        raise BadInput(f"The {side} ({how}) does not say of which column; write it under “of”.")
    if how not in ("sum", "rows") and len(columns) != 1:
        raise BadInput(f"The {side} ({how}) takes one column, not {len(columns)}.")
    if len({one.name for one in columns}) != len(columns):
        raise BadInput(f"The {side} names a column twice, which would be counted twice.")
    for one in columns:
        if how in SUMMED and one.kind not in SUMMED[how]:
            raise BadInput(f"{one.name} is a {kind_of(one)}; {how} cannot be asked of it.")
    if how == "sum" and len({one.kind == "money" for one in columns}) > 1:
        raise BadInput(f"The {side} adds money to what is no money.")


def _weight(fact: Fact, how: str, name: str, columns: Sequence[Column]) -> str:
    if not name:
        return ""
    weight = column_named(fact, name)
    kinds = {one.kind for one in (*columns, weight)}
    if how != "sum" or len(columns) != 1 or not kinds <= {"whole", "number"}:
        raise BadInput("“times” weighs the sum of one column of numbers by another column of numbers.")
    return weight.name


def _at(how: str, at: object, *, side: str) -> float:
    if how != "quantile":
        if at is not None:
            raise BadInput(f"The {side} has “at”, which belongs to a quantile.")
        return 0.0
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 < at < 1:
        raise BadInput(f"A quantile needs “at” between 0 and 1, such as 0.95; it has {at!r}.")
    return float(at)


def _other(fact: Fact, given: Mapping[str, Any]) -> Aggregate:
    if given.get("factor") is not None:
        raise BadInput("The factor stands in the numerator.")
    own = fact_named(given["fact"], whose="The denominator") if given.get("fact") else fact
    return _aggregate(own, given, side="denominator")


def _factor(given: object) -> Decimal:
    try:
        found = Decimal(str(given))
    except InvalidOperation as error:
        raise BadInput(f"The factor {given!r} is no number.") from error
    if not found.is_finite() or found == 0 or isinstance(given, bool) or abs(found.adjusted()) > 18:
        raise BadInput(f"The factor {given!r} is no number that a value can be multiplied by.")
    return found


def _fitting(spec: MetricSpec) -> MetricSpec:
    top, below = spec.numerator, spec.denominator
    if not spec.unit:
        raise BadInput(f"The metric {spec.code} says no unit.")
    if spec.better not in ("", "up", "down"):
        raise BadInput(f"“better” is up or down, not “{spec.better}”.")
    if top.fact != spec.fact:
        raise BadInput(f"The numerator reads {top.fact}; it is always on the metric's own fact, {spec.fact}.")
    if below is None:
        return spec
    if "quantile" in (top.how, below.how):
        raise BadInput("A quantile stands alone: it is not divided and nothing is divided by it.")
    other = FACTS[below.fact]
    for name in spec.dimensions if below.fact != spec.fact else ():
        column = other.column(name)
        if column is None or column.kind != FACTS[spec.fact].column(name).kind:  # type: ignore[union-attr]
            raise BadInput(
                f"{spec.fact} and {other.name} do not share the dimension {name}; each is added up by itself and "
                "then joined, so a dimension must stand in both."
            )
    if below.fact != spec.fact and spec.conditions:
        raise BadInput("With two facts, each side has conditions of its own: write them under “where” of that side.")
    return spec

"""How is a metric declared, and what is wrong with a declaration that cannot be measured?

A metric is a numerator, and for a ratio a denominator, each an aggregate on one fact: ``rows`` (count them),
``filled`` (count those where a column is known), ``sum``, ``distinct`` (exact), ``quantile`` (from fixed bins).
Conditions say which rows count; dimensions by what it may be divided. What is unknown meets no condition but
``known: false``.
"""

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from opencaio.errors import BadInput
from opencaio.lake.facts import FACTS, Column, Fact

How = Literal["rows", "filled", "sum", "distinct", "quantile"]
HOWS: tuple[str, ...] = ("rows", "filled", "sum", "distinct", "quantile")
OPERATORS = ("is", "not", "in", "not_in", "from", "until", "above", "below", "known")
WORDS: Mapping[str, str] = {
    "is": "is", "not": "is not", "in": "is one of", "not_in": "is none of",
    "from": "≥", "until": "≤", "above": ">", "below": "<",
}  # fmt: skip
ORDERED = frozenset({"whole", "number", "money", "day", "moment"})
GROUPING = frozenset({"text", "yes_no"})
SUMMED: Mapping[str, frozenset[str]] = {
    "sum": frozenset({"whole", "number", "money", "yes_no"}),
    "quantile": frozenset({"whole"}),
    "distinct": frozenset({"text", "whole", "day"}),
}
AGGREGATE_KEYS = frozenset({"how", "of", "times", "at", "where", "fact", "factor"})
SPEC_KEYS = frozenset({"code", "name", "about", "fact", "numerator", "denominator", "conditions", "dimensions", "unit"})
SPEC_EXTRAS = frozenset({"better", "owner", "words", "source"})
LONGEST_LIST = 100_000


@dataclass(frozen=True)
class Condition:
    """``operator`` is one of `OPERATORS`; ``value`` is of the column's kind, a tuple of them, or a bool for known."""

    column: str
    operator: str
    value: Any

    @property
    def words(self) -> str:
        """As one reads it: ``reviewed is yes``."""
        if self.operator == "known":
            return f"{self.column} is {'known' if self.value else 'not known'}"
        several = [_word(one) for one in self.value] if isinstance(self.value, tuple) else [_word(self.value)]
        shown = several if len(several) <= 6 else [*several[:5], f"{len(several) - 5} more"]
        return f"{self.column} {WORDS[self.operator]} {', '.join(shown)}"


@dataclass(frozen=True)
class Aggregate:
    """What is counted or summed of one fact; ``times`` weighs each row by a column; ``at`` is a share (0.95)."""

    how: How
    of: tuple[str, ...] = ()
    times: str = ""
    at: float = 0.0
    where: tuple[Condition, ...] = ()
    fact: str = ""

    @property
    def words(self) -> str:
        """As one reads it: ``sum(cases where selected is yes)``."""
        columns = " + ".join(self.of) + (f" × {self.times}" if self.times else "")
        kept = f" where {' and '.join(one.words for one in self.where)}" if self.where else ""
        name = f"p{self.at * 100:g}" if self.how == "quantile" else self.how
        return f"{name}({columns}{kept})" if columns or kept else name

    @property
    def words_with_fact(self) -> str:
        return f"{self.words} of {self.fact}"


@dataclass(frozen=True)
class MetricSpec:
    """A declaration that can be measured. The value is ``factor`` x numerator / denominator (without one: 1)."""

    code: str
    fact: str
    numerator: Aggregate
    denominator: Aggregate | None = None
    conditions: tuple[Condition, ...] = ()
    dimensions: tuple[str, ...] = ()
    unit: str = ""
    name: str = ""
    better: str = ""
    factor: Decimal = Decimal(1)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it reads, its own first."""
        other = self.denominator.fact if self.denominator else ""
        return (self.fact,) if other in ("", self.fact) else (self.fact, other)

    @property
    def formula(self) -> str:
        """In one line: ``100 × sum(errors) / sum(requests) of usage``."""
        factor = "" if self.factor == 1 else f"{self.factor} × "
        two = len(self.facts) > 1
        lower = (self.denominator.words_with_fact if two else self.denominator.words) if self.denominator else ""
        below = f" / {lower}" if lower else ""
        kept = f", where {' and '.join(one.words for one in self.conditions)}" if self.conditions else ""
        own = "" if two else f" of {self.fact}"
        return f"{factor}{self.numerator.words_with_fact if two else self.numerator.words}{below}{own}{kept}"


def read_spec(given: Mapping[str, Any]) -> MetricSpec:
    """A declaration as kept (JSON, YAML) as one that can be measured.

    Raises:
        BadInput: an unknown fact, column, aggregate, condition or key (with those that look like it), or two sides
            that do not fit.
    """
    code = str(given.get("code") or "?")
    _only(given, SPEC_KEYS | SPEC_EXTRAS, whose=f"The metric {code}")
    fact = fact_named(given.get("fact"), whose=f"The metric {code}")
    conditions = read_conditions(fact, given.get("conditions") or ())
    top = _mapping(given.get("numerator"), whose="The numerator")
    below = given.get("denominator") or None
    spec = MetricSpec(
        code=code,
        fact=fact.name,
        numerator=_aggregate(fact, top, side="numerator"),
        denominator=_other(fact, _mapping(below, whose="The denominator")) if below else None,
        conditions=conditions,
        dimensions=read_dimensions(fact, given.get("dimensions") or ()),
        unit=str(given.get("unit") or "").strip(),
        name=str(given.get("name") or code),
        better=str(given.get("better") or ""),
        factor=_factor(top.get("factor", 1)),
    )
    return _fitting(spec)


def fact_named(name: object, *, whose: str = "This") -> Fact:
    """The fact of this name. Raises BadInput with those that there are."""
    if not isinstance(name, str) or name not in FACTS:
        raise BadInput(f"{whose} reads the fact “{name or ''}”, which there is not. There are: {', '.join(FACTS)}.")
    return FACTS[name]


def column_named(fact: Fact, name: object) -> Column:
    """The column of this name. Raises BadInput with the columns that look like it."""
    found = fact.column(name) if isinstance(name, str) else None
    if found is None:
        names = [one.name for one in fact.columns]
        raise BadInput(f"The fact {fact.name} has no column “{name}”{near(str(name), names)}.")
    return found


def near(name: str, names: Iterable[str]) -> str:
    """`` (did you mean …?)`` of the names most like it, or all of a few, or nothing."""
    known = list(names)
    lower = {one.lower(): one for one in known}
    alike = [lower[one] for one in difflib.get_close_matches(name.lower(), lower, n=3, cutoff=0.5)]
    if alike:
        return f" (did you mean {' or '.join(alike)}?)"
    return f" (there are: {', '.join(known)})" if 0 < len(known) <= 12 else ""


def read_dimensions(fact: Fact, given: object) -> tuple[str, ...]:
    """Columns by which a figure may be divided: texts and yes/no, never a person's key. Raises BadInput."""
    names = _list(given, whose="The dimensions")
    for name in names:
        column = column_named(fact, name)
        if column.kind not in GROUPING:
            raise BadInput(f"{name} is a {_kind(column)}; a dimension is a text or yes/no column.")
        if name in fact.person:
            raise BadInput(f"{name} stands for a person; figures are not divided by single people.")
    if len(set(names)) != len(names):
        raise BadInput("A dimension is named twice.")
    return tuple(names)


def read_conditions(fact: Fact, given: object) -> tuple[Condition, ...]:
    """Conditions on columns of the fact, each ``{column, <operator>: value}``. Raises BadInput."""
    return tuple(_condition(fact, one) for one in _list(given, whose="The conditions"))


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _condition(fact: Fact, given: object) -> Condition:
    if isinstance(given, Condition):
        column_named(fact, given.column)
        return given
    told = _mapping(given, whose="A condition")
    column = column_named(fact, told.get("column"))
    operators = [key for key in told if key != "column"]
    if len(operators) != 1:
        raise BadInput(f"A condition on {column.name} needs one of {', '.join(OPERATORS)}; it has {len(operators)}.")
    operator, value = operators[0], told[operators[0]]
    if operator not in OPERATORS:
        raise BadInput(f"A condition has no “{operator}”{near(str(operator), OPERATORS)}.")
    return Condition(column.name, operator, _operand(column, operator, value))


def _operand(column: Column, operator: str, value: object) -> Any:
    if operator == "known":
        if not isinstance(value, bool):
            raise BadInput(f"“known” of {column.name} is true or false, not {value!r}.")
        return value
    if column.kind == "map":
        raise BadInput(f"{column.name} holds several values; only known: true or false can be asked of it.")
    if operator in ("from", "until", "above", "below") and column.kind not in ORDERED:
        raise BadInput(f"{column.name} is a {_kind(column)}, which has no order: “{operator}” cannot be asked of it.")
    if operator in ("in", "not_in"):
        values = _list(value, whose=f"“{operator}” of {column.name}")
        if len(values) > LONGEST_LIST:
            raise BadInput(f"“{operator}” of {column.name} has {len(values):,} values; {LONGEST_LIST:,} are allowed.")
        return tuple(sorted({_value(column, one) for one in values}))
    return _value(column, value)


def _value(column: Column, value: object) -> Any:
    try:
        return _VALUES[column.kind](value)
    except (TypeError, ValueError, InvalidOperation, OverflowError) as error:
        raise BadInput(f"{value!r} is no value of {column.name}, which is a {_kind(column)}.") from error


def _text(value: object) -> str:
    return str(_must(value, str))


def _must(value: object, kind: type[Any]) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError
    return value


def _whole(value: object) -> int:
    found = int(_must(value, int))
    if abs(found) >= 2**63:
        raise ValueError
    return found


def _number(value: object) -> float:
    found = float(value if isinstance(value, float) else _must(value, int))
    if not math.isfinite(found):
        raise ValueError
    return found


def _money(value: object) -> Decimal:
    found = Decimal(str(value)) if isinstance(value, str | Decimal) else Decimal(str(_number(value)))
    if not found.is_finite() or abs(found) >= Decimal(10) ** 23:
        raise ValueError
    return found


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return date.fromisoformat(_text(value))


def _moment(value: object) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


_VALUES: Mapping[str, Any] = {
    "text": _text,
    "whole": _whole,
    "number": _number,
    "money": _money,
    "yes_no": lambda value: _must(value, bool),
    "day": _day,
    "moment": _moment,
}


def _aggregate(fact: Fact, given: Mapping[str, Any], *, side: str) -> Aggregate:
    _only(given, AGGREGATE_KEYS, whose=f"The {side}")
    how = given.get("how")
    if how not in HOWS:
        raise BadInput(f"The {side} asks for “{how or ''}”{near(str(how), HOWS)}. Aggregates: {', '.join(HOWS)}.")
    columns = [column_named(fact, one) for one in _list(given.get("of") or (), whose=f"“of” of the {side}")]
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
            raise BadInput(f"{one.name} is a {_kind(one)}; {how} cannot be asked of it.")
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


def narrowed(spec: MetricSpec, conditions: Iterable[Condition]) -> MetricSpec:
    """The same metric over fewer rows."""
    return replace(spec, conditions=(*spec.conditions, *conditions))


def _kind(column: Column) -> str:
    words = {"yes_no": "yes/no", "map": "set of values", "whole": "whole number", "day": "date", "moment": "time"}
    return f"{words.get(column.kind, column.kind)} column"


def _only(given: Mapping[str, Any], known: Iterable[str], *, whose: str) -> None:
    for key in given:
        if key not in known:
            raise BadInput(f"{whose} has no “{key}”{near(str(key), sorted(known))}.")


def _mapping(given: object, *, whose: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise BadInput(f"{whose} is missing or is not a set of keys and values.")
    return given


def _list(given: object, *, whose: str) -> list[Any]:
    if isinstance(given, str) and whose.startswith("“of”"):
        return [given]
    if not isinstance(given, list | tuple):
        raise BadInput(f"{whose} must be a list.")
    return list(given)

"""Which rows count, and by which columns may a figure be divided?"""

from typing import Any

from opencaio.errors import BadInput
from opencaio.lake.declarations.names import column_named, kind_of, listed, mapping, near
from opencaio.lake.declarations.shapes import OPERATORS, Condition
from opencaio.lake.declarations.values import value_of
from opencaio.lake.facts import Column, Fact

ORDERED = frozenset({"whole", "number", "money", "day", "moment"})
GROUPING = frozenset({"text", "yes_no"})
LONGEST_LIST = 100_000


def read_dimensions(fact: Fact, given: object) -> tuple[str, ...]:
    """Columns by which a figure may be divided: texts and yes/no, never a person's key. Raises BadInput."""
    names = listed(given, whose="The dimensions")
    for name in names:
        column = column_named(fact, name)
        if column.kind not in GROUPING:
            raise BadInput(f"{name} is a {kind_of(column)}; a dimension is a text or yes/no column.")
        if name in fact.person:
            raise BadInput(f"{name} stands for a person; figures are not divided by single people.")
    if len(set(names)) != len(names):
        raise BadInput("A dimension is named twice.")
    return tuple(names)


def read_conditions(fact: Fact, given: object) -> tuple[Condition, ...]:
    """Conditions on columns of the fact, each ``{column, <operator>: value}``. Raises BadInput."""
    return tuple(_condition(fact, one) for one in listed(given, whose="The conditions"))


def _condition(fact: Fact, given: object) -> Condition:
    if isinstance(given, Condition):
        column_named(fact, given.column)
        return given
    told = mapping(given, whose="A condition")
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
        raise BadInput(f"{column.name} is a {kind_of(column)}, which has no order: “{operator}” cannot be asked of it.")
    if operator in ("in", "not_in"):
        values = listed(value, whose=f"“{operator}” of {column.name}")
        if len(values) > LONGEST_LIST:
            raise BadInput(f"“{operator}” of {column.name} has {len(values):,} values; {LONGEST_LIST:,} are allowed.")
        return tuple(sorted({value_of(column, one) for one in values}))
    return value_of(column, value)

"""Is this a value that a column can have, and which?"""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from opencaio.errors import BadInput
from opencaio.lake.declarations.names import kind_of
from opencaio.lake.facts import Column


def value_of(column: Column, value: object) -> Any:
    """The value in the column's own kind. Raises BadInput where it is none."""
    try:
        return _VALUES[column.kind](value)
    except (TypeError, ValueError, InvalidOperation, OverflowError) as error:
        raise BadInput(f"{value!r} is no value of {column.name}, which is a {kind_of(column)}.") from error


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


_VALUES: Mapping[str, Callable[[object], Any]] = {
    "text": _text,
    "whole": _whole,
    "number": _number,
    "money": _money,
    "yes_no": lambda value: _must(value, bool),
    "day": _day,
    "moment": _moment,
}

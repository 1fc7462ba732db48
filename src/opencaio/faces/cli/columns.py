"""Under which heading, in which unit and in which form does a column of a table stand on a terminal?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

# A figure with its sign, groups of three and unit: "1,270,634", "8 %"; a range, "0-259"; for and there, "2.7/4 -1".
# Without its groups the second number of a range would be a code, such as 41-3091.
ONE = r"\d[\d,]*(\.\d+)?( ?%)?"
FIGURE = re.compile(rf"[-+±]?{ONE}(-\d{{1,3}}(,\d{{3}})*( ?%)?|/{ONE}( -{ONE})?)?")
HUNDRED = 100
DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def as_is(value: Any) -> Any:
    """The value as the query gave it; yes and nothing for true and false."""
    return ("yes" if value else "") if isinstance(value, bool) else value


def amount(value: Any) -> str:
    """A whole amount in groups of three; nothing where none is known."""
    return "" if value is None else f"{Decimal(str(value)).quantize(Decimal(1)) + 0:,f}"


def spent(value: Any) -> str:
    """An amount in groups of three, with cents below a hundred; nothing where none is known."""
    if value is None:
        return ""
    return amount(value) if abs(Decimal(str(value))) >= HUNDRED else f"{Decimal(str(value)):.2f}"


def number(value: Any) -> str:
    """A number without the zeros that say nothing: 1.000 as 1, 2.50 as 2.5."""
    if value is None:
        return ""
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(value: Any) -> str:
    """A share of one in per cent."""
    return "" if value is None else f"{Decimal(str(value)):.0%}".replace("%", " %")


def words(value: Any) -> str:
    """A key in plain words: sent_back as sent back."""
    return "" if value is None else str(value).replace("_", " ")


def day(value: Any) -> str:
    """The day of a moment."""
    return "" if value is None else str(value)[:10]


@dataclass(frozen=True)
class Column:
    """A heading, with its unit in brackets where it has one, and how its cells are told."""

    heading: str
    told: Callable[[Any], Any] = as_is


def columns(**named: str | Column) -> Mapping[str, Column]:
    """Field by field the heading; a plain one's cells stand as they are."""
    return {name: one if isinstance(one, Column) else Column(one) for name, one in named.items()}


def in_unit(chosen: Mapping[str, Column], **units: str) -> Mapping[str, Column]:
    """The columns with the units that only the answer knows, such as its currency."""
    return {name: replace(one, heading=one.heading.format(**units)) for name, one in chosen.items()}


def are_figures(cells: Sequence[str]) -> bool:
    """Whether a column holds figures alone, which stand right under each other; days and empty columns are none."""
    told = [one for one in cells if one]
    return bool(told) and all(FIGURE.fullmatch(one) and not DAY.fullmatch(one) for one in told)

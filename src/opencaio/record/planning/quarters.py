"""Which quarters does a plan cover, and where in it does one lie?"""

import re
from datetime import date

from opencaio.errors import BadInput

QUARTER = re.compile(r"^(\d{4})Q([1-4])$")


def number_of(quarter: str) -> int:
    """Quarters since the year 0: neighbours differ by one. Raises ``BadInput`` for what is no quarter."""
    found = QUARTER.match(quarter)
    if found is None:
        raise BadInput(f"“{quarter[:20]}” is no quarter. Write it as 2027Q1.")
    return int(found[1]) * 4 + int(found[2]) - 1


def name_of(number: int) -> str:
    """The quarter with this number: ``2027Q1``."""
    return f"{number // 4:04d}Q{number % 4 + 1}"


def quarter_of(day: date) -> str:
    """The quarter in which a day lies."""
    return name_of(day.year * 4 + (day.month - 1) // 3)


def first_day(quarter: str) -> date:
    """The day on which a quarter begins."""
    number = number_of(quarter)
    return date(number // 4, number % 4 * 3 + 1, 1)


def year_of(quarter: str) -> int:
    """The fiscal year of a quarter: the calendar's."""
    return number_of(quarter) // 4


def quarters_from(first: str, count: int) -> tuple[str, ...]:
    """``count`` quarters, the first one included."""
    start = number_of(first)
    return tuple(name_of(start + step) for step in range(count))

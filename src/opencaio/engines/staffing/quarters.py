"""Which quarter is a day in, and how far do two quarters lie apart?

A quarter is written ``2027Q1``. Its number counts quarters since the year 0, so that they can be added.
"""

import re
from datetime import date

from opencaio.errors import BadInput

PATTERN = r"^(19|20)[0-9]{2}Q[1-4]$"


def number_of(quarter: str) -> int:
    """The number of ``2027Q1``. Raises BadInput for what is no quarter."""
    if not re.match(PATTERN, quarter):
        raise BadInput(f"{quarter[:20]!r} is no quarter. Write it like 2027Q1.")
    return int(quarter[:4]) * 4 + int(quarter[5]) - 1


def quarter_at(number: int) -> str:
    """The quarter of that number, as it is written."""
    return f"{number // 4:04d}Q{number % 4 + 1}"


def quarter_of(on: date) -> str:
    """The quarter in which a day lies."""
    return f"{on.year:04d}Q{(on.month - 1) // 3 + 1}"


def first_day(quarter: str) -> date:
    """The day on which a quarter begins."""
    number = number_of(quarter)
    return date(number // 4, number % 4 * 3 + 1, 1)


def last_day(quarter: str) -> date:
    """The day on which a quarter ends."""
    return date.fromordinal(first_day(quarter_at(number_of(quarter) + 1)).toordinal() - 1)


def run(start: str, count: int) -> tuple[str, ...]:
    """``count`` quarters in a row, the first of them ``start``."""
    first = number_of(start)
    return tuple(quarter_at(first + place) for place in range(count))

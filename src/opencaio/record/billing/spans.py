"""From which day to which are bills asked, when months are named?"""

from datetime import date

from opencaio.errors import BadInput
from opencaio.record.periods import month_end


def month_span(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """The first day of the month of ``first`` and the last of that of ``last``. Raises ``BadInput``."""
    begin, end = first.replace(day=1) if first else None, month_end(last) if last else None
    if begin and end and end < begin:
        raise BadInput("The last month lies before the first.")
    return begin, end

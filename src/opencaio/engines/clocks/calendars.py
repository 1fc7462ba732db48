"""Which days are working days at the place where something has to be done?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Calendar:
    """The public holidays of one place, each with its name.

    Regulation 1182/71 Art. 2: a working day is any day but a public holiday, a Sunday or a Saturday; the holidays
    are those of the member state, or of the institution, in which the action is taken.
    """

    code: str
    title: str
    holidays: Mapping[date, str] = field(default_factory=dict)

    def rest(self, on: date) -> str:
        """Why nobody works that day: the holiday's name, Saturday or Sunday; empty for a working day."""
        if on in self.holidays:
            return self.holidays[on]
        return WEEKDAYS[on.weekday()] if on.weekday() >= SATURDAY else ""

    def next_working_day(self, after: date) -> date:
        """The first working day later than ``after``."""
        on = after + ONE_DAY
        while self.rest(on):
            on += ONE_DAY
        return on

    def working_days(self, first: date, last: date) -> int:
        """How many working days lie from ``first`` to ``last``, both included."""
        days = (last - first).days + 1
        return sum(not self.rest(first + timedelta(days=one)) for one in range(days))

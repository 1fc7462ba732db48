"""Which deadlines does an incident start, when does each end, and how is that reckoned?"""

from opencaio.engines.clocks.calendars import Calendar
from opencaio.engines.clocks.choosing import Chosen, ClockRule, Judged, Level, judge, why_not
from opencaio.engines.clocks.terms import Deadline, Period, Reckoned, deadline, in_units, time_left

__all__ = [
    "Calendar",
    "Chosen",
    "ClockRule",
    "Deadline",
    "Judged",
    "Level",
    "Period",
    "Reckoned",
    "deadline",
    "in_units",
    "judge",
    "time_left",
    "why_not",
]

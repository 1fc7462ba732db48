"""When does a period end that began when we came to know: on the strict reading, and under Regulation 1182/71?

The strict reading never ends later than the other, so alarms go by it. Regulation (EEC, Euratom) No 1182/71 of the
Council, Articles 2 and 3, is the Union's own way of counting periods. Instants are aware of their zone, always.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from opencaio.engines.clocks.calendars import ONE_DAY, WEEKDAYS, Calendar
from opencaio.engines.clocks.walls import first_at, last_at
from opencaio.errors import BadInput

Unit = Literal["at_once", "hours", "days"]
HOUR = timedelta(hours=1)
LEAST_WORKING_DAYS = 2
HOURS_SAID = 72
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Period:
    """``length`` hours or days. For ``at_once`` the law names none: ``length`` is our own measure, in hours."""

    unit: Unit
    length: int

    @property
    def words(self) -> str:
        """As people say it: “72 hours”, “at once”."""
        if self.unit == "at_once":
            return "at once"
        return f"{self.length} {self.unit if self.length != 1 else self.unit[:-1]}"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An end (an instant in UTC) and the steps of the count that led to it."""

    at: datetime
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Both readings of one period; ``lenient`` is None where the Regulation does not speak of it."""

    period: Period
    known_at: datetime
    strict: Reckoned
    lenient: Reckoned | None


def deadline(period: Period, *, known_at: datetime, zone: tzinfo, calendar: Calendar | None) -> Deadline:
    """Both ends of ``period`` for something known at ``known_at`` in ``zone``.

    ``calendar`` holds the days of rest where the action is taken; None for a period of our own, which the
    Regulation does not count. Raises ``BadInput`` for a moment without a zone or a period that is no period.
    """
    if known_at.tzinfo is None or known_at.utcoffset() is None:
        raise BadInput("The moment of awareness needs a time zone.")
    if period.length < 1:
        raise BadInput("A period is at least one hour or one day.")
    lenient = _lenient(period, known_at, zone, calendar) if calendar and period.unit != "at_once" else None
    return Deadline(period, known_at, _strict(period, known_at, zone), lenient)


def _strict(period: Period, known_at: datetime, zone: tzinfo) -> Reckoned:
    if period.unit == "days":
        return _strict_days(period, known_at, zone)
    end = known_at.astimezone(UTC) + period.length * HOUR
    if period.unit == "at_once":
        own = "The law says at once and names no hours."
        return Reckoned(end, (own, f"Our own measure: {_hours(period.length)}, to {written(end, zone)}."))
    return Reckoned(end, (f"{_hours(period.length)} after {written(known_at, zone)}: {written(end, zone)}.",))


def _strict_days(period: Period, known_at: datetime, zone: tzinfo) -> Reckoned:
    days = timedelta(days=period.length)
    passed = known_at.astimezone(UTC) + days
    clock = first_at(known_at.astimezone(zone).replace(tzinfo=None, fold=0) + days, zone)
    end = min(passed, clock)
    said = f"{period.words} after {written(known_at, zone)}, at the same time of day: {written(clock, zone)}."
    if passed < clock:
        more = f"Clocks were put back in between; {period.length} times 24 hours end sooner: {written(end, zone)}."
        return Reckoned(end, (said, more))
    return Reckoned(end, (said,))


def _lenient(period: Period, known_at: datetime, zone: tzinfo, calendar: Calendar) -> Reckoned:
    if period.unit == "hours":
        return _lenient_hours(period, known_at, zone)
    return _lenient_days(period, known_at.astimezone(zone).date(), zone, calendar)


def _lenient_hours(period: Period, known_at: datetime, zone: tzinfo) -> Reckoned:
    local = known_at.astimezone(zone)
    into_hour = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    start = known_at.astimezone(UTC) - into_hour + HOUR
    end = start + period.length * HOUR
    return Reckoned(
        end,
        (
            f"The hour in which we came to know is not counted: hour 1 starts on {written(start, zone)} (Art. 3(1)).",
            f"It ends when the last of {_hours(period.length)} ends: {written(end, zone)} (Art. 3(2)(a)).",
            "Hours run through Saturdays, Sundays and holidays (Art. 3(3)); no end in hours is moved (Art. 3(4)).",
        ),
    )


def _lenient_days(period: Period, known_on: date, zone: tzinfo, calendar: Calendar) -> Reckoned:
    first, last = known_on + ONE_DAY, known_on + timedelta(days=period.length)
    steps = [
        f"The day on which we came to know is not counted: day 1 is {on_day(first)} (Art. 3(1)).",
        f"Day {period.length} is {on_day(last)}, to its last hour (Art. 3(2)(b)).",
    ]
    if rest := calendar.rest(last):
        last = calendar.next_working_day(last)
        steps.append(f"That is {_resting(rest)}: the end moves to the next working day, {on_day(last)} (Art. 3(4)).")
    if period.length >= LEAST_WORKING_DAYS and calendar.working_days(first, last) < LEAST_WORKING_DAYS:
        while calendar.working_days(first, last) < LEAST_WORKING_DAYS:
            last = calendar.next_working_day(last)
        steps.append(f"It has to hold two working days: the end moves to {on_day(last)} (Art. 3(5)).")
    steps.append(f"Working days as in: {calendar.title}.")
    return Reckoned(last_at(datetime.combine(last + ONE_DAY, time()), zone), tuple(steps))


def _resting(rest: str) -> str:
    return f"a {rest}" if rest in WEEKDAYS else f"a public holiday ({rest})"


def _hours(length: int) -> str:
    return "1 hour" if length == 1 else f"{length} hours"


def on_day(on: date) -> str:
    """A day in words, as in “Monday 23 Nov 2026”."""
    return f"{WEEKDAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]} {on.year}"


def written(instant: datetime, zone: tzinfo) -> str:
    """An instant as the clocks of ``zone`` show it, as in “Monday 23 Nov 2026, 10:05 CET”."""
    local = instant.astimezone(zone)
    return f"{on_day(local.date())}, {local:%H:%M} {local.tzname()}"


def in_units(seconds: int) -> tuple[int, Literal["minutes", "hours", "days"]]:
    """How much that is in the unit in which people would say it, rounded down; the sign is left out.

    Hours up to three days: of 72 hours one wants to know how many are left.
    """
    hours = abs(seconds) // 3600
    if hours < 1:
        return abs(seconds) // 60, "minutes"
    return (hours, "hours") if hours <= HOURS_SAID else (hours // 24, "days")


def time_left(seconds: int) -> str:
    """“38 hours left”, “2 days late”."""
    number, unit = in_units(seconds)
    return f"{number} {unit if number != 1 else unit[:-1]} {'late' if seconds < 0 else 'left'}"

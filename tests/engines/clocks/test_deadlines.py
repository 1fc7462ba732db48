"""Does each period end when the law says, on both readings, wherever the clocks are and whatever they do?"""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.clocks import Calendar, Deadline, Period, deadline
from opencaio.errors import BadInput

BRUSSELS, NEW_YORK = ZoneInfo("Europe/Brussels"), ZoneInfo("America/New_York")
BELGIUM = Calendar(
    "BE",
    "Belgium",
    {
        date(2026, 12, 25): "Christmas",
        date(2027, 1, 1): "New Year",
        date(2026, 4, 6): "Easter Monday",
        date(2026, 5, 1): "Labour Day",
    },
)
PLAIN = Calendar("none", "no holidays")
BREACH, GENERAL, DEATH, WIDESPREAD = Period("hours", 72), Period("days", 15), Period("days", 10), Period("days", 2)
DAY_OFF = timedelta(days=1)


def reckon(period: Period, wall: str, *, zone: ZoneInfo = BRUSSELS, calendar: Calendar | None = BELGIUM) -> Deadline:
    """The deadline for something known when the clocks of the zone show ``wall``."""
    return deadline(period, known_at=datetime.fromisoformat(wall).replace(tzinfo=zone), zone=zone, calendar=calendar)


def ends(found: Deadline, zone: ZoneInfo = BRUSSELS) -> tuple[str, str]:
    """Both ends as the zone's clocks show them."""
    assert found.lenient is not None
    return tuple(f"{one.at.astimezone(zone):%Y-%m-%d %H:%M %Z}" for one in (found.strict, found.lenient))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("period", "known", "strict", "lenient"),
    [
        # A Wednesday morning: the hour that has begun is not counted, holidays and week-ends are.
        (BREACH, "2026-11-18T10:05", "2026-11-21 10:05 CET", "2026-11-21 11:00 CET"),
        (BREACH, "2026-11-18T10:00", "2026-11-21 10:00 CET", "2026-11-21 11:00 CET"),
        (BREACH, "2026-12-30T23:30", "2027-01-02 23:30 CET", "2027-01-03 00:00 CET"),
        # Fifteen days from a Wednesday end on a Thursday, at its last hour.
        (GENERAL, "2026-11-18T10:05", "2026-12-03 10:05 CET", "2026-12-04 00:00 CET"),
        # Day 15 is a Saturday: Monday.
        (GENERAL, "2026-11-20T10:05", "2026-12-05 10:05 CET", "2026-12-08 00:00 CET"),
        # Day 15 is Christmas, a Friday; then the week-end: Monday the 28th.
        (GENERAL, "2026-12-10T08:00", "2026-12-25 08:00 CET", "2026-12-29 00:00 CET"),
        # Over the year's end: day 15 is 2 January, a Saturday.
        (GENERAL, "2026-12-18T12:00", "2027-01-02 12:00 CET", "2027-01-05 00:00 CET"),
        (DEATH, "2026-12-22T12:00", "2027-01-01 12:00 CET", "2027-01-05 00:00 CET"),
        # Two days from a Friday: Saturday and Sunday; the end moves to Monday, and two working days need Tuesday.
        (WIDESPREAD, "2026-11-20T09:00", "2026-11-22 09:00 CET", "2026-11-25 00:00 CET"),
        # From a Thursday: Friday and Saturday; Monday is the second working day.
        (WIDESPREAD, "2026-11-19T09:00", "2026-11-21 09:00 CET", "2026-11-24 00:00 CET"),
        # From the Thursday before Easter's Monday: Friday works in Belgium, then Tuesday.
        (WIDESPREAD, "2026-04-02T09:00", "2026-04-04 09:00 CEST", "2026-04-08 00:00 CEST"),
        # From a Monday nothing moves.
        (WIDESPREAD, "2026-11-16T09:00", "2026-11-18 09:00 CET", "2026-11-19 00:00 CET"),
        # A leap day counts as a day, and may be the end.
        (DEATH, "2028-02-19T15:00", "2028-02-29 15:00 CET", "2028-03-01 00:00 CET"),
        (GENERAL, "2028-02-18T15:00", "2028-03-04 15:00 CET", "2028-03-07 00:00 CET"),
    ],
)
def test_worked_examples_of_both_readings(period: Period, known: str, strict: str, lenient: str) -> None:
    assert ends(reckon(period, known)) == (strict, lenient)


@pytest.mark.parametrize(
    ("period", "known", "strict"),
    [
        # Clocks go forward on 28 March 2027: 72 elapsed hours show an hour more.
        (BREACH, "2027-03-26T10:00", "2027-03-29 11:00 CEST"),
        # Clocks go back on 25 October 2026: 72 elapsed hours show an hour less.
        (BREACH, "2026-10-23T10:00", "2026-10-26 09:00 CET"),
        # Days in the time of day, unless 24 hours a day end sooner.
        (WIDESPREAD, "2027-03-27T10:00", "2027-03-29 10:00 CEST"),
        (WIDESPREAD, "2026-10-24T10:00", "2026-10-26 09:00 CET"),
        # The end would fall into the hour that is skipped: it ends when that hour would begin.
        (WIDESPREAD, "2027-03-26T02:30", "2027-03-28 03:00 CEST"),
        # The end falls into the hour that comes twice: the first of the two.
        (WIDESPREAD, "2026-10-23T02:30", "2026-10-25 02:30 CEST"),
    ],
)
def test_clocks_put_forward_and_back_shorten_never_lengthen(period: Period, known: str, strict: str) -> None:
    assert ends(reckon(period, known))[0] == strict


def test_the_same_hour_of_the_day_is_two_instants_when_clocks_go_back() -> None:
    wall = datetime(2026, 10, 25, 2, 30, tzinfo=BRUSSELS)
    first, second = (deadline(BREACH, known_at=wall.replace(fold=one), zone=BRUSSELS, calendar=PLAIN) for one in (0, 1))
    assert second.strict.at - first.strict.at == timedelta(hours=1)


def test_a_day_that_a_place_skipped_ends_when_the_next_begins() -> None:
    apia = ZoneInfo("Pacific/Apia")
    skipped = reckon(WIDESPREAD, "2011-12-28T10:00", zone=apia, calendar=PLAIN)
    assert f"{skipped.strict.at.astimezone(apia):%Y-%m-%d %H:%M}" == "2011-12-31 00:00"


def test_midnight_that_comes_twice_ends_the_day_the_second_time() -> None:
    havana = ZoneInfo("America/Havana")
    found = reckon(WIDESPREAD, "2026-10-28T10:00", zone=havana, calendar=PLAIN)
    assert ends(found, havana)[1] == "2026-10-31 00:00 CDT"
    again = deadline(Period("days", 1), known_at=datetime(2026, 10, 31, 10, tzinfo=havana), zone=havana, calendar=PLAIN)
    # Day 1 is Sunday 1 November, which lasts 25 hours; Monday is the working day.
    assert ends(again, havana)[1] == "2026-11-03 00:00 CST"


def test_the_moment_counts_in_the_organisations_zone_not_in_that_of_whoever_reported() -> None:
    late_in_new_york = datetime(2026, 11, 18, 22, 0, tzinfo=NEW_YORK)
    in_brussels = deadline(GENERAL, known_at=late_in_new_york, zone=BRUSSELS, calendar=BELGIUM)
    in_new_york = deadline(GENERAL, known_at=late_in_new_york, zone=NEW_YORK, calendar=BELGIUM)
    assert in_brussels.strict.at == in_new_york.strict.at
    assert ends(in_brussels)[1] == "2026-12-05 00:00 CET"
    assert ends(in_new_york, NEW_YORK)[1] == "2026-12-04 00:00 EST"


def test_at_once_is_our_own_measure_and_has_no_second_reading() -> None:
    found = reckon(Period("at_once", 4), "2026-11-18T10:05")
    assert found.lenient is None
    assert found.strict.at - found.known_at == timedelta(hours=4)
    assert "names no hours" in found.strict.because[0]


def test_a_period_of_our_own_has_no_second_reading() -> None:
    assert reckon(Period("hours", 24), "2026-11-18T10:05", calendar=None).lenient is None


def test_each_step_of_the_count_names_its_article() -> None:
    found = reckon(WIDESPREAD, "2026-11-20T09:00")
    assert found.lenient is not None
    told = " ".join(found.lenient.because)
    for article in ("Art. 3(1)", "Art. 3(2)(b)", "Art. 3(4)", "Art. 3(5)"):
        assert article in told
    assert "Tuesday 24 Nov 2026" in told
    holiday = reckon(GENERAL, "2026-12-10T08:00").lenient
    assert holiday is not None and "a public holiday (Christmas)" in " ".join(holiday.because)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="time zone"):
        deadline(BREACH, known_at=datetime(2026, 11, 18, 10, 5), zone=BRUSSELS, calendar=BELGIUM)


def test_a_period_of_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="at least one"):
        reckon(Period("days", 0), "2026-11-18T10:05")


ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "UTC", "Europe/Brussels", "Europe/Lisbon", "Atlantic/Azores", "America/New_York", "America/Havana",
            "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Beirut", "Australia/Lord_Howe",
            "Africa/Casablanca", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Chatham",
        )
    ]
)  # fmt: skip
MOMENTS = st.datetimes(min_value=datetime(2009, 1, 1), max_value=datetime(2036, 1, 1), timezones=st.just(UTC))
PERIODS = st.sampled_from([BREACH, GENERAL, DEATH, WIDESPREAD, Period("hours", 1), Period("days", 1)])


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Holidays anywhere in the year of the moment."""
    days = draw(st.lists(st.dates(min_value=date(2009, 1, 1), max_value=date(2036, 12, 31)), max_size=12))
    return Calendar("drawn", "drawn", dict.fromkeys(days, "Holiday"))


@given(period=PERIODS, known=MOMENTS, zone=ZONES, calendar=calendars())
def test_the_strict_end_is_never_later_than_the_other(
    period: Period, known: datetime, zone: ZoneInfo, calendar: Calendar
) -> None:
    found = deadline(period, known_at=known, zone=zone, calendar=calendar)
    assert found.lenient is not None
    assert known < found.strict.at <= found.lenient.at


@given(period=PERIODS, known=MOMENTS, later=st.timedeltas(timedelta(), timedelta(days=3)), zone=ZONES)
def test_who_knows_later_is_never_due_sooner(period: Period, known: datetime, later: timedelta, zone: ZoneInfo) -> None:
    one, two = (deadline(period, known_at=at, zone=zone, calendar=PLAIN) for at in (known, known + later))
    assert one.strict.at <= two.strict.at
    assert one.lenient is not None and two.lenient is not None
    assert one.lenient.at <= two.lenient.at


@given(known=MOMENTS, length=st.integers(1, 200), zone=ZONES)
def test_hours_are_elapsed_hours(known: datetime, length: int, zone: ZoneInfo) -> None:
    found = deadline(Period("hours", length), known_at=known.astimezone(zone), zone=zone, calendar=PLAIN)
    assert found.strict.at - known == timedelta(hours=length)


@given(period=PERIODS, known=MOMENTS, zone=ZONES, calendar=calendars())
def test_a_period_in_days_never_ends_on_a_day_of_rest_and_holds_two_working_days(
    period: Period, known: datetime, zone: ZoneInfo, calendar: Calendar
) -> None:
    if period.unit != "days":
        return
    found = deadline(period, known_at=known, zone=zone, calendar=calendar)
    assert found.lenient is not None
    last = (found.lenient.at - timedelta(microseconds=1)).astimezone(zone).date()
    assert not calendar.rest(last)
    first = known.astimezone(zone).date() + DAY_OFF
    assert period.length == 1 or calendar.working_days(first, last) >= 2


@pytest.fixture
def server_zone() -> Iterator[None]:
    """Puts the computer's own zone back."""
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None) if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.usefixtures("server_zone")
def test_where_the_server_stands_does_not_matter() -> None:
    found = set()
    for name in ("UTC", "Asia/Tokyo", "America/Los_Angeles"):
        os.environ["TZ"] = name
        time.tzset()
        found |= {ends(reckon(one, "2026-10-23T10:05")) for one in (BREACH, GENERAL, WIDESPREAD)}
    assert len(found) == 3

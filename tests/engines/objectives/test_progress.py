"""Is progress the share of the way, in both directions, and is it held to the day?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.objectives import Measure, Reading, expected, stand
from opencaio.errors import BadInput

YEAR = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=3)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def measure(baseline: str | None, target: str | None, *readings: tuple[date, str], **period: date | None) -> Measure:
    held = tuple(Reading(on, Decimal(value)) for on, value in readings)
    given = {"starts_on": None, "ends_on": None} | (period or dict(YEAR))
    start, goal = (None if one is None else Decimal(one) for one in (baseline, target))
    return Measure(start, goal, given["starts_on"], given["ends_on"], held)


def test_up_and_down_are_the_same_way() -> None:
    up = stand(measure("3100000", "6000000", (date(2026, 10, 31), "5780000")), on=date(2026, 11, 22))
    down = stand(measure("11", "3", (date(2026, 11, 20), "7")), on=date(2026, 11, 22))
    assert up.progress == pytest.approx(2680000 / 2900000)
    assert down.progress == pytest.approx(0.5)
    assert (up.state, down.state) == ("on_track", "behind")


def test_the_yardstick_is_a_straight_line_held_to_the_day_of_the_reading() -> None:
    found = stand(measure("0", "100", (date(2026, 7, 2), "42")), on=date(2026, 11, 22))
    assert found.expected_then == pytest.approx(182 / 364)
    assert found.expected == pytest.approx(325 / 364)
    assert found.state == "on_track", "eight points below the line of the day it was read"
    assert found.is_stale
    assert found.days_left == 39


def test_trend_projection_and_need_by_hand() -> None:
    readings = ((date(2026, 3, 31), "10"), (date(2026, 6, 30), "30"))
    found = stand(measure("0", "100", *readings), on=date(2026, 6, 30))
    assert found.trend == pytest.approx(0.2 / 91 * 30.4375)
    assert found.projected == pytest.approx(0.3 + 0.2 / 91 * 184)
    assert found.needed == pytest.approx(0.7 / 184 * 30.4375)
    assert found.state == "behind"
    assert found.gap == pytest.approx(0.3 - 180 / 364)


def test_the_wrong_way_is_below_nothing() -> None:
    found = stand(measure("7", "0", (date(2026, 6, 1), "9")), on=date(2026, 6, 2))
    assert found.progress == pytest.approx(-2 / 7)
    assert found.state == "behind"


@pytest.mark.parametrize(
    ("held", "on", "state"),
    [
        (measure("0", "1"), date(2026, 6, 1), "unmeasured"),
        (measure("0", "1"), date(2025, 6, 1), "ahead"),
        (measure(None, "1", (date(2026, 2, 1), "1")), date(2026, 6, 1), "undefined"),
        (measure("1", "1", (date(2026, 2, 1), "1")), date(2026, 6, 1), "undefined"),
        (measure("0", "1", (date(2026, 2, 1), "1")), date(2026, 6, 1), "met"),
        (measure("0", "1", (date(2026, 2, 1), "0.9")), date(2027, 6, 1), "missed"),
        (measure("0", "1", (date(2026, 2, 1), "0.9"), starts_on=None, ends_on=None), date(2027, 6, 1), "open"),
        (measure("0", "1", (date(2026, 12, 31), "0.95")), date(2026, 12, 31), "on_track"),
        (measure("0", "1", (date(2026, 12, 31), "0.5")), date(2026, 12, 31), "behind"),
    ],
)
def test_what_is_unknown_is_not_nothing(held: Measure, on: date, state: str) -> None:
    assert stand(held, on=on).state == state


def test_readings_of_later_days_do_not_count() -> None:
    held = measure("0", "10", (date(2026, 9, 1), "10"), (date(2026, 2, 1), "1"))
    assert stand(held, on=date(2026, 3, 1)).progress == pytest.approx(0.1)


def test_a_period_of_one_day_is_expected_at_its_end() -> None:
    day = date(2026, 5, 5)
    held = measure("0", "1", starts_on=day, ends_on=day)
    assert expected(held, day) == 1.0
    assert expected(held, day - timedelta(days=1)) == 0.0


def test_turned_periods_and_what_is_no_number_are_told() -> None:
    with pytest.raises(BadInput, match="cannot end"):
        stand(measure("0", "1", starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)), on=date(2026, 1, 1))
    with pytest.raises(BadInput, match="number"):
        stand(measure("0", "NaN"), on=date(2026, 1, 1))


@given(NUMBERS, NUMBERS, st.lists(st.tuples(DAYS, NUMBERS), max_size=5, unique_by=lambda one: one[0]), DAYS)
def test_more_and_less_are_mirrors(
    baseline: Decimal, target: Decimal, readings: list[tuple[date, Decimal]], on: date
) -> None:
    def held(sign: int) -> Measure:
        read = tuple(Reading(day, sign * value) for day, value in readings)
        return Measure(sign * baseline, sign * target, YEAR["starts_on"], YEAR["ends_on"], read)

    one, other = stand(held(1), on=on), stand(held(-1), on=on)
    assert (one.state, one.progress, one.trend, one.needed) == (other.state, other.progress, other.trend, other.needed)


@given(DAYS, DAYS)
def test_what_is_expected_only_grows(first: date, second: date) -> None:
    held = measure("0", "1")
    early, late = (expected(held, one) for one in sorted((first, second)))
    assert early is not None
    assert late is not None
    assert 0 <= early <= late <= 1

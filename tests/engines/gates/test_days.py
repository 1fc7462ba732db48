"""Do days of evidence, review and lead time come out as people count them?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.gates import begin_by, holds_until, later

DAYS = st.dates(date(1990, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int, then: date) -> None:
    assert later(day, months=months) == then


@given(DAYS, st.integers(0, 240))
def test_months_later_is_that_many_months_on_and_never_a_later_day(day: date, months: int) -> None:
    then = later(day, months=months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day <= day.day


def test_one_begins_so_many_days_before_and_not_at_all_without_a_day_or_a_lead() -> None:
    assert begin_by(date(2026, 12, 2), lead_days=120) == date(2026, 8, 4)
    assert begin_by(None, lead_days=120) is None
    assert begin_by(date(2026, 12, 2), lead_days=None) is None


def test_what_is_done_holds_as_long_as_its_best_evidence_and_not_beyond_its_review() -> None:
    done = date(2026, 3, 1)
    ends = [date(2026, 9, 1), date(2027, 6, 1)]
    assert holds_until(ends, done_on=done, review_months=None) == date(2027, 6, 1)
    assert holds_until(ends, done_on=done, review_months=12) == date(2027, 3, 1)
    assert holds_until([*ends, None], done_on=done, review_months=None) is None
    assert holds_until([None], done_on=done, review_months=6) == date(2026, 9, 1)
    assert holds_until([], done_on=done, review_months=None) is None

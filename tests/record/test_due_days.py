"""By which day is a duty due that the law began before the use did?"""

from datetime import UTC, date, datetime

import pytest

from opencaio.record.due_days import due_day
from opencaio.record.models import UseCase


def use(*, started_on: date | None = None, stage: str = "live") -> UseCase:
    return UseCase(started_on=started_on, stage=stage, created_at=datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("binds", "started", "due"),
    [
        (date(2025, 2, 2), date(2026, 1, 5), date(2026, 1, 5)),
        (date(2027, 12, 2), date(2026, 1, 5), date(2027, 12, 2)),
        (date(2025, 2, 2), None, date(2026, 3, 1)),
        (None, date(2026, 4, 5), date(2026, 4, 5)),
    ],
)
def test_the_later_of_the_legal_day_and_the_beginning_of_the_use(
    binds: date | None, started: date | None, due: date
) -> None:
    assert due_day(binds, use(started_on=started)) == due


def test_a_duty_without_a_legal_day_waits_until_the_use_goes_live() -> None:
    assert due_day(None, use(started_on=date(2026, 1, 5), stage="building")) is None


def test_a_use_that_was_found_live_has_no_day_that_the_law_does_not_name() -> None:
    assert due_day(None, use(started_on=date(2022, 11, 7))) is None

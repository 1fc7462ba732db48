"""What happens to the record when only time passes?"""

from datetime import datetime, timedelta

from django.utils import timezone

from opencaio.record.days import begin_day
from opencaio.record.models import Assessment, LedgerEntry, Snapshot
from tests.record.cast import Cast, do

NOON = timezone.now().replace(hour=12)


def reasons(on: datetime) -> set[str]:
    return set(Snapshot.objects.filter(taken_on=on.date()).values_list("reason", flat=True))


def test_a_new_day_answers_every_use_under_its_law(cast: Cast) -> None:
    do("facts.state", cast.ana, use_case=cast.triage.code, key="agency", value=True)
    later = NOON + timedelta(days=40)
    begin_day(later)
    assert set(Assessment.objects.filter(superseded_at=None).values_list("law_on", flat=True)) == {later.date()}


def test_a_day_that_changes_nothing_leaves_no_entry(cast: Cast) -> None:
    do("facts.state", cast.ana, use_case=cast.triage.code, key="agency", value=True)
    before = LedgerEntry.objects.count()
    begin_day(NOON + timedelta(days=1))
    begin_day(NOON + timedelta(days=1))
    assert LedgerEntry.objects.count() == before


def test_each_month_keeps_its_figures_once(cast: Cast) -> None:
    first = NOON.replace(day=3) + timedelta(days=31)
    begin_day(first)
    begin_day(first + timedelta(days=1))
    assert reasons(first) == {"month"}
    assert reasons(first + timedelta(days=1)) == set()

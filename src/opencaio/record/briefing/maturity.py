"""Whose maturity was judged longer than a year ago, or never although work is planned?"""

from collections.abc import Iterator
from datetime import timedelta

from opencaio.papers.blocks import DocketItem
from opencaio.papers.numbers import day
from opencaio.record.briefing.standing import Standing
from opencaio.record.models import Initiative, MaturityAssessment

YEAR = timedelta(days=365)


def maturity_items(standing: Standing) -> Iterator[DocketItem]:
    """One line where no closed assessment of what the brief speaks of is younger than a year."""
    if standing.is_past or not _has_work(standing):
        return
    newest = _assessments(standing)
    if newest is not None and newest.held_on > standing.today - YEAR:
        return
    due = newest.held_on + YEAR if newest else None
    told = f"The last assessment was on {day(newest.held_on)}." if newest else "Nobody has judged it yet."
    yield DocketItem(
        on=due,
        days_left=(due - standing.today).days if due else None,
        title="Judge how ripe we are for AI",
        text=f"{told} The gap on which most value rests is known only with a new one.",
        citation="Maturity, once a year",
        verb="Begin an assessment",
        href=f"{standing.site}/maturity",
    )


def _assessments(standing: Standing) -> MaturityAssessment | None:
    rows = MaturityAssessment.objects.filter(status="final", retired_at=None)
    if standing.department is not None:
        rows = rows.filter(department__path__startswith=standing.department.path)
    elif standing.scope is not None:
        rows = rows.filter(department__in=standing.scope)
    return rows.order_by("-held_on").first()


def _has_work(standing: Standing) -> bool:
    rows = Initiative.objects.filter(retired_at=None)
    return (rows if standing.scope is None else rows.filter(department__in=standing.scope)).exists()

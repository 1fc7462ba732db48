"""Which watched uses ask for something that nobody has answered yet?"""

from collections.abc import Iterator

from opencaio.papers.blocks import DocketItem
from opencaio.papers.numbers import days, number
from opencaio.record.briefing.standing import Standing
from opencaio.record.models import Monitor, MonitorReading

NAMED = 3


def quality_items(standing: Standing) -> Iterator[DocketItem]:
    """Monitors whose last reading says act and bears no answer, the oldest first."""
    if standing.is_past:
        return
    rows = Monitor.objects.filter(retired_at=None).select_related("use_case", "owner").prefetch_related("readings")
    if standing.scope is not None:
        rows = rows.filter(use_case__department__in=standing.scope)
    last = [(row, max(row.readings.all(), key=lambda one: one.last_day, default=None)) for row in rows]
    waiting = [(row, one) for row, one in last if one is not None and one.verdict == "act" and not one.answer]
    waiting.sort(key=lambda pair: (pair[1].last_day, pair[0].code))
    for row, reading in waiting[:NAMED]:
        yield _item(standing, row, reading)
    if len(waiting) > NAMED:
        title = f"{number(len(waiting) - NAMED)} more watched uses ask for something"
        yield DocketItem(on=None, days_left=None, title=title, verb="List them", href=f"{standing.site}/quality")


def _item(standing: Standing, row: Monitor, reading: MonitorReading) -> DocketItem:
    return DocketItem(
        on=None,
        days_left=None,
        title=f"Act on what is watched: {row.get_kind_display().lower()} of {row.use_case.name}",
        text=f"{days(reading.first_day, reading.last_day)}. {reading.because.get('words', '')}",
        owner=row.owner.name if row.owner else "",
        verb="Answer it",
        href=f"{standing.site}/quality?use_case={row.use_case.code}",
    )

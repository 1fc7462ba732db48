"""Which ideas has nobody looked at in time, and which were parked until a day that has come?"""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import timezone

from opencaio.papers.blocks import DocketItem
from opencaio.papers.numbers import day, number
from opencaio.record.briefing.standing import Standing
from opencaio.record.models import Idea
from opencaio.record.queries.ideas import WAITING

NAMED = 3
AIM = "Our own aim: an answer within two weeks"


def ideas_items(standing: Standing) -> Iterator[DocketItem]:
    """Ideas that are new for more than two weeks, and parked ones that are due."""
    if standing.is_past:
        return
    rows = Idea.objects.filter(retired_at=None).select_related("department", "owner").order_by("created_at")
    if standing.scope is not None:
        rows = rows.filter(department__in=standing.scope)
    waiting = list(rows.filter(status="new", created_at__lt=standing.now - WAITING))
    parked = list(rows.filter(status="parked", look_again_on__lte=standing.today))
    yield from _told(standing, waiting, title="Answer the idea", many="ideas wait for an answer", query="waiting=1")
    yield from _told(standing, parked, title="Look at the idea again", many="parked ideas are due", query="due=1")


def _told(standing: Standing, rows: Sequence[Idea], *, title: str, many: str, query: str) -> Iterator[DocketItem]:
    if len(rows) > NAMED:
        text = f"{', '.join(one.code for one in rows[:NAMED])} and {number(len(rows) - NAMED)} more."
        first = min(_due(one) for one in rows)
        yield _item(standing, first, f"{number(len(rows))} {many}", text, path=f"/ideas?{query}", verb="List them")
        return
    for one in rows:
        owner = one.owner.name if one.owner else ""
        text = f"{one.code}, {one.department.name}, handed in on {day(timezone.localdate(one.created_at))}."
        yield _item(standing, _due(one), f"{title}: {one.title}", text, path=f"/ideas/{one.code}", owner=owner)


def _due(one: Idea) -> date:
    return one.look_again_on or timezone.localdate(one.created_at + WAITING)


def _item(
    standing: Standing, on: date, title: str, text: str, *, path: str, verb: str = "Open the idea", owner: str = ""
) -> DocketItem:
    return DocketItem(
        on=on,
        days_left=(on - standing.today).days,
        title=title,
        text=text,
        citation=AIM,
        owner=owner,
        verb=verb,
        href=f"{standing.site}{path}",
    )

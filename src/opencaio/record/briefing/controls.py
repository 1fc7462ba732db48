"""Which controls were not looked at in time, and which are in place but no longer shown?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from opencaio.papers.blocks import DocketItem
from opencaio.papers.numbers import day, number
from opencaio.record.briefing.standing import Standing
from opencaio.record.models import Control, Evidence

NOTICE = timedelta(days=30)
NAMED = 3


def controls_items(standing: Standing) -> Iterator[DocketItem]:
    """Reviews of controls that are due, and controls whose last evidence has run out."""
    if standing.is_past:
        return
    rows = _within(standing)
    due = list(rows.filter(review_due_on__lte=standing.today + NOTICE).order_by("review_due_on", "code"))
    for one in due[:NAMED]:
        text = f"{one.code}: its review is due on {day(one.review_due_on)}." if one.review_due_on else one.code
        yield _item(standing, one.review_due_on, f"Look at the control again: {one.name}", text, control=one)
    if len(due) > NAMED:
        title = f"{number(len(due) - NAMED)} more controls are due for review"
        yield _item(standing, due[NAMED].review_due_on, title, _named(due[NAMED:]))
    lapsed = list(_no_longer_shown(rows, standing.today))
    if lapsed:
        title = f"Evidence has run out on {number(len(lapsed))} {'control' if len(lapsed) == 1 else 'controls'}"
        text = f"Said to be in place, and nothing that holds shows it: {_named(lapsed)}"
        yield _item(standing, None, title, text, control=lapsed[0] if len(lapsed) == 1 else None)


def _within(standing: Standing) -> QuerySet[Control]:
    rows = Control.objects.filter(retired_at=None).select_related("owner")
    if standing.scope is None:
        return rows
    inside = Q(department__in=standing.scope)
    return rows.filter(inside if standing.department is not None else inside | Q(department=None))


def _no_longer_shown(rows: QuerySet[Control], today: date) -> QuerySet[Control]:
    held = Evidence.objects.filter(control=OuterRef("pk"), retired_at=None)
    holding = held.filter(Q(expires_on=None) | Q(expires_on__gte=today))
    return rows.filter(Exists(held), ~Exists(holding), status="in_place").order_by(F("code"))


def _named(found: Sequence[Control]) -> str:
    codes = ", ".join(f"{one.code} {one.name}" for one in found[:NAMED])
    return f"{codes} and {number(len(found) - NAMED)} more." if len(found) > NAMED else f"{codes}."


def _item(standing: Standing, on: date | None, title: str, text: str, *, control: Control | None = None) -> DocketItem:
    return DocketItem(
        on=on,
        days_left=(on - standing.today).days if on else None,
        title=title,
        text=text,
        owner=control.owner.name if control and control.owner else "",
        verb="Open the control" if control else "List them",
        href=f"{standing.site}/controls/{control.code}" if control else f"{standing.site}/controls",
    )

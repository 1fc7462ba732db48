"""Which key results are behind or were never measured, and which objectives end soon or wait for a grade?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Q

from opencaio.papers.blocks import DocketItem
from opencaio.papers.numbers import day, number
from opencaio.record.aims.lines import why_result
from opencaio.record.aims.standing import AimStanding, ResultStanding, stand_all
from opencaio.record.briefing.standing import Standing
from opencaio.record.models import Objective

ENDING = timedelta(days=45)
NAMED = 3


def objectives_items(standing: Standing) -> Iterator[DocketItem]:
    """Active objectives only: what is behind, never measured, about to end, or over without a grade."""
    if standing.is_past:
        return
    rows = Objective.objects.filter(retired_at=None, status="active").select_related("owner", "department")
    if standing.scope is not None:
        shared = Q(pk__in=()) if standing.department is not None else Q(department=None)
        rows = rows.filter(Q(department__in=standing.scope) | shared)
    known = list(stand_all(rows, on=standing.today).values())
    yield from _results(standing, known, state="behind")
    yield from _results(standing, known, state="unmeasured")
    for one in known:
        if one.row.ends_on is not None and one.row.ends_on <= standing.today + ENDING:
            yield _ending(standing, one, one.row.ends_on)


def _results(standing: Standing, known: Sequence[AimStanding], *, state: str) -> Iterator[DocketItem]:
    found = [(aim, one) for aim in known for one in aim.results if one.standing.state == state]
    words = "behind" if state == "behind" else "never measured"
    if len(found) > NAMED:
        title = f"{number(len(found))} key results are {words}"
        codes = ", ".join(one.row.code for _aim, one in found[:NAMED])
        text = f"{codes} and {number(len(found) - NAMED)} more."
        yield _item(standing, None, title, text, path=f"/objectives?state={state}", verb="List them")
        return
    for aim, one in found:
        owner = one.row.owner.name if one.row.owner else ""
        title = f"{words[0].upper()}{words[1:]}: {one.row.text}"
        yield _item(standing, None, title, _told(aim, one), path=f"/objective/{aim.row.code}", owner=owner)


def _told(aim: AimStanding, one: ResultStanding) -> str:
    return f"{one.row.code}, {aim.row.title}. {why_result(one.standing)}"


def _ending(standing: Standing, one: AimStanding, on: date) -> DocketItem:
    row, progress = one.row, one.rolled.progress
    far = "nobody knows how far it is" if progress is None else f"{round(progress * 100)} % of the way"
    if on < standing.today:
        title, text = f"Grade the objective: {row.title}", f"{row.code} ended on {day(on)}: {far}."
    else:
        title, text = f"An objective ends: {row.title}", f"{row.code} ends on {day(on)}: {far}."
    owner = row.owner.name if row.owner else ""
    return _item(standing, on, title, text, path=f"/objective/{row.code}", owner=owner)


def _item(
    standing: Standing,
    on: date | None,
    title: str,
    text: str,
    *,
    path: str,
    verb: str = "Open the objective",
    owner: str = "",
) -> DocketItem:
    return DocketItem(
        on=on,
        days_left=(on - standing.today).days if on else None,
        title=title,
        text=text,
        owner=owner,
        verb=verb,
        href=f"{standing.site}{path}",
    )

"""How is the schedule of an initiative drawn: its tasks over months, what waits for what, what holds up the end?"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Literal

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from opencaio.papers.blocks import Column, Picture, Table
from opencaio.papers.drawings import Roadmap, Stretch
from opencaio.papers.numbers import day
from opencaio.record.queries.tasks import TaskLine, TaskList

Tone = Literal["plain", "must", "maybe"]


def gantt(found: TaskList, *, today: date) -> Picture | None:
    """The tasks over the months of the work; nothing while none has its days."""
    rows = [one for one in found.rows if one.starts_on and one.ends_on]
    if not rows or not found.starts_on or not found.ends_on:
        return None
    months = _months(found.starts_on, found.ends_on)
    places = {one.code: place for place, one in enumerate(rows)}
    stretches = tuple(_stretch(one, months, places) for one in rows)
    names = (("must", _("holds up the end")), ("plain", _("has slack")), ("maybe", _("done")))
    marks = ((_at(today, months), _("today")),) if found.starts_on <= today <= found.ends_on else ()
    drawing = Roadmap(
        tuple(f"{year}{MONTHS_3[month].title()}" for year, month in months), stretches, marks=marks, names=names
    )
    title = _("Done by %s") % day(found.ends_on)
    if found.late:
        title = _("Done by %(d)s; %(n)d tasks are late") % {"d": day(found.ends_on), "n": found.late}
    return Picture(
        title, drawing, alt=title, note=_("Working days; arrows show what waits for what"), table=_table(rows)
    )


def _months(first: date, last: date) -> list[tuple[int, int]]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [((first.month - 1 + n) // 12 + first.year, (first.month - 1 + n) % 12 + 1) for n in range(count)]


def _at(on: date, months: Sequence[tuple[int, int]]) -> float:
    first = date(*months[0], 1)
    whole = (on.year - first.year) * 12 + on.month - first.month
    return whole + (on.day - 1) / monthrange(on.year, on.month)[1]


def _stretch(one: TaskLine, months: Sequence[tuple[int, int]], places: dict[str, int]) -> Stretch:
    assert one.starts_on is not None
    assert one.ends_on is not None
    start, end = _at(one.starts_on, months), _at(one.ends_on, months)
    length = max(end - start + 1 / 30, 0.08)
    tone: Tone = "maybe" if one.done == 1 else "must" if one.slack == 0 else "plain"
    needs = tuple(places[code] for code in one.after if code in places)
    return Stretch(f"{one.code} {one.name}", start, length, code=one.person, tone=tone, needs=needs)


def _table(rows: Sequence[TaskLine]) -> Table:
    columns = tuple(Column(name) for name in (_("Task"), _("From"), _("To"), _("Who"), _("Slack, days")))
    lines = tuple(
        (
            f"{one.code} {one.name}",
            day(one.starts_on) if one.starts_on else "–",
            day(one.ends_on) if one.ends_on else "–",
            one.person or "–",
            "–" if one.slack is None else str(one.slack),
        )
        for one in rows
    )
    return Table(columns, lines, caption=_("Tasks and their days"))

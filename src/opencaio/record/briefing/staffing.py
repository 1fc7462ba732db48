"""Which places come too late, who is to decide on one, and which tools end or run over?"""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import QuerySet

from opencaio.papers.blocks import DocketItem
from opencaio.papers.numbers import number
from opencaio.record.briefing.standing import Standing
from opencaio.record.models import Opening, Resource
from opencaio.record.permissions import EVERYWHERE
from opencaio.record.queries.resources import SOON
from opencaio.record.staffing.arrivals import ENDED, Arrival, arrival

NAMED = 3


def staffing_items(standing: Standing) -> Iterator[DocketItem]:
    """Places that cannot be filled in time or whose search has to begin now; tools that end soon or run over."""
    if standing.is_past:
        return
    yield from _late(standing)
    yield from _ending(standing)
    yield from _over(standing)


def _late(standing: Standing) -> Iterator[DocketItem]:
    rows = (
        Opening.objects.filter(retired_at=None).exclude(stage__in=ENDED).select_related("skill", "owner", "department")
    )
    if standing.scope is not EVERYWHERE:
        rows = rows.filter(department__in=standing.scope)
    found = [(row, arrival(row, today=standing.today)) for row in rows]
    late = [(row, one) for row, one in found if one.is_late]
    if len(late) > NAMED:
        first = min(row.needed_by for row, _one in late if row.needed_by)
        title = f"{number(len(late))} places cannot be filled in time"
        yield _item(
            standing, first, title, _named([row.code for row, _one in late]), path="/hiring?late=1", verb="List them"
        )
        return
    for row, one in late:
        yield _item(
            standing,
            row.needed_by,
            f"Too late to fill in time: {row.title}",
            _why_late(row, one),
            owner=row.owner.name if row.owner else "",
            path=f"/hiring/{row.code}",
            verb="Open the place",
        )


def _why_late(row: Opening, one: Arrival) -> str:
    lead = f"{one.lead} quarter" + ("" if one.lead == 1 else "s")
    begin = f"; the search had to begin by {one.begin_by}" if one.begin_by else ""
    return (
        f"{row.code}, {row.department.name}: somebody can start in {one.expected} ({lead} from the beginning){begin}. "
        "Buy in until then, or move the work."
    )


def _ending(standing: Standing) -> Iterator[DocketItem]:
    until = standing.today + SOON
    rows = _resources(standing).filter(ends_on__gte=standing.today, ends_on__lte=until).order_by("ends_on", "code")
    for row in list(rows.select_related("owner"))[:NAMED]:
        yield _item(
            standing,
            row.ends_on,
            f"Renew or end: {row.name}",
            f"{row.code} ends; give notice or renew before.",
            owner=row.owner.name if row.owner else "",
            path=f"/resources/{row.code}",
            verb="Open",
        )


def _over(standing: Standing) -> Iterator[DocketItem]:
    over = [
        row
        for row in _resources(standing).exclude(used=None).select_related("owner")
        if row.used is not None and row.used > row.capacity
    ]
    for row in over[:NAMED]:
        yield _item(
            standing,
            row.used_on,
            f"More used than we have: {row.name}",
            f"{row.code}: {row.used or 0:,.0f} of {row.capacity:,.0f} {row.unit}.",
            owner=row.owner.name if row.owner else "",
            path=f"/resources/{row.code}",
            verb="Open",
        )


def _resources(standing: Standing) -> QuerySet[Resource]:
    rows = Resource.objects.filter(retired_at=None)
    if standing.scope is EVERYWHERE:
        return rows
    own = rows.filter(department__in=standing.scope)
    return own if standing.department is not None else own | rows.filter(department=None)


def _named(codes: Sequence[str]) -> str:
    more = f" and {number(len(codes) - NAMED)} more" if len(codes) > NAMED else ""
    return f"{', '.join(codes[:NAMED])}{more}."


def _item(
    standing: Standing, on: date | None, title: str, text: str, *, path: str, verb: str, owner: str = ""
) -> DocketItem:
    return DocketItem(
        on=on,
        days_left=(on - standing.today).days if on else None,
        title=title,
        text=text,
        citation="",
        owner=owner,
        verb=verb,
        href=f"{standing.site}{path}",
    )

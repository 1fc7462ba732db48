"""Which risks are beyond what we carry, whose acceptance ends or has ended, and which were not looked at in time?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from opencaio.papers.blocks import DocketItem
from opencaio.papers.numbers import day, number
from opencaio.record.briefing.standing import Standing
from opencaio.record.risk_register.seeing import risks_within
from opencaio.record.risk_register.standing import ACCEPTED, LAPSED, stand, standing_rows
from opencaio.record.risk_register.standing import Standing as Risk

ENDING = timedelta(days=30)
NAMED = 3
METHOD = "ISO 31000:2018, 6.5 and 6.6"


def risks_items(standing: Standing) -> Iterator[DocketItem]:
    """Risks beyond appetite that nobody accepted, acceptances that end or have ended, reviews overdue."""
    if standing.is_past:
        return
    rows = standing_rows(risks_within(standing.scope)).exclude(status="closed")
    if standing.department is not None:
        rows = rows.exclude(department=None, use_cases=None)
    found = stand(rows, today=standing.today)
    yield from _beyond(standing, [one for one in found if one.beyond and one.state != ACCEPTED])
    yield from _lapsed(standing, [one for one in found if one.state == LAPSED])
    yield from _ending(standing, found)
    yield from _overdue(standing, [one for one in found if one.review_overdue])


def _beyond(standing: Standing, found: Sequence[Risk]) -> Iterator[DocketItem]:
    if len(found) > NAMED:
        title = f"{number(len(found))} risks are beyond appetite and nobody accepted them"
        yield _item(standing, None, title, _named(found), path="/risks?beyond=1", verb="List them")
        return
    for one in found:
        title = f"Beyond appetite: {one.row.title}"
        yield _item(standing, None, title, f"{one.row.code}: {'; '.join(one.beyond)}.", risk=one)


def _lapsed(standing: Standing, found: Sequence[Risk]) -> Iterator[DocketItem]:
    if len(found) > NAMED:
        title = f"The acceptance of {number(len(found))} risks has run out"
        first = min(one.accepted_until for one in found if one.accepted_until)
        yield _item(standing, first, title, _named(found), path="/risks?state=lapsed", verb="List them")
        return
    for one in found:
        text = f"{one.row.code} is open again: reduce it, or somebody accepts it anew."
        yield _item(standing, one.accepted_until, f"Acceptance run out: {one.row.title}", text, risk=one)


def _ending(standing: Standing, found: Sequence[Risk]) -> Iterator[DocketItem]:
    for one in found:
        until = one.accepted_until
        if one.state == ACCEPTED and until is not None and until <= standing.today + ENDING:
            text = f"{one.row.code} is accepted until {day(until)}; then it is open again."
            yield _item(standing, until, f"An acceptance ends: {one.row.title}", text, risk=one)


def _overdue(standing: Standing, found: Sequence[Risk]) -> Iterator[DocketItem]:
    if len(found) > NAMED:
        title = f"{number(len(found))} risks were not looked at in time"
        first = min(one.row.review_due_on for one in found if one.row.review_due_on)
        yield _item(standing, first, title, _named(found), path="/risks?overdue=1", verb="List them")
        return
    for one in found:
        text = f"{one.row.code}: its review is overdue."
        yield _item(standing, one.row.review_due_on, f"Look at the risk again: {one.row.title}", text, risk=one)


def _named(found: Sequence[Risk]) -> str:
    codes = [one.row.code for one in found[:NAMED]]
    return f"{', '.join(codes)} and {number(len(found) - NAMED)} more."


def _item(
    standing: Standing,
    on: date | None,
    title: str,
    text: str,
    *,
    risk: Risk | None = None,
    path: str = "",
    verb: str = "Open the risk",
) -> DocketItem:
    owner = risk.row.owner.name if risk and risk.row.owner else ""
    path = path or (f"/risks/{risk.row.code}" if risk else "/risks")
    return DocketItem(
        on=on,
        days_left=(on - standing.today).days if on else None,
        title=title,
        text=text,
        citation=METHOD,
        owner=owner,
        verb=verb,
        href=f"{standing.site}{path}",
    )

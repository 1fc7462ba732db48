"""Which clocks of incidents run now, and which incidents has nobody looked at yet?"""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from opencaio.engines.clocks import time_left
from opencaio.papers.blocks import DocketItem, Why, WhyRow
from opencaio.record.briefing.standing import Standing
from opencaio.record.clocks import LAPSED
from opencaio.record.models import Clock, Incident, UseCase

RUNNING = ("open", "contained")
LESSON_WITHIN = timedelta(days=30)


def incident_items(standing: Standing) -> Iterator[DocketItem]:
    """One item an incident that is not over: its first clock with the time left, or the lesson that is missing."""
    if standing.is_past:
        return
    rows = Incident.objects.filter(retired_at=None, status__in=RUNNING)
    if standing.scope is not None:
        rows = rows.filter(department__in=standing.scope)
    for row in rows.select_related("owner").prefetch_related("clocks"):
        yield _item(standing, row)
    yield from _suspended(standing)


def _item(standing: Standing, row: Incident) -> DocketItem:
    running = [one for one in row.clocks.all() if one.strict_at and not one.met_at and one.stands != LAPSED]
    running.sort(key=lambda one: one.strict_at or row.known_at)
    owner = row.owner.name if row.owner else ""
    href = f"{standing.site}/incidents/{row.code}"
    if not running:
        return _to_close(standing, row, owner=owner, href=href)
    first = running[0]
    assert first.strict_at is not None
    on = timezone.localtime(first.strict_at, standing.now.tzinfo)
    left = time_left(int((first.strict_at - standing.now).total_seconds()))
    more = f" {len(running)} clocks run." if len(running) > 1 else ""
    until = "until an answer says no" if first.stands == "may_run" else "and runs"
    return DocketItem(
        on=on.date(),
        days_left=(on.date() - standing.today).days,
        title=f"{row.code}, {left}: {first.title[0].lower()}{first.title[1:]}",
        text=f"{row.title}. Strict end {on:%H:%M %Z}, {until}.{more}",
        citation=first.citation,
        owner=owner,
        verb="Open it",
        href=href,
        why=_why(first, row),
    )


def _to_close(standing: Standing, row: Incident, *, owner: str, href: str) -> DocketItem:
    """Nothing is pressing: our aim is the lesson within a month of awareness."""
    on = timezone.localtime(row.known_at, standing.now.tzinfo).date() + LESSON_WITHIN
    return DocketItem(
        on=on,
        days_left=(on - standing.today).days,
        title=f"Close {row.code}: {row.title}",
        text="Every clock is met. Write the lesson down, then close it. Our own aim: within 30 days.",
        owner=owner,
        verb="Open it",
        href=href,
    )


def _why(clock: Clock, row: Incident) -> Why:
    kept = clock.reckoning
    rows = [WhyRow("Strict", " ".join(kept.get("strict", [])))]
    if kept.get("lenient"):
        rows.append(WhyRow("Regulation 1182/71", " ".join(kept["lenient"])))
    rows += [WhyRow(question, answer) for question, answer in kept.get("facts", [])]
    return Why(
        question=f"{row.code}: {clock.title}",
        answer=kept.get("note") or "Alarms go by the strict end.",
        rule=f"{clock.period} from awareness",
        citation=clock.citation or "Rule of the house",
        rows=tuple(rows),
        certainty=clock.certainty,
        missing=tuple(kept.get("open", [])),
    )


def _suspended(standing: Standing) -> Iterator[DocketItem]:
    rows = UseCase.objects.filter(retired_at=None, suspended_at__isnull=False)
    if standing.scope is not None:
        rows = rows.filter(department__in=standing.scope)
    for row in rows.select_related("owner", "department"):
        assert row.suspended_at is not None
        since = timezone.localtime(row.suspended_at, standing.now.tzinfo)
        yield DocketItem(
            on=None,
            days_left=None,
            title=f"Suspended: {row.name}",
            text=f"{row.code}, {row.department.name}, since {since:%d %b %Y}: {row.suspended_because}",
            owner=row.owner.name if row.owner else "",
            verb="Open the use",
            href=f"{standing.site}/use/{row.code}",
        )

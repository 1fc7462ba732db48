"""What is a person reminded of, at most once a day, and only when there is something new to say?

One letter for everything that is due soon or overdue: duties, reviews that wait, overrides that end. A deputy gets
the lines of the person for whom he stands in.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from opencaio.record.actors import actor_for
from opencaio.record.deputising import standing_in
from opencaio.record.letters import Line, mail_is_on, tell
from opencaio.record.models import Assessment, Duty, Letter, Person, Review
from opencaio.record.models.reviews import Verdict
from opencaio.record.permissions import Right
from opencaio.record.reviewing import hindrances

KIND = "digest"
AHEAD = timedelta(days=14)
PATIENCE = timedelta(days=3)
AGAIN = timedelta(days=7)
Lines = dict[int, list[Line]]


def write_digests(now: datetime) -> int:
    """Write today's digests; how many. Doing it twice a day writes none twice."""
    if not mail_is_on():
        return 0
    today = timezone.localdate(now)
    lines = _with_deputies(_gathered(today), today)
    with transaction.atomic():
        people = Person.objects.filter(pk__in=lines, wants_mail=True, retired_at=None).exclude(email="")
        return sum(_written(person, lines[person.pk], now) for person in people)


def _gathered(today: date) -> Lines:
    lines: Lines = defaultdict(list)
    for source in (_duties, _reviews, _endings):
        for person, line in source(today):
            lines[person].append(line)
    return lines


def _written(person: Person, lines: list[Line], now: datetime) -> bool:
    """Write one digest, unless one was written today, or the last one said the same within a week."""
    last = Letter.objects.filter(to=person, kind=KIND).order_by("-created_at").first()
    if last is not None:
        day = timezone.localdate(last.created_at)
        said = set(last.text.split("\n\n"))
        fresh = any(one.words not in said for one in lines)
        if day >= timezone.localdate(now) or not (fresh or last.created_at <= now - AGAIN):
            return False
    subject = "1 thing waits for you" if len(lines) == 1 else f"{len(lines)} things wait for you"
    return tell(person, kind=KIND, subject=subject, lines=lines, link="/mine", at=now) is not None


def _duties(today: date) -> Iterator[tuple[int, Line]]:
    rows = Duty.objects.filter(retired_at=None, use_case__retired_at=None, due_on__lte=today + AHEAD)
    rows = rows.exclude(status="done").exclude(use_case__stage="retired").select_related("use_case")
    for row in rows.order_by("due_on", "pk"):
        person = row.owner_id or row.use_case.owner_id
        if person and row.due_on:
            late = "Overdue since" if row.due_on < today else "Due"
            words = f"{late} {_day(row.due_on)}: {row.title} ({row.use_case.code} {row.use_case.name})"
            yield person, Line(words, row.use_case.department_id)


def _reviews(today: date) -> Iterator[tuple[int, Line]]:
    """Reviews that have waited some days: for whom they were asked of, else for every reviewer who may judge them."""
    until = datetime.combine(today - PATIENCE, datetime.max.time(), tzinfo=timezone.get_current_timezone())
    rows = Review.objects.filter(retired_at=None, verdict=Verdict.ASKED, created_at__lte=until)
    waiting = list(rows.filter(use_case__retired_at=None).select_related("use_case").order_by("created_at", "pk"))
    reviewers = _reviewers() if any(row.reviewer_id is None for row in waiting) else {}
    for row in waiting:
        use = row.use_case
        words = f"Waits for a review since {_day(row.created_at)}: {use.code} {use.name}, {row.regime}"
        if row.reviewer_id:
            yield row.reviewer_id, Line(words, use.department_id)
            continue
        answer = Assessment.objects.filter(use_case=use, regime=row.regime, superseded_at=None).first()
        barred = hindrances(answer, row) if answer else {}
        for person, scope in reviewers.items():
            if person not in barred and (scope is None or use.department_id in scope):
                yield person, Line(words, use.department_id)


def _reviewers() -> dict[int, frozenset[int] | None]:
    """Who reviews where; officers may too, but are not reminded of what is asked of anyone."""
    people = Person.objects.filter(retired_at=None, grants__role="reviewer", grants__retired_at=None).distinct()
    return {person.pk: actor_for(person, face="record").scope(Right.REVIEW) for person in people}


def _endings(today: date) -> Iterator[tuple[int, Line]]:
    soon = Q(expires_on__gte=today - AHEAD, expires_on__lte=today + AHEAD)
    rows = Review.objects.filter(soon, retired_at=None, verdict=Verdict.OVERRIDDEN, stale_at=None)
    for row in rows.filter(use_case__retired_at=None).select_related("use_case").order_by("expires_on", "pk"):
        use, day = row.use_case, row.expires_on
        if day is None:
            continue
        ends = "Ended on" if day < today else "Ends on"
        line = Line(f"{ends} {_day(day)}: the override of {row.regime} for {use.code} {use.name}", use.department_id)
        for person in {row.reviewer_id, use.owner_id} - {None}:
            yield person or 0, line


def _with_deputies(lines: Lines, today: date) -> Lines:
    """What waits for someone absent is told to the deputy as well, marked with the name."""
    found: Lines = defaultdict(list, {person: list(own) for person, own in lines.items()})
    for row in standing_in(today):
        for one in lines.get(row.person_id, ()):
            found[row.deputy_id].append(Line(f"For {row.person.name}: {one.words}", one.department_id))
    return found


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

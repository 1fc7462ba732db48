"""Who is written to about an incident: when it comes in, when a clock of it runs out, and when one has run out?

An alarm goes by the strict deadline. Each person gets at most two about one clock: when a quarter of the time is
left, and when none is. What a letter says stands on the incident's page too.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from opencaio.record.clocks import LAPSED, zone_of_record
from opencaio.record.letters import Line, mail_is_on, tell
from opencaio.record.models import Clock, Incident, Letter, Person, RoleGrant
from opencaio.record.permissions import Role

QUARTER = 0.25


def write_report_letters(row: Incident, *, at: datetime) -> None:
    """Tell the owner and the officers that something was reported."""
    known = timezone.localtime(row.known_at, zone_of_record())
    words = f"Reported: {row.title}. Known since {known:%d %b %Y, %H:%M %Z}. Answer the questions on its page."
    for person in _concerned(row):
        tell(
            person,
            kind="incident",
            about=f"incident:{row.pk}",
            subject=f"Incident {row.code}: {row.title}",
            lines=[Line(words, row.department_id)],
            at=at,
            link=f"/incidents/{row.code}",
        )


def write_alarms(now: datetime) -> int:
    """Write the letters that are due about clocks of open incidents; how many. Doing it twice writes none twice.

    Call it every few minutes while the site runs, and at the beginning of a day.
    """
    if not mail_is_on():
        return 0
    rows = Clock.objects.filter(met_at=None, retired_at=None, incident__status__in=("open", "contained"))
    clocks = list(rows.exclude(stands=LAPSED).select_related("incident__owner"))
    with transaction.atomic():
        return sum(_alarm(clock, now) for clock in clocks)


def stage_of(clock: Clock, now: datetime) -> str:
    """``late``, ``soon`` (a quarter of the time is left), or nothing."""
    if clock.strict_at is None or now >= clock.strict_at:
        return "late" if clock.strict_at else ""
    left = (clock.strict_at - now) / (clock.strict_at - clock.starts_at)
    return "soon" if left <= QUARTER else ""


def _alarm(clock: Clock, now: datetime) -> int:
    stage = stage_of(clock, now)
    about = f"clock:{clock.pk}:{stage}"
    if not stage or Letter.objects.filter(kind="alarm", about=about).exists():
        return 0
    return sum(_write(person, clock, stage=stage, about=about, now=now) for person in _concerned(clock.incident))


def _write(person: Person, clock: Clock, *, stage: str, about: str, now: datetime) -> bool:
    row, end = clock.incident, timezone.localtime(clock.strict_at, zone_of_record())
    passed = "The strict deadline has passed" if stage == "late" else "The strict deadline is near"
    basis = f" ({clock.citation})" if clock.citation else ""
    words = f"{passed}: {end:%d %b %Y, %H:%M %Z}. {clock.title}{basis}. To be told: {clock.addressee}."
    letter = tell(
        person,
        kind="alarm",
        about=about,
        subject=f"{row.code}: {clock.title}",
        lines=[Line(words, row.department_id)],
        at=now,
        link=f"/incidents/{row.code}",
    )
    return letter is not None


def _concerned(row: Incident) -> Iterator[Person]:
    """The owner and the officers, each once."""
    grants = RoleGrant.objects.filter(role=Role.OFFICER.value, department=None, retired_at=None)
    people = {one.person_id: one.person for one in grants.select_related("person")}
    if row.owner is not None:
        people[row.owner.pk] = row.owner
    yield from people.values()

"""For whom, on which dates and from which rows is a brief written?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone

from opencaio.engines.standing import MEASURES, UseState, counted
from opencaio.errors import NotFound
from opencaio.papers.blocks import LedgerHead
from opencaio.record import ledger
from opencaio.record.briefing.loading import load_states
from opencaio.record.models import Department, Organisation, Snapshot
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.scopes import department_of, within


class Point(NamedTuple):
    """A kept headline figure."""

    on: date
    value: int


@dataclass(frozen=True)
class Standing:
    """Everything that a brief is written from; ``scope`` is the departments it speaks of (None: all)."""

    organisation: str
    about: str
    now: datetime
    law_on: date
    record_at: datetime
    is_past: bool
    department: Department | None
    states: tuple[UseState, ...]
    trends: Mapping[str, tuple[Point, ...]]
    head: LedgerHead
    site: str = ""
    scope: frozenset[int] | None = frozenset()

    @property
    def today(self) -> date:
        """The day of the record, in the organisation's time zone."""
        return self.record_at.date()

    def of(self, key: str) -> tuple[UseState, ...]:
        """The uses that a figure counts."""
        return counted(MEASURES[key], self.states)

    @cached_property
    def is_federal(self) -> bool:
        """True when most uses are answered under OMB M-25-21."""
        federal = sum("US-FED" in one.answers for one in self.states)
        return federal * 2 > len(self.states)


def stand(
    actor: Actor,
    *,
    now: datetime,
    law_on: date | None = None,
    record_at: datetime | None = None,
    department: str | None = None,
    site: str = "",
) -> Standing:
    """Load what ``actor`` may see, as known at ``record_at``, under the law of ``law_on``."""
    organisation = Organisation.objects.first()
    if organisation is None:
        raise NotFound("This workspace has no organisation yet. Run `caio init`.")
    place = department_of(department, actor)
    if record_at is not None and timezone.is_naive(record_at):
        record_at = timezone.make_aware(record_at, ZoneInfo(organisation.time_zone))
    scope = within(place, actor)
    local = timezone.localtime(record_at or now, ZoneInfo(organisation.time_zone)).replace(microsecond=0)
    count, head = ledger.head()
    return Standing(
        organisation=organisation.name,
        about=organisation.description,
        now=timezone.localtime(now, local.tzinfo).replace(microsecond=0),
        law_on=law_on or timezone.localdate(now, local.tzinfo),
        record_at=local,
        is_past=record_at is not None,
        department=place,
        states=load_states(scope=scope, law_on=law_on, record_at=record_at),
        trends=_trends(place, actor, until=local.date()),
        head=LedgerHead(head, count),
        site=site,
        scope=scope,
    )


def _trends(place: Department | None, actor: Actor, *, until: date) -> dict[str, tuple[Point, ...]]:
    """Kept figures of the whole or of the department; none for someone who sees only a part of the whole."""
    if place is None and actor.scope(Right.READ) is not EVERYWHERE:
        return {}
    found: dict[str, list[Point]] = {}
    rows = Snapshot.objects.filter(department=place, taken_on__lte=until).order_by("taken_on")
    for key, on, value in rows.values_list("key", "taken_on", "value"):
        found.setdefault(key, []).append(Point(on, int(value)))
    return {key: tuple(points) for key, points in found.items()}

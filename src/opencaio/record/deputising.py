"""Who stands in for whom on a day?"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from opencaio.record.models import Deputy


def standing_in(on: date) -> QuerySet[Deputy]:
    """The deputies in force on this day, of people who are still here."""
    rows = Deputy.objects.filter(retired_at=None, from_on__lte=on, deputy__retired_at=None)
    return rows.filter(Q(until_on=None) | Q(until_on__gte=on)).select_related("person", "deputy")


def principals_of(deputy: int | None, *, on: date) -> dict[int, str]:
    """For whom this person acts on this day: number -> name."""
    return {row.person_id: row.person.name for row in standing_in(on).filter(deputy=deputy)} if deputy else {}


def deputies_of(people: Iterable[int], *, on: date) -> dict[int, Deputy]:
    """Who acts for each of these people on this day."""
    return {row.person_id: row for row in standing_in(on).filter(person__in=list(people))}


def overlapping(first: date, last: date | None) -> Q:
    """Deputies in force on some day from ``first`` to ``last`` (None: without end)."""
    begun = Q() if last is None else Q(from_on__lte=last)
    return begun & (Q(until_on=None) | Q(until_on__gte=first))

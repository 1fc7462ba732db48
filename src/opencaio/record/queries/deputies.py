"""Who stands in for whom: now, and from a day ahead?"""

from datetime import date

from django.db.models import Q
from django.utils import timezone
from pydantic import BaseModel

from opencaio.record.actions.registry import Asked
from opencaio.record.models import Deputy
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query


class ListDeputies(Asked):
    """Deputies of a person or for a person; ``past`` adds those who act no longer."""

    person: int | None = None
    past: bool = False


class DeputyLine(BaseModel):
    """Who acts for whom, from which day until which; ``is_in_force`` today."""

    id: int
    person_id: int
    person: str
    deputy_id: int
    deputy: str
    from_on: date
    until_on: date | None
    reason: str
    is_in_force: bool


class DeputyList(BaseModel):
    """The soonest first."""

    rows: list[DeputyLine]


@query("deputies.list", words="List deputies")
def list_deputies(given: ListDeputies, actor: Actor) -> DeputyList:
    """One's own deputies and those for whom one acts; who looks after people, or audits, sees all."""
    rows = Deputy.objects.select_related("person", "deputy").order_by("from_on", "pk")
    if not (actor.may(Right.PEOPLE, None) or actor.may(Right.READ_LEDGER, None)):
        rows = rows.filter(Q(person=actor.person_id) | Q(deputy=actor.person_id))
    if given.person is not None:
        rows = rows.filter(Q(person=given.person) | Q(deputy=given.person))
    today = timezone.localdate()
    if not given.past:
        rows = rows.filter(Q(until_on=None) | Q(until_on__gte=today), retired_at=None)
    return DeputyList(rows=[_line(row, today) for row in rows])


def _line(row: Deputy, today: date) -> DeputyLine:
    begun = row.retired_at is None and row.from_on <= today
    return DeputyLine(
        person=row.person.name,
        deputy=row.deputy.name,
        is_in_force=begun and (row.until_on is None or row.until_on >= today),
        **{name: getattr(row, name) for name in ("id", "person_id", "deputy_id", "from_on", "until_on", "reason")},
    )

"""Whose levels and load may one see? They are personal data: one's own, and those of one's departments."""

from django.db.models import Q, QuerySet

from opencaio.record.models import Person
from opencaio.record.permissions import EVERYWHERE, Actor, Right


def people_within(actor: Actor) -> QuerySet[Person]:
    """Those who are here, of the departments that one may read, and oneself; of no department: who reads all."""
    rows = Person.objects.filter(retired_at=None, erased_at=None).select_related("department")
    scope = actor.scope(Right.READ)
    return rows if scope is EVERYWHERE else rows.filter(Q(department__in=scope) | Q(pk=actor.person_id))


def may_judge(actor: Actor, person: Person) -> bool:
    """True for oneself, and for those of departments in which one may change things."""
    if not actor.may_anywhere(Right.PROPOSE):
        return False
    return person.pk == actor.person_id or actor.may(Right.EDIT, person.department_id)

"""Whose idea is it, who may see it, and for which department may it be handed in?

An idea is seen by its author and by whoever may read its department. Like a report of an incident, it belongs to the
author's own department unless he holds the right to propose somewhere else.
"""

from django.db.models import Q, QuerySet

from opencaio.errors import BadInput, NotFound
from opencaio.record.models import Department, Idea, Person
from opencaio.record.permissions import EVERYWHERE, Actor, Right

NOT_HERE = "There is no such idea here, or you may not see it."
OPEN = ("new", "looked_at", "parked")


def departments_for(actor: Actor) -> QuerySet[Department]:
    """The departments for which the actor may hand in an idea: his own, and those of his right to propose."""
    rows = Department.objects.filter(retired_at=None)
    scope = actor.scope(Right.PROPOSE)
    if scope is EVERYWHERE:
        return rows
    return rows.filter(Q(pk__in=scope) | Q(pk=own_department_id(actor)))


def home_for(code: str | None, actor: Actor) -> Department:
    """The department that an idea goes to; without a code the author's own."""
    rows = departments_for(actor)
    if code:
        row = rows.filter(code__iexact=code).first()
        if row is None:
            raise NotFound(f"There is no department {code[:40]} for which you can hand in an idea.")
        return row
    own = own_department_id(actor)
    found = list(rows.filter(pk=own) if own else rows[:2])
    if len(found) != 1:
        raise BadInput("department: say which department the idea is for.")
    return found[0]


def own_department_id(actor: Actor) -> int | None:
    """The department in which the actor works, if the record knows it."""
    if actor.person_id is None:
        return None
    return Person.objects.filter(pk=actor.person_id).values_list("department_id", flat=True).first()


def author_of(actor: Actor) -> Person | None:
    """The person who hands in; None for the workspace's own hand."""
    return Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None


def own_idea(code: str, actor: Actor) -> Idea:
    """The actor's own idea with this code."""
    rows = Idea.objects.filter(code__iexact=code, retired_at=None, author=actor.person_id).exclude(author=None)
    row = rows.select_related("department", "owner").first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row


def idea_seen(code: str, actor: Actor) -> Idea:
    """The idea with this code, of a department that the actor may read."""
    row = (
        Idea.objects.filter(code__iexact=code, retired_at=None).select_related("department", "author", "owner").first()
    )
    if row is None or not actor.may(Right.READ, row.department_id):
        raise NotFound(NOT_HERE)
    return row

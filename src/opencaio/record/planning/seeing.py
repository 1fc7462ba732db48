"""Who sees which plans, and which rows of them?

A plan is made over all departments. Whoever reads everything sees all plans whole. Others see the plans that were
proposed or decided, and in them only the initiatives of their own departments, without totals.
"""

from django.db.models import QuerySet

from opencaio.errors import NotFound, Refused
from opencaio.record.models import Department, Plan
from opencaio.record.permissions import EVERYWHERE, Actor, Right

SHOWN = ("proposed", "approved", "superseded")
HEAVY = ("problem", "answer", "explanations", "options")
"""Columns of a plan that hold a megabyte each where there are thousands of initiatives."""
NOT_HERE = "There is no such plan here, or you may not see it."


def sees_whole(actor: Actor) -> bool:
    """True for whoever reads every department."""
    return actor.scope(Right.READ) is EVERYWHERE


def seen_plans(actor: Actor) -> QuerySet[Plan]:
    """The plans that the actor may see, the newest first."""
    rows = Plan.objects.filter(retired_at=None)
    return rows if sees_whole(actor) else rows.filter(status__in=SHOWN)


def light(rows: QuerySet[Plan]) -> QuerySet[Plan]:
    """The same plans with their people and origin, their heavy columns left in the database."""
    heavy = (*HEAVY, *(f"based_on__{name}" for name in HEAVY))
    return rows.select_related("by", "approved_by", "based_on").defer(*heavy)


def plan_seen(code: str, actor: Actor) -> Plan:
    """The plan with this code, without its heavy columns: what reads them asks for them."""
    row = light(seen_plans(actor)).filter(code__iexact=code).first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row


def departments_seen(actor: Actor) -> frozenset[str] | None:
    """The codes of the departments that the actor may read; None: all."""
    scope = actor.scope(Right.READ)
    if scope is EVERYWHERE:
        return None
    return frozenset(Department.objects.filter(pk__in=scope or ()).values_list("code", flat=True))


def must_see_whole(actor: Actor) -> None:
    """Raise ``Refused`` for whoever reads only some departments."""
    if not sees_whole(actor):
        raise Refused("A plan is made over all departments: this takes a role over all of them.")

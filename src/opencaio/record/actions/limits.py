"""Up to which amount may a person approve, and who says so?"""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from opencaio.errors import NotFound, Refused
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.assumptions import other_deciders
from opencaio.record.changes import Change
from opencaio.record.currencies import report_currency
from opencaio.record.models import ApprovalLimit
from opencaio.record.permissions import Right


class SetLimit(Asked):
    """The most that a person may approve at once, in the report currency."""

    person: int
    amount: Annotated[Decimal, Field(ge=0, lt=10**14, allow_inf_nan=False, decimal_places=2)]
    reason: str = Field("", max_length=2000)
    version: int | None = None


class RemoveLimit(Asked):
    """The person whose limit falls away: the role alone then says what may be approved."""

    person: int
    reason: str = Field(min_length=1, max_length=2000)


@action("limits.set", right=Right.PEOPLE, words="Set an approval limit")
def set_limit(given: SetLimit, change: Change) -> ApprovalLimit:
    """Set or change a person's limit; nobody sets his own where another officer could."""
    change.allow(None)
    person = living_person(given.person, change.actor)
    _not_ones_own(given.person, change)
    change.say(f"Set the approval limit of {person.name} to {given.amount:,.2f} {report_currency()}")
    held = ApprovalLimit.objects.filter(person=person).first()
    if held is None:
        return change.create(ApprovalLimit(person=person, amount=given.amount, reason=given.reason))
    values = {"amount": given.amount, "reason": given.reason, "retired_at": None}
    return change.update(held, version=given.version, values=values)


@action("limits.remove", right=Right.PEOPLE, words="Remove an approval limit")
def remove(given: RemoveLimit, change: Change) -> ApprovalLimit:
    """The person may approve whatever the role allows."""
    change.allow(None)
    held = ApprovalLimit.objects.filter(person=given.person, retired_at=None).select_related("person").first()
    if held is None:
        raise NotFound("This person has no approval limit.")
    _not_ones_own(given.person, change)
    change.say(f"Removed the approval limit of {held.person.name}: {given.reason}")
    return change.update(held, version=None, values={"retired_at": change.at})


def _not_ones_own(person: int, change: Change) -> None:
    others = other_deciders(person) if person == change.actor.person_id else []
    if others:
        raise Refused(f"Nobody sets his own limit. Could do so: {', '.join(others[:5])}.", details=others)

"""Who names a deputy for whom, and ends it?

A deputy gets no right by being one: he sees what waits for the absent person and acts with his own rights.
"""

from datetime import date

from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actors import actor_for
from opencaio.record.changes import Change
from opencaio.record.deputising import overlapping
from opencaio.record.letters import write_letter
from opencaio.record.models import Deputy, Person
from opencaio.record.permissions import Right
from opencaio.record.reviewing import today


class NameDeputy(Asked):
    """Who acts for whom (left out: oneself), from which day (today), until which (open end)."""

    deputy: int
    person: int | None = None
    from_on: date | None = None
    until_on: date | None = None
    reason: str = Field("", max_length=300)


class EndDeputy(Asked):
    """The deputy who acts no longer."""

    id: int


@action("deputies.name", right=Right.COMMENT, words="Name a deputy")
def name(given: NameDeputy, change: Change) -> Deputy:
    """Name one's own deputy; an officer names one for anybody."""
    change.allow_own()
    person = _absent(given.person, change)
    deputy = living_person(given.deputy, change.actor)
    first = given.from_on or today(change.at)
    _check_days(first, given.until_on, change)
    _check_chain(person, deputy, first, given.until_on)
    change.touch("person", person.pk)
    change.touch("person", deputy.pk)
    until = f" until {given.until_on}" if given.until_on else ""
    change.say(f"Named {deputy.name} deputy of {person.name} from {first}{until}")
    if _cannot_judge(person, deputy):
        change.say(f"{change.words}. {deputy.name} is no reviewer where {person.name} is one, so reviews will wait")
    _tell(person, deputy, first, given, change)
    return change.create(
        Deputy(person=person, deputy=deputy, from_on=first, until_on=given.until_on, reason=given.reason)
    )


@action("deputies.end", right=Right.COMMENT, words="End a deputy")
def end(given: EndDeputy, change: Change) -> Deputy:
    """The deputy acts no longer: ended by the person, by the deputy, or by an officer."""
    change.allow_own()
    row = Deputy.objects.select_related("person", "deputy").filter(pk=given.id, retired_at=None).first()
    if row is None or not _concerns(row, change):
        raise NotFound("There is no such deputy of yours.")
    change.touch("person", row.person_id)
    change.touch("person", row.deputy_id)
    change.say(f"{row.deputy.name} is no longer deputy of {row.person.name}")
    return change.update(row, version=None, values={"retired_at": change.at})


def _absent(key: int | None, change: Change) -> Person:
    own = change.actor.person_id
    if own is None and key is None:
        raise Refused("Only a person has a deputy: name the person.")
    if key not in {None, own} and not change.actor.may(Right.PEOPLE, None):
        raise Refused("You name your own deputy; an officer names one for others.")
    return living_person(key or own or 0, change.actor)


def _check_days(first: date, last: date | None, change: Change) -> None:
    if last is not None and last < first:
        raise BadInput(f"It cannot end on {last} when it begins on {first}.")
    if last is not None and last < today(change.at):
        raise BadInput(f"{last} is past.")


def _check_chain(person: Person, deputy: Person, first: date, last: date | None) -> None:
    if person.pk == deputy.pk:
        raise BadInput("Nobody is his own deputy.")
    rows = Deputy.objects.filter(overlapping(first, last), retired_at=None).select_related("deputy")
    acting = {row.person_id: row for row in rows}
    if other := acting.get(person.pk):
        until = f" until {other.until_on}" if other.until_on else ""
        raise Conflict(f"{person.name} has {other.deputy.name} as deputy from {other.from_on}{until}. End that first.")
    met, at = {person.pk}, deputy.pk
    while at not in met:
        met.add(at)
        if at not in acting:
            return
        at = acting[at].deputy_id
    raise Conflict(f"{deputy.name} is away then and {person.name} stands in: the work would go in a circle.")


def _cannot_judge(person: Person, deputy: Person) -> bool:
    needed = actor_for(person, face="record")
    return needed.may_anywhere(Right.REVIEW) and not actor_for(deputy, face="record").may_anywhere(Right.REVIEW)


def _concerns(row: Deputy, change: Change) -> bool:
    return change.actor.person_id in {row.person_id, row.deputy_id} or change.actor.may(Right.PEOPLE, None)


def _tell(person: Person, deputy: Person, first: date, given: NameDeputy, change: Change) -> None:
    until = f" until {given.until_on}" if given.until_on else ""
    write_letter(
        deputy if deputy.pk != change.actor.person_id else None,
        kind="deputy",
        subject=f"You stand in for {person.name}",
        text=f"From {first}{until} what waits for {person.name} is shown in your Mine."
        + (f"\n\n{given.reason}" if given.reason else ""),
        link="/mine",
        at=change.at,
    )

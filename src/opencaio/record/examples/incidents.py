"""How do incidents come on record, at the moments at which they were known, told and closed?"""

from datetime import datetime
from typing import Any

from opencaio.examples import rows
from opencaio.record.actions.registry import perform
from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import OPENED, Settling, noon
from opencaio.record.permissions import Actor


def settle_incidents(settling: Settling) -> None:
    """All incidents, the earliest known first; what was known before the record opened was entered then."""
    for one in sorted(settling.example.incidents, key=lambda row: row.known_at):
        _settle(settling, one)


def _settle(settling: Settling, one: rows.Incident) -> None:
    owner = settling.people[one.owner]
    reporter = actor_for(settling.people[one.reported_by or one.owner], face="web")
    given = one.model_dump(include={"title", "happened_at", "known_at", "people_affected"})
    _do("incidents.report", reporter, one.known_at, code=one.key, use=one.use, description=one.about, **given)
    answered = one.told[0].at if one.told else one.known_at
    _do("incidents.assign", settling.officer, answered, code=one.key, owner=owner.pk)
    if one.system:
        system = settling.numbers["system", one.system]
        _do("incidents.edit", settling.officer, answered, code=one.key, system=system)
    if one.answers:
        _do("incidents.assess", settling.officer, answered, code=one.key, answers=one.answers)
    for told in one.told:
        _do("incidents.tell", settling.officer, told.at, code=one.key, **told.model_dump())
    if one.contained_at:
        _do("incidents.contain", settling.officer, one.contained_at, code=one.key, at=one.contained_at)
    if one.closed_on:
        _do("incidents.close", settling.officer, noon(one.closed_on), code=one.key, lesson=one.lesson)


def _do(action: str, by: Actor, when: datetime, /, **given: Any) -> None:
    kept = {name: value for name, value in given.items() if value is not None}
    perform(action, kept, by, at=max(when, noon(OPENED)))

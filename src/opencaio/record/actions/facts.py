"""How is a fact put on record, answered with “we do not know”, or taken back?"""

from datetime import date
from typing import Any

from pydantic import Field

from opencaio.errors import BadInput, NotFound, Refused
from opencaio.papers.numbers import counted
from opencaio.record.actions.people import seen_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.use_cases import use_case
from opencaio.record.assessing import reassess
from opencaio.record.changes import Change, kind_of
from opencaio.record.inheritance import uses_of
from opencaio.record.mirrored import follow
from opencaio.record.models import AISystem, Dataset, Fact, Model, Organisation, UseCase, Vendor
from opencaio.record.permissions import Right
from opencaio.record.stating import Said, state_facts
from opencaio.record.vocabulary import checked_value

SUBJECTS = {
    "system": AISystem,
    "aisystem": AISystem,
    "model": Model,
    "dataset": Dataset,
    "vendor": Vendor,
}
PART_OR_ORGANISATION = f"^({'|'.join(SUBJECTS)}|organisation)$"


class StateFact(Asked):
    """An answer about a use, a part (``kind`` and ``id``) or the organisation (``kind`` alone).

    ``unknown`` true is the answer “we do not know”.
    """

    use_case: str | None = None
    kind: str | None = Field(None, pattern=PART_OR_ORGANISATION)
    id: int | None = None
    key: str
    value: Any = None
    unknown: bool = False
    text: str = ""
    source: str = Field("", max_length=300)
    valid_from: date | None = None


class Statement(Asked):
    """One of many answers about a use; ``by`` names the person who gave it, if not the one who enters it."""

    key: str
    value: Any = None
    unknown: bool = False
    text: str = ""
    source: str = Field("", max_length=300)
    by: int | None = None


class StateFacts(Asked):
    """Many answers about one use of AI."""

    use_case: str
    facts: list[Statement] = Field(min_length=1, max_length=500)


class WithdrawFact(Asked):
    """A standing fact, of a use or of a part or the organisation, that was wrong to state."""

    use_case: str | None = None
    kind: str | None = Field(None, pattern=PART_OR_ORGANISATION)
    id: int | None = None
    key: str


@action("facts.state", right=Right.STATE_FACTS, words="State a fact")
def state(given: StateFact, change: Change) -> Fact:
    """Put one answer on record; the answer before it stays readable."""
    subject = _subject(given)
    change.allow_part(getattr(subject, "department_id", None))
    value = _value(given.key, given.value, unknown=given.unknown)
    fresh = state_facts(change, subject, [Said(given.key, value, given.text, given.source)])
    change.say(f"{subject}: {given.key} = {'not known' if value is None else value}")
    reassess_about(subject, change)
    return fresh[0] if fresh else standing_fact(subject, given.key)


@action("facts.state_many", right=Right.STATE_FACTS, words="State many facts of one use")
def state_many(given: StateFacts, change: Change) -> UseCase:
    """Put many answers on record at once; all or none."""
    row = use_case(given.use_case)
    change.allow(row.department_id)
    _check_givers(given.facts, row, change)
    state_facts(change, row, [_said(one) for one in given.facts])
    change.say(f"Stated {counted(len(given.facts), 'fact', 'facts')} of {row.code} {row.name}")
    reassess([row], change)
    return row


@action("facts.withdraw", right=Right.STATE_FACTS, words="Withdraw a fact")
def withdraw(given: WithdrawFact, change: Change) -> Any:
    """Take a standing fact back: the question is open again."""
    subject = _subject(given)
    change.allow_part(getattr(subject, "department_id", None))
    kind = kind_of(subject)
    standing = Fact.objects.filter(subject_kind=kind, subject_id=subject.pk, key=given.key, superseded_at=None)
    if not standing.update(superseded_at=change.at):
        raise NotFound(f"{getattr(subject, 'code', subject)} has no standing fact {given.key}.")
    change.notes["withdrawn_fact"] = given.key
    change.touch(kind, subject.pk)
    if isinstance(subject, UseCase):
        follow(change, subject, {given.key: None})
    change.say(f"Withdrew the fact {given.key} of {getattr(subject, 'code', subject)}")
    reassess_about(subject, change)
    return subject


def standing_fact(subject: Any, key: str) -> Fact:
    """The answer that stands now."""
    return Fact.objects.get(subject_kind=subject._meta.model_name, subject_id=subject.pk, key=key, superseded_at=None)


def _check_givers(facts: list[Statement], row: UseCase, change: Change) -> None:
    """Others are named only as givers who exist; who signs others' answers puts none into their mouths."""
    others = {one.by for one in facts if one.by is not None} - {change.actor.person_id}
    if not others:
        return
    for key in others:
        seen_person(key, change.actor)
    may = change.actor.may
    if may(Right.REVIEW, row.department_id) and not may(Right.DECIDE, row.department_id):
        raise Refused("Four eyes: who reviews answers states facts only in his own name.")


def _said(one: Statement) -> Said:
    return Said(one.key, _value(one.key, one.value, unknown=one.unknown), one.text, one.source, one.by)


def _value(key: str, value: Any, *, unknown: bool) -> Any:
    if unknown == (value is not None):
        raise BadInput(f"{key}: give either a value or unknown: true.")
    return None if unknown else checked_value(key, value)


def _subject(given: StateFact | WithdrawFact) -> Any:
    if given.use_case is not None:
        return use_case(given.use_case)
    if given.kind == "organisation":
        return Organisation.objects.get()
    if given.kind is None or given.id is None:
        raise BadInput("Name the use case, or the kind and the number of a part.")
    row = SUBJECTS[given.kind]._base_manager.filter(pk=given.id, retired_at=None).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    return row


def reassess_about(subject: Any, change: Change) -> None:
    """Work out the answers again for the use, or for every use that inherits from the part."""
    reassess([subject] if isinstance(subject, UseCase) else uses_of(subject), change)

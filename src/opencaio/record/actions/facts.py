"""How is a fact put on record, answered with “we do not know”, or taken back?"""

from datetime import date
from typing import Any

from pydantic import Field

from opencaio.errors import BadInput, NotFound
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.use_cases import use_case
from opencaio.record.assessing import reassess
from opencaio.record.changes import Change
from opencaio.record.models import AISystem, Dataset, Fact, Model, UseCase, Vendor
from opencaio.record.permissions import Right
from opencaio.record.vocabulary import checked_value

SUBJECTS = {
    "usecase": UseCase,
    "aisystem": AISystem,
    "model": Model,
    "dataset": Dataset,
    "vendor": Vendor,
}


class StateFact(Asked):
    """An answer about a thing; ``unknown`` true is the answer “we do not know”."""

    use_case: str | None = None
    kind: str | None = Field(None, pattern="^(aisystem|model|dataset|vendor)$")
    id: int | None = None
    key: str
    value: Any = None
    unknown: bool = False
    text: str = ""
    source: str = Field("", max_length=300)
    valid_from: date | None = None


class WithdrawFact(Asked):
    """A standing fact that was wrong to state."""

    use_case: str
    key: str


@action("facts.state", right=Right.STATE_FACTS, words="State a fact")
def state(given: StateFact, change: Change) -> Fact:
    """Put one answer on record; the answer before it stays readable."""
    subject = _subject(given)
    change.allow(subject.department_id)
    if given.unknown == (given.value is not None):
        raise BadInput("Give either a value or unknown: true.")
    value = None if given.unknown else checked_value(given.key, given.value)
    fact = state_fact(change, subject, given.key, value, text=given.text, source=given.source)
    _reassess_about(subject, change)
    return fact


@action("facts.withdraw", right=Right.STATE_FACTS, words="Withdraw a fact")
def withdraw(given: WithdrawFact, change: Change) -> UseCase:
    """Take a standing fact back: the question is open again."""
    row = use_case(given.use_case)
    change.allow(row.department_id)
    standing = Fact.objects.filter(
        subject_kind="usecase", subject_id=row.pk, key=given.key, superseded_at=None
    )
    if not standing.update(superseded_at=change.at):
        raise NotFound(f"{row.code} has no standing fact {given.key}.")
    change.notes["withdrawn_fact"] = given.key
    change.touch("usecase", row.pk)
    change.say(f"Withdrew the fact {given.key} of {row.code}")
    reassess([row], change)
    return row


def state_fact(
    change: Change, subject: Any, key: str, value: Any, *, text: str = "", source: str = ""
) -> Fact:
    """Supersede the standing fact of this key, if any, by a new one."""
    kind = subject._meta.model_name
    standing = Fact.objects.filter(
        subject_kind=kind, subject_id=subject.pk, key=key, superseded_at=None
    ).first()
    if standing and (standing.value, standing.is_unknown, standing.text) == (value, value is None, text):
        return standing
    if standing:
        Fact.objects.filter(pk=standing.pk).update(superseded_at=change.at)
    fact = Fact.objects.create(
        subject_kind=kind,
        subject_id=subject.pk,
        key=key,
        value=value,
        is_unknown=value is None,
        text=text,
        source=source,
        by_id=change.actor.person_id,
        recorded_at=change.at,
    )
    if standing:
        Fact.objects.filter(pk=standing.pk).update(superseded_by=fact)
    before = None if standing is None else standing.value
    change.notes.setdefault("facts", []).append(
        {"key": key, "before": before, "after": value, "source": source}
    )
    change.touch(kind, subject.pk)
    change.say(f"{subject}: {key} = {'not known' if value is None else value}")
    return fact


def _subject(given: StateFact) -> Any:
    if given.use_case is not None:
        return use_case(given.use_case)
    if given.kind is None or given.id is None:
        raise BadInput("Name the use case, or the kind and the number of a part.")
    row = SUBJECTS[given.kind]._base_manager.filter(pk=given.id, retired_at=None).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    return row


def _reassess_about(subject: Any, change: Change) -> None:
    if isinstance(subject, UseCase):
        reassess([subject], change)

"""Which requirements of a framework apply to us, and why (ISO/IEC 42001, 6.1.3: statement of applicability)?"""

from pydantic import Field

from opencaio.engines.coverage.model import EVERY
from opencaio.errors import BadInput, NotFound
from opencaio.packs.frameworks import framework, unknown_requirement
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import Person, RequirementStance
from opencaio.record.permissions import Right


class SetStance(Asked):
    """Whether a requirement applies to us, with the reason; ``*`` stands for the whole framework."""

    framework: str = Field(max_length=60)
    requirement: str = Field(EVERY, min_length=1, max_length=60)
    applies: bool
    reason: str = Field(min_length=3, max_length=2_000)


class ClearStance(Asked):
    """Take back what was said: without a word the requirement applies."""

    framework: str = Field(max_length=60)
    requirement: str = Field(EVERY, min_length=1, max_length=60)


@action("stances.set", right=Right.DECIDE, words="Say whether a requirement applies to us")
def set_stance(given: SetStance, change: Change) -> RequirementStance:
    """Keep what was decided about one requirement, or about a framework as a whole; the last word holds."""
    change.allow(None)
    place = _place(given.framework, given.requirement)
    who = change.actor.person_id
    by = Person.objects.filter(pk=who).first() if who is not None else None
    row = RequirementStance.objects.filter(framework=given.framework, requirement=given.requirement).first()
    words = "applies" if given.applies else "does not apply"
    change.say(f"{place} {words} to us: {given.reason}")
    values = {"applies": given.applies, "reason": given.reason, "by": by, "retired_at": None}
    if row is not None:
        return change.update(row, version=None, values=values)
    return change.create(RequirementStance(framework=given.framework, requirement=given.requirement, **values))


@action("stances.clear", right=Right.DECIDE, words="Take back a word on a requirement")
def clear_stance(given: ClearStance, change: Change) -> RequirementStance:
    """From now on it applies as everything does."""
    change.allow(None)
    place = _place(given.framework, given.requirement)
    standing = RequirementStance.objects.filter(retired_at=None)
    row = standing.filter(framework=given.framework, requirement=given.requirement).first()
    if row is None:
        raise NotFound(f"Nothing is said yet about {place}.")
    change.say(f"Took back the word on {place}")
    return change.update(row, version=None, values={"retired_at": change.at})


def _place(name: str, requirement: str) -> str:
    chosen = framework(name)
    if requirement == EVERY:
        return chosen.title
    fault = unknown_requirement(f"{name}:{requirement}")
    if fault:
        raise BadInput(fault)
    return f"{chosen.title} {requirement}"

"""How do skills come on record and change, and how is it said how well somebody masters one?"""

from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from pydantic import Field

from opencaio.engines.staffing.model import LONGEST
from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.packs.roles import load_skills
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import Person, PersonSkill, Skill
from opencaio.record.permissions import Right

Money = Annotated[Decimal, Field(ge=0, lt=10**12, decimal_places=2, allow_inf_nan=False)]
People = Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=3, allow_inf_nan=False)]
Lead = Annotated[int, Field(ge=0, le=LONGEST)]
Level = Annotated[int, Field(ge=1, le=5)]
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
TAKEN = frozenset({"add", "export", "judge", "capacity"})
CAN_BE_EMPTIED = frozenset(
    {"hire_lead", "hire_cost", "hire_most", "contract_cost", "contract_most", "train_cost", "train_lead"}
)
NOT_HERE = "There is no skill with this code."


class AddSkill(Asked):
    """A skill; one of our list of skills lends its name and words to its code.

    Costs in the organisation's currency, a full-time person and quarter (training: once a person); leads in quarters
    from today to the first in which somebody works; ``_most``: people a quarter. A way without a cost is not open.
    """

    code: Code
    name: str = Field("", max_length=200)
    about: str = ""
    kind: str = Field("", pattern="^(technical|human)?$")
    is_planned: bool = False
    hire_lead: Lead | None = None
    hire_cost: Money | None = None
    hire_most: int | None = Field(None, ge=0, le=1000)
    contract_cost: Money | None = None
    contract_most: People | None = None
    train_cost: Money | None = None
    train_lead: Lead | None = None
    transferable_from: list[str] = Field([], max_length=50)


class EditSkill(Asked):
    """What changes about a skill: the fields that are given, and no other."""

    code: str
    version: int | None = None
    name: str | None = Field(None, min_length=1, max_length=200)
    about: str | None = None
    kind: str | None = Field(None, pattern="^(technical|human)$")
    is_planned: bool | None = None
    hire_lead: Lead | None = None
    hire_cost: Money | None = None
    hire_most: int | None = Field(None, ge=0, le=1000)
    contract_cost: Money | None = None
    contract_most: People | None = None
    train_cost: Money | None = None
    train_lead: Lead | None = None
    transferable_from: list[str] | None = Field(None, max_length=50)


class RetireSkill(Asked):
    """A skill that is no longer spoken of."""

    code: str
    version: int | None = None


class JudgeSkill(Asked):
    """How well somebody masters a skill (1 knows of it, 2 with help, 3 alone, 4 teaches it, 5 sets the standard).

    ``wanted`` is the level to reach. Without a level, what was said before is taken back.
    """

    person: int
    skill: str
    level: Level | None = None
    wanted: Level | None = None


@action("skills.add", right=Right.CREATE, words="Add a skill")
def add(given: AddSkill, change: Change) -> Skill:
    """Put a skill on record; skills are everybody's."""
    change.allow_part(None)
    if given.code.casefold() in TAKEN or Skill._base_manager.filter(code__iexact=given.code).exists():
        raise Conflict(f"The code {given.code} is taken.")
    known = load_skills().get(given.code)
    values = given.model_dump(exclude={"name", "about", "kind"})
    row = Skill(
        name=given.name or (known.name if known else ""),
        about=given.about or (known.about if known else ""),
        kind=given.kind or (known.kind if known else "technical"),
        **values,
    )
    if not row.name:
        raise BadInput("name: a skill that is not of our list needs a name.")
    row.transferable_from = _known(given.transferable_from, but=row.code)
    change.say(f"Added the skill {row.name}")
    return change.create(row)


@action("skills.edit", right=Right.EDIT, words="Edit a skill")
def edit(given: EditSkill, change: Change) -> Skill:
    """Change the given fields of a skill."""
    change.allow_part(None)
    row = skill(given.code)
    said: dict[str, Any] = given.model_dump(exclude={"code", "version"}, exclude_unset=True)
    values = {name: value for name, value in said.items() if value is not None or name in CAN_BE_EMPTIED}
    if "transferable_from" in values:
        values["transferable_from"] = _known(values["transferable_from"], but=row.code)
    change.say(f"Edited the skill {row.name}")
    return change.update(row, version=given.version, values=values)


@action("skills.retire", right=Right.RETIRE, words="Retire a skill")
def retire(given: RetireSkill, change: Change) -> Skill:
    """Take a skill out of all lists; what was said of people stays readable in their history."""
    change.allow_part(None)
    row = skill(given.code)
    waiting = row.openings.filter(retired_at=None).exclude(stage__in=("filled", "cancelled"))
    if waiting.exists():
        raise Conflict(f"We are looking for people of {row.name}. Fill or cancel these openings first.")
    change.say(f"Retired the skill {row.name}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


@action("skills.judge", right=Right.PROPOSE, words="Say how well somebody masters a skill")
def judge(given: JudgeSkill, change: Change) -> PersonSkill | None:
    """Say a person's level: one's own, or that of people of one's departments."""
    who = living_person(given.person, change.actor)
    _allow(who, change)
    what = skill(given.skill)
    held = PersonSkill.objects.filter(person=who, skill=what).first()
    change.touch("person", who.pk)
    change.touch("skill", what.pk)
    if given.level is None:
        return _take_back(who, what, held, change)
    change.say(f"{who.name}: {what.name} at level {given.level}")
    values: dict[str, Any] = {"level": given.level, "judged_on": timezone.localdate(change.at), "retired_at": None}
    values["judged_by_id"] = change.actor.person_id
    if "wanted" in given.model_fields_set:
        values["wanted"] = given.wanted
    if held is not None:
        return change.update(held, version=None, values=values)
    return change.create(PersonSkill(person=who, skill=what, **values))


def skill(code: str) -> Skill:
    """The skill with this code."""
    row = Skill.objects.filter(code__iexact=code, retired_at=None).first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row


def _allow(who: Person, change: Change) -> None:
    """Oneself, or whoever may change things in the person's department (without one: everywhere)."""
    is_own = who.pk == change.actor.person_id
    if not is_own and not change.actor.may(Right.EDIT, who.department_id):
        raise Refused(f"You may judge yourself and the people of your departments, not {who.name}.")
    change.allow_own()


def _take_back(who: Person, what: Skill, held: PersonSkill | None, change: Change) -> PersonSkill | None:
    if held is None or held.retired_at is not None:
        raise NotFound(f"Nobody has said yet how well {who.name} masters {what.name}.")
    change.say(f"Took back what was said of {who.name} and {what.name}")
    return change.update(held, version=None, values={"retired_at": change.at, "wanted": None})


def _known(codes: list[str], *, but: str) -> list[str]:
    found = [skill(code).code for code in dict.fromkeys(codes)]
    if but in found:
        raise BadInput("Nobody is trained from a skill to the same skill.")
    return found

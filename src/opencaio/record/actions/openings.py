"""How does a place to be filled go from the need to the person who starts?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from pydantic import Field

from opencaio.engines.staffing import number_of, quarter_of
from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.packs.roles import load_profiles
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.skills import Money, skill
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.models import Capacity, Opening, Plan, RoleProfile, Skill
from opencaio.record.permissions import Actor, Right

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Heads = Annotated[Decimal, Field(gt=0, le=1000, decimal_places=3, allow_inf_nan=False)]
WAYS = "^(hire|contract|train)$"
STAGES = ("planned", "approved", "open", "talking", "offered")
ENDED = frozenset({"filled", "cancelled"})
TAKEN = frozenset({"add", "export"})
NOT_HERE = "There is no such opening here, or you may not see it."


class AddOpening(Asked):
    """A place: what for, where, how many people, until when; costs are taken from the skill where not given.

    ``cost`` in the organisation's currency: a quarter for all its people (training: once).
    """

    title: str = Field("", max_length=200)
    department: str
    code: Code | None = None
    role: str = Field("", max_length=60)
    skill: str | None = None
    way: str = Field("hire", pattern=WAYS)
    people: Heads = Decimal(1)
    needed_by: date | None = None
    owner: int | None = None
    cost: Money | None = None
    plan: str | None = None
    note: str = Field("", max_length=4000)


class EditOpening(Asked):
    """What changes about a place: the fields that are given, and no other."""

    code: str
    version: int | None = None
    title: str | None = Field(None, min_length=1, max_length=200)
    department: str | None = None
    role: str | None = Field(None, max_length=60)
    skill: str | None = None
    way: str | None = Field(None, pattern=WAYS)
    people: Heads | None = None
    needed_by: date | None = None
    owner: int | None = None
    cost: Money | None = None
    note: str | None = Field(None, max_length=4000)


class MoveOpening(Asked):
    """The stage that a place is in now: planned, approved, open, talking or offered."""

    code: str
    stage: str = Field(pattern=f"^({'|'.join(STAGES)})$")
    version: int | None = None


class FillOpening(Asked):
    """Who starts and when; ``raise_capacity`` counts the people as there from that quarter on."""

    code: str
    person: int | None = None
    filled_on: date | None = None
    raise_capacity: bool = True
    version: int | None = None


class CancelOpening(Asked):
    """A place that is not filled after all, and why."""

    code: str
    reason: str = Field(min_length=1, max_length=400)
    version: int | None = None


@action("openings.add", right=Right.CREATE, words="Open a place")
def add(given: AddOpening, change: Change) -> Opening:
    """Put a place on record as planned."""
    home = department_seen(given.department, change.actor)
    change.allow(home.pk)
    code = given.code or next_code(Opening, "H-")
    if code.casefold() in TAKEN or Opening._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    what = skill(given.skill) if given.skill else None
    cost = given.cost if given.cost is not None else usual_cost(what, given.way, given.people)
    priced: dict[str, Any] = {"cost": cost}
    row = Opening(code=code, department=home, skill=what, stage_on=timezone.localdate(change.at), **priced)
    for name in ("way", "people", "needed_by", "note"):
        setattr(row, name, getattr(given, name))
    row.role = _role(given.role)
    row.title = given.title or _title(row)
    row.owner = living_person(given.owner, change.actor) if given.owner else None
    row.plan = _plan(given.plan, change.actor) if given.plan else None
    change.say(f"Opened the place {row.code} {row.title}")
    return change.create(row)


@action("openings.edit", right=Right.EDIT, words="Edit an opening")
def edit(given: EditOpening, change: Change) -> Opening:
    """Change the given fields of a place that is not filled yet."""
    row = _going_on(given.code, change)
    values: dict[str, Any] = given.model_dump(
        include={"title", "way", "people", "needed_by", "cost", "note"}, exclude_unset=True
    )
    values = {name: value for name, value in values.items() if value is not None or name in {"needed_by", "cost"}}
    if "department" in given.model_fields_set and given.department:
        values["department"] = department_seen(given.department, change.actor)
        change.allow(values["department"].pk)
    if "skill" in given.model_fields_set:
        values["skill"] = skill(given.skill) if given.skill else None
    if given.role is not None:
        values["role"] = _role(given.role)
    if "owner" in given.model_fields_set:
        values["owner"] = living_person(given.owner, change.actor) if given.owner else None
    change.say(f"Edited the opening {row.code} {row.title}")
    return change.update(row, version=given.version, values=values)


@action("openings.move", right=Right.EDIT, words="Move an opening to another stage")
def move(given: MoveOpening, change: Change) -> Opening:
    """Move a place along; to leave “planned” somebody has to approve it, which takes the right to decide."""
    row = _going_on(given.code, change)
    if row.stage == given.stage:
        raise Conflict(f"{row.code} is {row.get_stage_display().lower()} already.")
    if row.stage == STAGES[0] and not change.actor.may(Right.DECIDE, row.department_id):
        raise Refused(f"{row.code} is planned. Somebody who may decide approves it before the search begins.")
    today = timezone.localdate(change.at)
    values: dict[str, Any] = {"stage": given.stage, "stage_on": today}
    if STAGES.index(given.stage) >= STAGES.index("open"):
        values["opened_on"] = row.opened_on or today
    change.say(f"The opening {row.code} {row.title} is now: {given.stage}")
    return change.update(row, version=given.version, values=values)


@action("openings.fill", right=Right.EDIT, words="Fill an opening")
def fill(given: FillOpening, change: Change) -> Opening:
    """Somebody starts; the capacity of the skill rises from that quarter on."""
    row = _going_on(given.code, change)
    if row.stage == STAGES[0]:
        raise Conflict(f"{row.code} is only planned. Have it approved before it is filled.")
    today = timezone.localdate(change.at)
    on = given.filled_on or today
    if row.opened_on and on < row.opened_on:
        raise BadInput(f"filled_on: the search began on {row.opened_on}, after {on}.")
    who = living_person(given.person, change.actor) if given.person else None
    values = {"stage": "filled", "stage_on": today, "filled_on": on, "filled_by": who}
    if who is not None:
        change.touch("person", who.pk)
    change.say(f"Filled the opening {row.code} {row.title}{f' with {who.name}' if who else ''}")
    row = change.update(row, version=given.version, values=values)
    if given.raise_capacity and row.skill_id is not None:
        _raise_capacity(row, on, change)
    return row


@action("openings.cancel", right=Right.EDIT, words="Cancel an opening")
def cancel(given: CancelOpening, change: Change) -> Opening:
    """The place is given up; its history stays readable."""
    row = _going_on(given.code, change)
    note = f"{row.note}\n{given.reason}".strip()
    change.say(f"Cancelled the opening {row.code} {row.title}: {given.reason}")
    today = timezone.localdate(change.at)
    return change.update(row, version=given.version, values={"stage": "cancelled", "stage_on": today, "note": note})


def usual_cost(what: Skill | None, way: str, people: Decimal) -> Decimal | None:
    """What such a place costs by the skill's terms: a quarter for all its people; training once. None: not known."""
    if what is None:
        return None
    each = {"hire": what.hire_cost, "contract": what.contract_cost, "train": what.train_cost}[way]
    return None if each is None else (Decimal(str(each)) * people).quantize(Decimal("0.01"))


def opening_seen(code: str, actor: Actor) -> Opening:
    """The opening with this code; the same words when there is none and when it may not be seen."""
    rows = Opening.objects.select_related("department", "skill", "owner", "filled_by", "plan")
    row = rows.filter(code__iexact=code, retired_at=None).first()
    if row is None or not actor.may(Right.READ, row.department_id):
        raise NotFound(NOT_HERE)
    return row


def _going_on(code: str, change: Change) -> Opening:
    row = opening_seen(code, change.actor)
    change.allow(row.department_id)
    if row.stage in ENDED:
        raise Conflict(f"{row.code} is {row.stage}. Open a new place instead.")
    return row


def _title(row: Opening) -> str:
    role = load_profiles().get(row.role)
    if role or row.skill:
        return role.name if role else str(row.skill)
    raise BadInput("title: say what the place is for, or give a role or a skill to name it after.")


def _role(code: str) -> str:
    if code and code not in load_profiles() and not RoleProfile.objects.filter(code=code, retired_at=None).exists():
        raise NotFound(f"There is no role {code}.")
    return code


def _plan(code: str, actor: Actor) -> Plan:
    row = Plan.objects.filter(code__iexact=code, retired_at=None).first()
    if row is None or not actor.may_anywhere(Right.READ):
        raise NotFound(f"There is no plan {code[:40]}.")
    return row


def _raise_capacity(row: Opening, on: date, change: Change) -> None:
    """Only where a capacity is on record: what nobody knows does not become known by one person more."""
    start = number_of(quarter_of(on))
    for held in Capacity.objects.filter(skill=row.skill_id, retired_at=None):
        if number_of(held.quarter) >= start:
            change.update(held, version=None, values={"fte": held.fte + row.people})

"""How does an objective come on record, find its place in the tree, get graded and end?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from opencaio.engines.objectives import loop_in
from opencaio.errors import BadInput, Conflict, Refused
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.aims.seeing import objective_seen
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.models import Objective
from opencaio.record.permissions import Actor, Right

CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
TAKEN = frozenset({"add", "export"})
"""Words that are addresses, and so no codes."""
GRADED = frozenset({"met", "partly_met", "missed", "dropped"})

Weight = Annotated[Decimal, Field(gt=0, le=1000, allow_inf_nan=False, decimal_places=3)]
Status = Literal["proposed", "active", "met", "partly_met", "missed", "dropped"]


class AddObjective(Asked):
    """What is to be reached, by when, and for whom.

    Without a department it is the whole organisation's. ``parent`` is the code of the objective above it, ``weight``
    what it counts among those that stand beside it.
    """

    title: str = Field(min_length=1, max_length=300)
    code: str | None = Field(None, min_length=1, max_length=40, pattern=CODE)
    description: str = Field("", max_length=20_000)
    department: str | None = None
    parent: str | None = None
    owner: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    weight: Weight = Decimal(1)
    status: Literal["proposed", "active"] = "proposed"


class EditObjective(Asked):
    """What changes about an objective: the fields that are given, and no other; an empty ``parent`` lifts it up."""

    code: str
    version: int | None = None
    title: str | None = Field(None, min_length=1, max_length=300)
    description: str | None = Field(None, max_length=20_000)
    department: str | None = None
    parent: str | None = None
    owner: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    weight: Weight | None = None


class SetObjectiveStatus(Asked):
    """Where the organisation says it stands; a grade, or to drop it, needs a reason."""

    code: str
    status: Status
    reason: str = Field("", max_length=400)
    version: int | None = None


class RetireObjective(Asked):
    """An objective that was entered in error, and why."""

    code: str
    reason: str = Field(min_length=1, max_length=400)
    version: int | None = None


@action("objectives.add", right=Right.CREATE, words="Add an objective")
def add(given: AddObjective, change: Change) -> Objective:
    """Put an objective on record, at the top or below another."""
    home = department_seen(given.department, change.actor) if given.department else None
    change.allow_part(home.pk if home else None)
    code = given.code or next_code(Objective, "O-")
    if code.casefold() in TAKEN or Objective._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    _in_order(given.starts_on, given.ends_on)
    row = Objective(code=code, department=home, status=given.status, weight=given.weight)
    for name in ("title", "description", "starts_on", "ends_on"):
        setattr(row, name, getattr(given, name))
    row.parent = objective_seen(given.parent, change.actor) if given.parent else None
    row.owner = living_person(given.owner, change.actor) if given.owner else None
    change.say(f"Added the objective {row.code} {row.title}")
    return change.create(row)


@action("objectives.edit", right=Right.EDIT, words="Edit an objective")
def edit(given: EditObjective, change: Change) -> Objective:
    """Change the given fields of an objective; the tree stays without circles."""
    row = changeable(given.code, change)
    values = _plain_values(given)
    _in_order(values.get("starts_on", row.starts_on), values.get("ends_on", row.ends_on))
    if "department" in given.model_fields_set:
        values["department"] = department_seen(given.department, change.actor) if given.department else None
        change.allow_part(values["department"].pk if values["department"] else None)
    if "owner" in given.model_fields_set:
        values["owner"] = living_person(given.owner, change.actor) if given.owner else None
    if "parent" in given.model_fields_set:
        values["parent"] = _parent(row, given.parent, change.actor)
    change.say(f"Edited the objective {row.code} {row.title}")
    return change.update(row, version=given.version, values=values)


@action("objectives.set_status", right=Right.EDIT, words="Say where an objective stands")
def set_status(given: SetObjectiveStatus, change: Change) -> Objective:
    """Agree on an objective, grade it when it ends, or drop it."""
    row = changeable(given.code, change)
    if row.status == given.status:
        raise Conflict(f"{row.code} is {given.status.replace('_', ' ')} already.")
    if given.status in GRADED and not given.reason:
        raise BadInput("reason: say in a sentence why it ends so.")
    because = f": {given.reason}" if given.reason else ""
    change.say(f"{row.code} {row.title} is {given.status.replace('_', ' ')} now{because}")
    return change.update(row, version=given.version, values={"status": given.status})


@action("objectives.retire", right=Right.RETIRE, words="Withdraw an objective entered in error")
def retire(given: RetireObjective, change: Change) -> Objective:
    """Take an objective that never was out of the tree; its history stays readable."""
    row = changeable(given.code, change)
    below = list(row.children.filter(retired_at=None).values_list("code", "department_id"))
    if below:
        seen = [code for code, home in below if home is None or change.actor.may(Right.READ, home)]
        raise Conflict(f"Objectives stand below it ({', '.join(seen) or 'of other departments'}): move them first.")
    for tie in row.alignments.filter(retired_at=None):
        change.update(tie, version=None, values={"retired_at": change.at})
    change.say(f"Withdrew the objective {row.code} {row.title}: {given.reason}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


def changeable(code: str, change: Change) -> Objective:
    """The objective with this code, if the actor may see it and holds the action's right over its department."""
    row = objective_seen(code, change.actor)
    if not change.actor.may(change.right, row.department_id):
        shared = " It is the whole organisation's: that takes a role over all of it." if not row.department_id else ""
        raise Refused(f"You may not do this here ({change.action} needs the right “{change.right}”).{shared}")
    change.allow_own()
    return row


def _parent(row: Objective, code: str | None, actor: Actor) -> Objective | None:
    if not code:
        return None
    above = objective_seen(code, actor)
    parents = dict(Objective.objects.filter(retired_at=None).values_list("pk", "parent_id"))
    if loop_in(parents, row.pk, under=above.pk):
        raise BadInput(f"{row.code} cannot stand below {above.code}, which stands below {row.code} itself.")
    return above


def _plain_values(given: EditObjective) -> dict[str, Any]:
    said = given.model_dump(include={"title", "description", "starts_on", "ends_on", "weight"}, exclude_unset=True)
    return {name: value for name, value in said.items() if value is not None or name.endswith("_on")}


def _in_order(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise BadInput(f"The period cannot end on {last} when it starts on {first}.")

"""How does a measure against risks and for requirements come on record, change and end?"""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.packs.frameworks import unknown_requirement
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.models import Control, Department, UseCase
from opencaio.record.permissions import Actor, Right

NOT_HERE = "There is no such thing here, or you may not see it."
Status = Literal["planned", "partly", "in_place"]


class AddControl(Asked):
    """A measure of a department, or without one of all; ``requirements`` are ``framework:requirement``.

    ``use_cases`` (codes) limits it to these uses; without them it stands around all uses of its department.
    """

    name: str = Field(min_length=1, max_length=300)
    code: str | None = Field(None, min_length=1, max_length=60)
    description: str = Field("", max_length=20_000)
    department: str | None = None
    owner: int | None = None
    status: Status = "planned"
    requirements: list[str] = Field([], max_length=500)
    review_due_on: date | None = None
    use_cases: list[str] = Field([], max_length=5_000)


class EditControl(Asked):
    """What changes about a control: the fields that are given, and no other."""

    code: str
    version: int | None = None
    name: str | None = Field(None, min_length=1, max_length=300)
    description: str | None = Field(None, max_length=20_000)
    department: str | None = None
    owner: int | None = None
    status: Status | None = None
    requirements: list[str] | None = Field(None, max_length=500)
    review_due_on: date | None = None
    use_cases: list[str] | None = Field(None, max_length=5_000)


class RetireControl(Asked):
    """A control that is no longer kept up."""

    code: str
    version: int | None = None
    reason: str = Field("", max_length=300)


@action("controls.add", right=Right.CREATE, words="Add a control")
def add(given: AddControl, change: Change) -> Control:
    """Put a measure on record."""
    home = department_seen(given.department, change.actor) if given.department else None
    change.allow_part(home.pk if home else None)
    code = given.code or next_code(Control, "C-", digits=3)
    if Control.objects.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    row = Control(code=code, department=home, requirements=_known(given.requirements))
    for name in ("name", "description", "status", "review_due_on"):
        setattr(row, name, getattr(given, name))
    row.owner = living_person(given.owner, change.actor) if given.owner else None
    change.say(f"Added the control {row.code} {row.name}")
    return change.create(row, use_cases=_uses(given.use_cases, home, change.actor))


@action("controls.edit", right=Right.EDIT, words="Edit a control")
def edit(given: EditControl, change: Change) -> Control:
    """Change the given fields of a measure."""
    row = control(given.code)
    change.allow_part(row.department_id)
    values = _values(given, change)
    home = values.get("department", row.department)
    links = {}
    if given.use_cases is not None:
        hidden = [one.pk for one in row.use_cases.all() if not change.actor.may(Right.READ, one.department_id)]
        links["use_cases"] = sorted({*_uses(given.use_cases, home, change.actor), *hidden})
    change.say(f"Edited the control {row.code} {row.name}")
    return change.update(row, version=given.version, values=values, **links)


@action("controls.retire", right=Right.RETIRE, words="Retire a control")
def retire(given: RetireControl, change: Change) -> Control:
    """The measure is no longer kept up; it stays readable, and counts for nothing."""
    row = control(given.code)
    change.allow_part(row.department_id)
    because = f": {given.reason}" if given.reason else ""
    change.say(f"Retired the control {row.code} {row.name}{because}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


def control(code: str) -> Control:
    """The control with this code that is still kept up."""
    row = Control.objects.select_related("department").filter(code__iexact=code, retired_at=None).first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row


def _values(given: EditControl, change: Change) -> dict[str, Any]:
    kept = {"name", "description", "status", "review_due_on"}
    plain = given.model_dump(include=kept, exclude_unset=True)
    values = {name: value for name, value in plain.items() if value is not None or name == "review_due_on"}
    if given.requirements is not None:
        values["requirements"] = _known(given.requirements)
    if "department" in given.model_fields_set:
        values["department"] = department_seen(given.department, change.actor) if given.department else None
        change.allow_part(values["department"].pk if given.department else None)
    if "owner" in given.model_fields_set:
        values["owner"] = living_person(given.owner, change.actor) if given.owner else None
    return values


def _known(keys: list[str]) -> list[str]:
    """The keys, each once, if there are such requirements; else ``BadInput`` with the nearest."""
    faults = [fault for key in keys if (fault := unknown_requirement(key))]
    if faults:
        raise BadInput(" ".join(faults[:5]), details=faults)
    return list(dict.fromkeys(keys))


def _uses(codes: list[str], home: Department | None, actor: Actor) -> list[int]:
    """The uses of these codes, which must be of the control's department or below it."""
    if not codes:
        return []
    living = UseCase.objects.filter(retired_at=None).select_related("department")
    rows = {row.code.casefold(): row for row in living.filter(code__in=codes)}
    for code in codes:
        row = rows.get(code.casefold())
        if row is None or not actor.may(Right.READ, row.department_id):
            raise NotFound(f"There is no use of AI {code} here, or you may not see it.")
        if home and not row.department.path.startswith(home.path):
            raise BadInput(f"{row.code} is not of {home.name}, whose control this is.")
    return sorted(row.pk for row in rows.values())

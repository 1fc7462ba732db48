"""How does the work that creates or changes use cases come on record, change and end?"""

from datetime import date
from typing import Any

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.gating import refuse_work_ahead
from opencaio.record.models import Initiative, UseCase
from opencaio.record.models.portfolio import Stage
from opencaio.record.permissions import Actor, Right

NOT_HERE = "There is no such thing here, or you may not see it."


class AddInitiative(Asked):
    """A piece of work: name, department, and the codes of the use cases that it is about."""

    name: str = Field(min_length=1, max_length=300)
    department: str
    code: str | None = Field(None, min_length=1, max_length=40)
    purpose: str = ""
    stage: Stage = Stage.IDEA
    lead: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    use_cases: list[str] = []


class EditInitiative(Asked):
    """What changes about an initiative: the fields that are given, and no other."""

    code: str
    version: int | None = None
    name: str | None = Field(None, min_length=1, max_length=300)
    department: str | None = None
    purpose: str | None = None
    stage: Stage | None = None
    lead: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    use_cases: list[str] | None = None


class RetireInitiative(Asked):
    """An initiative that has ended or was given up."""

    code: str
    version: int | None = None
    reason: str = ""


@action("initiatives.add", right=Right.CREATE, words="Add an initiative")
def add(given: AddInitiative, change: Change) -> Initiative:
    """Put a piece of work on record."""
    home = department_seen(given.department, change.actor)
    change.allow(home.pk)
    code = given.code or next_code(Initiative, "IN-", digits=4)
    if Initiative.objects.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    values = given.model_dump(include={"name", "purpose", "starts_on", "ends_on"})
    row = Initiative(code=code, department=home, stage=given.stage.value, **values)
    row.lead = living_person(given.lead, change.actor) if given.lead else None
    in_order(row.starts_on, row.ends_on)
    change.say(f"Added {row.code} {row.name}")
    return change.create(row, use_cases=_seen(given.use_cases, change.actor))


@action("initiatives.edit", right=Right.EDIT, words="Edit an initiative")
def edit(given: EditInitiative, change: Change) -> Initiative:
    """Change the given fields of a piece of work; it moves no further than its uses may stand."""
    row = initiative(given.code)
    change.allow(row.department_id)
    values = _values(given, change)
    in_order(values.get("starts_on", row.starts_on), values.get("ends_on", row.ends_on))
    links = {}
    if given.use_cases is not None:
        hidden = [one.pk for one in row.use_cases.all() if not change.actor.may(Right.READ, one.department_id)]
        links["use_cases"] = sorted({*_seen(given.use_cases, change.actor), *hidden})
    if given.stage is not None and given.stage != row.stage:
        uses = UseCase.objects.filter(pk__in=links["use_cases"]) if links else row.use_cases.all()
        today = timezone.localdate(change.at)
        refuse_work_ahead(row, uses, to=given.stage.value, actor=change.actor, on=today)
    change.say(f"Edited {row.code} {row.name}")
    return change.update(row, version=given.version, values=values, **links)


@action("initiatives.retire", right=Right.RETIRE, words="Retire an initiative")
def retire(given: RetireInitiative, change: Change) -> Initiative:
    """The work has ended or was given up; it stays readable."""
    row = initiative(given.code)
    change.allow(row.department_id)
    change.say(f"Retired {row.code} {row.name}" + (f": {given.reason}" if given.reason else ""))
    return change.update(row, version=given.version, values={"stage": Stage.RETIRED.value, "retired_at": change.at})


def initiative(code: str) -> Initiative:
    """The initiative with this code."""
    row = Initiative.objects.filter(code__iexact=code, retired_at=None).first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row


def _values(given: EditInitiative, change: Change) -> dict[str, Any]:
    plain = given.model_dump(include={"name", "purpose", "starts_on", "ends_on"}, exclude_unset=True)
    values = {name: value for name, value in plain.items() if value is not None or name.endswith("_on")}
    if given.stage is not None:
        values["stage"] = given.stage.value
    if given.department is not None:
        values["department"] = department_seen(given.department, change.actor)
        change.allow(values["department"].pk)
    if "lead" in given.model_fields_set:
        values["lead"] = living_person(given.lead, change.actor) if given.lead else None
    return values


def _seen(codes: list[str], actor: Actor) -> list[int]:
    rows = {row.code.casefold(): row for row in UseCase.objects.filter(code__in=codes, retired_at=None)}
    for code in codes:
        row = rows.get(code.casefold())
        if row is None or not actor.may(Right.READ, row.department_id):
            raise NotFound(NOT_HERE)
    return sorted(row.pk for row in rows.values())


def in_order(first: date | None, last: date | None) -> None:
    """Raise ``BadInput`` for work that would end before it starts."""
    if first and last and last < first:
        raise BadInput(f"It cannot end on {last} when it starts on {first}.")

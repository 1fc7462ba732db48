"""How does a key result come on record, change, and get read?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, Refused
from opencaio.record.actions.objectives import CODE, changeable
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.aims.seeing import key_result_seen
from opencaio.record.changes import Change
from opencaio.record.models import KeyResult, Objective, Reading
from opencaio.record.permissions import Right

EARLIEST = date(1990, 1, 1)
MOST = 60

Value = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=24, decimal_places=6)]


class AddKeyResult(Asked):
    """A measure of an objective: from ``baseline`` to ``target`` (more or less than it), in ``unit``."""

    objective: str
    text: str = Field(min_length=1, max_length=300)
    code: str | None = Field(None, min_length=1, max_length=40, pattern=CODE)
    unit: str = Field("", max_length=60)
    baseline: Value | None = None
    target: Value | None = None
    owner: int | None = None


class EditKeyResult(Asked):
    """What changes about a key result: the fields that are given, and no other."""

    code: str
    version: int | None = None
    text: str | None = Field(None, min_length=1, max_length=300)
    unit: str | None = Field(None, max_length=60)
    baseline: Value | None = None
    target: Value | None = None
    owner: int | None = None


class RetireKeyResult(Asked):
    """A key result that is measured no longer, and why."""

    code: str
    reason: str = Field(min_length=1, max_length=400)
    version: int | None = None


class ReadKeyResult(Asked):
    """What was measured on a day (default: today) and where that stands; the same day again puts it right."""

    code: str
    value: Value
    on: date | None = None
    source: str = Field("", max_length=300)


@action("key_results.add", right=Right.EDIT, words="Add a key result")
def add(given: AddKeyResult, change: Change) -> KeyResult:
    """Say by what one sees that an objective is reached."""
    objective = changeable(given.objective, change)
    if objective.key_results.filter(retired_at=None).count() >= MOST:
        raise BadInput(f"An objective holds at most {MOST} key results.")
    code = given.code or _next_code(objective)
    if KeyResult._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    _a_way(given.baseline, given.target)
    values = given.model_dump(include={"text", "unit", "baseline", "target"})
    row = KeyResult(code=code, objective=objective, **values)
    row.owner = living_person(given.owner, change.actor) if given.owner else None
    change.touch("objective", objective.pk)
    change.say(f"Added the key result {row.code} {row.text}")
    return change.create(row)


@action("key_results.edit", right=Right.EDIT, words="Edit a key result")
def edit(given: EditKeyResult, change: Change) -> KeyResult:
    """Change the given fields; what was measured before is judged by the new way."""
    row = _changeable(given.code, change)
    said = given.model_dump(include={"text", "unit", "baseline", "target"}, exclude_unset=True)
    values: dict[str, Any] = {
        name: value for name, value in said.items() if value is not None or name in {"baseline", "target"}
    }
    _a_way(values.get("baseline", row.baseline), values.get("target", row.target))
    if "owner" in given.model_fields_set:
        values["owner"] = living_person(given.owner, change.actor) if given.owner else None
    change.say(f"Edited the key result {row.code} {row.text}")
    return change.update(row, version=given.version, values=values)


@action("key_results.retire", right=Right.RETIRE, words="Retire a key result")
def retire(given: RetireKeyResult, change: Change) -> KeyResult:
    """It no longer counts; its readings stay readable."""
    row = _changeable(given.code, change)
    change.say(f"Retired the key result {row.code} {row.text}: {given.reason}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


@action("key_results.read", right=Right.COMMENT, words="Say what a key result measured")
def read(given: ReadKeyResult, change: Change) -> Reading:
    """Keep a measured value with its day and source.

    Whoever owns the key result or its objective may, and whoever may edit the objective.
    """
    row = key_result_seen(given.code, change.actor)
    _may_read_it(row, change)
    on, today = given.on or timezone.localdate(change.at), timezone.localdate(change.at)
    if on > today:
        raise BadInput(f"Nothing can have been measured on {on}, which is still to come.")
    if on < EARLIEST:
        raise BadInput(f"{on} is too long ago. Check the year.")
    change.touch("objective", row.objective_id)
    change.touch("keyresult", row.pk)
    values = {"value": given.value, "source": given.source}
    unit = f" {row.unit}" if row.unit else ""
    change.say(f"{row.code} {row.text}: {given.value.normalize():f}{unit} on {on}")
    held = Reading.objects.filter(key_result=row, on=on).first()
    if held is None:
        return change.create(Reading(key_result=row, on=on, **values))
    return change.update(held, version=None, values={**values, "retired_at": None})


def _may_read_it(row: KeyResult, change: Change) -> None:
    mine = change.actor.person_id is not None and change.actor.person_id in {row.owner_id, row.objective.owner_id}
    if not mine and not change.actor.may(Right.EDIT, row.objective.department_id):
        raise Refused(
            "You may not do this here: whoever owns the key result or its objective, or may edit it, gives its values."
        )
    change.allow_own()


def _changeable(code: str, change: Change) -> KeyResult:
    row = key_result_seen(code, change.actor)
    changeable(row.objective.code, change)
    change.touch("objective", row.objective_id)
    return row


def _a_way(baseline: Decimal | None, target: Decimal | None) -> None:
    if baseline is not None and baseline == target:
        raise BadInput("Baseline and target are the same, so there is no way to measure progress on.")


def _next_code(objective: Objective) -> str:
    taken = {code.casefold() for code in objective.key_results.values_list("code", flat=True)}
    letters = (f"{objective.code}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    numbers = (f"{objective.code}.{number}" for number in range(27, 10_000))
    return next(code for code in (*letters, *numbers) if code.casefold() not in taken)

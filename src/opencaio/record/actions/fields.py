"""Which fields does this organisation add to its use cases, and what may stand in them?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import CustomField
from opencaio.record.permissions import Right


class AddField(Asked):
    """A field of one's own: text, number, date, or one of several choices."""

    key: str = Field(pattern="^[a-z][a-z0-9_-]{0,59}$")
    label: str = Field(min_length=1, max_length=120)
    kind: Literal["text", "number", "date", "choice"] = "text"
    choices: list[str] = []


class EditField(Asked):
    """A new label or new choices; the kind stays."""

    key: str
    label: str | None = Field(None, min_length=1, max_length=120)
    choices: list[str] | None = None
    version: int | None = None


class RetireField(Asked):
    """A field that is no longer filled in."""

    key: str


@action("fields.add", right=Right.SETTINGS, words="Add a field")
def add(given: AddField, change: Change) -> CustomField:
    """Add a field that every use case may have."""
    change.allow(None)
    if CustomField.objects.filter(key=given.key).exists():
        raise Conflict(f"There is a field {given.key} already.")
    if (given.kind == "choice") != bool(given.choices):
        raise BadInput("A field of choices, and no other, lists its choices.")
    change.say(f"Added the field {given.label}")
    return change.create(CustomField(**given.model_dump()))


@action("fields.edit", right=Right.SETTINGS, words="Edit a field")
def edit(given: EditField, change: Change) -> CustomField:
    """What was filled in before stays as it was."""
    change.allow(None)
    row = _field(given.key)
    if given.choices is not None and (row.kind == "choice") != bool(given.choices):
        raise BadInput("A field of choices, and no other, lists its choices.")
    change.say(f"Edited the field {row.label}")
    values = given.model_dump(include={"label", "choices"}, exclude_none=True)
    return change.update(row, version=given.version, values=values)


@action("fields.retire", right=Right.SETTINGS, words="Retire a field")
def retire(given: RetireField, change: Change) -> CustomField:
    """The field is no longer offered; what stands in it stays readable."""
    change.allow(None)
    row = _field(given.key)
    change.say(f"Retired the field {row.label}")
    return change.update(row, version=None, values={"retired_at": change.at})


def checked_custom(values: Mapping[str, str]) -> dict[str, str]:
    """``values`` if each key is a field of ours and its value is of the field's kind; else ``BadInput``."""
    if not values:
        return {}
    known = {one.key: one for one in CustomField.objects.all()}
    for key, value in values.items():
        if key not in known:
            raise BadInput(f"There is no field {key}. Add it first (fields.add).")
        if value and not _fits(known[key], value):
            raise BadInput(f"“{value}” is not {_wanted(known[key])}, which {known[key].label} holds.")
    return {key: value for key, value in values.items() if value}


def _fits(field: CustomField, value: str) -> bool:
    try:
        if field.kind == "number":
            return Decimal(value).is_finite()
        if field.kind == "date":
            return bool(date.fromisoformat(value))
    except (InvalidOperation, ValueError):
        return False
    return field.kind != "choice" or value in field.choices


def _wanted(field: CustomField) -> str:
    words = {"number": "a number", "date": "a date (2026-11-22)"}
    return words.get(field.kind) or f"one of {', '.join(field.choices)}"


def _field(key: str) -> CustomField:
    row = CustomField.objects.filter(key=key, retired_at=None).first()
    if row is None:
        raise NotFound(f"There is no field {key}.")
    return row

"""What is one change to the record, while it is being made?

An action receives a `Change`. It asks leave (`allow`), writes rows (`create`, `update`), and everything
that it wrote, before and after, ends in one ledger entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model

from opencaio.errors import Conflict, NotFound, Refused
from opencaio.record.bulky import kept_value
from opencaio.record.ledger import Subject
from opencaio.record.models import Past
from opencaio.record.models.base import Recorded
from opencaio.record.permissions import Actor, Right

Row = TypeVar("Row", bound=Recorded)

UNRECORDED = frozenset({"id", "version", "created_at", "updated_at", "password"})


@dataclass
class Change:
    """The change under way: who, when, with which right, and what it has written so far."""

    action: str
    right: Right
    actor: Actor
    at: datetime
    words: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    subjects: dict[Subject, None] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    was_allowed: bool = False

    def allow(self, department_id: int | None) -> None:
        """Pass if the actor holds the action's right over this department; else refuse.

        Someone who may not even read the department is told that there is no such thing.
        """
        if not self.actor.may(Right.READ, department_id):
            raise NotFound("There is no such thing here, or you may not see it.")
        if not self.actor.may(self.right, department_id):
            raise Refused(f"You may not do this here ({self.action} needs the right “{self.right}”).")
        self.was_allowed = True

    def allow_part(self, department_id: int | None) -> None:
        """As ``allow``, for what may belong to no department: all see that, few may change it."""
        if department_id is None and not self.actor.may(self.right, None):
            raise Refused("This is shared by all departments: changing it takes a role over all of them.")
        self.allow(department_id)

    def allow_own(self) -> None:
        """Pass: the actor changes nothing but what is his own."""
        self.was_allowed = True

    def create(self, row: Row, **links: Any) -> Row:
        """Insert ``row`` and set its many-to-many ``links``."""
        row.created_at = row.updated_at = self.at
        row.save(force_insert=True)
        for name, members in links.items():
            getattr(row, name).set(members)
        self._keep(row, before=None, after=values_of(row) | _keys(links))
        return row

    def update(self, row: Row, *, version: int | None, values: Mapping[str, Any], **links: Any) -> Row:
        """Change ``values`` of ``row``, provided that it still has ``version`` (None: whatever it has).

        Raises ``Conflict`` when someone else changed the row first; nothing is overwritten.
        """
        before = values_of(row)
        was = row.version if version is None else version
        for name, value in values.items():
            setattr(row, name, value)
        after = values_of(row)
        keys = _keys(links)
        linked = {name: _current(row, name) for name in links}
        if before == after and linked == keys:
            return row
        row.version, row.updated_at = was + 1, self.at
        touched = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
        touched.pop("id")
        if not type(row)._base_manager.filter(pk=row.pk, version=was).update(**touched):
            raise Conflict(_conflict_words(row))
        for name, members in keys.items():
            getattr(row, name).set(members)
        self._remember(row, before=before | linked, version=was)
        self._keep(row, before=before | linked, after=after | keys)
        return row

    def touch(self, kind: str, key: int) -> None:
        """Say that this entry belongs to the history of one more thing."""
        self.subjects[Subject(kind, key)] = None

    def say(self, words: str) -> None:
        """The line that people will read in the history."""
        self.words = words

    @property
    def is_empty(self) -> bool:
        """True when nothing was written."""
        return not self.rows and not self.notes

    @property
    def payload(self) -> dict[str, Any]:
        """What goes beside the ledger entry."""
        return {"rows": self.rows, **self.notes}

    def _keep(self, row: Recorded, *, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        kind = kind_of(row)
        self.touch(kind, row.pk)
        changed = {name: value for name, value in after.items() if before is None or before.get(name) != value}
        kept = {
            "kind": kind,
            "id": row.pk,
            "after": {k: v for k, v in changed.items() if v not in ("", None)},
        }
        if before is not None:
            kept = {
                "kind": kind,
                "id": row.pk,
                "after": changed,
                "before": {k: before.get(k) for k in changed},
            }
        self.rows.append(kept)

    def _remember(self, row: Recorded, *, before: dict[str, Any], version: int) -> None:
        Past.objects.create(kind=kind_of(row), key=row.pk, version=version, until=self.at, values=_plain(before))


def kind_of(row: Model | type[Model]) -> str:
    """The short name of a row's table: ``usecase``, ``department``, …"""
    return str(row._meta.model_name)


def values_of(row: Model) -> dict[str, Any]:
    """The row's own columns, by attribute name, in plain JSON values; of a bulky one its digest and size."""
    kind = kind_of(row)
    columns = [one.attname for one in row._meta.concrete_fields if one.name not in UNRECORDED]
    return _plain({name: kept_value(kind, name, getattr(row, name)) for name in columns})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _atom(value) for name, value in values.items()}


def _atom(value: Any) -> Any:
    """A day or time in ISO form; an amount as text without exponent or idle zeros (JSON knows no decimals)."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if hasattr(value, "isoformat") else value


def _keys(links: Mapping[str, Any]) -> dict[str, Any]:
    return {name: sorted(getattr(one, "pk", one) for one in members) for name, members in links.items()}


def _current(row: Model, name: str) -> list[int]:
    return sorted(getattr(row, name).values_list("pk", flat=True))


def _conflict_words(row: Recorded) -> str:
    now = type(row)._base_manager.filter(pk=row.pk).values_list("version", flat=True).first()
    return (
        f"Someone else changed “{row}” while you were editing (it is at version {now} now). "
        "Nothing was overwritten. Look at the present state and make your change again."
    )

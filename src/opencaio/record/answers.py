"""How does what a query or an action gave become plain JSON, for the command line, the API and MCP alike?"""

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db.models import Model, QuerySet
from pydantic import BaseModel

from opencaio.record.actions.registry import Done
from opencaio.record.changes import kind_of, values_of

SECRET = frozenset({"password", "digest"})


def plain(value: Any) -> Any:
    """``value`` in JSON's own types; a row as its columns, with ``kind``, ``id`` and ``version``."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Model):
        return _row(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, QuerySet | list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    return _atom(value)


def done_as_plain(done: Done) -> dict[str, Any]:
    """``{"words", "entry", "result"}``; ``entry`` is null when nothing changed."""
    return {"words": done.words, "entry": done.entry, "result": plain(done.result)}


def _row(row: Model) -> dict[str, Any]:
    kept = {name: plain(one) for name, one in values_of(row).items() if name not in SECRET}
    return {"kind": kind_of(row), "id": row.pk, "version": getattr(row, "version", None), **kept}


def _atom(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return plain(value.value)
    return str(value)

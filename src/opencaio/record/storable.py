"""Can a database keep this at all: no sign that text cannot hold, no number that a column cannot?"""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from opencaio.errors import BadInput

LARGEST = 2**31 - 1
"""PostgreSQL's integer; SQLite would take more, but a record must fit both."""


def check(given: BaseModel) -> None:
    """Raise ``BadInput`` with the field's name for a text or a number that no column can hold."""
    faults = [
        f"{name}: {fault}"
        for name, value in given
        for fault in _faults(value, is_column=type(given).model_fields[name].annotation is not Any)
    ]
    if faults:
        raise BadInput("; ".join(faults), details=faults)


def _faults(value: Any, *, is_column: bool) -> Iterator[str]:
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            yield "the text holds a sign that cannot be kept"
    elif isinstance(value, int) and is_column and abs(value) > LARGEST:
        yield f"the number is beyond {LARGEST}"
    elif isinstance(value, Mapping):
        for one in (*value.keys(), *value.values()):
            yield from _faults(one, is_column=is_column)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _faults(one, is_column=is_column)
    elif isinstance(value, BaseModel):
        for _, one in value:
            yield from _faults(one, is_column=is_column)

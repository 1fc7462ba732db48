"""Can a database keep this at all: no sign that text cannot hold, no number that a column cannot?"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, get_args

from django.db import DataError, IntegrityError, OperationalError
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from opencaio.errors import BadInput, Conflict

LARGEST = 2**31 - 1
"""PostgreSQL's integer; SQLite would take more, but a record must fit both."""

FIRST_YEAR, LAST_YEAR = 1000, 9000
"""Beyond these a sum of months or another time zone leaves the calendar."""
MOST_BITS = 4096
"""Of a number in what is of any kind; Python itself writes no more than 4,300 digits."""
NO_JSON = ("JSON_VALID", "type json")
TAKEN = ("UNIQUE constraint failed", "duplicate key value")


def check(given: BaseModel) -> None:
    """Raise ``BadInput`` with the field's name for a text or a number that no column can hold."""
    faults = [
        f"{name}: {fault}"
        for name, value in given
        for fault in _faults(value, is_column=_is_column(type(given).model_fields[name]))
    ]
    if faults:
        raise BadInput("; ".join(faults), details=faults)


def _is_column(field: FieldInfo) -> bool:
    """Not what is of any kind, as the cells of facts, nor a number that has a limit of its own."""
    return not (_is_free(field.annotation) or any(getattr(one, "le", None) for one in field.metadata))


def _is_free(kind: Any) -> bool:
    return kind is Any or any(_is_free(one) for one in get_args(kind))


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Say what only the database notices: too long a word to look for, a number that is none, a code that is taken."""
    try:
        yield
    except OperationalError as fault:
        if "pattern too complex" in str(fault):
            raise BadInput("A text by which something is looked for is too long.") from fault
        raise
    except (IntegrityError, DataError) as fault:
        if any(words in str(fault) for words in NO_JSON):
            raise BadInput("A number is NaN or infinite, which cannot be kept.") from fault
        if any(words in str(fault) for words in TAKEN):
            raise Conflict(
                "Someone else put the same on record at this moment. Nothing was kept: try again."
            ) from fault
        raise


def _faults(value: Any, *, is_column: bool) -> Iterator[str]:
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            yield "the text holds a sign that cannot be kept"
    elif isinstance(value, int) and is_column and abs(value) > LARGEST:
        yield f"the number is beyond {LARGEST}"
    elif isinstance(value, int) and value.bit_length() > MOST_BITS:
        yield "the number has more than a thousand digits"
    elif isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        yield f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}"
    elif isinstance(value, Mapping):
        for one in (*value.keys(), *value.values()):
            yield from _faults(one, is_column=is_column)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _faults(one, is_column=is_column)
    elif isinstance(value, BaseModel):
        for name, one in value:
            yield from _faults(one, is_column=_is_column(type(value).model_fields[name]))

"""Which columns of a use are facts as well, so that one entry serves both?

A column that is given states the fact; a fact that is stated of a use sets the column. Both in one ledger entry.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from opencaio.errors import BadInput
from opencaio.record.changes import Change
from opencaio.record.models import Fact, UseCase
from opencaio.record.vocabulary import checked_value

#: Column and fact.
PAIRS = {"countries": "countries", "people_affected": "deployment.people"}
COLUMNS = {key: column for column, key in PAIRS.items()}
EMPTY: Mapping[str, Any] = {"countries": [], "people_affected": None}
PAGE = "The page of the use"


def checked_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """The mirrored columns among ``values``, as their facts keep them; ``BadInput`` where a fact could not be so."""
    given = {column: values[column] for column in PAIRS if column in values}
    return {column: checked_value(PAIRS[column], value) if _says(value) else value for column, value in given.items()}


def follow(change: Change, row: UseCase, facts: Mapping[str, Any]) -> None:
    """Set the columns by these facts, stated or (None) no longer known."""
    values = {COLUMNS[key]: _column(key, value) for key, value in facts.items() if key in COLUMNS}
    if values:
        change.update(row, version=None, values=values)


def columns_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a use that is about to be written with these facts."""
    return {COLUMNS[key]: _column(key, value) for key, value in facts.items() if key in COLUMNS}


def told_by_columns(uses: Iterable[int], *, all_of_them: bool) -> dict[int, dict[str, Any]]:
    """What the columns say of uses that were written before their facts were stated: ``{use: {key: value}}``."""
    rows = UseCase.objects.exclude(countries=[], people_affected__isnull=True)
    rows = rows if all_of_them else rows.filter(pk__in=list(uses))
    return {
        pk: {PAIRS[column]: value for column, value in zip(PAIRS, said, strict=True) if _can_be_fact(column, value)}
        for pk, *said in rows.values_list("pk", *PAIRS)
    }


def changed_columns(row: UseCase, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The facts to state (None: to take back) so that they say what the columns say; what they say already is left."""
    keys = [PAIRS[column] for column in columns]
    held = Fact.objects.filter(subject_kind="usecase", subject_id=row.pk, superseded_at=None, key__in=keys)
    standing = dict(held.values_list("key", "value"))
    wanted = {PAIRS[column]: value if _says(value) else None for column, value in columns.items()}
    return {key: value for key, value in wanted.items() if standing.get(key) != value}


def _can_be_fact(column: str, value: Any) -> bool:
    """False for what says nothing, and for words that an earlier version took and no fact can be."""
    try:
        return _says(value) and checked_value(PAIRS[column], value) is not None
    except BadInput:
        return False


def _says(value: Any) -> bool:
    return value is not None and value != []


def _column(key: str, value: Any) -> Any:
    return EMPTY[COLUMNS[key]] if value is None else value

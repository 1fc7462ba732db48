"""How does a test inside a transaction get rows that another test put on record before, at once?"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Generic, TypeVar

from django.db import connection

Found = TypeVar("Found")
Rows = dict[str, list[tuple[Any, ...]]]


class Kept(Generic[Found]):
    """What a fill puts on record: filled by its actions once, by its rows from then on."""

    def __init__(self, fill: Callable[[], Found]) -> None:
        self.fill = fill
        self.rows: Rows | None = None
        self.found: Found

    def put(self) -> Found:
        """Fill the record, and give what ``fill`` gave when it was first called."""
        if self.rows is None:
            before = _every_row()
            self.found = deepcopy(found := self.fill())
            self.rows = {table: rows for table, rows in _every_row().items() if rows != before[table]}
            return found
        with connection.cursor() as cursor:
            for table, rows in self.rows.items():
                cursor.execute(f'DELETE FROM "{table}"')
                places = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)
        return deepcopy(self.found)


def _every_row() -> Rows:
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = cursor.fetchall()
    return found

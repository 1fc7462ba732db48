"""How does the database itself refuse to change what must never change?

Django rebuilds a SQLite table (and drops its triggers) when a field is altered, so they are raised after
every migration; `doctor` looks whether they stand.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("record_ledgerentry",)

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_{verb}_refused BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""
_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION opencaio_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$""",
    """CREATE OR REPLACE TRIGGER {table}_rows_refused BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION opencaio_refuse()""",
    """CREATE OR REPLACE TRIGGER {table}_truncate_refused BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION opencaio_refuse()""",
)


def raise_guards(using: str = "default", **_: Any) -> None:
    """Create the triggers that are missing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            for statement in _statements(connection, table):
                cursor.execute(statement)


def missing_guards(using: str = "default") -> list[str]:
    """Names of the triggers that ought to stand and do not."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger")
        standing = {row[0] for row in cursor.fetchall()}
    return [name for table in APPEND_ONLY for name in _names(connection, table) if name not in standing]


def _statements(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    if connection.vendor == "sqlite":
        return [_SQLITE.format(table=table, verb=verb) for verb in ("UPDATE", "DELETE")]
    return [statement.format(table=table) for statement in _POSTGRESQL]


def _names(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    ends = ("UPDATE", "DELETE") if connection.vendor == "sqlite" else ("rows", "truncate")
    return [f"{table}_{end}_refused" for end in ends]

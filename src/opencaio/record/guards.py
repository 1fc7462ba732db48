"""How does the database itself refuse to change what must never change?

Django rebuilds a SQLite table (and drops its triggers) when a field is altered, so they are raised after
every migration; `doctor` looks whether they stand.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

#: A payload may only be emptied, whole: that is what erasing one person's data does to it.
EMPTIED = "NEW.body = '' AND NEW.salt = '' AND NEW.erased_at IS NOT NULL AND NEW.entry_id = OLD.entry_id"
WORDS = "the ledger is append-only"


@dataclass(frozen=True)
class Guard:
    """A table of which the database refuses to change or remove rows, save for changes that meet ``unless``."""

    table: str
    unless: str = ""
    words: str = WORDS

    def names(self, vendor: str) -> list[str]:
        """The triggers that make up this guard."""
        verbs = ("update", "delete") if vendor == "sqlite" else ("update", "delete", "truncate")
        return [f"{self.table}_{verb}_refused" for verb in verbs]

    def statements(self, vendor: str) -> list[str]:
        """SQL that puts the triggers up where they are missing."""
        update = f"WHEN (NOT ({self.unless}))" if self.unless else ""
        if vendor == "sqlite":
            return [self._sqlite("update", update), self._sqlite("delete", "")]
        rows = [self._postgresql("update", f"ROW {update}"), self._postgresql("delete", "ROW")]
        return [FUNCTION, *rows, self._postgresql("truncate", "STATEMENT")]

    def _sqlite(self, verb: str, when: str) -> str:
        return (
            f"CREATE TRIGGER IF NOT EXISTS {self.table}_{verb}_refused BEFORE {verb} ON {self.table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{self.words}'); END"
        )

    def _postgresql(self, verb: str, each: str) -> str:
        return (
            f"CREATE OR REPLACE TRIGGER {self.table}_{verb}_refused BEFORE {verb} ON {self.table} "
            f"FOR EACH {each} EXECUTE FUNCTION opencaio_refuse('{self.words}')"
        )


FUNCTION = (
    "CREATE OR REPLACE FUNCTION opencaio_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
)
#: A version of a document is as it was from its signature on.
UNSIGNED = "OLD.signed_at IS NULL"
GUARDS = (
    Guard("record_ledgerentry"),
    Guard("record_ledgerpayload", unless=EMPTIED),
    Guard("record_documentversion", unless=UNSIGNED, words="a signed document stays as it is"),
)


def raise_guards(using: str = "default", **_: Any) -> None:
    """Create the triggers that are missing."""
    connection = connections[using]
    standing = _tables(connection)
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if guard.table in standing:
                for statement in guard.statements(connection.vendor):
                    cursor.execute(statement)


def missing_guards(using: str = "default") -> list[str]:
    """Names of the triggers that ought to stand and do not."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'")
        standing = {row[0] for row in cursor.fetchall()}
    return [name for guard in GUARDS for name in guard.names(connection.vendor) if name not in standing]


def _tables(connection: BaseDatabaseWrapper) -> set[str]:
    return set(connection.introspection.table_names())

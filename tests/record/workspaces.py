"""How does a test get a real workspace of its own: a folder, a database, committed changes?

A migrated database is made once and copied for each test, so nothing need be flushed (the ledger's guards
would refuse that) and every commit, anchor and file is a real one.
"""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from opencaio.record.laying import lay_tables

TEMPLATE = "opencaio_template"


@dataclass(frozen=True)
class Template:
    """A migrated, empty database to copy."""

    path: Path

    @classmethod
    def make(cls, folder: Path) -> "Template":
        """Migrate an empty database, once a session."""
        path = folder / "template.sqlite3"
        if connection.vendor == "postgresql":
            _postgresql(f'CREATE DATABASE "{TEMPLATE}"')
        with pointed_at(TEMPLATE if connection.vendor == "postgresql" else str(path)):
            lay_tables()
            if connection.vendor == "sqlite":
                connection.cursor().execute("PRAGMA journal_mode=DELETE")
        return cls(path)

    @contextmanager
    def copied_to(self, home: Path) -> Iterator[Path]:
        """Make ``home`` the workspace for a while, with a copy of the database."""
        name = f"test_{uuid.uuid4().hex}"
        if connection.vendor == "postgresql":
            _postgresql(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
        else:
            name = str(home / "record.sqlite3")
            shutil.copyfile(self.path, name)
        (home / "secret.key").write_text("a secret for tests\n")
        (home / "secret.key").chmod(0o600)
        home.chmod(0o700)
        was = settings.OPENCAIO_HOME, settings.OPENCAIO_FILES
        settings.OPENCAIO_HOME, settings.OPENCAIO_FILES = home, home / "files"
        try:
            with pointed_at(name):
                yield home
        finally:
            settings.OPENCAIO_HOME, settings.OPENCAIO_FILES = was
            if connection.vendor == "postgresql":
                _postgresql(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Let Django's connection be to the database of this name for a while."""
    was = connection.settings_dict["NAME"]
    _point(name)
    try:
        yield
    finally:
        _point(was)


def _point(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def _postgresql(statement: str) -> None:
    import psycopg

    with psycopg.connect(**parameters(), autocommit=True) as server:
        server.execute(statement)


def parameters() -> dict[str, Any]:
    """Where the server is, for a connection outside Django."""
    known = connection.settings_dict
    asked = {"host": known["HOST"], "user": known["USER"], "password": known["PASSWORD"], "port": known["PORT"]}
    return {"dbname": "postgres", **{name: value for name, value in asked.items() if value}}

"""How does a test get a real workspace of its own: a folder, a database, committed changes?

A migrated database is made once and copied for each test, so nothing need be flushed (the ledger's guards
would refuse that) and every commit, anchor and file is a real one.
"""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection

from opencaio.record.laying import lay_tables

Found = TypeVar("Found")


@dataclass(frozen=True)
class Template:
    """A workspace to copy: its files and, on PostgreSQL, its database."""

    folder: Path
    database: str

    @classmethod
    def make(cls, folder: Path) -> "Template":
        """An empty record, its tables laid."""
        (folder / "secret.key").write_text("a secret for tests\n")
        (folder / "secret.key").chmod(0o600)
        name = _database_in(folder)
        if connection.vendor == "postgresql":
            _postgresql(f'CREATE DATABASE "{name}"')
        with pointed_at(name):
            lay_tables()
            _one_file()
        return cls(folder, name)

    def filled(self, folder: Path, fill: Callable[[], Found]) -> tuple["Template", Found]:
        """A copy of it with what ``fill`` puts on record, to copy in its turn, and what ``fill`` gives back."""
        name = self._copy(folder)
        with _lived_in(folder, name):
            found = fill()
            _one_file()
        return Template(folder, name), found

    @contextmanager
    def copied_to(self, home: Path) -> Iterator[Path]:
        """Make ``home`` a copy of it and the workspace for a while."""
        name = self._copy(home)
        home.chmod(0o700)
        try:
            with _lived_in(home, name):
                yield home
        finally:
            if connection.vendor == "postgresql":
                _postgresql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _copy(self, folder: Path) -> str:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        name = _database_in(folder)
        if connection.vendor == "postgresql":
            _postgresql(f'CREATE DATABASE "{name}" TEMPLATE "{self.database}"')
        return name


def _database_in(folder: Path) -> str:
    return f"test_{uuid.uuid4().hex}" if connection.vendor == "postgresql" else str(folder / "record.sqlite3")


def _one_file() -> None:
    """Nothing of a SQLite record stays beside its file, so that copying the file copies it whole."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _lived_in(home: Path, name: str) -> Iterator[None]:
    was = settings.OPENCAIO_HOME, settings.OPENCAIO_FILES
    settings.OPENCAIO_HOME, settings.OPENCAIO_FILES = home, home / "files"
    try:
        with pointed_at(name):
            yield
    finally:
        settings.OPENCAIO_HOME, settings.OPENCAIO_FILES = was


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

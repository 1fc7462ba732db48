"""How does this process look at another folder as if it were the workspace, and how does it come back?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


@contextmanager
def at_home_in(folder: Path) -> Iterator[None]:
    """Let settings and (on SQLite) the database be those of ``folder`` for a while."""
    was = settings.OPENCAIO_HOME, settings.OPENCAIO_FILES, database_name()
    on_sqlite = connection.vendor == "sqlite"
    _settle(folder, folder / "files", str(folder / "record.sqlite3") if on_sqlite else was[2])
    try:
        yield
    finally:
        _settle(*was)


def database_name() -> str:
    """The path of the SQLite file, or the name of the PostgreSQL database, that is used now."""
    return str(settings.DATABASES["default"]["NAME"])


def lake_folder() -> Path | None:
    """The folder of the lake's files; None when they lie in an object store, which has backups of its own."""
    root = str(settings.OPENCAIO_LAKE or Path(settings.OPENCAIO_HOME) / "lake")
    return None if "://" in root else Path(root)


def _settle(home: Path, files: Path, database: str) -> None:
    settings.OPENCAIO_HOME, settings.OPENCAIO_FILES = home, files
    if connection.vendor == "sqlite":
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = database

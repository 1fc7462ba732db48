"""How is everything that a workspace holds put into one file, while people go on working?"""

import os
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from opencaio import __version__
from opencaio.errors import BadInput
from opencaio.record import anchors, ledger
from opencaio.record.backups import archive, portable
from opencaio.record.backups.elsewhere import database_name, lake_folder


@dataclass(frozen=True)
class BackupReport:
    """A backup that was made: where, how large (bytes), how many attachments, and the ledger's head in it.

    ``lake_files`` and ``lake_size`` (bytes): what of the lake is in it; nothing of a lake in an object store.
    """

    path: Path
    size: int
    attachments: int
    ledger_count: int
    ledger_head: str
    lake_files: int = 0
    lake_size: int = 0


def make_backup(path: Path, *, portable_form: bool = False, at: datetime | None = None) -> BackupReport:
    """Write a backup to ``path``, which must not exist; whole or not at all.

    ``portable_form`` writes the tables as text, which SQLite and PostgreSQL both take back; a PostgreSQL
    record is always written so.
    """
    if path.exists():
        raise BadInput(f"{path} exists already. Choose another name for the backup.")
    path.parent.mkdir(parents=True, exist_ok=True)
    as_text = portable_form or connection.vendor != "sqlite"
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as name:
        folder = Path(name)
        anchored = anchors.all_kept()
        # Before the tables and after: a file that the tables name was there at one time or the other.
        _copy_lake(folder)
        count, head, migrations = _copy_tables(folder) if as_text else _copy_database(folder)
        _copy_lake(folder)
        _copy_files(folder)
        _copy_anchors(folder, anchored)
        parts = {_name(one, folder): archive.digest_of(one) for one in folder.rglob("*") if one.is_file()}
        made_at = (at or timezone.now()).isoformat(timespec="seconds")
        manifest = archive.Manifest(__version__, made_at, as_text, count, head, migrations, parts)
        packed = folder / "packed.zip"
        archive.write(packed, folder, manifest)
        packed.chmod(0o600)
        packed.replace(path)
    attached = sum(one.startswith("files/") for one in parts)
    lake = [one.size for name, one in parts.items() if name.startswith(f"{archive.LAKE}/")]
    return BackupReport(path, path.stat().st_size, attached, count, head, len(lake), sum(lake))


def _copy_database(folder: Path) -> tuple[int, str, dict[str, list[str]]]:
    """Copy a SQLite database as it is at one moment, by the online backup interface."""
    connection.ensure_connection()
    with sqlite3.connect(database_name()) as source:
        copy = sqlite3.connect(folder / archive.DATABASE)
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        count, head = copy.execute("SELECT sequence, hash FROM record_ledgerhead").fetchone() or (
            0,
            ledger.GENESIS,
        )
        applied = copy.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
        copy.close()
    source.close()
    return count, head, _by_app(applied)


def _copy_tables(folder: Path) -> tuple[int, str, dict[str, list[str]]]:
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        count, head = ledger.head()
        applied = MigrationRecorder(connection).migration_qs.order_by("pk").values_list("app", "name")
        migrations = _by_app(list(applied))
        portable.write_tables(folder, migrations)
        return count, head, migrations


def _copy_files(folder: Path) -> None:
    for kind in archive.FOLDERS:
        source = Path(settings.OPENCAIO_HOME) / kind
        for one in source.rglob("*"):
            name = f"{kind}/{one.relative_to(source).as_posix()}"
            if one.is_file() and not one.is_symlink() and archive.NAMES.match(name):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(one, folder / name)


def _copy_lake(folder: Path) -> None:
    """The lake's files are never changed, only removed: a link is as good as a copy."""
    key, root = Path(settings.OPENCAIO_HOME) / archive.LAKE_KEY, lake_folder()
    if key.is_file() and not (folder / archive.LAKE_KEY).exists():
        shutil.copyfile(key, folder / archive.LAKE_KEY)
    if root is None:
        return
    for one in root.rglob("*.parquet"):
        name = f"{archive.LAKE}/{one.relative_to(root).as_posix()}"
        if archive.NAMES.match(name) and not (folder / name).exists() and not one.is_symlink():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            _link(one, folder / name)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        return
    except OSError:
        shutil.copyfile(source, target)


def _copy_anchors(folder: Path, kept: list[anchors.Anchor]) -> None:
    (folder / archive.ANCHORS).write_text(anchors.as_text(kept), encoding="utf-8")


def _by_app(applied: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in applied:
        found.setdefault(app, []).append(name)
    return found


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()

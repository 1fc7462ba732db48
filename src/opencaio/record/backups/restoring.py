"""How does a backup take the place of the record, at once and only if it is sound?

Everything is tried out beside the workspace first. Attachments are added (they are named by their content,
so nothing is overwritten); then the database is replaced in one step; then the anchors. A note in the
workspace (`restoring.json`) lets `cut_off.finish` complete or forget a restore that was cut off between the last two.
"""

import json
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from opencaio.errors import BadFile, Conflict
from opencaio.record import anchors, cut_off, ledger
from opencaio.record.backups import archive, portable
from opencaio.record.backups.elsewhere import at_home_in, database_name, lake_folder
from opencaio.record.backups.making import make_backup
from opencaio.record.guards import raise_guards
from opencaio.record.models import LakeFile, LedgerEntry


@dataclass(frozen=True)
class RestoreReport:
    """A backup that was put back: its version, its time, its ledger, and where the record before it is kept."""

    version: str
    made_at: str
    attachments: int
    ledger_count: int
    kept: Path | None


def restore(path: Path, *, replace: bool = False, at: datetime | None = None) -> RestoreReport:
    """Put a backup in the place of the record. ``replace`` allows that over a record that is in use.

    Raises ``BadFile`` for a backup that is damaged, hostile, or made by a newer version, and ``Conflict`` when
    there is a record already or someone uses it; then nothing was changed.
    """
    home = Path(settings.OPENCAIO_HOME)
    moment = at or timezone.now()
    cut_off.finish()
    cut_off.sweep()
    if is_in_use() and not replace:
        raise Conflict("This workspace holds a record already. Restore into an empty one, or use --replace.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restoring-") as name:
        stage = Path(name)
        manifest = archive.unpack(path, stage)
        _refuse_newer(manifest)
        kept = _keep_present(home, moment) if is_in_use() else None
        with _tried_out(stage, manifest, at=moment):
            _add_files(stage, home)
            _leave_note(stage, home)
            if connection.vendor == "sqlite":
                _swap_database(stage, home)
        cut_off.finish()
    attached = sum(one.startswith("files/") for one in manifest.parts)
    return RestoreReport(manifest.version, manifest.made_at, attached, manifest.ledger_count, kept)


def put_back(path: Path) -> None:
    """Undo what was done since the backup at ``path``, which this version has just made: as it was, unsigned."""
    home = Path(settings.OPENCAIO_HOME)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restoring-") as name:
        stage = Path(name)
        manifest = archive.unpack(path, stage)
        if connection.vendor == "sqlite":
            _swap_database(stage, home)
            return
        with transaction.atomic():
            _drop_all_tables()
            portable.make_tables(manifest.migrations)
            portable.read_tables(stage, manifest.migrations)
            raise_guards()


def is_in_use() -> bool:
    """True when this workspace's database holds a ledger with entries."""
    try:
        return LedgerEntry.objects.exists()
    except DatabaseError:
        return False


@contextmanager
def _tried_out(stage: Path, manifest: archive.Manifest, *, at: datetime) -> Iterator[None]:
    """Load, verify and bring forward the backup; on PostgreSQL the transaction ends with the block."""
    if connection.vendor == "sqlite":
        _refuse_when_used()
        with at_home_in(stage):
            _prepare_sqlite(stage, manifest)
            _check_and_sign(manifest, at=at)
            _settle_sqlite()
        yield
        return
    if not manifest.portable:
        raise BadFile(
            "This backup is of a SQLite record, and this workspace uses PostgreSQL. "
            "Make a portable one from the SQLite workspace (`caio backup --portable`)."
        )
    with transaction.atomic():
        _drop_all_tables()
        portable.make_tables(manifest.migrations)
        portable.read_tables(stage, manifest.migrations)
        with at_home_in(stage):
            _check_and_sign(manifest, at=at)
        yield


def _prepare_sqlite(stage: Path, manifest: archive.Manifest) -> None:
    if manifest.portable:
        portable.make_tables(manifest.migrations)
        with transaction.atomic():
            portable.read_tables(stage, manifest.migrations)
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            (said,) = cursor.fetchone()
    except DatabaseError as error:
        raise BadFile(f"The database in this backup cannot be read: {error}.") from error
    if said != "ok":
        raise BadFile(f"The database in this backup is damaged: {said}.")


def _check_and_sign(manifest: archive.Manifest, *, at: datetime) -> None:
    try:
        verdict = ledger.verify()
    except DatabaseError as error:
        raise BadFile(f"The database in this backup is not a record of ours: {error}.") from error
    breaches = [f"entry {one.sequence}: {one.words}" for one in verdict.breaches]
    if (verdict.count, verdict.head) != (manifest.ledger_count, manifest.ledger_head):
        breaches.append("its head is not the one that the backup names")
    if breaches:
        raise BadFile("The ledger in this backup does not hold. Nothing was restored.", details=breaches)
    ContentType.objects.clear_cache()
    call_command("migrate", verbosity=0, interactive=False)
    _refuse_without_lake(manifest)
    _sign(manifest, at=at)


def _sign(manifest: archive.Manifest, *, at: datetime) -> None:
    """Write the restore itself into the restored ledger."""
    with transaction.atomic():
        entry = ledger.append(
            at=at,
            actor_id=None,
            face="cli",
            action="workspace.restored",
            words=f"Restored the backup of {manifest.made_at}",
            payload={"made_at": manifest.made_at, "version": manifest.version, "head": manifest.ledger_head},
            subjects=(),
        )
        anchors.keep(entry.sequence, entry.hash, at=at, hash_at=ledger.hash_at)


def _settle_sqlite() -> None:
    """Leave the tried-out database as one file that stands on its own."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def _refuse_newer(manifest: archive.Manifest) -> None:
    known = set(MigrationLoader(None).disk_migrations)
    asked = {(app, name) for app, names in manifest.migrations.items() for name in names}
    replaced = {one for migration in MigrationLoader(None).disk_migrations.values() for one in migration.replaces}
    if asked - known - replaced:
        raise BadFile(
            f"This backup was made by OpenCAIO {manifest.version}, which is newer than this one. "
            "Install that version or a newer one, then restore. Nothing was changed."
        )


def _keep_present(home: Path, at: datetime) -> Path:
    folder = home / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    name = f"before-restore-{at:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}.zip"
    return make_backup(folder / name, at=at).path


def _add_files(stage: Path, home: Path) -> None:
    for kind in archive.FOLDERS:
        for one in (stage / kind).rglob("*"):
            if one.is_file():
                target = home / kind / one.relative_to(stage / kind)
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                one.replace(target)
    _add_lake(stage, home)


def _add_lake(stage: Path, home: Path) -> None:
    """Each file by its name, which is never used twice; with the key by which its people are known."""
    root = lake_folder()
    for one in (stage / archive.LAKE).rglob("*.parquet"):
        if root is None:
            break
        target = root / one.relative_to(stage / archive.LAKE)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(one, target)
    if (stage / archive.LAKE_KEY).is_file():
        (stage / archive.LAKE_KEY).chmod(0o600)
        (stage / archive.LAKE_KEY).replace(home / archive.LAKE_KEY)


def _refuse_without_lake(manifest: archive.Manifest) -> None:
    """A record whose lake is in the backup names no file that is not."""
    held = {name: one.sha256 for name, one in manifest.parts.items() if name.startswith(f"{archive.LAKE}/")}
    if not held:
        return
    for path, sha256 in LakeFile.objects.values_list("path", "sha256"):
        if held.get(f"{archive.LAKE}/{path}") != sha256:
            raise BadFile(f"The lake's file {path} is not in this backup as it was. Nothing was restored.")


def _leave_note(stage: Path, home: Path) -> None:
    with at_home_in(stage):
        kept = [(one.day, one.count, one.hash) for one in anchors.all_kept()]
    newest = max(kept, key=lambda one: one[1])
    fresh = home / f".{cut_off.NOTE}.new"
    fresh.write_text(json.dumps({"entry": newest[2], "anchors": kept}), encoding="utf-8")
    fresh.replace(home / cut_off.NOTE)


def _refuse_when_used() -> None:
    """Leaving WAL mode needs the database for oneself: that shows whether someone has it open."""
    path = Path(database_name())
    connection.close()
    if not path.is_file():
        return
    present = sqlite3.connect(path, timeout=1)
    try:
        present.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise Conflict("The record is in use. Stop `caio serve` and other programs first.") from error
    finally:
        present.close()


def _swap_database(stage: Path, home: Path) -> None:
    _refuse_when_used()
    (stage / archive.DATABASE).replace(Path(database_name()))
    connection.close()


def _drop_all_tables() -> None:
    names = ", ".join(connection.ops.quote_name(one) for one in connection.introspection.table_names())
    if names:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {names} CASCADE")

"""How does a workspace of an older version become one of this version, or stay what it was?"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from opencaio import __version__
from opencaio.errors import Conflict, Fault
from opencaio.record import ledger
from opencaio.record.backups import make_backup
from opencaio.record.backups.restoring import is_in_use, put_back
from opencaio.record.guards import missing_guards, raise_guards
from opencaio.record.laying import lay_tables


@dataclass(frozen=True)
class UpgradeReport:
    """What was done: the steps, the backup made before (None when nothing was to be done), the ledger's length."""

    version: str
    steps: tuple[str, ...]
    backup: Path | None
    ledger_count: int


def upgrade(*, at: datetime | None = None) -> UpgradeReport:
    """Back up, bring the tables up to date, verify. On any failure everything is as before, and it is said why.

    Raises ``Conflict`` when the workspace is of a newer version, or when it could not be upgraded.
    """
    _refuse_newer()
    steps = pending_steps()
    if not steps:
        raise_guards()
        return UpgradeReport(__version__, (), None, _sound())
    backup = _back_up(at or timezone.now()) if is_in_use() else None
    try:
        lay_tables()
        count = _sound()
    except Exception as error:
        if backup is None:
            raise
        put_back(backup)
        raise Conflict(f"The upgrade failed and was undone: {error} The backup is {backup}.") from error
    return UpgradeReport(__version__, tuple(steps), backup, count)


def pending_steps() -> list[str]:
    """The migrations that this version brings and the database lacks, as ``app.name``."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unknown_steps() -> list[str]:
    """The migrations that the database has and this version does not know: a newer one made it."""
    loader = MigrationExecutor(connection).loader
    known = set(loader.disk_migrations) | {one for each in loader.disk_migrations.values() for one in each.replaces}
    applied = set(MigrationRecorder(connection).applied_migrations())
    return sorted(f"{app}.{name}" for app, name in applied - known)


def _refuse_newer() -> None:
    if unknown := unknown_steps():
        raise Conflict(
            f"A newer OpenCAIO has worked on this workspace (it knows {unknown[-1]}, this {__version__} does "
            "not). Install that version or a newer one. Nothing was changed."
        )


def _back_up(at: datetime) -> Path:
    name = f"before-{__version__}-{at:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}.zip"
    folder = Path(settings.OPENCAIO_HOME) / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return make_backup(folder / name, at=at).path


def _sound() -> int:
    verdict = ledger.verify()
    faults = [f"entry {one.sequence}: {one.words}" for one in verdict.breaches]
    faults += [f"the guard {name} is missing" for name in missing_guards()]
    if faults:
        raise Fault("After the upgrade the record does not hold.", details=faults)
    return verdict.count

"""Does a workspace of each released version become one of this version, whole, or stay as it was?"""

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, migrations

from opencaio.errors import Conflict
from opencaio.record import ledger
from opencaio.record.actors import officer
from opencaio.record.backups import restore
from opencaio.record.guards import missing_guards
from opencaio.record.models import UseCase
from opencaio.record.queries import ask
from opencaio.record.upgrading import pending_steps, upgrade
from tests.record.cast import Cast, do
from tests.record.workspaces import pointed_at

RELEASED = Path(__file__).resolve().parent.parent / "fixtures/workspaces"


def released() -> list[Path]:
    return sorted(RELEASED.glob("*.zip"))


def test_there_is_a_workspace_of_every_released_version() -> None:
    assert [one.stem for one in released()] == ["0.1.0"]


@pytest.mark.parametrize("path", released(), ids=lambda path: path.stem)
def test_a_workspace_of_a_released_version_is_upgraded(home: Path, path: Path) -> None:
    restore(path)
    upgrade()
    verdict = ledger.verify()
    assert verdict.holds, verdict.breaches
    assert verdict.count > 10
    assert not missing_guards()
    row = UseCase.objects.get(name="Triage of patients")
    assert ask("use_cases.show", {"code": row.code}, officer()).department == "Clinics"
    do("use_cases.edit", officer(), code=row.code, name="Goes on")
    assert ledger.verify().holds


def test_an_upgrade_with_nothing_to_do_changes_nothing(cast: Cast, home: Path) -> None:
    report = upgrade()
    assert (report.steps, report.backup) == ((), None)
    assert report.ledger_count == ledger.head()[0]


@pytest.fixture
def behind(cast: Cast) -> Cast:
    """A workspace that lacks one step of this version."""
    call_command("migrate", "mfa", "zero", verbosity=0)
    assert pending_steps()
    return cast


def test_an_upgrade_makes_a_backup_first(behind: Cast) -> None:
    report = upgrade()
    assert report.backup is not None and report.backup.is_file()
    assert all(step.startswith("mfa.") for step in report.steps)
    assert pending_steps() == []
    assert ledger.verify().holds


def test_an_upgrade_that_fails_is_undone_and_says_so(behind: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    name = behind.triage.name

    def spoil(apps: object, editor: object) -> None:
        UseCase.objects.update(name="spoilt")
        raise RuntimeError("the third step does not work")

    from django.db.migrations.loader import MigrationLoader

    load = MigrationLoader.load_disk

    def load_disk(self: MigrationLoader) -> None:
        load(self)
        step = type("Migration", (migrations.Migration,), {})("9999_spoil", "record")
        step.atomic = False
        step.dependencies = [("record", "0001_the_record"), ("mfa", "0001_initial")]
        step.operations = [migrations.RunPython(spoil)]
        self.disk_migrations["record", "9999_spoil"] = step

    monkeypatch.setattr(MigrationLoader, "load_disk", load_disk)
    with pytest.raises(Conflict, match="was undone"):
        upgrade()
    monkeypatch.undo()
    assert UseCase.objects.get(pk=behind.triage.pk).name == name
    assert pending_steps()
    assert ledger.verify().holds


def test_a_workspace_of_a_newer_version_is_not_touched(cast: Cast, home: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('record', '0999_later', '2027-01-01 00:00:00')"
        )
    with pytest.raises(Conflict, match=r"record\.0999_later"):
        upgrade()
    assert not (home / "backups").exists()


def test_an_empty_workspace_is_made_by_an_upgrade(tmp_path: Path, template: object, django_db_blocker) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a PostgreSQL database is made by its owner")
    with django_db_blocker.unblock(), pointed_at(str(tmp_path / "record.sqlite3")):
        assert upgrade().backup is None
        assert pending_steps() == []
    shutil.rmtree(tmp_path)

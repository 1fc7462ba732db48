"""Does the doctor find each fault that can be planted, and nothing in a healthy workspace?"""

import shutil
import sqlite3
from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from opencaio.record import anchors
from opencaio.record.actions import perform
from opencaio.record.doctor import LOOKS, Finding, doctor
from opencaio.record.models import Job, Organisation
from tests.record.cast import Cast, do


def faults() -> list[Finding]:
    return [one for one in doctor() if one.level != "good"]


def behind_its_back(home: Path, *statements: str) -> None:
    """Run SQL on the database as another program would."""
    if connection.vendor == "sqlite":
        connection.close()
        with sqlite3.connect(home / "record.sqlite3") as file:
            for one in statements:
                file.execute(one)
        file.close()
        return
    with connection.cursor() as cursor:
        for one in statements:
            cursor.execute(one)


def on_table(name: str) -> str:
    return f" ON {name}" if connection.vendor == "postgresql" else ""


def test_a_healthy_workspace_has_no_fault(cast: Cast) -> None:
    findings = doctor()
    assert [one for one in findings if one.level != "good"] == []
    assert len(findings) == len(LOOKS)


def plant_open_folder(home: Path, cast: Cast) -> None:
    home.chmod(0o755)


def plant_open_secret(home: Path, cast: Cast) -> None:
    (home / "secret.key").chmod(0o644)


def plant_lost_secret(home: Path, cast: Cast) -> None:
    (home / "secret.key").unlink()


def plant_pending_migration(home: Path, cast: Cast) -> None:
    behind_its_back(home, "DELETE FROM django_migrations WHERE app = 'sessions'")


def plant_newer_migration(home: Path, cast: Cast) -> None:
    behind_its_back(
        home,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('record', '0999_later', '2027-01-01 00:00:00')",
    )


def plant_lost_guard(home: Path, cast: Cast) -> None:
    table = on_table("record_ledgerentry")
    behind_its_back(home, f"DROP TRIGGER record_ledgerentry_update_refused{table}")


def plant_edited_head(home: Path, cast: Cast) -> None:
    behind_its_back(home, "UPDATE record_ledgerhead SET sequence = sequence + 1")


def plant_lost_anchors(home: Path, cast: Cast) -> None:
    anchors.path().unlink()


def plant_broken_anchors(home: Path, cast: Cast) -> None:
    anchors.path().write_text("[]")


def plant_unknown_zone(home: Path, cast: Cast) -> None:
    Organisation.objects.update(time_zone="Mars/Olympus")


def plant_orphan_file(home: Path, cast: Cast) -> None:
    (home / "files/ab").mkdir(parents=True)
    (home / "files/ab" / ("ab" * 32)).write_text("nobody's")


def plant_lost_file(home: Path, cast: Cast) -> None:
    row = do("evidence.add", cast.bo, use_case=cast.triage.code, title="Gone", note="x")
    type(row).objects.filter(pk=row.pk).update(file_digest="cd" * 32)


def plant_stuck_job(home: Path, cast: Cast) -> None:
    Job.objects.create(kind="import", state="running", created_at=timezone.now() - timedelta(days=1))


def plant_cut_off_restore(home: Path, cast: Cast) -> None:
    (home / ".restoring-abc").mkdir()


def plant_broken_reference(home: Path, cast: Cast) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL never lets a reference break")
    behind_its_back(home, "UPDATE record_usecase SET department_id = 999")


PLANTED: dict[Callable[[Path, Cast], None], str] = {
    plant_open_folder: "can be read by others on this machine",
    plant_open_secret: "they can forge a sign-in",
    plant_lost_secret: "secret.key is missing",
    plant_pending_migration: "1 changes of the tables are pending",
    plant_newer_migration: "A newer OpenCAIO has worked on this record",
    plant_lost_guard: "record_ledgerentry_update_refused missing",
    plant_edited_head: "the head row says",
    plant_lost_anchors: "No head of the ledger is kept outside",
    plant_broken_anchors: "anchors.json",
    plant_unknown_zone: "Mars/Olympus",
    plant_orphan_file: "belong to no evidence",
    plant_lost_file: "1 attachments are not in the workspace: Gone",
    plant_stuck_job: "The job import has been running",
    plant_cut_off_restore: "attempts to restore were cut off",
    plant_broken_reference: "Rows refer to rows that are not there: record_usecase",
}


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.removeprefix("plant_"))
def test_a_planted_fault_is_found_and_something_can_be_done(
    cast: Cast, home: Path, plant: Callable[[Path, Cast], None]
) -> None:
    plant(home, cast)
    found = faults()
    assert [one for one in found if PLANTED[plant] in one.words], found
    assert all(one.what_to_do for one in found)


def test_a_full_disk_is_found(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 2**20))
    assert "Only 1 MB are free on the disk." in [one.words for one in faults()]


def test_the_worst_stands_first(cast: Cast, home: Path) -> None:
    home.chmod(0o755)
    (home / "secret.key").chmod(0o644)
    levels = [one.level for one in doctor()]
    assert levels == sorted(levels, key=["wrong", "note", "good"].index)


def test_time_is_an_argument(cast: Cast) -> None:
    perform("legal_entities.add", {"name": "X"}, cast.ana)
    Job.objects.create(kind="import", state="running", created_at=datetime(2026, 1, 1, tzinfo=UTC))
    early = [one for one in doctor(now=datetime(2026, 1, 1, 1, tzinfo=UTC)) if "job" in one.words]
    assert early == []

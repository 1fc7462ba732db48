"""Does a backup bring everything back, and is one that is not sound refused with nothing changed?"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from opencaio.errors import BadFile, BadInput, Conflict
from opencaio.record import anchors, ledger
from opencaio.record.actions import perform
from opencaio.record.attachments import attachment_path
from opencaio.record.backups import make_backup, restore
from opencaio.record.importing.uploads import keep_upload
from opencaio.record.models import Evidence, LedgerEntry, Organisation, UseCase
from opencaio.record.queries import ask
from tests.record.cast import Cast, do
from tests.record.workspaces import Template

FORMS = [False, True] if connection.vendor == "sqlite" else [True]


@pytest.fixture
def evidence(cast: Cast, tmp_path: Path) -> Evidence:
    """A piece of evidence with a file, in Bo's department."""
    paper = tmp_path / "assessment.pdf"
    paper.write_bytes(b"%PDF-1.7 what was found")
    given = {"title": "Impact assessment", "upload": keep_upload(paper), "file_name": "assessment.pdf"}
    kept: Evidence = do("evidence.add", cast.bo, use_case=cast.triage.code, **given)
    return kept


def state() -> dict[str, Any]:
    """What someone would notice of the record, without the restore's own entry."""
    uses = list(UseCase.objects.order_by("pk").values())
    chain = LedgerEntry.objects.exclude(action="workspace.restored").order_by("pk")
    return {"uses": uses, "chain": list(chain.values_list("pk", "hash"))}


def test_a_backup_holds_the_packs_and_frameworks_of_the_workspace(cast: Cast, tmp_path: Path, home: Path) -> None:
    for kind in ("formats", "packs", "frameworks"):
        (home / kind).mkdir(exist_ok=True)
        (home / kind / "own.yaml").write_text(f"id: own-{kind}\n", encoding="utf-8")
    make_backup(tmp_path / "b.zip")
    for kind in ("formats", "packs", "frameworks"):
        shutil.rmtree(home / kind)
    restore(tmp_path / "b.zip", replace=True)
    for kind in ("formats", "packs", "frameworks"):
        assert (home / kind / "own.yaml").read_text(encoding="utf-8") == f"id: own-{kind}\n"


@pytest.mark.parametrize("portable", FORMS)
def test_a_backup_brings_the_record_back_with_its_attachments(
    cast: Cast, evidence: Evidence, tmp_path: Path, home: Path, portable: bool
) -> None:
    report = make_backup(tmp_path / "b.zip", portable_form=portable)
    before = state()
    do("use_cases.edit", cast.bo, code=cast.triage.code, name="Changed since")
    shutil.rmtree(home / "files")

    done = restore(tmp_path / "b.zip", replace=True)

    assert state() == before
    assert attachment_path(evidence.file_digest).read_bytes() == b"%PDF-1.7 what was found"
    assert (report.attachments, done.attachments) == (1, 1)
    assert ledger.verify().holds
    assert ledger.head()[0] == report.ledger_count + 1
    do("use_cases.edit", cast.bo, code=cast.triage.code, name="And on it goes")
    do("use_cases.add", cast.bo, name="A new one", department="HEALTH")
    assert ledger.verify().holds


def test_a_restore_over_a_record_in_use_must_be_asked_for(cast: Cast, tmp_path: Path) -> None:
    make_backup(tmp_path / "b.zip")
    with pytest.raises(Conflict, match="holds a record already"):
        restore(tmp_path / "b.zip")


def test_the_record_before_a_restore_is_kept(cast: Cast, tmp_path: Path) -> None:
    make_backup(tmp_path / "b.zip")
    do("use_cases.edit", cast.bo, code=cast.triage.code, name="Changed since")
    kept = restore(tmp_path / "b.zip", replace=True).kept
    assert kept is not None
    restore(kept, replace=True)
    assert UseCase.objects.get(pk=cast.triage.pk).name == "Changed since"


def test_a_backup_is_restored_into_an_empty_workspace(cast: Cast, template: Template, tmp_path: Path) -> None:
    make_backup(tmp_path / "b.zip")
    (tmp_path / "other").mkdir()
    with template.copied_to(tmp_path / "other"):
        assert not Organisation.objects.exists()
        restore(tmp_path / "b.zip")
        assert Organisation.objects.get().name == "Northwind Care"
        assert [one.hash for one in anchors.all_kept()] == [ledger.head()[1]]


def test_a_restore_is_itself_in_the_ledger(cast: Cast, tmp_path: Path) -> None:
    make_backup(tmp_path / "b.zip")
    restore(tmp_path / "b.zip", replace=True)
    newest = ask("ledger.list", {}, cast.cleo).rows[0]
    assert newest.action == "workspace.restored"
    assert newest.words.startswith("Restored the backup of 20")


def test_the_secret_is_not_in_a_backup(cast: Cast, home: Path, tmp_path: Path) -> None:
    secret = (home / "secret.key").read_bytes().strip()
    make_backup(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as pack:
        assert not [name for name in pack.namelist() if secret in pack.read(name) or "secret" in name]


def test_a_backup_is_never_written_over_another_file(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("precious")
    with pytest.raises(BadInput, match="exists already"):
        make_backup(tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "precious"


def rewritten(path: Path, spoil: Callable[[dict[str, bytes]], None], *, digests_too: bool = False) -> None:
    """Take a backup apart, spoil its parts, and pack it again."""
    with zipfile.ZipFile(path) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    spoil(parts)
    if digests_too:
        manifest = json.loads(parts["manifest.json"])
        for name in parts.keys() - {"manifest.json"}:
            manifest["parts"][name] = {"sha256": sha256(parts[name]).hexdigest(), "size": len(parts[name])}
        parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as pack:
        for name, content in parts.items():
            pack.writestr(name, content)


def spoil_manifest(**values: Any) -> Callable[[dict[str, bytes]], None]:
    def spoil(parts: dict[str, bytes]) -> None:
        parts["manifest.json"] = json.dumps({**json.loads(parts["manifest.json"]), **values}).encode()

    return spoil


def forge(parts: dict[str, bytes]) -> None:
    """Change what the ledger says, wherever it stands."""
    for name in parts.keys() & {"record.sqlite3", "tables/record_ledgerpayload.jsonl"}:
        assert b"Health" in parts[name]
        parts[name] = parts[name].replace(b"Health", b"Wealth")


def add_stranger(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: b"boo"})


HOSTILE = {
    "half a file": (lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]), "damaged"),
    "no zip at all": (lambda path: path.write_text("hello"), "damaged"),
    "an empty file": (lambda path: path.write_bytes(b""), "damaged"),
    "a part that was changed": (lambda path: rewritten(path, forge), "changed since|sizes|damaged"),
    "a forged ledger": (lambda path: rewritten(path, forge, digests_too=True), "ledger in this backup"),
    "a path upwards": (
        lambda path: rewritten(path, add_stranger("../evil.txt"), digests_too=True),
        "no backup of ours",
    ),
    "an absolute path": (
        lambda path: rewritten(path, add_stranger("/tmp/evil.txt"), digests_too=True),
        "no backup of ours",
    ),
    "the secret": (
        lambda path: rewritten(path, add_stranger("secret.key"), digests_too=True),
        "no backup of ours",
    ),
    "a file that is not listed": (lambda path: rewritten(path, add_stranger("formats/x.yaml")), "manifest lists"),
    "an attachment under a false name": (
        lambda path: rewritten(path, add_stranger(f"files/ab/ab{'0' * 62}"), digests_too=True),
        "not what its name says",
    ),
    "a part that is missing": (lambda path: rewritten(path, lambda parts: parts.pop("anchors.json")), "lists"),
    "no manifest": (lambda path: rewritten(path, lambda parts: parts.pop("manifest.json")), "no manifest"),
    "a manifest that is no object": (
        lambda path: rewritten(path, lambda parts: parts.update({"manifest.json": b"[]"})),
        "cannot be read",
    ),
    "a newer layout": (lambda path: rewritten(path, spoil_manifest(layout=2, version="9.0")), "9.0"),
    "a newer version": (
        lambda path: rewritten(path, spoil_manifest(migrations={"record": ["0999_x"]}, version="9.0")),
        "newer than this one",
    ),
    "another head": (lambda path: rewritten(path, spoil_manifest(ledger_head="0" * 64)), "ledger in this backup"),
}


#: What is refused before the database is touched is tried out on one kind of database.
KINDS = list(HOSTILE) if connection.vendor == "sqlite" else ["a forged ledger", "another head"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_that_is_not_sound_is_refused_and_nothing_changes(
    cast: Cast, evidence: Evidence, tmp_path: Path, home: Path, kind: str
) -> None:
    spoil, words = HOSTILE[kind]
    make_backup(tmp_path / "b.zip", portable_form=kind == "a forged ledger")
    do("use_cases.edit", cast.bo, code=cast.triage.code, name="Changed since")
    spoil(tmp_path / "b.zip")
    before, files = state(), sorted(home.rglob("*"))

    with pytest.raises(BadFile, match=words):
        restore(tmp_path / "b.zip", replace=True)

    assert state() == before
    assert ledger.verify().holds
    assert not Path("/tmp/evil.txt").exists() and not (home.parent / "evil.txt").exists()
    left = {
        one
        for one in home.rglob("*")
        if "backups" not in one.parts and one.suffix not in {".sqlite3-wal", ".sqlite3-shm"}
    }
    assert left <= set(files)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL takes a lock of its own")
def test_a_record_that_someone_uses_is_not_replaced(cast: Cast, tmp_path: Path, home: Path) -> None:
    make_backup(tmp_path / "b.zip")
    hold = (
        "import sqlite3, sys, time\n"
        f"c = sqlite3.connect({str(home / 'record.sqlite3')!r}); c.execute('BEGIN IMMEDIATE')\n"
        "print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"held\n"
        with pytest.raises(Conflict, match="in use"):
            restore(tmp_path / "b.zip", replace=True)
        other.kill()
    assert ledger.verify().holds


RESTORE = """
import sys, django
django.setup()
from pathlib import Path
from opencaio.record.backups import restore
print("go", flush=True)
restore(Path(sys.argv[1]), replace=True)
print("done", flush=True)
"""


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="on PostgreSQL it is one transaction")
def test_a_restore_that_is_killed_leaves_the_old_record_or_the_new_one(
    cast: Cast, evidence: Evidence, tmp_path: Path, home: Path
) -> None:
    make_backup(tmp_path / "b.zip")
    old = UseCase.objects.get(pk=cast.triage.pk).name
    environment = {**os.environ, "OPENCAIO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "opencaio.site.settings"}
    environment.pop("OPENCAIO_DATABASE_URL", None)
    cut_off = 0
    for delay in (0.0, 0.05, 0.1, 0.2, 0.3, 0.4):
        do("use_cases.edit", cast.bo, code=cast.triage.code, name="Changed since")
        connection.close()
        command = [sys.executable, "-c", RESTORE, str(tmp_path / "b.zip")]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as run:
            assert run.stdout is not None and run.stdout.readline() == "go\n"
            time.sleep(delay)
            run.send_signal(signal.SIGKILL)
            was_done = "done" in run.stdout.read()
        verdict = ledger.verify()
        assert verdict.holds, verdict.breaches
        name = UseCase.objects.get(pk=cast.triage.pk).name
        assert name == old if was_done else name in {old, "Changed since"}
        cut_off += not was_done
    assert cut_off > 0
    assert Path(settings.OPENCAIO_HOME) == home
    perform("use_cases.edit", {"code": cast.triage.code, "name": "Goes on"}, cast.bo)
    assert ledger.verify().holds

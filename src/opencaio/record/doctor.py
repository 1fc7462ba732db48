"""What is wrong with this workspace, in words, and what is to be done about it?"""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import available_timezones

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from opencaio.record import anchors, cut_off, ledger
from opencaio.record.bulky import changed_plans
from opencaio.record.guards import missing_guards
from opencaio.record.manifest import faults_of_files, strays
from opencaio.record.models import Evidence, Job, LakeFile, Letter, Organisation
from opencaio.record.upgrading import pending_steps, unknown_steps

LOW_DISK = 1024**3
STUCK_AFTER = timedelta(hours=6)
OLD_UPLOAD = timedelta(days=7)
EXCERPT = 5


@dataclass(frozen=True)
class Finding:
    """One thing: ``wrong`` must be mended, ``note`` ought to be looked at, ``good`` is in order."""

    level: Literal["good", "note", "wrong"]
    words: str
    what_to_do: str = ""


def doctor(*, now: datetime | None = None) -> list[Finding]:
    """Look at everything; one finding at least for each thing looked at, the worst first."""
    moment = now or timezone.now()
    order = {"wrong": 0, "note": 1, "good": 2}
    found = [finding for look in LOOKS for finding in _findings(look, moment)]
    return sorted(found, key=lambda finding: order[finding.level])


def _findings(look: "Look", now: datetime) -> list[Finding]:
    try:
        faults = list(look.at(now))
    except (DatabaseError, OSError) as error:
        return [Finding("wrong", f"{look.name} could not be looked at: {error}", "Mend what stands above first.")]
    return faults or [Finding("good", f"{look.name}: in order")]


def _folder(now: datetime) -> Iterator[Finding]:
    home = Path(settings.OPENCAIO_HOME)
    if not os.access(home, os.W_OK):
        yield Finding("wrong", f"{home} cannot be written.", f"Make it yours: chown -R $USER {home}")
    if os.name == "posix" and stat.S_IMODE(home.stat().st_mode) & 0o077:
        yield Finding("note", f"{home} can be read by others on this machine.", f"chmod 700 {home}")


def _secret(now: datetime) -> Iterator[Finding]:
    path = Path(settings.OPENCAIO_HOME) / "secret.key"
    if not path.is_file():
        yield Finding("wrong", "secret.key is missing.", "Run any `caio` command: a new one is made.")
    elif os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        words = "secret.key can be read by others: they can forge a sign-in."
        yield Finding("wrong", words, f"chmod 600 {path}; if in doubt delete it: all sign in anew.")


def _version(now: datetime) -> Iterator[Finding]:
    if unknown := unknown_steps():
        words = f"A newer OpenCAIO has worked on this record ({unknown[-1]})."
        yield Finding("wrong", words, "Install that version or a newer one.")
    if steps := pending_steps():
        yield Finding("wrong", f"{len(steps)} changes of the tables are pending.", "Run `caio upgrade`.")


def _guards(now: datetime) -> Iterator[Finding]:
    if missing := missing_guards():
        words = f"The database does not guard the ledger: {', '.join(missing)} missing."
        yield Finding("wrong", words, "Run `caio upgrade`, which puts the guards up, and `caio ledger verify`.")


def _references(now: datetime) -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        if cursor.fetchone() != (1,):
            yield Finding("wrong", "SQLite does not check references.", "Report this: it is a fault of ours.")
        cursor.execute("PRAGMA foreign_key_check")
        tables = sorted({row[0] for row in cursor.fetchall()})
        if tables:
            words = f"Rows refer to rows that are not there: {', '.join(tables)}."
            yield Finding("wrong", words, "Restore the last backup: something else has written here.")


def _pages(now: datetime) -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        if cursor.fetchone() != ("wal",):
            words = "The database does not use a write-ahead log: readers wait for writers."
            yield Finding("note", words, "Keep the workspace on a local disk, not on a network share.")
        cursor.execute("PRAGMA quick_check(1)")
        (said,) = cursor.fetchone()
        if said != "ok":
            yield Finding("wrong", f"The database file is damaged: {said}.", "Restore the last backup.")


def _disk(now: datetime) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.OPENCAIO_HOME).free
    if free < LOW_DISK:
        yield Finding("wrong", f"Only {free / 2**20:.0f} MB are free on the disk.", "Make room.")


def _ledger(now: datetime) -> Iterator[Finding]:
    verdict = ledger.verify()
    for one in verdict.breaches[:EXCERPT]:
        words = f"The ledger does not hold at entry {one.sequence}: {one.words}."
        yield Finding("wrong", words, "Keep a copy of the workspace as it is, then restore the last good backup.")
    if verdict.holds and verdict.count and not verdict.anchors:
        words = f"No head of the ledger is kept outside the database ({anchors.path().name} is gone)."
        yield Finding("wrong", words, "Put anchors.json back from the last backup; else a rewrite is not seen.")


def _plans(now: datetime) -> Iterator[Finding]:
    for code, column in changed_plans():
        words = f"The {column} of the plan {code} is not what the ledger saw being written."
        yield Finding("wrong", words, "Keep a copy of the workspace as it is, then restore the last good backup.")


def _zone(now: datetime) -> Iterator[Finding]:
    row = Organisation.objects.first()
    if row is None:
        yield Finding("note", "This workspace has no organisation yet.", "Run `caio init`.")
    elif row.time_zone not in available_timezones():
        words = f"The organisation's time zone {row.time_zone} is not known here."
        yield Finding("wrong", words, "Choose another one, or install the package tzdata.")


def _attachments(now: datetime) -> Iterator[Finding]:
    folder = Path(settings.OPENCAIO_FILES)
    held = {one.name for one in folder.rglob("*") if one.is_file()}
    named = set(Evidence.objects.exclude(file_digest="").values_list("file_digest", flat=True))
    if lost := sorted(named - held):
        titles = Evidence.objects.filter(file_digest__in=lost[:EXCERPT]).values_list("title", flat=True)
        words = f"{len(lost)} attachments are not in the workspace: {', '.join(titles)}."
        yield Finding("wrong", words, "Copy `files/` back from the last backup.")
    if orphans := held - named:
        words = f"{len(orphans)} files in {folder} belong to no evidence."
        yield Finding("note", words, "They do no harm; remove them if you know that they are not needed.")


def _lake(now: datetime) -> Iterator[Finding]:
    faults = list(faults_of_files())
    for one in faults[:EXCERPT]:
        words = f"The lake's file {one.path} of batch {one.batch} is {one.fault}."
        yield Finding("wrong", words, "Copy `lake/` back from the last backup, or withdraw the batch.")
    if len(faults) > EXCERPT:
        yield Finding("wrong", f"{len(faults)} files of the lake are missing or changed.", "See `caio lake verify`.")
    if found := strays(now):
        words = f"{len(found)} files in the lake belong to no batch; they count nowhere."
        yield Finding("note", words, "Run `caio lake tidy`; `caio serve` does it once a day.")


def _lake_key(now: datetime) -> Iterator[Finding]:
    path = Path(settings.OPENCAIO_HOME) / "lake.key"
    if not path.is_file() and LakeFile.objects.exists():
        words = "lake.key is missing: nobody's rows in the lake can be found, and new rows get other pseudonyms."
        yield Finding("wrong", words, "Copy lake.key back from the last backup before anything comes in.")
    elif path.is_file() and os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        words = "lake.key can be read by others: they can tell whose rows are whose."
        yield Finding("wrong", words, f"chmod 600 {path}")


def _work(now: datetime) -> Iterator[Finding]:
    stuck = Job.objects.filter(ended_at=None, created_at__lt=now - STUCK_AFTER)
    for one in stuck[:EXCERPT]:
        words = f"The job {one.kind} has been {one.state} since {one.created_at:%Y-%m-%d %H:%M}."
        yield Finding("note", words, "Restart `caio serve`; it takes up or ends what was left.")


def _letters(now: datetime) -> Iterator[Finding]:
    if lost := Letter.objects.filter(given_up_at__isnull=False):
        last = lost.order_by("-given_up_at").first()
        words = f"{lost.count()} letters were given up; the last fault: {last.last_fault if last else ''}."
        yield Finding("wrong", words, "See them under Mail on the web, mend the cause, and try them again there.")
    failing = Letter.objects.filter(sent_at=None, given_up_at=None).exclude(last_fault="")
    if count := failing.count():
        newest = failing.order_by("-pk").values_list("last_fault", flat=True)[0]
        yield Finding("note", f"{count} letters wait because the server fails: {newest}.", "Look at OPENCAIO_SMTP_URL.")
    old = Letter.objects.filter(sent_at=None, given_up_at=None, last_fault="", created_at__lt=now - STUCK_AFTER)
    if count := old.count():
        words = f"{count} letters have waited for more than {STUCK_AFTER.seconds // 3600} hours and nobody sends them."
        yield Finding("note", words, "Run `caio serve` with OPENCAIO_SMTP_URL set, or `caio mail send`.")


def _left_over(now: datetime) -> Iterator[Finding]:
    cut_off.finish()
    if found := cut_off.leftovers():
        words = f"{len(found)} attempts to restore were cut off; the record was not touched."
        yield Finding("note", words, f"Remove {', '.join(one.name for one in found)}.")
    before = (now - OLD_UPLOAD).timestamp()
    uploads = Path(settings.OPENCAIO_HOME) / "uploads"
    old = [one for one in uploads.glob("*") if one.stat().st_mtime < before]
    if old:
        yield Finding("note", f"{len(old)} uploads wait for more than a week.", f"Empty {uploads}.")


@dataclass(frozen=True)
class Look:
    """One thing to look at."""

    name: str
    at: Callable[[datetime], Iterator[Finding]]


LOOKS = (
    Look("The folder", _folder),
    Look("The secret", _secret),
    Look("The version of the tables", _version),
    Look("The guards of the ledger", _guards),
    Look("The database file", _pages),
    Look("References between rows", _references),
    Look("Disk space", _disk),
    Look("The ledger", _ledger),
    Look("Stored plans", _plans),
    Look("The time zone", _zone),
    Look("Attachments", _attachments),
    Look("The lake", _lake),
    Look("The key of the lake", _lake_key),
    Look("Long work", _work),
    Look("Letters", _letters),
    Look("What was left over", _left_over),
)

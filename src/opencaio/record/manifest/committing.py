"""How does a batch become live, lose rows, or grow old, by one change of its row?

The files are written before. Here, with the ledger's head locked, the manifest says that they count: a reader sees
all of a batch or nothing.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from opencaio.errors import Conflict
from opencaio.lake.facts import FACTS
from opencaio.lake.store import Part
from opencaio.record.changes import Change
from opencaio.record.ledger import lock_head
from opencaio.record.manifest.live import LiveFile, live_files, store
from opencaio.record.manifest.merging import READ_FOR, Merger, batch_of, slices
from opencaio.record.manifest.repeats import compared, days_held, files_sharing
from opencaio.record.manifest.writing import Written
from opencaio.record.models import LakeBatch, LakeFile, LedgerEntry

#: Actions that take a person out of the lake.
ERASING = ("lake.erase_person", "people.erase")
AT_ONCE = 500


def commit(batch: LakeBatch, written: Written, change: Change, *, former: LakeBatch | None = None) -> LakeBatch:
    """Make the written files live as ``batch``; a live batch with the same key is replaced by it, and so is ``former``.

    What came in meanwhile is looked at once more, so that an event that two writers bring counts once. Raises
    ``Conflict`` where rows were left out as repeated of a batch that went away meanwhile, they would be in none; and
    where a person was erased meanwhile, whose rows may be among these.
    """
    lock_head()
    _nobody_erased(written)
    live = live_files(written.fact) if FACTS[written.fact].identity else []
    _still_repeated(written, live)
    written = _without_latecomers(written, live)
    batch.rows, batch.repeated = written.rows, batch.repeated + written.repeated
    batch.status, batch.live_from = "live", change.at
    if written.days:
        batch.first_day, batch.last_day = written.days
    if written.moved:
        batch.faults = {**batch.faults, "moved": written.moved}
    change.notes["files"] = digest_of(written.parts)
    row = change.create(batch)
    _list_files(row, written.parts)
    _replace_former(row, change, former)
    return row


def rewrite(batch: LakeBatch, change: Change, keep: Callable[[Any], Any], *, only: Iterable[str]) -> int:
    """Write those of the batch's files whose paths are in ``only`` anew with the rows that ``keep`` lets pass.

    All files of the batch get the next edition, in one change of its row; the former ones are removed after it.
    Returns how many rows fell away.
    """
    lake, chosen = store(), frozenset(only)
    held = list(LakeFile.objects.filter(batch=batch, edition=batch.edition))
    edition = batch.edition + 1
    parts: list[Part] = []
    for one in held:
        if one.path in chosen:
            name = one.path.rpartition("/")[2].removesuffix(".parquet").rpartition("-")[0]
            parts += lake.write(FACTS[batch.fact], keep(lake.read(one.path)), batch=name, edition=edition)
    lost = sum(one.rows for one in held if one.path in chosen) - sum(part.rows for part in parts)
    change.notes.setdefault("files", []).append({"batch": batch.pk, "digest": digest_of(parts)})
    change.update(batch, version=None, values={"edition": edition, "rows": max(batch.rows - lost, 0)})
    LakeFile.objects.filter(batch=batch, edition=edition - 1).exclude(path__in=chosen).update(edition=edition)
    LakeFile.objects.filter(batch=batch, path__in=chosen).delete()
    _list_files(batch, parts, edition=edition)
    transaction.on_commit(lambda: lake.remove(chosen))
    return lost


def merge(merger: Merger, change: Change) -> LakeBatch:
    """Put the written batch in the place of those of its group. Raises ``Conflict`` where one of them changed."""
    lock_head()
    keys = merger.group.keys
    was = {one.pk: (one.status, one.edition) for one in merger.group.batches}
    if was != {pk: (status, edition) for some in slices(keys) for pk, status, edition in _states(some)}:
        store().remove(part.path for part in merger.parts)
        raise Conflict("A batch changed while it was merged: merge again.")
    batch = batch_of(merger)
    batch.status, batch.live_from = "live", change.at
    row = change.create(batch)
    _list_files(row, merger.parts)
    for some in slices(keys):
        LakeBatch.objects.filter(pk__in=some).update(
            status="merged", live_until=change.at, replaced_by=row, version=F("version") + 1, updated_at=change.at
        )
    change.notes.setdefault("merged", []).append({"into": row.pk, "batches": keys, "files": digest_of(merger.parts)})
    return row


def _states(keys: list[int]) -> Iterable[tuple[int, str, int]]:
    return LakeBatch.objects.filter(pk__in=keys).values_list("pk", "status", "edition")


def forget_merged(change: Change) -> int:
    """Remove the own files of batches that were merged long enough ago; returns how many."""
    old = LakeFile.objects.filter(batch__status="merged", batch__live_until__lt=change.at - READ_FOR)
    held = dict(old.values_list("pk", "path"))
    for some in slices(list(held)):
        LakeFile.objects.filter(pk__in=some).delete()
    if held:
        change.notes["forgotten"] = len(held)
        transaction.on_commit(lambda: store().remove(held.values()))
    return len(held)


def forget_days(batch: LakeBatch, change: Change, *, before: date) -> int:
    """Take the batch's days before ``before`` out of the lake; returns how many rows fell away."""
    old = LakeFile.objects.filter(batch=batch, edition=batch.edition, day__lt=before)
    paths, lost = list(old.values_list("path", flat=True)), sum(old.values_list("rows", flat=True))
    if not paths:
        return 0
    stays = LakeFile.objects.filter(batch=batch, edition=batch.edition, day__gte=before).exists()
    values: dict[str, Any] = {"edition": batch.edition + 1, "rows": batch.rows - lost, "first_day": before}
    if not stays:
        values = {"status": "expired", "live_until": change.at, "rows": 0}
    change.update(batch, version=None, values=values)
    LakeFile.objects.filter(batch=batch, path__in=paths).delete()
    LakeFile.objects.filter(batch=batch).update(edition=batch.edition)
    transaction.on_commit(lambda: store().remove(paths))
    return lost


def digest_of(parts: Iterable[Part]) -> str:
    """One digest of all files: what the ledger keeps of them."""
    lines = sorted(f"{part.path} {part.rows} {part.sha256}" for part in parts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _replace_former(row: LakeBatch, change: Change, named: LakeBatch | None) -> None:
    same = LakeBatch.objects.filter(fact=row.fact, key=row.key, status="live").exclude(pk=row.pk) if row.key else ()
    for former in {one.pk: one for one in (*same, *([named] if named else []))}.values():
        gone = {"status": "replaced", "live_until": change.at, "replaced_by": row}
        change.update(former, version=None, values=gone)


def _list_files(batch: LakeBatch, parts: Iterable[Part], *, edition: int = 1) -> None:
    rows = [
        LakeFile(
            batch=batch,
            edition=edition,
            day=part.day,
            path=part.path,
            rows=part.rows,
            bytes=part.bytes,
            sha256=part.sha256,
        )
        for part in parts
    ]
    LakeFile.objects.bulk_create(rows, batch_size=AT_ONCE)


def repeats_of(batch: LakeBatch) -> int:
    """How many events of a batch that does not count are in live batches too: with it they would count twice."""
    if not FACTS[batch.fact].identity:
        return 0
    lake = store()
    held = LakeFile.objects.filter(batch=batch, edition=batch.edition).values_list("path", "rows")
    with compared(batch.fact, without=batch.pk) as known:
        return sum(rows - known.fresh(lake.read(path)).table.num_rows for path, rows in held)


def _still_repeated(written: Written, live: Iterable[LiveFile]) -> None:
    gone = written.against - {one.path for one in live}
    if written.repeated and gone and not _count_elsewhere(gone):
        raise Conflict("A batch went out of the lake while these rows were read: bring them in again.")


def _nobody_erased(written: Written) -> None:
    since = written.since
    if since is not None and LedgerEntry.objects.filter(sequence__gt=since, action__in=ERASING).exists():
        raise Conflict("A person's rows were erased while these were read: bring them in again.")


def _count_elsewhere(paths: frozenset[str]) -> bool:
    """True where all these files are of batches that were merged meanwhile: their rows count as before."""
    whole = {"replaced_by__status": "live", "replaced_by__edition": 1, "status": "merged"}
    merged = LakeBatch.objects.filter(**whole)
    found = LakeFile.objects.filter(edition=F("batch__edition"), batch__in=merged)
    return all(found.filter(path__in=some).count() == len(some) for some in slices(sorted(paths)))


def _without_latecomers(written: Written, live: Iterable[LiveFile]) -> Written:
    """Leave out events that another batch brought between writing and now."""
    later = [one.path for one in live if one.path not in written.against]
    shared = files_sharing(written.fact, [one.path for one in written.parts], later)
    if not shared:
        return written
    parts: list[Part] = []
    for part in written.parts:
        parts += _fresh_part(written.fact, part, later) if part.path in shared else (part,)
    repeated = written.repeated + written.rows - sum(part.rows for part in parts)
    return replace(written, parts=tuple(parts), repeated=repeated)


def _fresh_part(fact: str, part: Part, known: list[str]) -> tuple[Part, ...]:
    import pyarrow as pa
    import pyarrow.compute as pc

    lake, (identity,) = store(), FACTS[fact].identity
    table = lake.read(part.path)
    held = list(days_held(fact, table, known))
    fresh = table.filter(pc.invert(pc.is_in(table[identity], pa.array(held, pa.string()))))
    name = part.path.rpartition("/")[2].removesuffix(".parquet")
    transaction.on_commit(lambda: lake.remove([part.path]))
    return lake.write(FACTS[fact], fresh, batch=f"{name}-again")

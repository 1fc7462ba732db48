"""Do the little batches of a day become one, and does each row count before as after, whoever reads or is killed?"""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from opencaio.errors import Conflict
from opencaio.record.actions import perform
from opencaio.record.actions.lake import AddFacts, add
from opencaio.record.actions.lake import prepare as prepare_rows
from opencaio.record.actions.lake_compaction import Compacted, CompactLake, compact, prepare
from opencaio.record.changes import Change
from opencaio.record.lake_days import compacting, keep_lake
from opencaio.record.manifest import faults_of_files, live_files, opened, store, tidy
from opencaio.record.models import LakeBatch
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from tests.record.cast import Cast, do
from tests.record.test_lake import event, held

NOW = timezone.now()
YESTERDAY = NOW - timedelta(days=1)


def stream(cast: Cast, *numbers: int, at: datetime = YESTERDAY, who: str = "ana", **more: Any) -> LakeBatch:
    """A batch as a stream brings it: some events of one day."""
    rows = [event(n, user_key=f"user-{n}@acme.example", **more) | {"at": "2026-10-05T08:00:00Z"} for n in numbers]
    given = {"fact": "usage", "name": "Tracked", "origin": "sdk", "rows": rows}
    batch: LakeBatch = perform("lake.add", given, cast[who], at=at).result
    return batch


def merge(cast: Cast) -> Compacted:
    done: Compacted = perform("lake.compact", {}, cast.ana, at=NOW).result
    return done


def test_batches_of_a_day_become_one_with_one_file_a_day_and_the_same_rows(cast: Cast) -> None:
    stream(cast, 1, 2)
    stream(cast, 2, 3)
    stream(cast, 4, at=YESTERDAY - timedelta(days=1))
    stream(cast, 5, at=NOW)
    rows = held()
    done = merge(cast)
    assert (done.batches, done.into, done.files, done.became, done.left) == (2, 1, 2, 1, 0)
    assert held() == rows
    (row,) = [one for one in ask("lake.batches", {}, cast.ana).rows if "2 batches" in one.name]
    assert (row.read, row.rows, row.repeated) == (4, 3, 1)
    assert ask("lake.batches", {"status": "merged"}, cast.ana).total == 2
    assert merge(cast).batches == 0
    assert not list(faults_of_files())


def test_those_of_another_department_or_by_another_way_stay_apart(cast: Cast) -> None:
    stream(cast, 1)
    stream(cast, 2, who="bo", use_case=cast.triage.code)
    perform("lake.add", {"fact": "usage", "name": "a file", "rows": [event(3)]}, cast.ana, at=YESTERDAY)
    assert merge(cast).batches == 0


def test_what_was_merged_is_withdrawn_and_restored_as_one_and_the_old_numbers_say_so(cast: Cast) -> None:
    first = stream(cast, 1)
    stream(cast, 2)
    merge(cast)
    first.refresh_from_db()
    with pytest.raises(Conflict, match=f"merged with others into batch {first.replaced_by_id}"):
        do("lake.withdraw", cast.ana, batch=first.pk, reason="Wrong")
    do("lake.withdraw", cast.ana, batch=first.replaced_by_id, reason="Wrong")
    assert held() == []
    do("lake.restore", cast.ana, batch=first.replaced_by_id)
    assert len(held()) == 2


def test_the_same_events_and_the_same_rows_are_known_after_they_were_merged(cast: Cast) -> None:
    stream(cast, 1)
    stream(cast, 2)
    merge(cast)
    with pytest.raises(Conflict, match="in the lake already"):
        stream(cast, 2)
    assert stream(cast, 2, 3).rows == 1


def test_a_reader_reads_on_while_batches_are_merged_and_old_files_go_a_day_later(cast: Cast) -> None:
    stream(cast, 1)
    stream(cast, 2)
    before = {one.path for one in live_files("usage")}
    with opened("usage") as lake:
        keep_lake(NOW)
        assert lake.table("usage").count().to_pyarrow().as_py() == 2
    assert before < {path for path, _ in store().found()}
    keep_lake(NOW + timedelta(hours=25))
    assert before.isdisjoint(path for path, _ in store().found())
    assert len(held()) == 2 and not list(faults_of_files())


def test_an_erased_person_leaves_the_merged_files_and_the_old_ones(cast: Cast) -> None:
    stream(cast, 1)
    stream(cast, 2)
    merge(cast)
    do("lake.erase_person", cast.ana, person="user-1@acme.example", reason="Asked")
    assert [row["event_id"] for row in held()] == ["e-2"]
    keys = {key for path, _ in store().found() for key in store().read(path)["user_key"].to_pylist()}
    assert keys == {held()[0]["user_key"]}


def test_rows_past_their_retention_leave_the_old_files_too(cast: Cast) -> None:
    stream(cast, 1)
    stream(cast, 2)
    merge(cast)
    do("lake.set_retention", cast.ana, fact="usage", days=30, reason="House rule")
    keep_lake(NOW + timedelta(days=60))
    assert held() == [] and list(store().found()) == []


def test_a_batch_that_is_withdrawn_meanwhile_is_not_merged(cast: Cast) -> None:
    first = stream(cast, 1)
    stream(cast, 2)
    told = prepare(CompactLake(), cast.ana)
    do("lake.withdraw", cast.ana, batch=first.pk, reason="Wrong")
    with pytest.raises(Conflict, match="merge again"), transaction.atomic():
        compact(CompactLake(), Change("lake.compact", Right.SETTINGS, cast.ana, NOW), told)
    assert [row["event_id"] for row in held()] == ["e-2"]
    assert [one.batches for one in compacting(NOW, actor=cast.ana)] == [0]


def test_rows_that_were_read_before_a_merger_and_committed_after_it_count_once(cast: Cast) -> None:
    stream(cast, 1)
    stream(cast, 2)
    given = AddFacts(fact="usage", name="slow", rows=[event(2), event(3)])
    slow = prepare_rows(given, cast.ana)
    merge(cast)
    with transaction.atomic():
        batch = add(given, Change("lake.add", Right.IMPORT, cast.ana, NOW), slow)
    assert (batch.rows, batch.repeated, len(held())) == (1, 1, 3)


def test_many_batches_are_merged_step_by_step(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from opencaio.record.manifest import merging

    monkeypatch.setattr(merging, "AT_ONCE", 2)
    for day in range(1, 4):
        for n in range(2):
            stream(cast, day * 10 + n, at=NOW - timedelta(days=day))
    assert [(one.batches, one.left) for one in compacting(NOW, actor=cast.ana)] == [(2, 4), (2, 2), (2, 0)]
    assert len(held()) == 6


@pytest.mark.slow
def test_who_is_killed_while_merging_leaves_the_lake_as_it_was(cast: Cast) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the killed program opens the workspace's own SQLite file")
    stream(cast, 1)
    stream(cast, 2)
    rows = held()
    names = {"OPENCAIO_HOME": str(settings.OPENCAIO_HOME), "DJANGO_SETTINGS_MODULE": "opencaio.site.settings"}
    command = [sys.executable, "-m", "tests.record.killed_merger"]
    ended = subprocess.run(command, env={**os.environ, **names}, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout.strip()) == (-signal.SIGKILL, "1"), ended.stderr
    assert len(list(store().found())) == 3 and held() == rows
    tidy(timezone.now() + timedelta(hours=7))
    assert len(list(store().found())) == 2 and held() == rows
    assert merge(cast).into == 1 and held() == rows

"""Is the lake kept whole: in backups, through a kill, past its time, and without those who asked to be forgotten?"""

import os
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from opencaio.errors import BadFile, BadInput, NotFound
from opencaio.record.backups import make_backup, restore
from opencaio.record.doctor import doctor
from opencaio.record.importing.uploads import keep_upload
from opencaio.record.lake_days import keep_lake
from opencaio.record.manifest import faults_of_files, live_files, opened, pseudonym, store, strays, tidy
from opencaio.record.manifest.keeping import IN_WRITING
from opencaio.record.models import LakeBatch
from opencaio.record.queries import ask
from tests.record.cast import Cast, do
from tests.record.test_lake import bring, event, held

LATER = IN_WRITING + timedelta(hours=1)


def wrong() -> list[str]:
    return [one.words for one in doctor() if one.level == "wrong" and "lake" in one.words]


def lake_file() -> Path:
    return Path(store().address(live_files("usage")[0].path))


def test_a_replaced_batch_and_its_successor_never_count_together(cast: Cast) -> None:
    first = bring(cast, event(1), event(2), event(3))
    second = bring(cast, event(2, requests=9), event(4), replaces=first.pk)
    assert (second.rows, second.repeated) == (2, 0)
    assert [(row["event_id"], row["requests"]) for row in held()] == [("e-2", 9), ("e-4", 2)]
    first.refresh_from_db()
    assert (first.status, first.replaced_by) == ("replaced", second)


def test_a_batch_is_replaced_by_rows_of_its_own_fact_only(cast: Cast) -> None:
    first = bring(cast, event(1))
    row = {"event_id": "k", "day": "2026-10-05", "series": "calls", "value": "3"}
    with pytest.raises(BadInput, match="holds usage, not kpi"):
        bring(cast, row, fact="kpi", replaces=first.pk)
    with pytest.raises(NotFound):
        bring(cast, event(2), replaces=first.pk + 999)
    assert len(held()) == 1


def test_an_erased_person_leaves_the_lake_too(cast: Cast) -> None:
    bring(cast, event(1, user_key="bo@northwind.example"), event(2, user_key="dan@northwind.example"))
    before = lake_file()
    do("people.erase", cast.ana, person=cast.bo.person_id, leave_holdings=True)
    assert [row["user_key"] for row in held()] == [pseudonym("dan@northwind.example")]
    assert not before.exists()
    assert not list(faults_of_files())


def test_withdrawn_rows_grow_old_as_live_ones_do(cast: Cast) -> None:
    kept, gone = bring(cast, event(1)), bring(cast, event(2))
    do("lake.withdraw", cast.ana, batch=gone.pk, reason="Twice")
    do("lake.set_retention", cast.ana, fact="usage", days=30, reason="House rule")
    keep_lake(timezone.now() + timedelta(days=400))
    assert set(LakeBatch.objects.filter(pk__in=[kept.pk, gone.pk]).values_list("status", flat=True)) == {"expired"}
    assert list(store().found()) == []


def test_a_backup_brings_the_lake_and_its_key_back(cast: Cast, home: Path, tmp_path: Path) -> None:
    bring(cast, event(1, user_key="anna@acme.example"), event(2))
    report = make_backup(tmp_path / "b.zip")
    assert report.lake_files == 2 and report.lake_size > 1000
    rows = held()
    shutil.rmtree(home / "lake")
    (home / "lake.key").unlink()
    restore(tmp_path / "b.zip", replace=True)
    assert held() == rows
    assert pseudonym("anna@acme.example") in {row["user_key"] for row in rows}
    assert (home / "lake.key").stat().st_mode & 0o077 == 0
    assert not wrong()


def test_the_doctor_names_files_that_are_gone_or_changed_and_a_key_that_is_lost(cast: Cast, home: Path) -> None:
    batch = bring(cast, event(1, user_key="anna@acme.example"))
    assert not wrong()
    path = lake_file()
    path.write_bytes(path.read_bytes()[:-9])
    (home / "lake.key").rename(home / "elsewhere")
    assert any(f"batch {batch.pk} is changed" in one for one in wrong())
    assert any("lake.key is missing" in one for one in wrong())
    path.unlink()
    assert any(f"batch {batch.pk} is missing" in one for one in wrong())


def test_only_what_belongs_to_no_batch_and_is_not_being_written_is_tidied_away(cast: Cast) -> None:
    bring(cast, event(1))
    stray = lake_file().with_name("stray-1.parquet")
    stray.write_bytes(b"PAR1")
    stray.with_name("half-1.parquet.half").write_bytes(b"PAR1")
    now = timezone.now()
    assert strays(now) == []
    assert tidy(now + LATER) == 2
    assert len(held()) == 1 and not list(faults_of_files())


def test_a_writer_that_is_killed_leaves_no_row_and_the_same_file_comes_in_after_it(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("event_id,at\n" + "".join(f"e-{n},2026-10-05T08:00:00Z\n" for n in range(50)))
    names = {"OPENCAIO_HOME": str(settings.OPENCAIO_HOME), "DJANGO_SETTINGS_MODULE": "opencaio.site.settings"}
    if connection.vendor == "sqlite":
        command = [sys.executable, "-m", "tests.record.killed_lake", str(path)]
        ended = subprocess.run(command, env={**os.environ, **names}, capture_output=True, text=True, timeout=60)
        assert (ended.returncode, ended.stdout.strip()) == (-signal.SIGKILL, "50"), ended.stderr
        assert len(list(store().found())) == 1
    assert held() == [] and ask("lake.batches", {"status": "all"}, cast.ana).total == 0
    tidy(timezone.now() + LATER)
    assert list(store().found()) == []
    do("lake.add", cast.ana, fact="usage", name="rows.csv", rows=[event(n) for n in range(50)])
    assert len(held()) == 50


def test_heads_that_exports_commonly_bear_are_known_and_never_cover_our_own(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Request ID,Timestamp,user,prompt_tokens\nr-1,2026-10-05T08:00:00Z,anna,7\n")
    do("lake.add", cast.ana, fact="usage", name="export.csv", upload=keep_upload(path))
    (row,) = held()
    assert (row["event_id"], row["input_tokens"], row["user_key"]) == ("r-1", 7, pseudonym("anna"))
    with pytest.raises(BadFile, match="The column id is not one of usage"):
        bring(cast, {**event(2), "id": "x"})


def test_a_reader_sees_all_of_a_batch_or_nothing_while_another_commits(cast: Cast) -> None:
    first = bring(cast, *(event(n) for n in range(60)))
    with opened("usage") as lake:
        bring(cast, *(event(n, requests=7) for n in range(60)), replaces=first.pk)
        assert lake.table("usage").requests.sum().to_pyarrow().as_py() == 120
    assert {row["requests"] for row in held()} == {7} and len(held()) == 60

"""Is the lake filled, corrected and kept in order from the terminal?"""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from opencaio.record.actions import perform
from opencaio.record.manifest import live_files, store
from tests.faces.conftest import Ran
from tests.record.cast import Cast

Caio = Callable[..., Ran]
HEADS = "event_id,at,user_key,input_tokens\n"


def test_a_file_comes_in_is_replaced_withdrawn_and_a_person_erased(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(HEADS + "x1,2026-10-05T08:00:00Z,anna,5\nx2,2026-10-05T08:00:00Z,bert,-5\n")
    told = caio("lake", "add", str(path), "usage")
    assert told.code == 1 and "2 rows read, 1 in, 0 known before, 1 refused" in told.out
    assert "row 2: input_tokens is below 0" in told.err
    again = caio("lake", "add", str(path), "usage", "--json")
    assert again.code == 1 and "in the lake already" in json.loads(again.out)["error"]
    path.write_text(HEADS + "x1,2026-10-05T08:00:00Z,anna,5\nx2,2026-10-05T08:00:00Z,bert,6\n")
    found = json.loads(caio("lake", "list", "--json").out)["rows"][0]["id"]
    fresh = json.loads(caio("lake", "replace", str(found), str(path), "--json").out)
    assert (fresh["rows"], fresh["repeated"]) == (2, 0)
    assert json.loads(caio("lake", "show", str(found), "--json").out)["replaced_by"] == fresh["batch"]
    assert "Erased 2 rows" in caio("lake", "erase", "anna", "--reason", "Asked").out
    usage = {one["fact"]: one for one in json.loads(caio("lake", "state", "--json").out)["facts"]}["usage"]
    assert (usage["rows"], usage["batches"], usage["first_day"]) == (1, 1, "2026-10-05")
    assert caio("lake", "withdraw", str(fresh["batch"]), "--reason", "Wrong").code == 0
    assert json.loads(caio("lake", "list", "--json").out)["total"] == 0


def test_rows_of_a_use_that_nobody_knows_come_in_and_are_told(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"event_id,at,use_case\nx1,2026-10-05T08:00:00Z,UC-9999\nx2,2026-10-05,{cast.triage.code}\n")
    told = caio("lake", "add", str(path), "usage")
    assert told.code == 0 and "Not on record: UC-9999" in told.err
    batch = json.loads(caio("lake", "list", "--json").out)["rows"][0]["id"]
    assert json.loads(caio("lake", "show", str(batch), "--json").out)["unknown_uses"] == ["UC-9999"]


def test_rows_that_name_no_use_are_not_told_as_an_unknown_one(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    path = tmp_path / "series.csv"
    path.write_text("event_id,day,series,unit_key,value\nk1,2026-10-05,PACKS,Utah,104.5\n")
    told = caio("lake", "add", str(path), "kpi")
    assert told.code == 0 and "Not on record" not in told.err


def test_a_row_with_too_few_cells_is_told_in_words(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(HEADS + "x1,2026-10-05T08:00:00Z,anna,5\nx2,2026-10-05\n")
    assert "a row has 2 cells where the head has 4" in caio("lake", "add", str(path), "usage").err


def test_a_file_with_heads_and_no_row_is_refused(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(HEADS)
    told = caio("lake", "add", str(path), "usage")
    assert told.code == 1 and "holds no row" in told.err
    assert json.loads(caio("lake", "list", "--json").out)["total"] == 0


def test_files_are_verified_and_a_fault_ends_in_a_code(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(HEADS + "x1,2026-10-05T08:00:00Z,anna,5\n")
    caio("lake", "add", str(path), "usage")
    assert "1 files, 0 missing or changed" in caio("lake", "verify").out
    assert json.loads(caio("lake", "tidy", "--json").out) == {"removed": 0}
    store().remove(one.path for one in live_files("usage"))
    told = caio("lake", "verify", "--json")
    assert told.code == 1 and json.loads(told.out)["faults"][0]["fault"] == "missing"
    assert "is no COLUMN=HEAD" in caio("lake", "add", str(path), "usage", "--map", "anna").err


def test_little_batches_are_merged_and_moved_events_told(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    for number in (1, 2):
        row = {"event_id": f"e{number}", "at": "2026-10-05T08:00:00Z"}
        given = {"fact": "usage", "name": "Tracked", "origin": "sdk", "rows": [row]}
        perform("lake.add", given, cast.ana, at=timezone.now() - timedelta(days=2))
    assert json.loads(caio("lake", "compact", "--json").out) == {
        "batches": 2, "into": 1, "files": 2, "became": 1, "removed": 0,
    }  # fmt: skip
    assert "0 batches became 0" in caio("lake", "compact").out
    path = tmp_path / "rows.csv"
    path.write_text(HEADS + "e1,2026-10-06T08:00:00Z,anna,5\n")
    assert "1 of those known before are in the lake on another day" in caio("lake", "add", str(path), "usage").out


def test_what_stands_in_a_file_cannot_steer_the_terminal(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(HEADS + "x1,2026-10-05T08:00:00Z,anna,\x1b[2J\n")
    told = caio("lake", "add", str(path), "usage")
    assert told.code == 1 and "\x1b" not in told.out + told.err
    path.write_text("event_id,\x1b]0;owned\x07\nx1,1\n")
    strange = caio("lake", "add", str(path), "usage")
    assert strange.code == 1 and "\x1b" not in strange.err and "\\x1b]0;owned" in strange.err

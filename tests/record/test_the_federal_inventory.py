"""Does the inventory leave in the columns of 2025, and come in again without a change?"""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from opencaio.record import federal_inventory
from opencaio.record.importing.running import preview_file
from opencaio.record.importing.uploads import keep_upload
from tests.record.cast import Cast, do, gather

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return gather()


def counts_of(rows: bytes, cast: Cast, home: Path) -> Any:
    """What importing the file would do."""
    path = home / "inventory.csv"
    path.write_bytes(rows)
    return preview_file(keep_upload(path), file_name=path.name, format_id=None, actor=cast.ana).counts


def exported() -> bytes:
    return federal_inventory.as_csv(federal_inventory.inventory())


def table(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_uses_that_were_entered_here_come_back_unchanged(cast: Cast, tmp_path: Path) -> None:
    do("use_cases.edit", cast.bo, code=cast.triage.code, purpose="=SUM of what hurts", stage="pilot")
    facts = {"agency": True, "practice.OMB-PRETEST": "met", "practice.OMB-APPEAL": "planned"}
    told = [{"key": key, "value": value} for key, value in facts.items()]
    do("facts.state_many", cast.bo, use_case=cast.triage.code, facts=told)
    counts = counts_of(exported(), cast, tmp_path)
    assert (counts.read, counts.unchanged) == (2, 2)


def test_codes_are_written_in_the_words_of_the_file(cast: Cast) -> None:
    told = [{"key": "declared.US-FED", "value": "high_impact"}, {"key": "practice.OMB-MONITOR", "value": "met"}]
    do("facts.state_many", cast.bo, use_case=cast.triage.code, facts=told)
    row = next(one for one in table(exported()) if one["id"] == cast.triage.code)
    assert row["development_stage"] == "Deployed"
    assert row["is_high_impact"] == "High-impact"
    assert row["hi_ongoing_monitoring"] == "Yes - Monitoring Established"
    assert row["hi_appeal_process"] == ""


def test_a_change_of_ours_is_seen_when_an_older_export_comes_in(cast: Cast, tmp_path: Path) -> None:
    before = exported()
    do("use_cases.edit", cast.bo, code=cast.triage.code, purpose="To see first who is worst off")
    counts = counts_of(before, cast, tmp_path)
    assert (counts.unchanged, counts.updated, counts.created) == (1, 1, 0)


def test_a_withdrawn_use_is_left_out_and_a_retired_one_is_not(cast: Cast) -> None:
    do("use_cases.retire", cast.bo, code=cast.triage.code)
    do("use_cases.withdraw", cast.dan, code=cast.pricing.code)
    assert [(one["id"], one["development_stage"]) for one in table(exported())] == [(cast.triage.code, "Retired")]


@pytest.mark.slow
def test_the_whole_inventory_of_2025_leaves_and_comes_back_unchanged(cast: Cast, shared: Path, tmp_path: Path) -> None:
    path = shared / "data/inventories/us-2025.csv"
    do("imports.apply", cast.ana, upload=keep_upload(path), file_name=path.name)
    body = exported()
    original, written = table(path.read_bytes()), table(body)
    assert list(written[0]) == list(original[0])
    counts = counts_of(body, cast, tmp_path)
    assert counts.created == counts.updated == counts.refused == 0
    assert counts.unchanged == counts.read == 3609 + 2

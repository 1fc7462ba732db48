"""Do the real inventories of three years and the Dutch register go in whole?"""

import csv
import json
import time
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from opencaio.connectors.tables import read_tables
from opencaio.engines.intake.cells import neutralise
from opencaio.engines.intake.drafts import Draft, Mapped
from opencaio.engines.intake.mapping import map_rows
from opencaio.engines.intake.matching import count, gone, match
from opencaio.engines.intake.recognise import Recognised, recognise
from opencaio.engines.intake.tables import Table
from opencaio.packs.formats import load_formats

from .forms import known

FILES = {
    "inventories/us-2023.csv": ("us-2023", 710),
    "inventories/us-2024-v1.csv": ("us-2024-v1", 1_757),
    "inventories/us-2024-v2.csv": ("us-2024-v2", 2_133),
    "inventories/us-2024-v2.xls": ("us-2024-v2", 2_133),
    "inventories/us-2025.csv": ("us-2025", 3_611),
    "inventories/us-2025-cots.csv": ("us-2025-cots", 900),
    "inventories/us-2025-cots.xlsx": ("us-2025-cots", 900),
    "registers/nl/2026-05-13.json": ("nl-register", 1_431),
    "registers/nl/2026-06-08.json": ("nl-register", 1_459),
    "registers/nl/2026-06-09.json": ("nl-register", 1_460),
    "registers/nl/2026-06-13.json": ("nl-register", 1_464),
    "registers/nl/2026-06-24.json": ("nl-register", 1_480),
}


@cache
def mapped(path: Path) -> tuple[Table, Mapped]:
    table = read_tables(path)
    found = recognise(table.headers, load_formats())
    assert isinstance(found, Recognised)
    return table, map_rows(table, found.format)


def drafts(path: Path) -> tuple[Draft, ...]:
    return mapped(path)[1].drafts


def values(found: tuple[Draft, ...], key: str) -> Counter[object]:
    return Counter(fact.value for draft in found for fact in draft.facts if fact.key == key)


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_every_file_goes_in_under_the_right_format(shared_data: Path, name: str) -> None:
    format_id, rows = FILES[name]
    table, found = mapped(shared_data / name)
    assert (found.format_id, len(table)) == (format_id, rows)
    assert len(found.drafts) == rows and found.refusals == ()


@pytest.mark.parametrize("name", FILES)
def test_no_cell_is_lost(shared_data: Path, name: str) -> None:
    table, found = mapped(shared_data / name)
    by_row = {draft.row: draft.as_reported for draft in found.drafts}
    for number, record in table.records():
        assert {header: cell for header, cell in record.items() if cell} == dict(by_row[number])


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("us-2025.csv", "utf-8-sig"),
        ("us-2024-v2.csv", "cp1252"),
        ("us-2024-v1.csv", "utf-8-sig"),
        ("us-2023.csv", "utf-8"),
    ],
)
def test_the_reader_sees_the_cells_that_pythons_csv_sees(shared_data: Path, name: str, encoding: str) -> None:
    table, _ = mapped(shared_data / "inventories" / name)
    with (shared_data / "inventories" / name).open(encoding=encoding, newline="") as stream:
        header, *rows = csv.reader(stream)
    assert table.rows == tuple(map(tuple, rows))
    assert len(table.headers) == len(header)


@pytest.mark.parametrize("name", FILES)
def test_importing_a_real_file_again_changes_nothing(shared_data: Path, name: str) -> None:
    format_id, rows = FILES[name]
    first = match(drafts(shared_data / name), [], format_id=format_id)
    held = known(first, format_id=format_id)
    again = count(match(drafts(shared_data / name), held, format_id=format_id), refused=0)
    assert again.read == rows
    assert (again.created, again.updated) == (0, 0)
    assert again.unchanged == len(held) == rows - again.merged


def test_the_2025_inventory_is_read_and_mapped_in_seconds(shared_data: Path) -> None:
    start = time.perf_counter()
    table = read_tables(shared_data / "inventories/us-2025.csv")
    found = recognise(table.headers, load_formats())
    assert isinstance(found, Recognised) and len(map_rows(table, found.format).drafts) == 3_611
    assert time.perf_counter() - start < 6, "about 0.8 s on a quiet machine; the margin is for a busy one"


def test_the_2025_inventory_has_the_ids_that_were_counted(shared_data: Path) -> None:
    found = drafts(shared_data / "inventories/us-2025.csv")
    blank = sum(1 for draft in found if not draft.as_reported.get("id", "").strip())
    assert blank == 704
    assert sum(draft.identity is None for draft in found) == 704 + 2, "two more are TBD"
    ids = Counter(draft.as_reported["id"] for draft in found if draft.as_reported.get("id", "").strip())
    assert sum(times - 1 for times in ids.values()) == 15
    own = Counter(draft.identity for draft in found if draft.identity is not None)
    assert sum(times - 1 for times in own.values()) == 2, "within a department only two ids stand twice"


def test_the_31_cells_that_begin_like_formulas_stay_text_and_are_neutralised(shared_data: Path) -> None:
    found = drafts(shared_data / "inventories/us-2025.csv")
    cells = [cell for draft in found for cell in draft.as_reported.values() if cell[0] in "=+-@"]
    assert len(cells) == 31
    assert all(neutralise(cell) == "'" + cell for cell in cells)
    assert sum(1 for draft in found if draft.benefit.startswith("-")) > 10


def test_every_operational_date_of_2025_is_read(shared_data: Path) -> None:
    found = drafts(shared_data / "inventories/us-2025.csv")
    dated = [draft for draft in found if draft.as_reported.get("operational_date", "").strip()]
    assert len(dated) == 1_402
    assert all(draft.started_on is not None for draft in dated)
    assert {draft.started_precision for draft in dated} == {"day", "month", "year"}
    written = {draft.as_reported["operational_date"]: draft.started_on for draft in dated}
    assert written["2024-10-01 00:00:00"] == date(2024, 10, 1)
    assert written["01/2024"] == date(2024, 1, 1)
    assert written["Jul-25"] == date(2025, 7, 1)


def test_what_2025_declares_and_states_is_counted_as_the_file_has_it(shared_data: Path) -> None:
    found = drafts(shared_data / "inventories/us-2025.csv")
    assert values(found, "declared.US-FED") == {
        "not_high_impact": 1_054,
        "high_impact": 391,
        "presumed_not_high_impact": 85,
    }
    assert values(found, "gdpr.personal") == {True: 360}, "a no to PII is no statement under the GDPR"
    assert values(found, "reported.pii") == {True: 360, False: 1_151}
    assert values(found, "reported.withheld") == {False: 2_452, True: 24}
    assert values(found, "practice.PIA")["met"] > 20
    assert values(found, "pilot") == {True: 440, False: 1_040}
    assert values(found, "agency") == {True: 3_611}
    assert values(found, "practice.OMB-PRETEST") == {"planned": 82, "met": 38, "missing": 1}
    assert values(found, "practice.OMB-FEEDBACK") == {"planned": 90, "met": 26, "unclear": 16}
    assert Counter(draft.stage for draft in found) == {
        "building": 1_479,
        "live": 1_040,
        "pilot": 440,
        "retired": 314,
        "": 338,
    }


def test_of_2025_hardly_a_word_is_left_unmapped(shared_data: Path) -> None:
    notes = [note for draft in drafts(shared_data / "inventories/us-2025.csv") for note in draft.notes]
    assert len(notes) <= 8


def test_the_second_issue_of_2024_is_the_same_as_csv_and_as_xls_but_for_a_few_signs(
    shared_data: Path,
) -> None:
    held = known(
        match(drafts(shared_data / "inventories/us-2024-v2.csv"), [], format_id="us-2024-v2"),
        format_id="us-2024-v2",
    )
    counts = count(match(drafts(shared_data / "inventories/us-2024-v2.xls"), held, format_id="us-2024-v2"), refused=0)
    assert counts.created == 0
    assert counts.updated < 50 and counts.unchanged > 2_000


def test_the_commercial_uses_are_the_same_as_csv_and_as_xlsx(shared_data: Path) -> None:
    held = known(
        match(drafts(shared_data / "inventories/us-2025-cots.csv"), [], format_id="us-2025-cots"),
        format_id="us-2025-cots",
    )
    again = match(drafts(shared_data / "inventories/us-2025-cots.xlsx"), held, format_id="us-2025-cots")
    assert {one.kind for one in again} == {"unchanged"}


def test_a_commercial_use_that_is_not_made_is_not_called_live(shared_data: Path) -> None:
    found = drafts(shared_data / "inventories/us-2025-cots.csv")
    assert values(found, "reported.in_use") == {True: 468, False: 416}
    assert Counter(draft.stage for draft in found) == {"live": 468, "": 432}
    assert all(draft.department_code for draft in found)


def test_a_later_year_is_proposed_against_the_earlier_one(shared_data: Path) -> None:
    old = known(
        match(drafts(shared_data / "inventories/us-2024-v2.csv"), [], format_id="us-2024-v2"),
        format_id="us-2024-v2",
    )
    decisions = match(drafts(shared_data / "inventories/us-2025.csv"), old, format_id="us-2025")
    proposed = [one for one in decisions if one.proposal is not None]
    assert 1_000 < len(proposed) < 1_400
    names = {one.key: one.name for one in old}
    same = [one for one in proposed if one.proposal and one.proposal.score == 100]
    assert sum(names[one.proposal.key].casefold() == one.draft.name.casefold() for one in same if one.proposal) > 900


def test_between_two_days_the_dutch_register_tells_new_changed_and_gone(shared_data: Path) -> None:
    first, last = (shared_data / f"registers/nl/2026-{day}.json" for day in ("06-13", "06-24"))
    held = known(match(drafts(first), [], format_id="nl-register"), format_id="nl-register")
    decisions = match(drafts(last), held, format_id="nl-register")
    before, after = (
        {one["id"]: one for one in json.loads(path.read_text(encoding="utf-8"))["algoritmes"]} for path in (first, last)
    )
    changed = [one for one in before.keys() & after.keys() if " ".join(str(before[one])) != " ".join(str(after[one]))]
    counts = count(decisions, refused=0)
    assert counts.created == len(after.keys() - before.keys())
    assert 0 < counts.updated <= len(changed)
    assert [
        one.identity.external_id for one in gone(decisions, held, format_id="nl-register") if one.identity
    ] == sorted(before.keys() - after.keys())


def test_a_new_field_and_rewritten_addresses_are_no_change_of_the_register(shared_data: Path) -> None:
    first, second = (shared_data / f"registers/nl/2026-{day}.json" for day in ("05-13", "06-08"))
    held = known(match(drafts(first), [], format_id="nl-register"), format_id="nl-register")
    counts = count(match(drafts(second), held, format_id="nl-register"), refused=0)
    assert (counts.created, counts.merged) == (28, 0)
    assert counts.updated < 15

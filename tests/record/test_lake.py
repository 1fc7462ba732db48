"""Do facts come into the lake whole, once and of the right people, and does a person's trace leave it?"""

import csv
import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from opencaio.errors import BadFile, BadInput, Conflict, NotFound, Refused
from opencaio.record.actions.lake import AddFacts, add, prepare
from opencaio.record.changes import Change
from opencaio.record.importing.uploads import keep_upload
from opencaio.record.manifest import opened, store
from opencaio.record.models import LakeBatch
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from tests.record.cast import Cast, do


def event(number: int, **more: object) -> dict[str, object]:
    return {"event_id": f"e-{number}", "at": f"2026-10-{1 + number % 28:02}T08:00:00Z", "requests": 2, **more}


def bring(cast: Cast, *rows: dict[str, object], who: str = "ana", **more: object) -> LakeBatch:
    batch: LakeBatch = do("lake.add", cast[who], **{"fact": "usage", "name": "rows", "rows": list(rows), **more})
    return batch


def held(fact: str = "usage") -> list[dict[str, object]]:
    with opened(fact) as lake:
        return sorted(lake.table(fact).to_pyarrow().to_pylist(), key=lambda row: str(row["event_id"]))


def test_rows_come_in_typed_by_day_with_pseudonyms_for_people(cast: Cast) -> None:
    batch = bring(cast, event(1, user_key="anna@acme.example", input_tokens="12"), event(2))
    first, second = held()
    assert (batch.rows, batch.first_day, batch.last_day) == (2, date(2026, 10, 2), date(2026, 10, 3))
    assert (first["day"], first["requests"], first["errors"], first["input_tokens"]) == (date(2026, 10, 2), 2, 0, 12)
    assert str(first["user_key"]).startswith("p-") and second["user_key"] is None


def test_the_same_event_counts_once_within_a_batch_and_across_batches(cast: Cast) -> None:
    assert bring(cast, event(1), event(1), event(2)).repeated == 1
    late = bring(cast, event(2), event(3))
    assert (late.rows, late.repeated, len(held())) == (1, 1, 3)


def test_the_same_rows_twice_are_refused_as_known(cast: Cast) -> None:
    bring(cast, event(1))
    with pytest.raises(Conflict, match="in the lake already"):
        bring(cast, event(1))


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl", "rows.csv.gz"])
def test_files_say_the_same_whatever_their_form(cast: Cast, tmp_path: Path, name: str) -> None:
    rows = [event(at, user_key=f"Müller {at}") for at in range(5)]
    plain = tmp_path / "plain.csv"
    with plain.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    content = plain.read_bytes()
    if name.endswith("jsonl"):
        content = "\n".join(json.dumps(row) for row in rows).encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    batch = do("lake.add", cast.ana, fact="usage", name=name, upload=keep_upload(tmp_path / name))
    assert batch.rows == 5


def test_other_heads_are_mapped_and_a_strange_column_is_named_before_anything_is_read(
    cast: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Id;When;Worker\n1;2026-10-05;Anna\n")
    heads = {"event_id": "Id", "at": "When"}
    with pytest.raises(BadFile, match="The column worker is not one of usage"):
        do("lake.add", cast.ana, fact="usage", name="x", upload=keep_upload(path), mapping=heads)
    batch = do(
        "lake.add", cast.ana, fact="usage", name="x", upload=keep_upload(path), mapping={**heads, "user_key": "Worker"}
    )
    assert batch.rows == 1


def test_rows_that_cannot_count_are_told_by_row_column_and_reason(cast: Cast) -> None:
    batch = bring(
        cast,
        event(1, input_tokens=-5),
        event(2, at="yesterday"),
        event(3, at="2099-01-01T00:00:00Z"),
        event(4, requests=1, errors=3),
        event(5, duration_us="NaN"),
        event(6),
    )
    page = ask("lake.batch", {"batch": batch.pk}, cast.ana)
    assert (batch.rows, batch.refused) == (1, 5)
    assert [(one.row, one.column, one.why) for one in page.refusals] == [
        (1, "input_tokens", "is below 0"),
        (2, "at", "is no time such as 2026-10-05T09:30:00Z"),
        (3, "day", page.refusals[2].why),
        (4, "errors", "is more than there were requests"),
        (5, "duration_us", "is no whole number"),
    ]
    assert "is a clock wrong?" in page.refusals[2].why


@pytest.mark.parametrize("content", [b"", b"PAR1 torn", b"\x1f\x8b torn", b"PK\x03\x04", b"{not json}\n", b"a\x00b"])
def test_a_file_that_cannot_be_read_leaves_nothing(cast: Cast, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad").write_bytes(content)
    with pytest.raises(BadFile):
        do("lake.add", cast.ana, fact="usage", name="bad", upload=keep_upload(tmp_path / "bad"))
    assert LakeBatch.objects.count() == 0
    assert list(store().found()) == []


def test_a_withdrawn_batch_counts_no_more_and_comes_back_when_nothing_came_since(cast: Cast) -> None:
    first = bring(cast, event(1))
    do("lake.withdraw", cast.ana, batch=first.pk, reason="Test data")
    assert held() == []
    do("lake.restore", cast.ana, batch=first.pk)
    assert len(held()) == 1
    do("lake.withdraw", cast.ana, batch=first.pk, reason="Test data")
    bring(cast, event(1), event(2))
    with pytest.raises(Conflict, match="count twice"):
        do("lake.restore", cast.ana, batch=first.pk)


def test_an_erased_person_is_in_no_file_any_more(cast: Cast) -> None:
    bring(cast, event(1, user_key="Anna@acme.example"), event(2, user_key="bo@acme.example"))
    kept = bring(cast, event(3, user_key="anna@acme.example "), event(31))
    do("lake.withdraw", cast.ana, batch=kept.pk, reason="Looked at later")
    before = {path for path, _ in store().found()}
    assert do("lake.erase_person", cast.ana, person="anna@acme.example", reason="Asked for it") == 2
    assert [row["event_id"] for row in held()] == ["e-2"]
    after = {path for path, _ in store().found()}
    assert len(before - after) == 2
    assert ask("lake.batch", {"batch": kept.pk}, cast.ana).rows == 1


def test_rows_past_their_retention_leave_the_lake(cast: Cast) -> None:
    bring(cast, event(1, at="2020-01-01T00:00:00Z"), event(2))
    old = bring(cast, event(3, at="2020-01-01T00:00:00Z"))
    do("lake.set_retention", cast.ana, fact="usage", days=730, reason="House rule")
    assert do("lake.apply_retention", cast.ana) == 2
    old.refresh_from_db()
    assert (old.status, [row["event_id"] for row in held()]) == ("expired", ["e-2"])


def test_a_lead_brings_rows_of_his_own_uses_only_and_sees_his_own_batches(cast: Cast) -> None:
    with pytest.raises(Refused, match=cast.pricing.code):
        bring(cast, event(1, use_case=cast.pricing.code), who="bo")
    with pytest.raises(Refused, match="no use"):
        bring(cast, event(1), who="bo")
    batch = bring(cast, event(1, use_case=cast.triage.code), who="bo")
    assert [row.id for row in ask("lake.batches", {}, cast.bo).rows] == [batch.pk]
    assert ask("lake.batches", {}, cast.dan).rows == []
    with pytest.raises(NotFound):
        do("lake.withdraw", cast.dan, batch=batch.pk, reason="Mine?")


def test_either_rows_or_a_file_is_asked_for(cast: Cast) -> None:
    with pytest.raises(BadInput, match="either"):
        do("lake.add", cast.ana, fact="usage", name="nothing")


def test_the_state_says_how_much_there_is_and_how_old(cast: Cast) -> None:
    bring(cast, event(1), event(2))
    by_fact = {one.fact: one for one in ask("lake.state", {}, cast.ana).facts}
    assert (by_fact["usage"].rows, by_fact["usage"].files, by_fact["usage"].last_day) == (2, 2, date(2026, 10, 3))
    assert by_fact["kpi"].rows == 0


def test_an_event_that_another_writer_brought_meanwhile_counts_once(cast: Cast) -> None:
    given = AddFacts(fact="usage", name="slow", rows=[event(1), event(2)])
    slow = prepare(given, cast.ana)
    bring(cast, event(2), event(3), name="fast")
    with transaction.atomic():
        batch = add(given, Change("lake.add", Right.IMPORT, cast.ana, timezone.now()), slow)
    assert (batch.rows, batch.repeated, len(held())) == (1, 1, 3)


@pytest.mark.parametrize("word", ["NONE", "NULL", "NA", "n/a"])
def test_a_series_may_be_named_by_a_word_that_stands_for_nothing_elsewhere(
    cast: Cast, tmp_path: Path, word: str
) -> None:
    path = tmp_path / "kpi.csv"
    path.write_text(
        f"event_id,day,series,value,arm,user_key\n{word},2026-10-05,{word},4,none,none\nk,2026-10-05,x,7,,\n"
    )
    do("lake.add", cast.ana, fact="kpi", name="kpi.csv", upload=keep_upload(path))
    declared = {"code": "m", "name": "M", "fact": "kpi", "unit": "calls", "numerator": {"how": "sum", "of": ["value"]},
                "conditions": [{"column": "series", "is": word}], "dimensions": ["arm"]}  # fmt: skip
    do("metrics.declare", cast.ana, **declared)
    (row,) = ask("metrics.measure", {"metric": "m", "by": ["arm"]}, cast.ana).rows
    assert (row.keys, row.value) == ({"arm": "none"}, 4)
    assert {one["user_key"] for one in held("kpi")} == {None}

"""Is the lake right when things happen at once, in an odd order, or under odd names?"""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from opencaio.errors import Conflict
from opencaio.record.actions.lake import AddFacts, add, prepare
from opencaio.record.billing import allocated
from opencaio.record.billing.kept import kept
from opencaio.record.changes import Change
from opencaio.record.importing.uploads import keep_upload
from opencaio.record.manifest import faults_of_files, opened
from opencaio.record.models import LakeBatch
from opencaio.record.permissions import Right
from tests.record.at_once import at_once
from tests.record.cast import Cast, do
from tests.record.test_bills import HEADS, line
from tests.record.test_lake import bring, event, held


def test_a_batch_is_restored_only_while_none_of_its_events_is_in_another(cast: Cast) -> None:
    first = bring(cast, event(1))
    do("lake.withdraw", cast.ana, batch=first.pk, reason="Looked at")
    second = bring(cast, event(1), event(2))
    do("lake.withdraw", cast.ana, batch=second.pk, reason="Looked at")
    do("lake.restore", cast.ana, batch=first.pk)
    with pytest.raises(Conflict, match="1 of its rows came in since then and would count twice"):
        do("lake.restore", cast.ana, batch=second.pk)
    assert [row["event_id"] for row in held()] == ["e-1"]


def test_a_batch_is_restored_although_others_came_in_since(cast: Cast) -> None:
    first = bring(cast, event(1))
    do("lake.withdraw", cast.ana, batch=first.pk, reason="Looked at")
    bring(cast, event(2))
    do("lake.restore", cast.ana, batch=first.pk)
    assert [row["event_id"] for row in held()] == ["e-1", "e-2"]


def test_rows_left_out_as_repeated_of_a_batch_that_goes_meanwhile_are_not_lost(cast: Cast) -> None:
    first = bring(cast, event(1), event(2))
    slow = prepare(given := AddFacts(fact="usage", name="slow", rows=[event(2), event(3)]), cast.ana)
    do("lake.withdraw", cast.ana, batch=first.pk, reason="Wrong file")
    with pytest.raises(Conflict, match="bring them in again"), transaction.atomic():
        add(given, Change("lake.add", Right.IMPORT, cast.ana, timezone.now()), slow)
    bring(cast, event(2), event(3))
    assert [row["event_id"] for row in held()] == ["e-2", "e-3"]


def test_rows_that_were_all_repeated_come_in_once_the_others_are_withdrawn(cast: Cast) -> None:
    first = bring(cast, event(1), event(2))
    assert bring(cast, event(2)).rows == 0
    do("lake.withdraw", cast.ana, batch=first.pk, reason="Wrong file")
    assert bring(cast, event(2)).rows == 1


def test_a_person_whose_name_looks_like_the_start_of_a_pseudonym_is_erased(cast: Cast) -> None:
    bring(cast, event(1, user_key="p-smith"), event(2, user_key="p-jones"))
    assert do("lake.erase_person", cast.ana, person="p-smith", reason="Asked for it") == 1
    assert [row["event_id"] for row in held()] == ["e-2"]


def test_the_same_rows_brought_twice_at_once_count_once(cast: Cast) -> None:
    rows = [event(n) for n in range(40)]
    outcomes = at_once(*[lambda: bring(cast, *rows)] * 2)
    assert [row["event_id"] for row in held()] == sorted(f"e-{n}" for n in range(40)), outcomes
    assert any(isinstance(one, LakeBatch) and one.rows == 40 for one in outcomes)


def test_the_same_bill_brought_twice_at_once_counts_once(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "bill.csv"
    path.write_text("\n".join([HEADS, *(line("1.25", day=1 + n % 28) for n in range(40))]) + "\n")
    uploads = [keep_upload(path), keep_upload(path)]
    at_once(*[lambda u=one: do("bills.import", cast.ana, upload=u, file_name="bill.csv") for one in uploads])
    assert sum(one.billed for one in _shares()) == Decimal("50")
    assert LakeBatch.objects.filter(fact="cost", status="live").count() == 1


def test_two_people_of_one_batch_erased_at_once_are_both_gone(cast: Cast) -> None:
    bring(cast, event(1, user_key="anna"), event(29, user_key="bert"), event(57, user_key="cleo"))
    at_once(*[lambda n=name: do("lake.erase_person", cast.ana, person=n, reason="Asked") for name in ("anna", "bert")])
    assert [row["event_id"] for row in held()] == ["e-57"]
    assert list(faults_of_files()) == []


def test_a_bill_of_accounts_with_very_long_names_comes_in_and_replaces_its_own_only(cast: Cast, tmp_path: Path) -> None:
    for name, account in (("one.csv", "a" * 300 + "1"), ("two.csv", "a" * 300 + "2"), ("again.csv", "a" * 300 + "1")):
        (tmp_path / name).write_text(f"{HEADS}\n{line(str(len(name))).replace('a-1', account)}\n")
        existing = "replace" if name == "again.csv" else "refuse"
        do("bills.import", cast.ana, upload=keep_upload(tmp_path / name), file_name=name, existing=existing)
    assert sum(one.billed for one in _shares()) == len("two.csv") + len("again.csv")


@pytest.mark.parametrize("sample", ["focus-1.0-sample.csv", "focus-1.2-aws-generated.csv"])
def test_a_published_bill_comes_out_of_the_lake_as_its_file_says_however_it_is_divided(
    cast: Cast, shared_data: Path, sample: str
) -> None:
    path = shared_data / "finops" / sample
    with path.open(encoding="utf-8-sig", newline="") as file:
        said = list(csv.DictReader(file))
    do("bills.import", cast.ana, upload=keep_upload(path), file_name=sample)
    with opened("cost") as lake:
        table = lake.table("cost").to_pyarrow()
    for name in ("BilledCost", "EffectiveCost", "ListCost"):
        mine = sum((one for one in table[name].to_pylist() if one is not None), Decimal(0))
        theirs = sum((Decimal(row[name]) for row in said if row.get(name) not in ("", "NULL", None)), Decimal(0))
        assert abs(mine - theirs) <= Decimal("1e-9"), name
    _rules(cast)
    by_day, by_month = _shares(by_day=True), _shares()
    whole = sum(table["BilledCost"].to_pylist(), Decimal(0))
    assert sum(one.billed for one in by_month) == sum(one.billed for one in by_day) == whole
    assert {one.use for one in by_month} > {""}


def _shares(*, by_day: bool = False):
    first, last = date(2000, 1, 1), date(2030, 1, 1)
    return [one.piece for one in allocated(first=first, last=last, by_day=by_day).shares]


def _rules(cast: Cast) -> None:
    thirds = {cast.triage.code: "0.333333", cast.pricing.code: "0.666667"}
    stored, computed = {"ServiceName": ["*S3*", "*Stor*"]}, {"ServiceName": ["*EC2*", "*Compute*"]}
    do("allocation.add", cast.ana, code="stored", title="Stored", condition=stored, shares=thirds)
    do("allocation.add", cast.ana, code="computed", title="Computed", condition=computed, use_case=cast.triage.code)
    do("allocation.add", cast.ana, code="tagged", title="Tagged", by="tag:application", rank=200)


def test_of_large_answers_only_the_last_is_kept(cast: Cast) -> None:
    for at in range(3):
        kept("large", at, lambda: [0] * 200_000, pieces=len)
        kept("small", at, list, pieces=len)
    worked: list[int] = []
    kept("large", 2, lambda: worked.append(2) or [], pieces=len)
    kept("large", 1, lambda: worked.append(1) or [], pieces=len)
    assert worked == [1]

"""Does a bill come in once and to the last decimal, and is every line of it somebody's or told as nobody's?"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from opencaio.errors import BadFile, BadInput, Conflict, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.importing.uploads import keep_upload
from opencaio.record.manifest import store
from opencaio.record.models import LakeBatch
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

HEADS = (
    "ProviderName,BillingAccountId,BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,"
    "ChargePeriodStart,ChargePeriodEnd,ServiceName,Tags"
)
MONTH = "2026-10-01T00:00:00Z,2026-11-01T00:00:00Z"


def line(cost: str, *, service: str = "Chat", tag: str = "", currency: str = "EUR", day: int = 5) -> str:
    tags = f'"{{""use_case"": ""{tag}""}}"' if tag else ""
    return f"Tarn,a-1,{cost},{cost},{currency},{MONTH},2026-10-{day:02},2026-10-{day + 1:02},{service},{tags}"


def bring(
    cast: Cast, folder: Path, *lines: str, name: str = "october.csv", existing: str = "refuse"
) -> list[LakeBatch]:
    (folder / name).write_text("\n".join([HEADS, *lines]) + "\n")
    asked = {"upload": keep_upload(folder / name), "file_name": name, "existing": existing}
    batches: list[LakeBatch] = do("bills.import", cast.ana, **asked)
    return batches


def together(cast: Cast, folder: Path, *files: list[str]) -> list[LakeBatch]:
    """Several files as one bill."""
    named = []
    for at, lines in enumerate(files, start=1):
        (folder / f"{at}.csv").write_text("\n".join([HEADS, *lines]) + "\n")
        named.append({"upload": keep_upload(folder / f"{at}.csv"), "file_name": f"{at}.csv"})
    batches: list[LakeBatch] = do("bills.import", cast.ana, **named[0], more=named[1:])
    return batches


def costs(cast: Cast, who: str = "ana", **asked: object):
    return ask("costs.show", asked, cast[who])


def test_a_bill_is_divided_by_the_rules_and_what_is_nobodys_is_shown(cast: Cast, tmp_path: Path) -> None:
    use = cast.triage.code
    bring(cast, tmp_path, line("10.00000000001", tag=use), line("5", service="Speech"), line("2.5", service="Odd"))
    do("allocation.add", cast.ana, code="tag", title="By tag", rank=1, by="tag:use_case")
    do("allocation.add", cast.ana, code="sp", title="Speech", condition={"ServiceName": ["speech*"]}, use_case=use)
    found = costs(cast)
    assert [(row.key, row.billed) for row in found.rows] == [(use, Decimal("15.00")), ("", Decimal("2.50"))]
    assert (found.billed, found.unallocated, found.unallocated_because) == (
        Decimal("17.50"),
        Decimal("2.50"),
        {"No rule fits.": Decimal("2.50")},
    )


def test_a_line_that_is_divided_counts_once_and_what_a_rule_could_not_hand_on_is_nobodys(
    cast: Cast, tmp_path: Path
) -> None:
    bring(cast, tmp_path, line("10"), line("5", service="Speech"))
    halves = {cast.triage.code: "0.4", cast.pricing.code: "0.6"}
    do("allocation.add", cast.ana, code="half", title="Divided", condition={"ServiceName": ["Chat"]}, shares=halves)
    do("allocation.add", cast.ana, code="even", title="Evenly", condition={"ServiceName": ["Speech"]}, spread="even")
    assert [row.lines for row in costs(cast, by="month").rows] == [2]
    rules = {row.key: row for row in costs(cast, by="rule").rows}
    assert (rules["half"].billed, rules["half"].lines) == (10, 1)
    assert rules[""].billed == costs(cast).unallocated == 5
    assert rules[""].ways == ["even: No use was used by anybody in 2026-10."]


def test_the_same_bill_counts_once_and_a_corrected_one_takes_its_place(cast: Cast, tmp_path: Path) -> None:
    (first,) = bring(cast, tmp_path, line("10"))
    with pytest.raises(Conflict, match="in the lake already"):
        bring(cast, tmp_path, line("10"))
    (second,) = bring(cast, tmp_path, line("12"), line("1"), name="corrected.csv", existing="replace")
    first.refresh_from_db()
    assert (first.status, first.replaced_by_id) == ("replaced", second.pk)
    assert costs(cast).billed == Decimal("13.00")


def test_a_second_file_of_a_month_is_asked_about_added_or_takes_the_place_of_all(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, line("10"))
    with pytest.raises(Conflict, match=r"october\.csv.*replaces it.*adds to it"):
        bring(cast, tmp_path, line("4"), name="part-2.csv")
    assert costs(cast).billed == 10
    bring(cast, tmp_path, line("4"), name="part-2.csv", existing="add")
    bring(cast, tmp_path, line("2"), name="part-3.csv", existing="add")
    assert costs(cast).billed == 16
    bring(cast, tmp_path, line("7"), name="whole.csv", existing="replace")
    assert costs(cast).billed == 7
    assert LakeBatch.objects.filter(status="live").count() == 1


def test_a_part_of_a_month_is_not_restored_beside_the_bill_that_replaced_all_of_it(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, line("10"))
    (part,) = bring(cast, tmp_path, line("4"), name="part-2.csv", existing="add")
    do("lake.withdraw", cast.ana, batch=part.pk, reason="Looked at")
    do("lake.restore", cast.ana, batch=part.pk)
    assert costs(cast).billed == 14
    do("lake.withdraw", cast.ana, batch=part.pk, reason="Wrong")
    bring(cast, tmp_path, line("7"), name="whole.csv", existing="replace")
    with pytest.raises(Conflict, match="Another bill"):
        do("lake.restore", cast.ana, batch=part.pk)
    assert costs(cast).billed == 7


def test_a_bill_taken_back_counts_no_more_and_can_be_restored(cast: Cast, tmp_path: Path) -> None:
    (batch,) = bring(cast, tmp_path, line("10"))
    do("lake.withdraw", cast.ana, batch=batch.pk, reason="Wrong account")
    assert costs(cast).billed == 0
    do("lake.restore", cast.ana, batch=batch.pk)
    assert costs(cast).billed == 10


def test_two_currencies_are_converted_by_the_months_rate_or_told_as_not_convertible(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, line("10"), line("100", currency="USD"))
    found = costs(cast)
    assert (found.billed, found.without_rate, found.lines_without_rate) == (Decimal("10.00"), ["USD"], 1)
    do("rates.set", cast.ana, currency="USD", on=date(2026, 10, 1), rate="0.9", source="ECB")
    assert costs(cast).billed == Decimal("100.00")


def test_a_bill_in_several_files_comes_in_as_one_and_its_faults_name_the_file(cast: Cast, tmp_path: Path) -> None:
    (batch,) = together(cast, tmp_path, [line("10"), line("-3")], [line("4"), line("much")])
    assert (batch.name, batch.rows, batch.refused) == ("1.csv and 1 more", 3, 1)
    assert [one["name"] for one in batch.faults["files"]] == ["1.csv", "2.csv"]
    told = {(one.rule, one.file): one.rows for one in ask("lake.batch", {"batch": batch.pk}, cast.ana).faults}
    assert told == {("credit", "1.csv"): [2], ("not_a_number", "2.csv"): [2]}
    assert costs(cast).billed == 11


def test_of_several_files_all_come_in_or_none(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"2\.csv: .*is no bill|2\.csv cannot be read"):
        together(cast, tmp_path, [line("10")], ["a line of something else"])
    with pytest.raises(BadInput, match="hold the same"):
        together(cast, tmp_path, [line("10")], [line("10")])
    assert (LakeBatch.objects.count(), costs(cast).billed) == (0, 0)
    assert not list((Path(settings.OPENCAIO_HOME) / "uploads").glob("bill-*"))


def test_a_file_of_a_bill_is_not_added_to_it_a_second_time(cast: Cast, tmp_path: Path) -> None:
    together(cast, tmp_path, [line("10")], [line("4")])
    with pytest.raises(Conflict, match=r"again\.csv is in the lake already"):
        bring(cast, tmp_path, line("4"), name="again.csv", existing="add")
    assert costs(cast).billed == 14


def test_a_refused_bill_leaves_no_file_in_the_lake(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, line("10"))
    held = {path for path, _changed in store().found()}
    with pytest.raises(Conflict, match="in the lake already"):
        bring(cast, tmp_path, line("4"), name="part-2.csv")
    assert {path for path, _changed in store().found()} == held


def test_a_bill_in_two_currencies_says_so_and_what_cannot_be_converted(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("\n".join([HEADS, line("10"), line("100", currency="USD")]))
    given = {"upload": keep_upload(tmp_path / "x.csv"), "file_name": "x.csv"}
    words = perform("bills.import", given, cast.ana).words
    assert "It is in 2 currencies, which are never added: EUR (1 line), USD (1 line)" in words
    assert "No rate to EUR is on record of USD" in words


def test_a_lead_sees_the_costs_of_his_own_uses_and_no_others(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, line("10", tag=cast.triage.code), line("3", tag=cast.pricing.code), line("1"))
    do("allocation.add", cast.ana, code="tag", title="By tag", by="tag:use_case")
    bo, dan = costs(cast, "bo"), costs(cast, "dan")
    assert [row.key for row in bo.rows] == [cast.triage.code]
    assert (bo.billed, dan.billed, bo.unallocated, bo.hidden) == (10, 3, None, True)


def test_a_file_that_is_no_bill_leaves_no_trace(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadFile, match="no bill in FOCUS"):
        do("bills.import", cast.ana, upload=keep_upload(tmp_path / "x.csv"), file_name="x.csv")
    with pytest.raises(BadFile, match="No row"):
        bring(cast, tmp_path, line("much"))
    assert LakeBatch.objects.count() == 0


def test_the_faults_of_a_bill_are_kept_with_its_batch(cast: Cast, tmp_path: Path) -> None:
    (batch,) = bring(cast, tmp_path, line("-3"), line("much"), line("2"))
    assert (batch.rows, batch.refused) == (2, 1)
    assert batch.faults["faults"]["credit"]["rows"] == [1]
    assert batch.faults["faults"]["not_a_number BilledCost"]["rows"] == [2]


def test_only_somebody_over_everything_may_bring_bills_and_rules(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("\n".join([HEADS, line("1")]))
    with pytest.raises(Refused):
        do("bills.import", cast.bo, upload=keep_upload(tmp_path / "b.csv"), file_name="b.csv")
    with pytest.raises(Refused):
        do("allocation.add", cast.bo, code="x", title="x", use_case=cast.triage.code)


def test_a_rule_that_asks_for_what_no_line_has_is_refused(cast: Cast) -> None:
    with pytest.raises(BadInput, match="no column of a bill"):
        do("allocation.add", cast.ana, code="x", title="x", condition={"Colour": ["red"]}, use_case=cast.triage.code)
    with pytest.raises(BadInput, match="in one way"):
        do("allocation.add", cast.ana, code="x", title="x")
    with pytest.raises(NotFound, match="UC-999"):
        do("allocation.add", cast.ana, code="x", title="x", use_case="UC-999")
    do("allocation.add", cast.ana, code="x", title="x", use_case=cast.triage.code)
    with pytest.raises(Conflict, match="taken"):
        do("allocation.add", cast.ana, code="X", title="x", by="tag:y")


def test_editing_a_rule_changes_its_way_and_an_ended_one_takes_nothing(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, line("9"))
    do("allocation.add", cast.ana, code="x", title="x", use_case=cast.triage.code)
    shares = {cast.triage.code: "0.333333", cast.pricing.code: "0.666667"}
    do("allocation.edit", cast.ana, code="x", shares=shares)
    assert sum(row.billed for row in costs(cast).rows) == 9
    assert len(costs(cast).rows) == 2
    do("allocation.retire", cast.ana, code="x")
    assert costs(cast).unallocated == 9


def test_a_contract_price_ends_the_one_before(cast: Cast) -> None:
    told = {"provider": "orrin", "model": "orrin-7", "token_class": "input", "currency": "USD", "source": "Contract"}
    do("token_prices.set", cast.ana, **told, price="3", valid_from=date(2026, 1, 1))
    do("token_prices.set", cast.ana, **told, price="2.4", valid_from=date(2026, 7, 1))
    rows = ask("token_prices.list", {}, cast.bo).rows
    assert [(str(row.price.normalize()), row.valid_until) for row in rows] == [("3", date(2026, 6, 30)), ("2.4", None)]


def test_a_rule_is_tried_on_the_bills_before_it_is_kept(cast: Cast, tmp_path: Path) -> None:
    use, other = cast.triage.code, cast.pricing.code
    bring(cast, tmp_path, line("10", tag=use), line("5", service="Speech"), line("2.5", service="Odd"))
    do("allocation.add", cast.ana, code="tag", title="By tag", rank=10, by="tag:use_case")
    asked = {"code": "new", "rank": 1, "condition": {"ServiceName": ["speech", "chat"]}, "use_case": other}
    tried = ask("allocation.try", asked, cast.ana)
    assert (tried.billed, tried.taken, tried.lines) == (Decimal("17.50"), Decimal("15.00"), 2)
    assert tried.by_use == {other: Decimal("15.00")}
    assert tried.taken_from == {"tag": Decimal("10.00"), "": Decimal("5.00")}
    assert [row.code for row in ask("allocation.list", {}, cast.ana).rows] == ["tag"]
    changed = ask("allocation.try", {"code": "tag", "use_case": use}, cast.ana)
    assert changed.by_use == {use: Decimal("17.50")}
    with pytest.raises(BadInput, match="in one way"):
        ask("allocation.try", {"code": "new"}, cast.ana)
    with pytest.raises(Refused, match="all departments"):
        ask("allocation.try", asked, cast.bo)

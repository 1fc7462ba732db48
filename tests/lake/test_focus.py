"""Is a bill in FOCUS read to the last decimal, and is what is wrong with it told by row and rule?"""

import gzip
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from opencaio.errors import BadFile
from opencaio.lake.facts import COST
from opencaio.lake.focus import Bill
from tests.lake.billed import read, rows_of

GOOD = {
    "ProviderName": "Tarn",
    "BillingAccountId": "a-1",
    "BilledCost": "1.25",
    "EffectiveCost": "1.00000000001",
    "BillingCurrency": "EUR",
    "BillingPeriodStart": "2026-10-01T00:00:00Z",
    "BillingPeriodEnd": "2026-11-01T00:00:00Z",
    "ChargePeriodStart": "2026-10-05 00:00:00",
    "ChargePeriodEnd": "2026-10-06 00:00:00",
    "Tags": '{"team": "care"}',
}


def bill_of(folder: Path, *rows: Mapping[str, str], name: str = "bill.csv") -> Bill:
    whole = [{**GOOD, **row} for row in rows]
    heads = list(dict.fromkeys(head for row in whole for head in row))
    table = pa.table({head: [row.get(head, "") for row in whole] for head in heads})
    pa.csv.write_csv(table, folder / name)
    return read(folder / name)


def rows_by_rule(bill: Bill) -> dict[str, tuple[int, ...]]:
    return {one.rule.name: one.rows for one in bill.faults if one.rule.name != "null_text"}


def test_the_foundations_sample_is_read_to_the_last_decimal_and_its_faults_are_counted(
    shared_data: Path, tmp_path: Path
) -> None:
    bill = read(shared_data / "finops/focus-1.0-sample.csv", into=tmp_path)
    (total,) = bill.totals
    assert (bill.read, bill.refused, total.rows) == (1000, 0, 1000)
    assert total.billed == Decimal("20.520226729") - Decimal("1e-11")
    assert abs(total.effective - Decimal("14.976514186")) < Decimal("1e-9")
    counted = {one.rule.name: one.count for one in bill.faults if one.rule.name != "null_text"}
    assert counted["price_in_zone"] == 51
    assert counted["credit"] == 13
    assert counted["no_effective_cost"] == 610
    assert sum(one.count for one in bill.faults if one.rule.name == "null_text") == 7980
    assert [part.rows for part in bill.parts] == [942, 51, 6, 1]


def test_a_bill_of_the_newest_shape_is_read_as_well(shared_data: Path, tmp_path: Path) -> None:
    bill = read(shared_data / "finops/focus-1.2-aws-generated.csv", into=tmp_path)
    assert (bill.read, bill.refused, len(bill.parts)) == (2000, 0, 2)
    assert bill.totals[0].billed == Decimal("40293.06455513489625")


def test_a_price_in_the_availability_zone_is_kept_beside_and_the_zone_left_empty(tmp_path: Path) -> None:
    bill = bill_of(tmp_path, {"AvailabilityZone": "eu-1a"}, {"AvailabilityZone": "0.00036"})
    table = rows_of(bill)
    assert table["AvailabilityZone"].to_pylist() == ["eu-1a", None]
    assert table["Other"].to_pylist() == [None, '{"AvailabilityZone as billed": "0.00036"}']
    assert rows_by_rule(bill) == {"price_in_zone": (2,)}


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"BilledCost": ""}, "missing"),
        ({"EffectiveCost": "NULL"}, "missing"),
        ({"BilledCost": "1,25"}, "not_a_number"),
        ({"BilledCost": "NaN"}, "not_a_number"),
        ({"BilledCost": "=1+1"}, "not_a_number"),
        ({"BilledCost": "1e40"}, "not_a_number"),
        ({"BillingCurrency": "euro"}, "not_a_currency"),
        ({"ChargePeriodStart": "5.10.2026"}, "not_a_moment"),
        ({"ChargePeriodEnd": "2026-10-04"}, "backwards"),
    ],
)
def test_a_row_that_cannot_be_counted_is_left_out_and_told_by_rule(
    tmp_path: Path, cells: Mapping[str, str], rule: str
) -> None:
    bill = bill_of(tmp_path, {}, cells)
    assert rows_by_rule(bill)[rule] == (2,)
    assert (bill.refused, bill.totals[0].billed) == (1, Decimal("1.25"))


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"BilledCost": "-3"}, "credit"),
        ({"ChargeCategory": "Credit"}, "credit"),
        ({"EffectiveCost": "0"}, "no_effective_cost"),
        ({"ChargePeriodStart": "2026-09-30", "ChargePeriodEnd": "2026-10-01"}, "outside_period"),
        ({"Tags": "team=care"}, "bad_tags"),
        ({"Tags": '{" team": "care"}'}, "loose_tag_keys"),
        ({"BillingCurrency": "USD"}, "other_currency"),
    ],
)
def test_what_is_odd_is_told_by_row_and_counted_all_the_same(
    tmp_path: Path, cells: Mapping[str, str], rule: str
) -> None:
    bill = bill_of(tmp_path, {}, {"ResourceId": "r"}, {**cells, "ResourceId": "s"})
    assert rows_by_rule(bill) == {rule: (3,)}
    assert bill.refused == 0


def test_two_currencies_are_never_added(tmp_path: Path) -> None:
    bill = bill_of(tmp_path, {}, {"BillingCurrency": "USD"})
    assert [(one.currency, one.billed) for one in bill.totals] == [("EUR", Decimal("1.25")), ("USD", Decimal("1.25"))]


def test_a_row_that_stands_twice_is_told_and_a_column_that_nobody_knows_is_kept(tmp_path: Path) -> None:
    bill = bill_of(tmp_path, {"colour": "red"}, {"colour": "red"}, {"colour": "red", "x_note": "n"})
    assert rows_by_rule(bill) == {"repeated": (2,), "unknown_column": ()}
    assert rows_of(bill)["Other"][2].as_py() == '{"colour": "red", "x_note": "n"}'


def test_the_rows_of_a_bill_are_in_the_shape_of_the_fact(tmp_path: Path) -> None:
    table = rows_of(bill_of(tmp_path, {}))
    assert table.column_names == [one.name for one in COST.columns]
    assert (table["day"][0].as_py().isoformat(), table["row"][0].as_py()) == ("2026-10-05", 1)


def test_gzip_and_parquet_say_the_same_as_csv(tmp_path: Path) -> None:
    bill = bill_of(tmp_path, {}, {"BilledCost": "2.00000000003"})
    text = (tmp_path / "bill.csv").read_bytes()
    (tmp_path / "bill.csv.gz").write_bytes(gzip.compress(text))
    pa.parquet.write_table(pa.csv.read_csv(tmp_path / "bill.csv"), tmp_path / "bill.parquet")
    for name in ("bill.csv.gz", "bill.parquet"):
        again = read(tmp_path / name)
        assert again.totals == bill.totals
        assert rows_of(again).equals(rows_of(bill))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cannot be read|no bill in FOCUS|no rows"),
        (b"a,b\n1,2\n", "no bill in FOCUS: it has no column BilledCost"),
        (b"BilledCost,Billed Cost\n1,2\n", "stands twice"),
        ((",".join(GOOD) + "\n").encode(), "no rows"),
        ((",".join(GOOD) + "\n\xff\xfe").encode("latin-1"), "cannot be read"),
        (b"PAR1 but no more", "cannot be read"),
        (b"\x1f\x8b broken", "cannot be read"),
    ],
)
def test_a_file_that_is_no_bill_is_refused_in_clear_words(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "bill").write_bytes(content)
    with pytest.raises(BadFile, match=words):
        read(tmp_path / "bill")


def test_ten_thousand_rows_with_as_many_different_tags_are_read(tmp_path: Path) -> None:
    bill = bill_of(tmp_path, *({"Tags": f'{{"job": "{at}"}}'} for at in range(10_000)))
    assert bill.totals[0].billed == Decimal("12500")

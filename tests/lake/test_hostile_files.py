"""Does a file that is broken, odd or hostile come in rightly or not at all, in words that say why?"""

import gzip
import io
import json
import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet
import pytest

from opencaio.errors import BadFile
from opencaio.lake.cells import money
from opencaio.lake.charges import charges
from opencaio.lake.checking import Conformed, conform
from opencaio.lake.facts import FACTS
from opencaio.lake.focus import Bill
from opencaio.lake.intake import table_of, tables_of
from opencaio.lake.opening import open_facts, schema_of
from opencaio.lake.store import Store
from tests.lake.billed import read, rows_of

HEADS = (
    "BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,"
    "ProviderName,BillingAccountId"
)
ROW = "1,1,EUR,2026-10-01,2026-11-01,2026-10-01,2026-10-02,Tarn,a-1"
PLAIN = f"{HEADS}\n{ROW}\n"
TODAY = date(2026, 11, 23)


def bill(folder: Path, content: str | bytes) -> Bill:
    path = folder / "bill"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path)


def facts(folder: Path, content: str | bytes, *, fact: str = "usage") -> list[Conformed]:
    path = folder / "facts"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = tables_of(path, name="facts")
    return [conform(FACTS[fact], table, today=TODAY, pseudonym=lambda name: f"p-{name}") for table in found]


def as_parquet(columns: dict[str, object], *, names: list[str] | None = None) -> bytes:
    buffer = io.BytesIO()
    table = pa.table(columns)
    pa.parquet.write_table(table.rename_columns(names) if names else table, buffer)
    return buffer.getvalue()


def parquet_bill(**more: object) -> bytes:
    return as_parquet({**{head: [cell] for head, cell in zip(HEADS.split(","), ROW.split(","), strict=True)}, **more})


def packed_with_a_hole() -> bytes:
    content = bytearray(gzip.compress((PLAIN + f"{ROW}\n" * 1000).encode(), mtime=0))
    content[15:18] = b"\xff\xff\xff"
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PLAIN.replace("AccountId", "AccountId,x_a,x_a").replace("a-1", "a-1,1,2"), "x_a stands twice"),
        (PLAIN.replace("AccountId", "AccountId,x\0a").replace("a-1", "a-1,1"), "NUL"),
        (packed_with_a_hole(), "cannot be read"),
        (gzip.compress(PLAIN.encode(), mtime=0)[:-10], "cannot be read"),
        (PLAIN.replace("Tarn", "T\x81rn").encode("latin-1"), "cannot be read"),
        (b"PK\x03\x04 packed", "a zip archive or a workbook: unpack it"),
        (",".join(f"x{at}" for at in range(3000)), "3000 columns"),
        (parquet_bill()[:400], "cannot be read"),
        (b"PAR1", "cannot be read"),
        (gzip.compress(f"{HEADS}\n{ROW}".encode() + b"a" * 2**26, mtime=0), "a row is longer than 4 MB"),
        (f'{HEADS}\n{ROW}"' + "a\n" * 2**24, "a quotation mark is never closed|cannot be read"),
        (parquet_bill(x_raw=pa.array([b"\xff\xfe"])), "UTF8"),
    ],
)
def test_a_bill_that_cannot_be_read_is_refused_in_words(tmp_path: Path, content: str | bytes, words: str) -> None:
    with pytest.raises(BadFile, match=words):
        bill(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        f"\n\n{PLAIN}",
        PLAIN.replace("AccountId", 'AccountId,"x\nnumber"').replace("a-1", "a-1,7"),
        PLAIN.replace("AccountId", "AccountId,ServiceName").replace("a-1", 'a-1,"two\nlines, ""quoted"""'),
        parquet_bill(x_list=[["a", "b"]], Tags=pa.array([[("k", "v")]], pa.map_(pa.string(), pa.string()))),
        parquet_bill(ServiceName=pa.array(["chat"]).dictionary_encode(), x_took=pa.array([5], pa.duration("s"))),
    ],
)
def test_a_bill_of_an_odd_form_is_read_all_the_same(tmp_path: Path, content: str | bytes) -> None:
    found = bill(tmp_path, content)
    assert (found.read, found.refused, found.totals[0].billed) == (1, 0, 1)


def test_a_text_with_a_nul_is_left_empty_and_told(tmp_path: Path) -> None:
    found = bill(tmp_path, PLAIN.replace("Tarn", "Ta\0rn"))
    assert [(one.rule.name, one.column, one.rows) for one in found.faults] == [("not_text", "ProviderName", (1,))]
    assert rows_of(found)["ProviderName"].to_pylist() == [None]


def test_a_parquet_file_with_bytes_turned_is_read_or_refused_and_never_breaks_the_reader(tmp_path: Path) -> None:
    whole, chance, refused = parquet_bill(), random.Random(7), 0
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(chance.choice([1, 3, 10])):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
        try:
            bill(tmp_path, bytes(content))
        except BadFile:
            refused += 1
    assert refused > 20


@pytest.mark.parametrize("amount", ["9" * 19, "1e18", "-1e22", "99999999999999999999999", "1e999"])
def test_an_amount_that_would_not_add_up_is_refused(tmp_path: Path, amount: str) -> None:
    found = bill(tmp_path, PLAIN + ROW.replace("1,1", f"{amount},1", 1) + "\n")
    assert (found.refused, found.totals[0].billed) == (1, 1)


def test_the_largest_amounts_add_up_to_the_last_decimal(tmp_path: Path) -> None:
    largest = f"{'9' * 18}.{'9' * 15}"
    found = bill(tmp_path, f"{HEADS}\n" + (ROW.replace("1,1", f"{largest},1", 1) + "\n") * 1000)
    assert money(largest) == Decimal(largest)
    assert Fraction(found.totals[0].billed) == 1000 * Fraction(largest)
    table = rows_of(found)
    pa.parquet.write_table(table, tmp_path / "lake.parquet")
    (charge,) = charges(ibis.duckdb.connect().read_parquet(str(tmp_path / "lake.parquet")), attributes=[])
    assert Fraction(charge.billed) == 1000 * Fraction(largest)


@pytest.mark.parametrize(
    "key", ["a.b", "$x", "$.plain", "/a", "a/b", "~0", '"', "'", "[0]", "*", "#", "a b", "\\", "ü"]
)
def test_a_tags_key_may_be_of_any_characters(tmp_path: Path, key: str) -> None:
    schema = schema_of("cost")
    row = {
        "day": TODAY,
        "BilledCost": Decimal(1),
        "EffectiveCost": Decimal(1),
        "BillingCurrency": "EUR",
        "Tags": json.dumps({key: "this", "plain": "that"}),
    }
    table = pa.table({one.name: pa.array([row.get(one.name)], one.type) for one in schema})
    pa.parquet.write_table(table, tmp_path / "lake.parquet")
    (charge,) = charges(ibis.duckdb.connect().read_parquet(str(tmp_path / "lake.parquet")), attributes=[f"tag:{key}"])
    assert charge.attributes == {f"tag:{key}": "this"}


@pytest.mark.parametrize("folder", ["a*b", "a[b]c", "it's", "a?b", 'quo"te', "dollar$x", "a{b}c", "a b"])
def test_the_lake_may_lie_in_a_folder_of_any_name(tmp_path: Path, folder: str) -> None:
    table = pa.table({one.name: pa.nulls(1, one.type) for one in schema_of("kpi")})
    table = table.set_column(0, "day", pa.array([TODAY]))
    places = [Store(str(tmp_path / name)) for name in (folder, "axb")]
    ours, _ = [place.address(place.write(FACTS["kpi"], table, batch="b")[0].path) for place in places]
    with open_facts({"kpi": [ours]}) as lake:
        assert lake.table("kpi").count().to_pyarrow().as_py() == 1


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"input_tokens": "-5"}, "is below 0"),
        ({"input_tokens": "1e300"}, "is no whole number"),
        ({"input_tokens": "NaN"}, "is no whole number"),
        ({"input_tokens": "12345678901234567"}, "is more than 10^15"),
        ({"model": "a\0b"}, "holds a NUL character"),
        ({"model": "a" * 10_001}, "more than 10,000 characters"),
        ({"at": "2027-10-05"}, "is a clock wrong"),
        ({"at": "1999-12-31"}, "lies before 2000-01-01"),
    ],
)
def test_a_row_that_says_what_cannot_be_is_refused_with_the_reason(cells: dict[str, str], words: str) -> None:
    table = table_of([{"event_id": "1", "at": "2026-10-05", **cells}, {"event_id": "2", "at": "2026-10-05"}])
    found = conform(FACTS["usage"], table, today=TODAY, pseudonym=str)
    assert [(one.row, words in one.why) for one in found.refusals] == [(1, True)]
    assert found.table["event_id"].to_pylist() == ["2"]


def test_a_large_whole_number_is_kept_to_the_last_digit() -> None:
    table = table_of([{"event_id": "1", "at": "2026-10-05", "duration_us": "999999999999999"}])
    assert conform(FACTS["usage"], table, today=TODAY, pseudonym=str).table["duration_us"].to_pylist() == [10**15 - 1]


def test_groups_that_are_no_json_are_refused_whatever_brings_them(tmp_path: Path) -> None:
    (found,) = facts(
        tmp_path, 'event_id,at,groups\n1,2026-10-05,none of it\n2,2026-10-05,"{""a"": 1}"\n', fact="decisions"
    )
    assert [(one.row, one.why) for one in found.refusals] == [(1, "is no JSON object")]


@pytest.mark.parametrize("encode", [lambda text: text.encode("utf-16"), lambda text: text.encode("cp1252")])
def test_a_file_in_another_encoding_says_the_same(tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    (found,) = facts(tmp_path, encode("event_id,at,user_key\n1,2026-10-05,Müller\n2,2026-10-05,Größe\n"))
    assert found.table["user_key"].to_pylist() == ["p-Müller", "p-Größe"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (as_parquet({"event_id": ["1"], "at": ["2026-10-05"], "model": [["a"]]}), "The column model cannot be read"),
        (as_parquet({"event_id": ["1"], "at": ["2026-10-05"], "model": [b"\xff"]}), "The column model cannot be read"),
        ('{"event_id": "1", "at": ' + "[" * 100_000 + "]" * 100_000 + "}", "cannot be read"),
        ('{"event_id": "1", "at": "2026-10-05", "model": "\\ud800"}', "half a character"),
        ("event_id,at\n1,2026-10-05,3,4\n", "has 4 cells where the head has 2"),
    ],
)
def test_facts_that_cannot_be_read_are_refused_in_words(tmp_path: Path, content: str | bytes, words: str) -> None:
    with pytest.raises(BadFile, match=words):
        facts(tmp_path, content)

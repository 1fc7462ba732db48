"""Does a bill come in as files come: in any encoding, with a comma in its amounts, in several files, or not at all?"""

import gzip
import zlib
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from opencaio.errors import BadFile
from opencaio.lake.focus import Bill, blocks, spool, texts
from tests.lake.billed import read, rows_of

HEADS = (
    "BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,"
    "ProviderName,BillingAccountId,ServiceName"
)
ROW = "1.25,1,EUR,2026-10-01,2026-11-01,2026-10-01,2026-10-02,Tärn,a-1,Chat"
PLAIN = f"{HEADS}\n{ROW}\n"
SEMICOLON = PLAIN.replace(",", ";")


def written(folder: Path, content: str | bytes, name: str = "bill.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def noted(bill: Bill) -> list[tuple[str, str]]:
    return [(one.rule.name, one.column) for one in bill.faults]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8-sig", []),
        ("utf-16", [("other_letters", "utf-16-le")]),
        ("utf-16-le", [("other_letters", "utf-16-le")]),
        ("utf-16-be", [("other_letters", "utf-16-be")]),
        ("latin-1", [("other_letters", "cp1252")]),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_bill_in_another_encoding_says_the_same_and_it_is_told(
    tmp_path: Path, encoding: str, told: list[tuple[str, str]], packed: bool
) -> None:
    content = PLAIN.encode(encoding)
    found = read(written(tmp_path, gzip.compress(content) if packed else content))
    assert rows_of(found)["ProviderName"].to_pylist() == ["Tärn"]
    assert (found.totals[0].billed, noted(found)) == (Decimal("1.25"), told)


def test_letters_of_latin_1_that_come_late_are_read_as_such(tmp_path: Path) -> None:
    plain = ROW.replace("ä", "a")
    late = f"{HEADS}\n" + f"{plain}\n" * 30_000 + f"{ROW}\n"
    found = read(written(tmp_path, late.encode("cp1252")))
    assert [part.key.partition(" ")[0] for part in found.parts] == ["Tarn", "Tärn"]
    assert sum(part.rows for part in found.parts) == 30_001
    assert ("other_letters", "cp1252") in noted(found)


@pytest.mark.parametrize(
    ("cells", "billed"),
    [("1,25", "1.25"), ("-1.234,5", "-1234.5"), ("12.345.678,09", "12345678.09"), ("7", "7"), ("1,5e2", "150")],
)
def test_amounts_with_a_decimal_comma_are_read_where_semicolons_part_the_cells(
    tmp_path: Path, cells: str, billed: str
) -> None:
    other = SEMICOLON.splitlines()[1].replace("1.25", "0,5")
    found = read(written(tmp_path, f"{SEMICOLON.replace('1.25', cells)}{other}\n"))
    assert found.totals[0].billed == Decimal(billed) + Decimal("0.5")
    assert ("decimal_comma", "") in noted(found)


def test_an_amount_that_could_be_thousands_or_decimals_is_refused_and_no_wrong_number(tmp_path: Path) -> None:
    doubtful = SEMICOLON.splitlines()[1].replace("1.25", "1.234")
    content = f"{SEMICOLON.replace('1.25', '0,50')}" + f"{doubtful}\n"
    block = read(written(tmp_path, content.replace("1.234", "1.234.567")))
    assert (block.refused, block.totals[0].billed) == (1, Decimal("0.5"))
    mixed = read(written(tmp_path, content, "mixed.csv"))
    assert ("not_a_number", "BilledCost") in noted(mixed)
    assert mixed.totals[0].billed == Decimal("1.234")


def test_semicolons_with_points_and_the_line_of_a_spreadsheet_are_read_too(tmp_path: Path) -> None:
    assert read(written(tmp_path, SEMICOLON)).totals[0].billed == Decimal("1.25")
    assert read(written(tmp_path, f"sep=;\n{SEMICOLON}", "sep.csv")).totals[0].billed == Decimal("1.25")
    assert read(written(tmp_path, PLAIN.replace(",", "\t"), "tabs.tsv")).totals[0].billed == Decimal("1.25")


def test_several_files_are_one_bill_and_a_fault_names_its_file_and_row(tmp_path: Path) -> None:
    first = written(tmp_path, f"{PLAIN}{ROW.replace('Chat', 'Speech')}\n", "a.csv")
    second = written(tmp_path, gzip.compress(f"{PLAIN}{ROW.replace('1.25', 'much')}\n".encode()), "b.csv.gz")
    columns = dict(zip(HEADS.split(","), ROW.replace("1.25", "4").split(","), strict=True))
    pa.parquet.write_table(pa.table({name: [cell] for name, cell in columns.items()}), tmp_path / "c.parquet")
    found = read(first, second, tmp_path / "c.parquet")
    assert [(one.name, one.before, one.rows) for one in found.files] == [
        ("a.csv", 0, 2), ("b.csv.gz", 2, 2), ("c.parquet", 4, 1),
    ]  # fmt: skip
    assert (found.read, found.refused, found.totals[0].billed) == (5, 1, Decimal("7.75"))
    assert [(one.rule.name, one.file, one.rows) for one in found.faults] == [
        ("not_a_number", "b.csv.gz", (2,)), ("repeated", "b.csv.gz", (1,)),
    ]  # fmt: skip
    assert rows_of(found)["row"].to_pylist() == [1, 2, 3, 5]


def test_of_many_odd_rows_all_are_counted_and_the_first_are_named(tmp_path: Path) -> None:
    rows = [f"-{at}.5,1,EUR,2026-10-01,2026-11-01,2026-10-{at % 31 + 1:02},2026-11-01,T,a,S" for at in range(1, 5001)]
    found = read(written(tmp_path, "\n".join([HEADS, *rows])))
    (credit,) = [one for one in found.faults if one.rule.name == "credit"]
    assert (credit.count, credit.rows) == (5000, tuple(range(1, 101)))


def test_a_bill_larger_than_what_may_wait_in_memory_comes_out_by_part_and_day_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        f"{at}.{at:05},1,{'EUR' if at % 3 else 'USD'},2026-10-01,2026-11-01,2026-10-{at * 7 % 31 + 1:02},2026-11-01,"
        f"T,a-{at % 2},S{at % 9}"
        for at in range(1, 801)
    ]
    path = written(tmp_path, "\n".join([HEADS, *rows, *rows[:3]]))
    at_once = read(path)
    monkeypatch.setattr(blocks, "BLOCK", 10_000)
    monkeypatch.setattr(spool, "AT_ONCE", 60_000)
    piecewise = read(path)
    assert (piecewise.totals, piecewise.faults) == (at_once.totals, at_once.faults)
    assert [one.count for one in piecewise.faults if one.rule.name == "repeated"] == [3]
    for part in range(2):
        assert rows_of(piecewise, part).equals(rows_of(at_once, part))
        days = rows_of(piecewise, part)["day"].to_pylist()
        assert days == sorted(days)
    assert sum(one.billed for one in piecewise.totals) == sum(Decimal(one.split(",")[0]) for one in [*rows, *rows[:3]])


def bomb() -> bytes:
    """64 MB of a row's text that pack to some kilobytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    row = f"{ROW}\n".encode() * 1000
    parts = [packer.compress(f"{HEADS}\n".encode()), *(packer.compress(row) for _ in range(64 * 2**20 // len(row)))]
    return b"".join([*parts, packer.flush()])


def parquet_of(**columns: object) -> bytes:
    buffer = pa.BufferOutputStream()
    pa.parquet.write_table(pa.table(columns), buffer)
    return bytes(buffer.getvalue().to_pybytes())


def test_a_file_that_is_packed_to_fill_the_disk_is_left_before_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "HARMLESS", 8 * 2**20)
    with pytest.raises(BadFile, match="unpacks to more than 250 times its size"):
        read(written(tmp_path, bomb(), "bill.csv.gz"))
    monkeypatch.setattr(texts, "MOST_BYTES", 4 * 2**20)
    with pytest.raises(BadFile, match=r"larger than .* unpacked"):
        read(written(tmp_path, bomb(), "bill.csv.gz"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: f"{HEADS}\n{ROW.replace('Chat', 'x' * 10 * 2**20)}\n".encode(), "a row is longer than 4 MB"),
        (lambda: gzip.compress(f"{HEADS}\n".encode() + b"0" * 2**25), "a row is longer than 4 MB"),
        (lambda: parquet_of(BilledCost=["1"], Tags=["x" * (2**20 + 1)]), "holds more than 1 MB"),
        (lambda: parquet_of(BilledCost=["1"] * 3000, Tags=["x" * 10**4] * 3000), "unpack to more than 16 MB"),
    ],
)
def test_a_cell_of_megabytes_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: object, words: str
) -> None:
    monkeypatch.setattr(blocks, "MOST_AT_ONCE", 16 * 2**20)
    with pytest.raises(BadFile, match=words):
        read(written(tmp_path, content()))  # type: ignore[operator]


def test_a_bill_whose_accounts_all_differ_is_refused_before_it_becomes_as_many_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opencaio.lake.focus.reading.MOST_PARTS", 10)
    rows = [ROW.replace("a-1", f"a-{at}") for at in range(20)]
    with pytest.raises(BadFile, match="more than 10 accounts and billing months"):
        read(written(tmp_path, "\n".join([HEADS, *rows])))

"""Does every usual way of writing a table give the same table?"""

import csv
import hashlib
import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow
from odf.text import P

from opencaio.connectors.tables import read_tables
from opencaio.connectors.tables.delimited import read_delimited
from opencaio.connectors.tables.limits import Limits
from opencaio.connectors.tables.shapes import shape_table
from opencaio.engines.intake.tables import Table, unique_headers

ROWS = [
    ["Nom", "But", "Âge"],
    ["Tri d'images", "Évaluer la forêt\nen été", "3"],
    ["Traduction", 'Dit "bonjour", puis', "12"],
]


def as_csv(*, delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(ROWS)
    return out.getvalue().encode(encoding)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def body(table: Table) -> list[list[str]]:
    return [list(table.headers), *map(list, table.rows)]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "mac_roman", "cp850"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_encoding_and_delimiter_gives_the_same_table(tmp_path: Path, encoding: str, delimiter: str) -> None:
    table = read_tables(written(tmp_path / "a.csv", as_csv(delimiter=delimiter, encoding=encoding)))
    assert body(table) == ROWS
    assert table.numbers == (2, 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_gives_the_same_table(tmp_path: Path, end: str) -> None:
    content = "Name,Purpose\nChat,Answers\n".replace("\n", end).encode()
    assert body(read_tables(written(tmp_path / "a.csv", content))) == [
        ["Name", "Purpose"],
        ["Chat", "Answers"],
    ]


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("cp1250", "Zarządzanie źródłem i część"),
        ("cp1251", "Оценка заявлений граждан на пособия"),
        ("koi8-r", "Оценка заявлений граждан на пособия"),
        ("cp1253", "Αξιολόγηση αιτήσεων πολιτών"),
        ("shift_jis", "市民の給付申請を評価するための仕組み"),
        ("gb18030", "评估公民的福利申请并给出建议的系统"),
    ],
)
def test_other_scripts_are_read_in_their_own_encoding(tmp_path: Path, encoding: str, word: str) -> None:
    content = "".join(f"{word};{word}\n" for _ in range(8)).encode(encoding)
    assert read_tables(written(tmp_path / "a.csv", content)).rows[0] == (word, word)


def test_a_workbook_gives_whole_numbers_days_and_text_as_a_person_would_type_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        day, sheet = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Started", "Count", "Rate", "Formula", "Yes"])
        sheet.write_string(1, 0, "=SUM(A1)")
        sheet.write_datetime(1, 1, datetime.combine(date(2025, 2, 28), datetime.min.time()), day)
        sheet.write_row(1, 2, [42, 0.5])
        sheet.write_formula(1, 4, "=1+1", None, 2)
        sheet.write_boolean(1, 5, True)
    table = read_tables(path)
    assert table.rows == (("=SUM(A1)", "2025-02-28", "42", "0.5", "2", "TRUE"),)


def test_empty_lines_and_a_title_above_the_header_are_told_and_rows_keep_their_numbers(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_string(1, 0, "Our uses of AI")
        sheet.write_row(3, 0, ["Name", "Purpose", "Stage"])
        sheet.write_row(4, 0, ["Chat", "Answers", "live"])
        sheet.write_row(7, 0, ["Scan", "Reads", ""])
    table = read_tables(path)
    assert table.headers == ("Name", "Purpose", "Stage")
    assert table.numbers == (5, 8)
    assert any("Our uses of AI" in note for note in table.notes)
    assert any("2 empty lines" in note for note in table.notes)


def test_the_first_sheet_with_a_table_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Cover").write_string(0, 0, "A cover")
        for name in ("Uses", "More"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Name", "Purpose"])
            sheet.write_row(1, 0, [name, "Answers"])
    assert read_tables(path).sheet == "Uses"
    assert read_tables(path, sheet="More").rows == (("More", "Answers"),)
    assert any("Cover" in note and "More" in note for note in read_tables(path).notes)


def test_a_large_sheet_that_is_well_filled_is_no_stray_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number in range(60):
            sheet.write_row(number, 0, [f"{number} {place}" for place in range(40)])
    assert len(read_tables(path, limits=Limits(area=1_000))) == 59


def test_an_open_document_is_read(tmp_path: Path) -> None:
    document, sheet = OpenDocumentSpreadsheet(), OdfTable(name="Uses")
    for row in ROWS:
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text.replace("\n", " ")))
            line.addElement(cell)
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    path = tmp_path / "a.ods"
    document.save(str(path))
    table = read_tables(path)
    assert (table.kind, table.sheet) == ("ods", "Uses")
    assert body(table) == [[text.replace("\n", " ") for text in row] for row in ROWS]


@pytest.mark.parametrize("wrapped", [False, True])
def test_json_records_are_read_bare_or_wrapped(tmp_path: Path, wrapped: bool) -> None:
    records = [{"name": "Chat", "count": 3}, {"name": "Scan", "tags": ["a", "b"], "live": True, "gone": None}]
    content = {"fetched": "2026-05-13", "uses": records} if wrapped else records
    table = read_tables(written(tmp_path / "a.json", json.dumps(content).encode()))
    assert table.headers == ("name", "count", "tags", "live", "gone")
    assert table.rows == (("Chat", "3", "", "", ""), ("Scan", "", '["a", "b"]', "true", ""))


def test_the_files_own_bytes_decide_and_not_its_name(tmp_path: Path) -> None:
    records = json.dumps([{"name": "Chat", "purpose": "Answers"}]).encode()
    assert read_tables(written(tmp_path / "a.csv", records)).kind == "json"
    assert read_tables(written(tmp_path / "b.txt", as_csv())).kind == "csv"


def test_ragged_rows_lose_nothing_and_are_reported(tmp_path: Path) -> None:
    content = b"Name,Purpose,Stage\nChat,Answers\nScan,Reads,live,extra,\nSort,Orders,pilot\n"
    table = read_tables(written(tmp_path / "a.csv", content))
    assert table.headers == ("Name", "Purpose", "Stage", "column 4")
    assert table.rows[0] == ("Chat", "Answers", "", "")
    assert table.rows[1] == ("Scan", "Reads", "live", "extra")
    assert any("1 rows have fewer than 3 cells" in note and "2" in note for note in table.notes)
    assert any("more than 3 cells" in note for note in table.notes)


def test_the_digest_is_that_of_the_files_bytes(tmp_path: Path) -> None:
    content = as_csv()
    assert read_tables(written(tmp_path / "a.csv", content)).sha256 == hashlib.sha256(content).hexdigest()


def test_nul_and_half_letters_from_json_become_storable(tmp_path: Path) -> None:
    content = rb'[{"name": "a\u0000b", "purpose": "\ud800 x"}, {"name": "c", "purpose": "d"}]'
    first = read_tables(written(tmp_path / "a.json", content)).rows[0]
    assert first[0] == "a\ufffdb"
    assert first[1].encode("utf-8").endswith(b" x")


def test_headers_alike_are_told_apart_by_their_place() -> None:
    assert unique_headers(["If other", "Name", "If other ", "", "If other"]) == (
        "If other",
        "Name",
        "If other (2)",
        "column 4",
        "If other (3)",
    )


@given(st.lists(st.sampled_from(["a", "a (2)", "a (3)", "", "b", "column 2"]), max_size=8))
def test_headers_are_unique_whatever_they_are(raw: list[str]) -> None:
    names = unique_headers(raw)
    assert len(set(names)) == len(names) == len(raw)


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n"), max_size=20)


@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_a_csv_writer_wrote_is_what_we_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], delimiter: str
) -> None:
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    if not kept:
        return
    path = tmp_path_factory.mktemp("round") / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([("Name", "Purpose", "Stage"), *rows])
    shaped = shape_table(read_delimited(path, limits=Limits()))
    assert shaped.headers == ("Name", "Purpose", "Stage")
    assert shaped.rows == kept

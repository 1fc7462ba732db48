"""Is every file that cannot or must not be read refused, fast, in words that say what to do?"""

import json
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from opencaio.connectors.tables import Limits, read_tables
from opencaio.errors import BadFile, NotFound

SOON = 20.0
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def refused(path: Path, *, sheet: str | None = None, limits: Limits | None = None) -> str:
    """The words of the refusal, which must come soon."""
    start = time.monotonic()
    with pytest.raises(BadFile) as why:
        read_tables(path, sheet=sheet, limits=limits)
    assert time.monotonic() - start < SOON
    return why.value.message


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def small_book(path: Path, rows: list[list[str]], *, sheets: tuple[str, ...] = ("Uses",)) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def changed_part(source: Path, target: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a workbook with one part rewritten."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            content = old.read(one)
            new.writestr(one, change(content) if one == part else content)
    return target


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return small_book(tmp_path / "sound.xlsx", [["Name", "Purpose"], ["Chat", "Answers"]], sheets=("Uses", "Notes"))


@pytest.mark.parametrize("content", [b"", b"   \n\n \r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "empty" in refused(written(tmp_path / "a.csv", content))


def test_a_file_of_nothing_but_delimiters_is_refused_as_empty(tmp_path: Path) -> None:
    assert "empty" in refused(written(tmp_path / "a.csv", ",,,\n,,,\n"))


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    words = refused(written(tmp_path / "a.csv", "Name,Purpose\n"))
    assert "nothing under it" in words and "Add at least one row" in words


def test_a_sheet_with_a_header_alone_is_refused(tmp_path: Path) -> None:
    assert "nothing under it" in refused(small_book(tmp_path / "a.xlsx", [["Name", "Purpose"]]))


def test_prose_is_refused_as_no_table(tmp_path: Path) -> None:
    assert "not a table" in refused(written(tmp_path / "a.csv", "Dear all\nplease find nothing here\nYours\n"))


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a", "GIF"),
        (b"BM\x00\x00", "BMP"),
    ],
)
def test_a_picture_named_csv_is_refused_as_a_picture(tmp_path: Path, head: bytes, name: str) -> None:
    words = refused(written(tmp_path / "inventory.csv", head + bytes(range(256)) * 8))
    assert "picture" in words and name in words


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x1f\x8b\x08\x00aaaa", "Unpack"),
        (b"<html><body><table></table></body></html>", "web page"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"\x00\x01\x02\x03\x04binary\x00\x00\xff" * 50, "binary"),
    ],
)
def test_other_files_are_called_by_their_name(tmp_path: Path, content: bytes, word: str) -> None:
    assert word in refused(written(tmp_path / "a.csv", content))


def test_an_unknown_sheet_is_refused_with_the_names_of_those_there_are(book: Path) -> None:
    words = refused(book, sheet="Inventory")
    assert "“Inventory”" in words and "Uses" in words and "Notes" in words


def test_a_sheet_asked_of_a_file_without_sheets_is_refused(tmp_path: Path) -> None:
    assert "no sheets" in refused(written(tmp_path / "a.csv", "Name,Purpose\nA,B\n"), sheet="Uses")


def test_two_hundred_megabytes_in_one_cell_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.write(b'Name,Purpose\nChat,"')
        for _ in range(200):
            stream.write(b"x" * (1024 * 1024))
        stream.write(b'"\n')
    words = refused(path)
    assert "Line 2" in words and "1,000,000 characters" in words


def test_a_quotation_mark_never_closed_is_refused_with_its_line(tmp_path: Path) -> None:
    lines = "".join(f"row {number},text\n" for number in range(120_000))
    words = refused(written(tmp_path / "a.csv", f'Name,Purpose\n"Chat,text\n{lines}'))
    assert "quotation mark" in words


def test_a_large_cell_in_a_workbook_is_refused(tmp_path: Path, book: Path) -> None:
    huge = b"y" * 5_000_000

    def grow(content: bytes) -> bytes:
        assert b"Answers" in content
        return content.replace(b"Answers", huge)

    path = changed_part(book, tmp_path / "a.xlsx", "xl/sharedStrings.xml", grow)
    words = refused(path, limits=Limits(ratio=1_000_000))
    assert "1,000,000 characters" in words


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, book: Path) -> None:
    path = changed_part(book, tmp_path / "a.xlsx", "xl/sharedStrings.xml", lambda old: old + b" " * 60_000_000)
    assert path.stat().st_size < 200_000
    assert "zip bomb" in refused(path)


def test_a_workbook_too_large_when_unpacked_is_refused(tmp_path: Path, book: Path) -> None:
    path = changed_part(book, tmp_path / "a.xlsx", "xl/sharedStrings.xml", lambda old: old + b" " * 9_000_000)
    assert "MB" in refused(path, limits=Limits(unpacked=4 * 1024 * 1024))


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path, book: Path) -> None:
    path = changed_part(book, tmp_path / "a.xlsx", "xl/sharedStrings.xml", lambda old: old + b" " * 30_000_000)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/sharedStrings.xml").file_size
    true, small = struct.pack("<I", size), struct.pack("<I", 600)
    assert content.count(true) >= 2
    path.write_bytes(bytes(content).replace(true, small))
    assert "damaged" in refused(path)


def test_too_many_parts_are_refused(tmp_path: Path, book: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2_100):
            archive.writestr(f"xl/media/{number}.txt", "")
    assert "parts" in refused(path)


@pytest.mark.parametrize("far", ["XFD1048576", "B1048576", "XFD3", "ZZZZ9"])
def test_one_cell_at_the_far_corner_is_refused(tmp_path: Path, book: Path, far: str) -> None:
    cell = f'<row r="{far.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{far}"><v>1</v></c></row></sheetData>'
    far_away = Limits(area=200_000) if far in ("B1048576", "XFD3") else Limits()
    path = changed_part(
        book,
        tmp_path / "a.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda old: old.replace(b"</sheetData>", cell.encode()),
    )
    if far == "XFD3":
        far_away = Limits(area=20_000)
    assert "far outside the table" in refused(path, limits=far_away)


def test_a_far_corner_hidden_from_the_check_ends_the_child_and_not_us(tmp_path: Path, book: Path) -> None:
    """The second line of defence: were the check to miss it, the memory limit still holds."""
    from opencaio.connectors.tables import archives

    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = changed_part(
        book, tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", lambda old: old.replace(b"</sheetData>", cell)
    )
    assert archives.SHEET_ROWS * archives.SHEET_COLUMNS > 10**10
    words = refused(path, limits=Limits(area=2 * 10**10))
    assert "memory" in words


def test_repeated_cells_of_an_open_document_are_counted(tmp_path: Path) -> None:
    rows = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>Name</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>Purpose</text:p></table:table-cell></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    assert "far outside the table" in refused(open_document(tmp_path / "a.ods", rows))


def open_document(path: Path, rows: str, *, before: str = "") -> Path:
    """A minimal OpenDocument sheet around the rows."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0"?>{before}<office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return path


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_entities_in_a_workbooks_xml_are_refused(tmp_path: Path, book: Path, part: str) -> None:
    path = changed_part(book, tmp_path / "a.xlsx", part, lambda old: old.replace(b"?>", b"?>" + LAUGHS, 1))
    words = refused(path)
    assert "entities" in words and part in words


def test_entities_in_an_open_document_are_refused(tmp_path: Path) -> None:
    row = '<table:table-row><table:table-cell office:value-type="string"/></table:table-row>'
    assert "entities" in refused(open_document(tmp_path / "a.ods", row, before=LAUGHS.decode()))


def test_entities_of_an_open_document_hidden_in_utf_16_are_refused(tmp_path: Path) -> None:
    row = '<table:table-row><table:table-cell office:value-type="string"/></table:table-row>'
    plain = open_document(tmp_path / "plain.ods", row, before=LAUGHS.decode())
    path = changed_part(plain, tmp_path / "a.ods", "content.xml", lambda old: old.decode().encode("utf-16"))
    assert "entities" in refused(path)


def test_entities_in_plain_xml_are_refused(tmp_path: Path) -> None:
    words = refused(written(tmp_path / "a.csv", b'<?xml version="1.0"?>' + LAUGHS + b"<x>&b;</x>"))
    assert "XML" in words and "entities" in words


def test_entities_hidden_in_utf_16_are_refused(tmp_path: Path, book: Path) -> None:
    def wide(old: bytes) -> bytes:
        return old.replace(b"?>", b"?>" + LAUGHS, 1).decode().replace("UTF-8", "UTF-16").encode("utf-16")

    refused(changed_part(book, tmp_path / "a.xlsx", "xl/sharedStrings.xml", wide))


def test_broken_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    lines = "Name,Purpose\n" + "Übersicht,Prüfung der Größe\n" * 20
    content = lines.encode() + b"Fehl\xff,kaputt\n" + "später,größer\n".encode()
    assert "Line 22" in refused(written(tmp_path / "a.csv", content))
    assert "Line 22" in refused(written(tmp_path / "b.csv", b"\xef\xbb\xbf" + content))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("[]", "no records"),
        ("[1, 2]", "no table"),
        ('{"a": 1}', "no table"),
        ('[{"a": 1}', "not JSON"),
        ('{"a": [{"x": 1}], "b": [{"y": 1}]}', "several lists"),
        ("[" * 100_000, "no table"),
        ("[{" + '"a":[' * 100_000, "nested"),
    ],
)
def test_json_that_is_no_table_is_refused(tmp_path: Path, content: str, word: str) -> None:
    words = refused(written(tmp_path / "a.json", content))
    assert word in words or "nested" in words or "not JSON" in words


def test_a_damaged_workbook_is_refused(tmp_path: Path, book: Path) -> None:
    assert "damaged" in refused(written(tmp_path / "a.xlsx", book.read_bytes()[:-200]))
    assert "damaged" in refused(written(tmp_path / "b.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600))


def test_a_text_document_is_refused_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "presentation" in refused(path)


def test_a_zip_of_files_is_refused_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inventory.csv", "a,b\n1,2\n")
    assert "Unpack" in refused(path)


def test_too_many_rows_columns_and_bytes_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "a,b,c\n" + "1,2,3\n" * 50)
    assert "rows" in refused(path, limits=Limits(rows=20))
    assert "columns" in refused(path, limits=Limits(columns=2))
    assert "MB" in refused(path, limits=Limits(file=100))
    records = written(tmp_path / "a.json", json.dumps([{"a": 1, "b": 2}] * 30))
    assert "records" in refused(records, limits=Limits(rows=20))


def test_reading_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "a,b\n" + "1,2\n" * 10)
    assert "0 seconds" in refused(path, limits=Limits(seconds=0))


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_tables(tmp_path / "missing.csv")


def test_a_refusal_leaves_no_trace_beside_the_file(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", zlib.compress(b"x" * 500) * 3)
    refused(path)
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]

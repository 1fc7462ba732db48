"""Is this zipped workbook what it seems, or a bomb that would burst the reader?"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.parsers import expat

from opencaio.connectors.tables.limits import MEGABYTE, Limits
from opencaio.errors import BadFile

CHUNK = 256 * 1024
OVERLAP = 256
SMALL = 2 * MEGABYTE
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384
# zipfile says NotImplementedError of a member packed in a way that it does not know.
DAMAGED: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    EOFError,
    RuntimeError,
    OSError,
    ValueError,
    zlib.error,
    struct.error,
)
SPARSE = 20
"""A sheet with more empty cells for each filled one than this is taken for one with a stray cell."""

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,4})(\d{1,10})["']""")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"


def check_archive(path: Path, *, limits: Limits) -> str:
    """The kind of workbook ("xlsx" or "ods") once nothing in it threatens the reader.

    Checked before any parser sees a cell: parts, sizes, ratios, document types and entities, and where the
    cells lie (a lone cell at XFD1048576 makes readers reserve hundreds of gigabytes).
    Raises BadFile saying what is wrong.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive, limits=limits)
            kind = _kind(archive)
            for part in archive.infolist():
                if part.filename.endswith((".xml", ".rels")):
                    _check_part(archive, part, kind=kind, limits=limits)
    except DAMAGED as why:
        raise BadFile(f"The workbook is damaged or locked with a password and cannot be unpacked ({why}).") from why
    return kind


def _check_directory(archive: zipfile.ZipFile, *, limits: Limits) -> None:
    parts = archive.infolist()
    if len(parts) > limits.parts:
        raise BadFile(f"The workbook has {len(parts):,} parts; at most {limits.parts:,} are read.")
    total = sum(part.file_size for part in parts)
    if total > limits.unpacked:
        words = f"Unpacked, the workbook would take {total // MEGABYTE:,} MB"
        raise BadFile(f"{words}; at most {limits.unpacked // MEGABYTE:,} MB are read. Save the sheet as CSV.")
    for part in parts:
        if part.file_size > SMALL and part.file_size > limits.ratio * max(part.compress_size, 1):
            ratio = part.file_size // max(part.compress_size, 1)
            raise BadFile(
                f"The part {part.filename} unpacks to {ratio:,} times its size, like a zip bomb; it is not "
                "opened. If the file is sound, save the sheet as CSV."
            )


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        raise BadFile("Binary workbooks (.xlsb) are not read. Save it as .xlsx or CSV.")
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise BadFile("This is a text document or a presentation, not a table. Put the table in a spreadsheet.")
    raise BadFile("This zip file is no workbook. Unpack it and import the table inside.")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, kind: str, limits: Limits) -> None:
    with archive.open(part) as stream:
        _check_bytes(stream, part=part, limits=limits, is_sheet=part.filename.startswith("xl/worksheets/"))
    if kind == "ods" and part.filename == "content.xml":
        with archive.open(part) as stream:
            _check_repeats(stream, limits=limits)


def _check_bytes(stream: IO[bytes], *, part: zipfile.ZipInfo, limits: Limits, is_sheet: bool) -> None:
    unpacked, run, reach = 0, 0, _Reach()
    for chunk in _overlapping(stream):
        unpacked += len(chunk)
        if unpacked > 2 * limits.unpacked:
            raise BadFile("The workbook unpacks to more than it says: it is damaged or a zip bomb.")
        if _DOCTYPE.search(chunk):
            raise _declares(part.filename)
        run = _longest_run(chunk, run, limits=limits)
        if is_sheet:
            reach.take(chunk)
    check_area(reach.lowest, reach.rightmost, filled=reach.cells, limits=limits)


def _declares(part: str) -> BadFile:
    return BadFile(
        f"The part {part} declares a document type or entities, which no spreadsheet program writes. "
        "The file is not opened; save the sheet anew from your spreadsheet program."
    )


def _overlapping(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream in pieces, each beginning with the end of the one before, so that nothing hides in a cut."""
    tail = b""
    while chunk := stream.read(CHUNK):
        yield tail + chunk
        tail = chunk[-OVERLAP:]


def _longest_run(chunk: bytes, run: int, *, limits: Limits) -> int:
    """How long the text without a tag has become at the chunk's end; refuses what no cell may hold."""
    if b"<" not in chunk and b">" not in chunk:
        run += len(chunk)
    else:
        run = len(chunk) - 1 - max(chunk.rfind(b"<"), chunk.rfind(b">"))
    if run > 4 * limits.cell:
        raise BadFile(f"A cell holds more than {limits.cell:,} characters. Shorten it and import again.")
    return run


class _Reach:
    """How far a sheet of a workbook reaches and how many cells and rows it names."""

    def __init__(self) -> None:
        self.rightmost = self.lowest = 1
        self.cells = 0

    def take(self, chunk: bytes) -> None:
        for letters, digits in _REFERENCE.findall(chunk):
            self.rightmost = max(self.rightmost, _column_number(letters))
            self.lowest = max(self.lowest, int(digits))
            self.cells += 1


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def check_area(rows: int, columns: int, *, filled: int, limits: Limits) -> None:
    """Refuses a sheet whose farthest cell lies so far out that the empty ones would fill the memory.

    `filled` is how many cells the file really names: a large sheet that is well filled is let through.
    """
    outside = rows > SHEET_ROWS or columns > SHEET_COLUMNS
    if outside or (rows * columns > limits.area and rows * columns > SPARSE * filled):
        raise BadFile(
            f"The sheet reaches to row {rows:,} and column {columns:,}: a cell lies far outside the table. "
            "Delete the rows and columns around the table (or copy the table to a new sheet) and save again."
        )


class _Repeats:
    """Counts how far an OpenDocument sheet reaches, repeated cells and rows included."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.row = self.last_row = self.column = self.last_column = self.times = 0
        self.cell_times, self.filled, self.row_filled, self.cells = 1, False, False, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE} table":
            self.row = self.last_row = self.last_column = 0
        elif name == f"{_TABLE} table-row":
            self.column, self.row_filled = 0, False
            self.times = _times(attributes.get(f"{_TABLE} number-rows-repeated"))
        elif name in (f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell"):
            self.cell_times = _times(attributes.get(f"{_TABLE} number-columns-repeated"))
            self.filled = any(key.endswith(("value-type", "formula")) for key in attributes)

    def end(self, name: str) -> None:
        if name in (f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell"):
            self.column += self.cell_times
            if self.filled:
                self.cells += 1
                self.last_column, self.row_filled = max(self.last_column, self.column), True
        elif name == f"{_TABLE} table-row":
            self.row += self.times
            if self.row_filled:
                self.last_row = self.row
                check_area(self.last_row, self.last_column, filled=self.cells, limits=self.limits)


def _times(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 12 else 1


def _refuse_doctype(*_: object) -> None:
    raise _declares("content.xml")


def _check_repeats(stream: IO[bytes], *, limits: Limits) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    counter = _Repeats(limits)
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    # In UTF-16 the words that `_DOCTYPE` looks for are written otherwise; the parser knows them still.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as why:
        raise BadFile(f"The workbook's content is not well formed ({why}). Save it anew.") from why

"""What rows does a text file with delimiters hold?"""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from opencaio.connectors.tables.encodings import encoding_of
from opencaio.connectors.tables.limits import Limits
from opencaio.connectors.tables.shapes import Raw
from opencaio.errors import BadFile

DELIMITERS = ",;\t|"
TRIED = 30
SNIFFED = 512 * 1024


def read_delimited(path: Path, *, limits: Limits) -> Raw:
    """The rows of a CSV file of any usual encoding and delimiter; quoted cells may hold line ends."""
    encoding = encoding_of(path)
    csv.field_size_limit(limits.cell)
    try:
        with path.open(encoding=encoding, newline="") as stream:
            sample = stream.read(SNIFFED)
            stream.seek(0)
            return _rows(stream, delimiter=_delimiter(sample), encoding=encoding, limits=limits)
    except UnicodeDecodeError as why:
        words = f"The file is not {encoding} throughout: broken bytes at {why.start}. Save it again as UTF-8."
        raise BadFile(words) from why


def _rows(stream: TextIO, *, delimiter: str, encoding: str, limits: Limits) -> Raw:
    raw = Raw(encoding=encoding, kind="csv")
    reader = csv.reader(_lines(stream, limits=limits), delimiter=delimiter)
    number = 1
    try:
        for cells in reader:
            raw.rows.append((len(raw.rows) + 1, cells))
            number = reader.line_num + 1
            _check(cells, count=len(raw.rows), limits=limits)
    except csv.Error as why:
        raise _explained(why, line=number, limits=limits) from why
    if delimiter != ",":
        raw.notes.append(f"Columns are told apart by {_called(delimiter)}.")
    return raw


def _lines(stream: TextIO, *, limits: Limits) -> Iterator[str]:
    """The lines, none longer than a row may be: a line of 200 MB is refused before it fills the memory."""
    longest = 16 * limits.cell
    number = 0
    while line := stream.readline(longest):
        number += 1
        if len(line) >= longest:
            raise BadFile(_too_long(number, limits))
        yield line


def _check(cells: list[str], *, count: int, limits: Limits) -> None:
    if len(cells) > limits.columns:
        raise BadFile(f"Row {count} has {len(cells):,} columns; at most {limits.columns:,} are read.")
    if count > limits.rows:
        raise BadFile(f"The file has more than {limits.rows:,} rows. Split it and import the parts.")


def _explained(why: csv.Error, *, line: int, limits: Limits) -> BadFile:
    if "field larger" in str(why):
        return BadFile(_too_long(line, limits))
    return BadFile(f"Line {line} cannot be read: {why}. Is a quotation mark missing?")


def _too_long(line: int, limits: Limits) -> str:
    return (
        f"Line {line} holds a cell of more than {limits.cell:,} characters. "
        "Is a quotation mark missing there? Shorten the cell, or mend the quotes."
    )


def _delimiter(sample: str) -> str:
    """The delimiter under which most lines have the same number of columns, and more than one."""
    scored = [(_agreement(sample, delimiter), -place) for place, delimiter in enumerate(DELIMITERS)]
    return DELIMITERS[-max(scored)[1]]


def _agreement(sample: str, delimiter: str) -> float:
    """How well the first lines agree on a number of columns, 0 to 1.4; 0 where that is one column."""
    widths: list[int] = []
    try:
        for cells in csv.reader(sample.splitlines(keepends=True), delimiter=delimiter):
            if any(cells):
                widths.append(len(cells))
            if len(widths) == TRIED:
                break
    except csv.Error:
        if not widths:
            return 0.0
    if not widths:
        return 0.0
    (width, count), *_ = Counter(widths).most_common(1)
    return 0.0 if width < 2 else (count / len(widths)) ** 2 * (1 + min(width, 40) / 100)


def _called(delimiter: str) -> str:
    return {";": "semicolons", "\t": "tabs", "|": "vertical bars"}.get(delimiter, delimiter)

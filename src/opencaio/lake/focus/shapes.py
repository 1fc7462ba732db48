"""What parts the cells of a CSV file, what are its heads, and does a comma part its decimals?"""

import csv as plain
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from opencaio.errors import BadFile
from opencaio.lake.facts import COST
from opencaio.lake.focus.names import known, name_of
from opencaio.lake.focus.texts import text_of

SAMPLE = 2**20
DELIMITERS = ",;\t|"
#: Spreadsheets write the delimiter into a first line of its own.
TOLD = re.compile(r"sep=(.)\s*", re.IGNORECASE)
WITH_COMMA = r"^\s*[-+]?(\d{1,3}(\.\d{3})+|\d+),\d+([eE][-+]?\d{1,3})?\s*$"
WITH_POINT = re.compile(r"\s*[-+]?\d*\.\d+([eE][-+]?\d{1,3})?\s*")
AMOUNTS = frozenset(one.name for one in COST.columns if one.kind == "money")


@dataclass(frozen=True)
class Shape:
    """``skip``: lines before the heads."""

    delimiter: str
    heads: tuple[str, ...]
    skip: int
    decimal_comma: bool


def shape_of(path: Path) -> Shape:
    """The shape by the beginning of the file. Raises ``BadFile`` where nothing stands there."""
    with text_of(path) as stream:
        start = b""
        while len(start) < SAMPLE and (chunk := stream.read(SAMPLE)):
            start += chunk
    lines = start[:SAMPLE].decode("utf-8", "replace").splitlines(keepends=True)
    skip = 1 if lines and TOLD.fullmatch(lines[0]) else 0
    rows = {one: list(_rows(lines[skip:], one)) for one in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda one: known(rows[one][0]) if rows[one] else 0)
    if not rows[delimiter]:
        raise BadFile("This file is empty: it has no heads and no rows.")
    heads, *others = rows[delimiter]
    comma = delimiter != "," and _with_comma(heads, others[: len(others) - (len(start) >= SAMPLE)])
    return Shape(delimiter, tuple(heads), skip, comma)


def with_points(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Amounts that were written with a decimal comma. One with points alone could be thousands or decimals: it becomes
    what is no number."""
    bare = pc.replace_substring(pc.replace_substring(column, ".", ""), ",", ".")
    doubtful = pc.match_substring(column, ".")
    spoilt = pc.binary_join_element_wise("?", column, "")
    return pc.if_else(pc.match_substring_regex(column, WITH_COMMA), bare, pc.if_else(doubtful, spoilt, column))


def _rows(lines: list[str], delimiter: str) -> Iterable[list[str]]:
    try:
        yield from (row for row in plain.reader(lines, delimiter=delimiter) if row)
    except plain.Error:
        return


def _with_comma(heads: list[str], rows: list[list[str]]) -> bool:
    """True where amounts have a decimal comma and none has a point."""
    places = [at for at, head in enumerate(heads) if name_of(head) in AMOUNTS]
    cells = [row[at] for row in rows for at in places if at < len(row)]
    return any(re.match(WITH_COMMA, one) for one in cells) and not any(WITH_POINT.fullmatch(one) for one in cells)

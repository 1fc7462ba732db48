"""What stands in a file of a bill, some megabytes of rows at a time, every cell as text?"""

import csv as plain
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as parquet

from opencaio.errors import BadFile
from opencaio.lake.focus.names import heads_of, name_of
from opencaio.lake.focus.paced import Paced
from opencaio.lake.focus.shapes import AMOUNTS, Shape, shape_of, with_points
from opencaio.lake.focus.texts import MOST_BYTES, text_of
from opencaio.lake.intake import words_of

#: No row may be longer.
BLOCK = 4 * 2**20
#: Rows of a Parquet file that are read at once.
ROWS = 20_000
MOST_ROWS = 200_000_000
LONGEST_CELL = 2**20
#: Unpacked: one column of one row group of a Parquet file, and the rows that are read at once.
MOST_CHUNK, MOST_AT_ONCE = 2**30, 256 * 2**20
READING = (pa.ArrowException, OSError, EOFError, UnicodeError, RecursionError, zlib.error, plain.Error, OverflowError)


@dataclass(frozen=True)
class Source:
    """A file of a bill and what it is called."""

    path: Path
    name: str


@dataclass(frozen=True)
class Block:
    """Rows as text; ``read``: bytes of the file that are read by then."""

    table: pa.Table
    read: int


@dataclass(frozen=True)
class Opened:
    """A file of a bill: its rows block by block, and, once they are read, what about its form is worth telling (rules
    of `rules`, and of what)."""

    blocks: Iterator[Block]
    notes: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def opened(source: Source) -> Iterator[Opened]:
    """CSV, gzipped or not, in UTF-8, UTF-16 or Windows-1252, or Parquet. Raises ``BadFile``, amid the rows too."""
    with _told_of(source.name):
        with source.path.open("rb") as file:
            is_parquet = file.read(4) == b"PAR1"
        if is_parquet:
            yield Opened(_parquet(source.path))
        else:
            shape = shape_of(source.path)
            heads_of(shape.heads)  # before a long file is read for nothing
            notes = [("decimal_comma", "")] if shape.decimal_comma else []
            yield Opened(_csv(source.path, shape, notes), notes)


@contextmanager
def _told_of(name: str) -> Iterator[None]:
    try:
        yield
    except READING as error:
        raise BadFile(f"{name} cannot be read: {_words_of(error)}") from error


def _words_of(error: Exception) -> str:
    if "Empty CSV" in str(error):
        return "it has no rows"
    if "straddl" in str(error):
        return f"a row is longer than {BLOCK // 2**20} MB, or a quotation mark is never closed"
    return words_of(error)


def _csv(path: Path, shape: Shape, notes: list[tuple[str, str]]) -> Iterator[Block]:
    """In what letters it is written is known for sure at its end only."""
    with text_of(path) as text, Paced(text, BLOCK) as paced:
        reader = csv.open_csv(
            io.BufferedReader(paced),
            read_options=csv.ReadOptions(block_size=BLOCK, skip_rows=shape.skip, use_threads=False),
            parse_options=csv.ParseOptions(newlines_in_values=True, delimiter=shape.delimiter),
            convert_options=csv.ConvertOptions(
                column_types={head: pa.string() for head in shape.heads}, strings_can_be_null=False
            ),
        )
        for batch in reader:
            paced.go_on()
            yield Block(_pointed(_texts(batch), shape), text.read_of_file)
        if text.encoding not in {"", "utf-8"}:
            notes.append(("other_letters", text.encoding))


def _pointed(table: pa.Table, shape: Shape) -> pa.Table:
    if not shape.decimal_comma:
        return table
    named = zip(table.column_names, table.columns, strict=True)
    columns = [with_points(column) if name_of(head) in AMOUNTS else column for head, column in named]
    return pa.table(columns, names=table.column_names)


def _parquet(path: Path) -> Iterator[Block]:
    with path.open("rb") as raw:
        file = parquet.ParquetFile(raw)
        _not_too_large(file.metadata)
        texts = [one.name for one in file.schema_arrow if pa.types.is_string(one.type)]
    size, done = path.stat().st_size, 0
    with parquet.ParquetFile(path, read_dictionary=texts, buffer_size=2**20) as file:
        for batch in file.iter_batches(ROWS):
            _not_too_long(batch)
            done += batch.num_rows
            yield Block(_texts(batch), size * done // file.metadata.num_rows)


def _not_too_large(about: Any) -> None:
    """By what the file says of itself, before anything is unpacked."""
    if about.num_rows > MOST_ROWS:
        raise BadFile(f"This file says that it has {about.num_rows:,} rows; export the bill month by month.")
    groups = [about.row_group(at) for at in range(about.num_row_groups)]
    if sum(group.total_byte_size for group in groups) > MOST_BYTES:
        raise BadFile(f"This bill is larger than {MOST_BYTES // 2**30} GB unpacked; export it month by month.")
    largest = max((group.column(at).total_uncompressed_size for group in groups for at in range(group.num_columns)),
                  default=0)  # fmt: skip
    if largest > MOST_CHUNK:
        raise BadFile("A column of this file unpacks to more than 1 GB at once: write it with smaller row groups.")


def _not_too_long(batch: pa.RecordBatch) -> None:
    """A short text that many rows point to can unpack to any size."""
    unpacked = 0
    for column in batch.columns:
        if pa.types.is_dictionary(column.type):
            lengths = pc.binary_length(column.dictionary)
            _cell_fits(pc.max(lengths).as_py())
            unpacked += pc.sum(lengths.take(column.indices)).as_py() or 0
    if unpacked > MOST_AT_ONCE:
        most = MOST_AT_ONCE // 2**20
        raise BadFile(
            f"{batch.num_rows:,} rows of this file unpack to more than {most} MB: no bill's rows are so long."
        )


def _cell_fits(length: int | None) -> None:
    if (length or 0) > LONGEST_CELL:
        raise BadFile("A cell of this file holds more than 1 MB: no bill has such a cell.")


def _texts(batch: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_arrays([_as_text(one) for one in batch.columns], names=batch.schema.names)


def _as_text(column: pa.Array) -> pa.Array:
    if pa.types.is_nested(column.type):
        rows = column.to_pylist()
        return pa.array([None if one is None else _as_json(one) for one in rows], pa.string())
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _as_json(cell: Any) -> str:
    """A struct, a map (which Arrow hands over as pairs) or a list."""
    pairs = isinstance(cell, list) and all(isinstance(one, tuple) for one in cell)
    return json.dumps(dict(cell) if pairs else cell, default=str)

"""How does a file of facts become tables, piece by piece: CSV, JSON lines or Parquet, packed or not?"""

import csv as plain
import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as parquet

from opencaio.errors import BadFile
from opencaio.lake.facts import Fact

AT_ONCE = 200_000
BLOCK = 16 * 2**20
#: Unpacked; larger files come in pieces.
MOST_BYTES = 16 * 2**30
LONGEST_LINE = 4 * 2**20
DELIMITERS = ",;\t|"
SAMPLE = 64 * 2**10
#: How UTF-16 begins.
WIDE = (b"\xff\xfe", b"\xfe\xff")
#: What exports call a column of ours; taken where the fact has the column and the file has it not.
ALIASES: Mapping[str, str] = {
    "id": "event_id",
    "request_id": "event_id",
    "span_id": "event_id",
    "timestamp": "at",
    "time": "at",
    "created_at": "at",
    "date": "day",
    "user": "user_key",
    "user_id": "user_key",
    "employee": "user_key",
    "subject": "subject_key",
    "candidate": "subject_key",
    "reviewer": "reviewer_key",
    "usecase": "use_case",
    "use": "use_case",
    "prompt_tokens": "input_tokens",
    "completion_tokens": "output_tokens",
    "conversation_id": "conversation",
    "gender": "sex",
    "metric": "series",
    "unit": "unit_key",
}


#: What Arrow says of a row with more or fewer cells than the head.
OTHER_COUNT = re.compile(r"Expected (?P<heads>\d+) columns, got (?P<found>\d+): (?P<row>.*)")


def tables_of(path: Path, *, name: str, mapping: Mapping[str, str] | None = None) -> Iterator[pa.Table]:
    """The rows as text or as Parquet types them, heads in lower case with underscores or as ``mapping`` says.

    Raises ``BadFile`` for what cannot be read, before or amid the rows.
    """
    try:
        for table in _READERS[_kind(path)](path):
            yield _renamed(table, mapping or {})
    except (
        pa.ArrowException,
        OSError,
        EOFError,
        UnicodeError,
        ValueError,
        RecursionError,
        zlib.error,
        plain.Error,
    ) as error:
        raise BadFile(f"{name} cannot be read: {words_of(error)}") from error


def with_known_heads(fact: Fact, table: pa.Table) -> pa.Table:
    """Heads that exports commonly bear, as the fact's own names."""
    held = set(table.column_names)
    names: list[str] = []
    for head in table.column_names:
        name = ALIASES.get(head, head)
        fits = fact.column(head) is None and fact.column(name) is not None and name not in held and name not in names
        names.append(name if fits else head)
    return table.rename_columns(names)


def table_of(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as plain values, every cell as text; a cell that is an object is kept as JSON."""
    listed = list(rows)
    heads = list(dict.fromkeys(head for row in listed for head in row))
    try:
        return pa.table({head: pa.array([_text(row.get(head)) for row in listed], pa.string()) for head in heads})
    except UnicodeEncodeError as error:
        raise BadFile(f"A row holds half a character, which cannot be kept: {error.object[:60]!a}") from error


def _kind(path: Path) -> str:
    with opened(path) as file:
        start = file.read(SAMPLE)
    if start[:4] == b"PAR1":
        return "parquet"
    if start[:2] in (b"PK", b"\xd0\xcf"):
        raise ValueError("it is a workbook: save the sheet as CSV")
    return "lines" if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else "csv"


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes without its gzip; more than `MOST_BYTES` raise ``ValueError``."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with gzip.open(path) if packed else path.open("rb") as stream:
        yield stream  # type: ignore[misc]


def _parquet(path: Path) -> Iterator[pa.Table]:
    with path.open("rb") as file:
        if file.read(4) != b"PAR1":
            raise ValueError("a packed Parquet file: unpack it first")
    for batch in parquet.ParquetFile(path).iter_batches(AT_ONCE):
        yield pa.Table.from_batches([batch])


def _csv(path: Path) -> Iterator[pa.Table]:
    encoding, delimiter, heads = _shape(path)
    with opened(path) as stream:
        reader = csv.open_csv(
            stream,
            read_options=csv.ReadOptions(block_size=BLOCK, encoding=encoding),
            parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types={head: pa.string() for head in heads}, strings_can_be_null=False
            ),
        )
        done = 0
        for batch in reader:
            done = _not_too_much(done + batch.nbytes)
            yield pa.Table.from_batches([batch])


def _shape(path: Path) -> tuple[str, str, list[str]]:
    """Encoding, delimiter and heads, by the beginning of the file."""
    from charset_normalizer import from_bytes

    with opened(path) as stream:
        start = stream.read(SAMPLE)
    best = from_bytes(start[: start.rfind(b"\n") + 1] or start).best()
    encoding = "utf8" if best is None or best.encoding in {"ascii", "utf_8"} else best.encoding
    encoding = "utf_16" if start[:2] in WIDE else encoding
    text = start.decode(encoding if encoding != "utf8" else "utf-8-sig", "replace")
    first = text.splitlines()[0] if text.strip() else ""
    if not first:
        raise ValueError("it is empty")
    delimiter = max(DELIMITERS, key=first.count)
    return encoding, delimiter, next(plain.reader([first], delimiter=delimiter))


def _lines(path: Path) -> Iterator[pa.Table]:
    with opened(path) as stream:
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig")
        done = 0
        while rows := [_object(line) for line in islice(_whole_lines(lines), AT_ONCE)]:
            table = table_of(rows)
            done = _not_too_much(done + table.nbytes)
            yield table


def _whole_lines(lines: IO[str]) -> Iterator[str]:
    while line := lines.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise ValueError("a line is longer than 4 MB")
        if line.strip():
            yield line


def _object(line: str) -> Mapping[str, Any]:
    found = json.loads(line)
    if not isinstance(found, dict):
        raise ValueError(f"a line is no JSON object: {line[:60]}")
    return found


_READERS: Mapping[str, Callable[[Path], Iterator[pa.Table]]] = {"csv": _csv, "lines": _lines, "parquet": _parquet}


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def _renamed(table: pa.Table, mapping: Mapping[str, str]) -> pa.Table:
    return table.rename_columns([mapping.get(head) or _name(head) for head in table.column_names])


def _name(head: str) -> str:
    return re.sub(r"[\s-]+", "_", head.strip().lstrip("\ufeff")).lower()


def _not_too_much(done: int) -> int:
    if done > MOST_BYTES:
        raise ValueError("it is larger than 16 GB unpacked: bring it in pieces")
    return done


def words_of(error: Exception) -> str:
    """What went wrong in reading, in one line."""
    said = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
    if "Empty CSV file" in said:
        return "there is no line of text with columns in it"
    if "straddl" in said:
        return "a row is longer than 16 MB, or a quotation mark is never closed"
    if cells := OTHER_COUNT.search(said):
        return (
            f"a row has {cells['found']} cells where the head has {cells['heads']} (a comma within one needs quotation "
            f"marks): {cells['row'][:120]}"
        )
    return said

"""What does a bill in FOCUS say: its parts by provider, account and month, its faults by row and rule, its totals?"""

import csv as plain
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as parquet

from opencaio.errors import BadFile
from opencaio.lake.cells import TYPES, beside, converted, empty, where_not
from opencaio.lake.facts import COST
from opencaio.lake.focus import rules
from opencaio.lake.focus.names import NEEDED, Heads, heads_of
from opencaio.lake.focus.rules import RULES, Fault, fault
from opencaio.lake.focus.totals import Total, totals_of
from opencaio.lake.intake import opened, words_of

BLOCK = 16 * 2**20
#: More than this, unpacked, is no bill that one file should hold.
MOST_BYTES = 8 * 2**30
KEY = ("ProviderName", "BillingAccountId", "BillingPeriodStart")
#: The record has room for 200; a further file of the month puts its number behind.
LONGEST_KEY = 185
CANNOT = {"money": "not_a_number", "moment": "not_a_moment", "map": "bad_tags", "text": "not_text"}
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Part:
    """The rows of one provider, account and billing month, in the columns of the fact; ``key`` names what a later
    bill of the same three replaces."""

    key: str
    table: pa.Table
    totals: tuple[Total, ...]


@dataclass(frozen=True)
class Bill:
    """A bill as read: its parts, what is wrong, what it comes to without the refused rows."""

    name: str
    read: int
    parts: tuple[Part, ...]
    faults: tuple[Fault, ...]
    totals: tuple[Total, ...]

    @property
    def refused(self) -> int:
        return len({row for one in self.faults if one.rule.refuses for row in one.rows})


def read_bill(path: Path, *, name: str, progress: Progress | None = None) -> Bill:
    """Read CSV, gzipped CSV or Parquet. Raises ``BadFile`` for what is no FOCUS, empty, broken or not UTF-8."""
    tables: list[pa.Table] = []
    faults: list[Fault] = []
    prints: dict[bytes, int] = {}
    read = 0
    heads: Heads | None = None
    try:
        for block in _blocks(path):
            heads = heads or heads_of(block.column_names)
            numbers = pa.array(range(read + 1, read + block.num_rows + 1), type=pa.int64())
            table, wrong = _judged(block, heads, numbers)
            tables.append(table)
            faults += [*wrong, *_repeated(block, numbers, prints)]
            read += block.num_rows
            if progress:
                progress(read)
    except (pa.ArrowException, OSError, EOFError, UnicodeError, RecursionError, zlib.error, plain.Error) as error:
        raise BadFile(f"{name} cannot be read: {words_of(error)}") from error
    if heads is None or not read:
        raise BadFile(f"{name} has no rows.")
    table = pa.concat_tables(tables)
    faults += [*_currencies(table), *(Fault(RULES["unknown_column"], head, ()) for head in heads.unknown)]
    return Bill(name, read, tuple(_parts(table)), _gathered(faults), totals_of(table))


def _blocks(path: Path) -> Iterator[pa.Table]:
    """The file's rows as text, some megabytes at a time."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == b"PAR1":
        for batch in parquet.ParquetFile(path).iter_batches(100_000):
            yield _texts(batch)
        return
    with opened(path) as stream:
        yield from _rows_of_csv(stream)


def _rows_of_csv(stream: IO[bytes]) -> Iterator[pa.Table]:
    names = next(_cells(_first_text(stream)), [])
    stream.seek(0)
    reader = csv.open_csv(
        stream,
        read_options=csv.ReadOptions(block_size=BLOCK),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={name: pa.string() for name in names}, strings_can_be_null=False
        ),
    )
    done = 0
    for batch in reader:
        done += batch.nbytes
        if done > MOST_BYTES:
            raise BadFile("This bill is larger than 8 GB unpacked; export it month by month.")
        yield _texts(batch)


def _first_text(stream: IO[bytes]) -> str:
    """The first line that says something: Arrow passes over blank ones, too."""
    while line := stream.readline(2**20):
        if text := line.decode("utf-8-sig").strip("\r\n"):
            return text
    return ""


def _texts(batch: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_arrays([_as_text(one) for one in batch.columns], names=batch.schema.names)


def _cells(line: str) -> Iterator[list[str]]:
    yield from plain.reader([line])


def _as_text(column: pa.Array) -> pa.Array:
    if pa.types.is_nested(column.type):
        rows = column.to_pylist()
        return pa.array([None if one is None else _as_json(one) for one in rows], pa.string())
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _as_json(cell: Any) -> str:
    """A struct, a map (which Arrow hands over as pairs) or a list."""
    pairs = isinstance(cell, list) and all(isinstance(one, tuple) for one in cell)
    return json.dumps(dict(cell) if pairs else cell, default=str)


def _judged(block: pa.Table, heads: Heads, numbers: pa.Array) -> tuple[pa.Table, list[Fault]]:
    """The rows that count, in the columns of the fact, and what is wrong with any of them."""
    text = {name: block[head] for head, name in heads.columns.items()}
    faults = list(rules.null_text(text, numbers))
    slipped = rules.priced_zone(text, block.num_rows)
    faults += fault("price_in_zone", slipped, numbers, column="AvailabilityZone")
    extra = {head: block[head] for head in heads.beside}
    if pc.any(slipped).as_py():
        zone = text["AvailabilityZone"].combine_chunks()
        extra["AvailabilityZone as billed"] = pa.chunked_array([pc.if_else(slipped, zone, None)])
        text["AvailabilityZone"] = pa.chunked_array([pc.if_else(slipped, None, zone)])
    columns, wrong = _columns(text, numbers)
    faults += wrong
    table = _shaped(columns, extra, numbers)
    faults += fault("backwards", rules.backwards(table), numbers, column="ChargePeriodEnd")
    for name, judge in rules.NOTED.items():
        faults += fault(name, judge(table), numbers)
    out = pa.array(sorted({row for one in faults if one.rule.refuses for row in one.rows}), type=pa.int64())
    return table.filter(pc.invert(pc.is_in(table["row"], out))), faults


def _columns(text: dict[str, pa.ChunkedArray], numbers: pa.Array) -> tuple[dict[str, pa.Array], list[Fault]]:
    columns: dict[str, pa.Array] = {}
    faults: list[Fault] = []
    for name, said in text.items():
        column = COST.column(name)
        kind = column.kind if column else "text"
        columns[name], bad = converted(said, kind)
        if kind in CANNOT:
            faults += fault(CANNOT[kind], bad, numbers, column=name)
        if name in NEEDED:
            absent = pc.or_(where_not(said, lambda cell: not empty(cell)), pc.is_null(said.combine_chunks()))
            faults += fault("missing", absent, numbers, column=name)
    faults += fault("not_a_currency", rules.bad_currency(text["BillingCurrency"]), numbers, column="BillingCurrency")
    if "Tags" in text:
        faults += fault("loose_tag_keys", rules.loose_keys(text["Tags"]), numbers, column="Tags")
    return columns, faults


def _shaped(columns: dict[str, pa.Array], extra: dict[str, pa.ChunkedArray], numbers: pa.Array) -> pa.Table:
    """Every column of the fact in its order; what the bill lacks is empty."""
    columns["day"] = pc.cast(columns["ChargePeriodStart"], pa.date32(), safe=False)
    columns["row"] = numbers
    columns["Other"] = beside(extra, len(numbers))
    empty_column = {one.name: pa.nulls(len(numbers), TYPES.get(one.kind, pa.int64())) for one in COST.columns}
    return pa.table({one.name: columns.get(one.name, empty_column[one.name]) for one in COST.columns})


def _repeated(block: pa.Table, numbers: pa.Array, prints: dict[bytes, int]) -> Iterable[Fault]:
    """Rows that are the same, cell by cell, as one before them."""
    lists = [block[name].to_pylist() for name in block.column_names]
    again = []
    for number, cells in zip(numbers.to_pylist(), zip(*lists, strict=True), strict=True):
        digest = hashlib.blake2b(repr(cells).encode("utf-8", "surrogatepass"), digest_size=12).digest()
        if prints.setdefault(digest, number) != number:
            again.append(number)
    if again:
        yield Fault(RULES["repeated"], "", tuple(again))


def _currencies(table: pa.Table) -> Iterable[Fault]:
    counts = {one["values"]: one["counts"] for one in pc.value_counts(table["BillingCurrency"]).to_pylist()}
    if len(counts) > 1:
        main = max(sorted(counts), key=lambda one: counts[one])
        others = pc.not_equal(table["BillingCurrency"], main).combine_chunks()
        yield from fault("other_currency", others, table["row"].combine_chunks(), column="BillingCurrency")


def _parts(table: pa.Table) -> Iterator[Part]:
    month = pc.strftime(table["BillingPeriodStart"], format="%Y-%m")
    names = [pc.fill_null(table[name], "") for name in KEY[:2]]
    keys = pc.binary_join_element_wise(*names, month, " · ")
    different = sorted(pc.unique(keys).to_pylist())
    for key in different:
        rows = table.filter(pc.equal(keys, key)) if len(different) > 1 else table
        yield Part(_short(key), rows, totals_of(rows))


def _short(key: str) -> str:
    """A key that the record has room for; a longer one ends in its digest."""
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    return f"{key[: LONGEST_KEY - len(digest) - 1]}~{digest}"


def _gathered(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """One fault a rule and column, its rows in order, refusing rules first."""
    rows: dict[tuple[str, str], list[int]] = {}
    for one in faults:
        rows.setdefault((one.rule.name, one.column), []).extend(one.rows)
    order = {name: at for at, name in enumerate(RULES)}
    named = sorted(rows, key=lambda key: (order[key[0]], key[1]))
    return tuple(Fault(RULES[name], column, tuple(rows[name, column])) for name, column in named)

"""Do rows fit their fact: which columns are strange, which rows cannot count and why, which came twice?"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches

import pyarrow as pa
import pyarrow.compute as pc

from opencaio.errors import BadFile
from opencaio.lake.cells import TYPES, blank, blank_or_null, converted, empty
from opencaio.lake.facts import Column, Fact

#: Before this, a date is a mistake; so far ahead, a clock is wrong.
EARLIEST, AHEAD = date(2000, 1, 1), timedelta(days=1)
#: More than this in one row is a mistake, and would not add up in 64 bits.
MOST_COUNTED = 10**15
PSEUDONYM = re.compile(r"p-[0-9a-f]{24}")
#: Columns that follow from others, or that one row is counted with when nothing else is said.
ASSUMED: dict[str, int] = {"requests": 1, "errors": 0, "cases": 1, "observations": 1}
WORDS = {
    "text": "holds a NUL character or more than 10,000 characters",
    "whole": "is no whole number",
    "number": "is no finite number",
    "money": "is no plain number",
    "yes_no": "is neither yes nor no",
    "day": "is no day such as 2026-10-05",
    "moment": "is no time such as 2026-10-05T09:30:00Z",
    "map": "is no JSON object",
}
Pseudonym = Callable[[str], str]


@dataclass(frozen=True)
class Refusal:
    """A row (from 1) that does not count, the first column that is wrong, and why."""

    row: int
    column: str
    why: str


@dataclass(frozen=True)
class Conformed:
    """Rows in the fact's columns and types; ``repeated``: rows whose identity came before in the same table."""

    table: pa.Table
    refusals: tuple[Refusal, ...]
    repeated: int


def conform(fact: Fact, table: pa.Table, *, today: date, pseudonym: Pseudonym, first_row: int = 1) -> Conformed:
    """Read a table of any column types as rows of ``fact``.

    Raises ``BadFile`` where a column is not of the fact or a required one is missing: a schema that drifts is told
    before a row is read. ``pseudonym`` is laid over the columns that name persons.
    """
    check_columns(fact, table.column_names)
    numbers = pa.array(range(first_row, first_row + table.num_rows), type=pa.int64())
    columns, refusals = _columns(fact, table, numbers)
    _follow(fact, columns, table.num_rows)
    refusals += _judged(fact, columns, numbers, today)
    for name in fact.person:
        columns[name] = pseudonymised(columns[name], pseudonym)
    whole = pa.table({one.name: columns[one.name] for one in fact.columns})
    first = {one.row: one for one in reversed(refusals)}
    out = pa.array(sorted(first), type=pa.int64())
    kept = whole.filter(pc.invert(pc.is_in(numbers, out)))
    unique = without_repeats(fact, kept)
    return Conformed(unique, tuple(first[row] for row in sorted(first)), kept.num_rows - unique.num_rows)


def check_columns(fact: Fact, found: Iterable[str]) -> None:
    """Raises ``BadFile`` that names what is strange or missing."""
    names = list(found)
    ours = [one.name for one in fact.columns]
    for name in names:
        if name not in ours:
            near = get_close_matches(name, ours, n=1)
            hint = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(ours)}."
            raise BadFile(f"The column {name} is not one of {fact.name}.{hint}")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise BadFile(f"The column {twice[0]} stands twice.")
    missing = [
        one.name for one in fact.columns if one.required and one.name not in (*names, *ASSUMED, *_derived(names))
    ]
    if missing:
        raise BadFile(f"The column {missing[0]} is missing: every row of {fact.name} has one.")


def without_repeats(fact: Fact, table: pa.Table) -> pa.Table:
    """The first row of each identity; all rows where the fact has none."""
    if not fact.identity or not table.num_rows:
        return table
    (name,) = fact.identity
    coded = table[name].combine_chunks().dictionary_encode().indices
    firsts = pa.table({"code": coded, "at": pa.array(range(len(coded)), pa.int64())})
    kept = firsts.group_by("code", use_threads=False).aggregate([("at", "min")])["at_min"]
    return table.take(kept.take(pc.sort_indices(kept)))


def pseudonymised(column: pa.Array, pseudonym: Pseudonym) -> pa.Array:
    """Each different person once; what is a pseudonym already stays."""
    coded = column.dictionary_encode()
    names = [text if PSEUDONYM.fullmatch(text) else pseudonym(text) for text in coded.dictionary.to_pylist()]
    return pa.array(names, pa.string()).take(coded.indices)


def _derived(names: list[str]) -> list[str]:
    return ["day"] if "at" in names else []


def _columns(fact: Fact, table: pa.Table, numbers: pa.Array) -> tuple[dict[str, pa.Array], list[Refusal]]:
    columns: dict[str, pa.Array] = {}
    refusals: list[Refusal] = []
    for one in fact.columns:
        if one.name not in table.column_names:
            columns[one.name] = pa.nulls(table.num_rows, TYPES[one.kind])
            continue
        columns[one.name], bad = _read(one, table[one.name], absent=_absent(fact, one))
        refusals += [Refusal(row, one.name, WORDS[one.kind]) for row in numbers.filter(bad).to_pylist()]
    return columns, refusals


def _absent(fact: Fact, one: Column) -> Callable[[str], bool]:
    """Which texts stand for none: “NONE” may be the name of a series or a team, but is no person's and no number."""
    if one.kind != "text" or one.name in fact.person:
        return empty
    return blank if one.required else blank_or_null


def _read(one: Column, column: pa.ChunkedArray, *, absent: Callable[[str], bool]) -> tuple[pa.Array, pa.Array]:
    if column.type == TYPES[one.kind] and one.kind in {"whole", "money", "yes_no", "day", "moment"}:
        return column.combine_chunks(), pa.array([False] * len(column), pa.bool_())
    try:
        text = column if pa.types.is_string(column.type) else column.cast(pa.string())
    except pa.ArrowException as error:
        raise BadFile(f"The column {one.name} cannot be read: it is of the type {column.type}.") from error
    return converted(text, one.kind, absent=absent)


def _follow(fact: Fact, columns: dict[str, pa.Array], rows: int) -> None:
    """Fill the day from the moment, and what one row counts as."""
    if "at" in columns:
        columns["day"] = pc.coalesce(columns["day"], pc.cast(columns["at"], pa.date32(), safe=False))
    for name, value in ASSUMED.items():
        if name in columns:
            columns[name] = pc.fill_null(columns[name], value)


def _judged(fact: Fact, columns: dict[str, pa.Array], numbers: pa.Array, today: date) -> list[Refusal]:
    return [
        Refusal(row, name, why)
        for name, mask, why in _rules(fact, columns, today)
        for row in numbers.filter(pc.fill_null(mask, False)).to_pylist()
    ]


def _rules(fact: Fact, columns: dict[str, pa.Array], today: date) -> Iterator[tuple[str, pa.Array, str]]:
    for one in fact.columns:
        if one.required:
            yield one.name, pc.is_null(columns[one.name]), "is missing"
        if one.kind == "whole":
            yield one.name, pc.less(columns[one.name], 0), "is below 0"
            yield one.name, pc.greater(columns[one.name], MOST_COUNTED), "is more than 10^15"
    day = columns["day"]
    yield "day", pc.less(day, pa.scalar(EARLIEST)), f"lies before {EARLIEST}"
    yield "day", pc.greater(day, pa.scalar(today + AHEAD)), f"lies after {today + AHEAD}: is a clock wrong?"
    if "at" in columns:
        latest = datetime.combine(today + 2 * AHEAD, datetime.min.time(), UTC)
        yield "at", pc.greater(columns["at"], pa.scalar(latest)), f"lies after {today + AHEAD}: is a clock wrong?"
    if "errors" in columns:
        yield "errors", pc.greater(columns["errors"], columns["requests"]), "is more than there were requests"

"""What does a bill in FOCUS say: its parts by provider, account and month, its faults by row and rule, its totals?

A bill may come in several files, and is larger than memory: it is read block by block, and what counts of it waits in
a folder until it is written, part by part.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opencaio.errors import BadFile
from opencaio.lake.focus.blocks import Block, Opened, Source, opened
from opencaio.lake.focus.judging import judged
from opencaio.lake.focus.names import Heads, heads_of
from opencaio.lake.focus.prints import Prints
from opencaio.lake.focus.rules import Fault
from opencaio.lake.focus.spool import Spool
from opencaio.lake.focus.tally import REFUSED, Tally
from opencaio.lake.focus.totals import Total, Totals

KEY = ("ProviderName", "BillingAccountId", "BillingPeriodStart")
#: The record has room for 200; a further file of the month puts its number behind.
LONGEST_KEY = 185
MOST_PARTS = 5000
#: Told the bytes of the files, packed as they are, that are read.
Progress = Callable[[int], None]


@dataclass(frozen=True)
class FileRead:
    """A file of the bill: the bill's rows before its first, and how many it has."""

    name: str
    before: int
    rows: int


@dataclass(frozen=True)
class Part:
    """The rows of one provider, account and billing month, in the columns of the fact; ``key`` names what a later
    bill of the same three replaces."""

    key: str
    totals: tuple[Total, ...]
    faults: tuple[Fault, ...]
    tables: Callable[[], Iterator[pa.Table]] = field(repr=False)
    """Its rows by day, some megabytes at a time, as long as the bill's folder is there."""

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.totals)


@dataclass(frozen=True)
class Bill:
    """A bill as read: its parts, what is wrong, what it comes to without the refused rows."""

    files: tuple[FileRead, ...]
    read: int
    refused: int
    parts: tuple[Part, ...]
    faults: tuple[Fault, ...]
    totals: tuple[Total, ...]


def read_bill(sources: Sequence[Source], *, into: Path, progress: Progress | None = None) -> Bill:
    """Read the files as one bill; its rows wait in the folder ``into``, which is the caller's to remove.

    Raises ``BadFile`` for what is no FOCUS, empty, broken, or far larger than it looks.
    """
    with ExitStack() as stack:
        reading = _Reading(into, stack)
        done = 0
        for source in sources:
            with _named(source, several=len(sources) > 1):
                reading.read(source, lambda read, before=done: progress and progress(before + read))  # type: ignore[misc]
            done += source.path.stat().st_size
        return reading.bill()


@contextmanager
def _named(source: Source, *, several: bool) -> Iterator[None]:
    """Of several files, say which one is wrong."""
    try:
        yield
    except BadFile as fault:
        if several and source.name not in fault.message:
            raise BadFile(f"{source.name}: {fault.message}") from fault
        raise


class _Reading:
    """A bill that is being read."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._spool, self._prints = Spool(folder / "rows.arrow"), Prints(folder, stack)
        self._tally, self._totals = Tally(), Totals()
        self._keys: dict[str, int] = {}
        self._currencies: dict[str, Tally] = {}
        self._files: list[FileRead] = []
        self._read = self._counted = 0

    def read(self, source: Source, reached: Callable[[int], Any]) -> None:
        """All rows of one file."""
        before, heads = self._read, None
        with opened(source) as file:
            for block in file.blocks:
                heads = heads or heads_of(block.table.column_names)
                self._take(block, heads, source.name, before)
                reached(block.read)
        if heads is None or self._read == before:
            raise BadFile(f"{source.name} has no rows.")
        self._note(file, heads, source.name)
        self._files.append(FileRead(source.name, before, self._read - before))

    def bill(self) -> Bill:
        """What was read, once all files are."""
        self._spool.close()
        self._find_repeated()
        self._find_currencies()
        of_parts = self._tally.of_parts(len(self._keys))
        parts = [self._part(key, at, of_parts[at]) for key, at in sorted(self._keys.items())]
        refused = self._read - self._counted
        return Bill(
            tuple(self._files), self._read, refused, tuple(parts), self._tally.faults(), self._totals.of_all()
        )  # fmt: skip

    def _part(self, key: str, at: int, faults: tuple[Fault, ...]) -> Part:
        return Part(_short(key), self._totals.of_part(at), faults, lambda: self._spool.tables(at))

    def _take(self, block: Block, heads: Heads, name: str, before: int) -> None:
        rows = block.table.num_rows
        first = self._read + 1
        found = judged(block.table, heads, pa.array(np.arange(first, first + rows)))
        table = found.table.filter(found.counts)
        codes = self._codes(table)
        parts = np.full(rows, REFUSED, "int32")
        parts[found.counts.to_numpy(zero_copy_only=False)] = codes.to_numpy()
        for one in found.found:
            at = np.flatnonzero(one.mask.to_numpy(zero_copy_only=False))
            self._tally.add(one.rule, one.column, file=name, rows=at + first - before, parts=parts[at])
        self._prints.add(block.table, first, parts)
        self._count_currencies(table, codes, name, before)
        self._totals.add(table, codes)
        self._spool.add(table, codes)
        self._read += rows
        self._counted += table.num_rows

    def _codes(self, table: pa.Table) -> pa.Array:
        """The number of the part of each row."""
        month = pc.strftime(table["BillingPeriodStart"], format="%Y-%m")
        names = [pc.fill_null(table[name], "") for name in KEY[:2]]
        keys = pc.binary_join_element_wise(*names, month, " · ").combine_chunks().dictionary_encode()
        numbers = [self._keys.setdefault(key, len(self._keys)) for key in keys.dictionary.to_pylist()]
        if len(self._keys) > MOST_PARTS:
            raise BadFile(
                f"This bill has more than {MOST_PARTS:,} accounts and billing months: look whether its columns "
                f"{', '.join(KEY)} hold what they should."
            )
        return pa.array(numbers, pa.int32()).take(keys.indices)

    def _count_currencies(self, table: pa.Table, codes: pa.Array, name: str, before: int) -> None:
        parts, rows = codes.to_numpy(), table["row"].to_numpy() - before
        for currency in pc.unique(table["BillingCurrency"]).to_pylist():
            at = np.flatnonzero(pc.equal(table["BillingCurrency"], currency).to_numpy())
            held = self._currencies.setdefault(currency, Tally())
            held.add("other_currency", "BillingCurrency", file=name, rows=rows[at], parts=parts[at])

    def _find_currencies(self) -> None:
        """All rows but those of the currency that most are in."""
        rows = {one: sum(held.count for held in tally.held.values()) for one, tally in self._currencies.items()}
        for currency in sorted(rows, key=lambda one: (-rows[one], one))[1:]:
            self._tally.join(self._currencies[currency])

    def _find_repeated(self) -> None:
        rows, parts = self._prints.repeated()
        for file in self._files:
            here = (rows > file.before) & (rows <= file.before + file.rows)
            if here.any():
                self._tally.add("repeated", "", file=file.name, rows=rows[here] - file.before, parts=parts[here])

    def _note(self, file: Opened, heads: Heads, name: str) -> None:
        for rule, column in (*file.notes, *(("unknown_column", head) for head in heads.unknown)):
            self._tally.note(rule, column, file=name)


def _short(key: str) -> str:
    """A key that the record has room for; a longer one ends in its digest."""
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    return f"{key[: LONGEST_KEY - len(digest) - 1]}~{digest}"

"""How do rows that come as they like go out again by part and day, without ever being all in memory?

Some ten thousands of rows at a time are sorted by part and day, and each run of the same two is written as one batch
of an Arrow file. At the end the batches of a part and day are read together.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opencaio.errors import BadFile

#: Bytes that wait before they are sorted and written, and that are read again at once.
AT_ONCE = 24 * 2**20
#: A part's day is a file of the lake: more than these are no bill.
MOST_RUNS = 100_000
PART = "part"


class Spool:
    """Rows with the number of their part, in a file at ``path``. First all are added, then it is closed, then read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: list[pa.Table] = []
        self._writer: Any = None
        self._batches = 0
        self._runs: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))

    def add(self, table: pa.Table, parts: pa.Array) -> None:
        if not table.num_rows:
            return
        self._waiting.append(table.append_column(PART, parts))
        if sum(one.nbytes for one in self._waiting) >= AT_ONCE:
            self._sort_out()

    def close(self) -> None:
        if self._waiting:
            self._sort_out()
        if self._writer:
            self._writer.close()

    def tables(self, part: int) -> Iterator[pa.Table]:
        """The rows of a part by day, within a day as they came; some megabytes at a time."""
        if part not in self._runs:
            return
        with pa.OSFile(str(self._path)) as source:
            reader = pa.ipc.open_file(source)
            held: list[pa.RecordBatch] = []
            for _day, batches in sorted(self._runs[part].items()):
                for at in batches:
                    held.append(reader.get_batch(at))
                    if sum(one.nbytes for one in held) >= AT_ONCE:
                        yield _together(held)
                        held = []
            if held:
                yield _together(held)

    def _sort_out(self) -> None:
        table, self._waiting = pa.concat_tables(self._waiting), []
        order = pc.sort_indices(table, sort_keys=[(PART, "ascending"), ("day", "ascending"), ("row", "ascending")])
        table = table.take(order).combine_chunks()
        if self._writer is None:
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            self._writer = pa.ipc.new_file(str(self._path), table.schema, options=options)
        for part, day, start, length in _runs(table):
            self._writer.write_batch(table.slice(start, length).to_batches()[0])
            self._runs[part][day].append(self._batches)
            self._batches += 1
        if sum(len(days) for days in self._runs.values()) > MOST_RUNS:
            raise BadFile(
                "This bill has more than 100,000 different accounts, billing months and days together: look whether "
                "its columns hold what their heads say."
            )


def _together(held: list[pa.RecordBatch]) -> pa.Table:
    return pa.Table.from_batches(held).drop_columns([PART]).combine_chunks()


def _runs(table: pa.Table) -> Iterator[tuple[int, int, int, int]]:
    """Part, day (since 1970), where it begins and how long it is."""
    import numpy as np

    parts = table[PART].to_numpy()
    days = table["day"].cast(pa.int32()).to_numpy()
    changes = np.flatnonzero((parts[1:] != parts[:-1]) | (days[1:] != days[:-1])) + 1
    starts = [0, *changes.tolist(), table.num_rows]
    for start, end in pairwise(starts):
        yield int(parts[start]), int(days[start]), start, end - start

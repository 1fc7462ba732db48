"""How do rows of mixed days become few files a day, with little memory, however many rows there are?

What fits in memory is sorted there. More is sorted piece by piece, each piece laid on the disk by day, and then every
day is gathered from all pieces: each row is written once and read once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from opencaio.lake.facts import Fact
from opencaio.lake.store import Part, Store, by_day

#: A piece in memory, and a file of the lake, have so many rows and bytes at most (but for one table more).
MOST_ROWS, MOST_BYTES = 1_000_000, 192 * 2**20


def write_days(store: Store, fact: Fact, tables: Iterable[pa.Table], *, batch: str) -> tuple[Part, ...]:
    """Write the rows by day, in the order of days, in few files a day; within a day as they came."""
    pieces = _pieces(tables)
    first = next(pieces, None)
    if first is None:
        return ()
    second = next(pieces, None)
    if second is None:
        return store.write(fact, first, batch=f"{batch}-0")
    with TemporaryDirectory(prefix="opencaio-") as folder:
        laid = _Laid(Path(folder))
        for piece in (first, second):
            laid.add(piece)
        del first, second, piece
        for piece in pieces:
            laid.add(piece)
        return store.write_files(fact, laid.files(), batch=batch)


def _pieces(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Tables together until they are large."""
    some: list[pa.Table] = []
    rows = size = 0
    for table in tables:
        if not table.num_rows:
            continue
        some.append(table)
        rows, size = rows + table.num_rows, size + table.nbytes
        if rows >= MOST_ROWS or size >= MOST_BYTES:
            yield pa.concat_tables(some)
            some, rows, size = [], 0, 0
    if some:
        yield pa.concat_tables(some)


@dataclass
class _Laid:
    """Pieces below a folder, each with a record batch a day."""

    folder: Path
    _pieces: list[Path] = field(default_factory=list)
    _days: dict[date, list[tuple[int, int]]] = field(default_factory=dict)

    def add(self, piece: pa.Table) -> None:
        path = self.folder / f"{len(self._pieces)}.arrow"
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, piece.schema) as writer:
            for at, (day, rows) in enumerate(by_day(piece)):
                (batch,) = rows.combine_chunks().to_batches()
                writer.write_batch(batch)
                self._days.setdefault(day, []).append((len(self._pieces), at))
        self._pieces.append(path)

    def files(self) -> Iterator[tuple[date, pa.Table]]:
        """What becomes one file each, day by day."""
        readers = [pa.ipc.open_file(pa.memory_map(str(path))) for path in self._pieces]
        for day in sorted(self._days):
            parts = (pa.Table.from_batches([readers[piece].get_batch(at)]) for piece, at in self._days[day])
            for table in _pieces(parts):
                yield day, table

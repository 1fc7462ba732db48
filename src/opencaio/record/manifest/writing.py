"""How do rows become files of a batch that nobody sees yet, without those that are in the lake already?"""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from opencaio.lake.facts import FACTS
from opencaio.lake.store import Part
from opencaio.record import ledger
from opencaio.record.manifest.live import store
from opencaio.record.manifest.repeats import compared


@dataclass(frozen=True)
class Written:
    """Files on the disk that no batch has yet.

    ``moved``: of the ``repeated`` rows, those that are in the lake on another day. ``against``: the live files that
    were looked at for repeats. ``since``: how long the ledger was when the reading began.
    """

    fact: str
    parts: tuple[Part, ...]
    repeated: int
    against: frozenset[str] = field(repr=False)
    moved: int = 0
    since: int | None = None

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    @property
    def days(self) -> tuple[date, date] | None:
        """The first day and the last."""
        return (min(part.day for part in self.parts), max(part.day for part in self.parts)) if self.parts else None


@dataclass
class _Counted:
    repeated: int = 0
    moved: int = 0


def write_batch(
    fact: str, tables: Iterable[Any], *, instead_of: int | None = None, since: int | None = None
) -> Written:
    """Write Arrow tables in the fact's shape; rows whose event is in the lake already, or came before, are left out.

    Those of the batch ``instead_of``, which these will replace, do not count as being in. ``since``: how long the
    ledger was when the rows were read, where that was before.
    """
    from opencaio.lake.sorting import write_days

    name, counted = secrets.token_hex(8), _Counted()
    since = ledger.head()[0] if since is None else since
    if not FACTS[fact].identity:
        return Written(fact, write_days(store(), FACTS[fact], tables, batch=name), 0, frozenset(), since=since)
    with compared(fact, without=instead_of) as known:

        def fresh() -> Iterator[Any]:
            for table in tables:
                found = known.fresh(table)
                counted.repeated += table.num_rows - found.table.num_rows
                counted.moved += found.moved
                yield found.table

        parts = write_days(store(), FACTS[fact], fresh(), batch=name)
        return Written(fact, parts, counted.repeated, known.against, counted.moved, since)

"""How do rows become files of a batch that nobody sees yet, without those that are in the lake already?"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from opencaio.lake.facts import FACTS
from opencaio.lake.store import Part, literal
from opencaio.record.manifest.live import live_files, store


@dataclass(frozen=True)
class Written:
    """Files on the disk that no batch has yet. ``against``: the live files that were looked at for repeats."""

    fact: str
    parts: tuple[Part, ...]
    repeated: int
    against: frozenset[str] = field(repr=False)

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    @property
    def days(self) -> tuple[date, date] | None:
        """The first day and the last."""
        return (min(part.day for part in self.parts), max(part.day for part in self.parts)) if self.parts else None


def write_batch(fact: str, tables: Iterable[Any], *, instead_of: int | None = None) -> Written:
    """Write Arrow tables in the fact's shape; rows whose event is in the lake already, or came before, are left out.

    Those of the batch ``instead_of``, which these will replace, do not count as being in.
    """
    lake, name = store(), secrets.token_hex(8)
    parts: list[Part] = []
    repeated = 0
    live = live_files(fact) if FACTS[fact].identity else []
    against, kept = frozenset(one.path for one in live), [one.path for one in live if one.batch != instead_of]
    try:
        for at, table in enumerate(tables):
            fresh = new_rows(fact, table, known=[*kept, *(part.path for part in parts)])
            repeated += table.num_rows - fresh.num_rows
            parts += lake.write(FACTS[fact], fresh, batch=f"{name}-{at}")
    except BaseException:
        lake.remove(part.path for part in parts)
        raise
    return Written(fact, tuple(parts), repeated, against)


def new_rows(fact: str, table: Any, *, known: Iterable[str]) -> Any:
    """The rows whose event stands in none of the ``known`` files of the same days."""
    import duckdb
    import pyarrow.compute as pc

    identity = FACTS[fact].identity
    days = {f"day={day.isoformat()}" for day in pc.unique(table["day"]).to_pylist()}
    files = [path for path in known if path.split("/")[1] in days]
    if not identity or not files:
        return table
    (column,) = identity
    lake = store()
    with duckdb.connect() as engine:
        if not lake.is_local:
            engine.register_filesystem(lake.system)
        engine.register("fresh", table.append_column("at_", _numbers(table.num_rows)))
        places = literal(lake.address(one) for one in files)
        engine.register("held", engine.read_parquet(places, hive_partitioning=False))
        kept = engine.sql(f"SELECT at_ FROM fresh ANTI JOIN held USING ({column}) ORDER BY at_").to_arrow_table()  # noqa: S608
    return table.take(kept["at_"].combine_chunks())


def _numbers(count: int) -> Any:
    import pyarrow as pa

    return pa.array(range(count), pa.int64())

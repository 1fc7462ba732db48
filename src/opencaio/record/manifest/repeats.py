"""Which of these events are in the lake already, on whatever day?"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from django.conf import settings

from opencaio.lake.facts import FACTS
from opencaio.lake.store import literal
from opencaio.record.manifest.live import LiveFile, live_files, store

if TYPE_CHECKING:
    from opencaio.lake.known import OwnEvents
    from opencaio.lake.marks import Marks


@dataclass(frozen=True)
class Fresh:
    """Rows that are new; of the others, how many are in the lake on another day than they say."""

    table: Any
    moved: int = 0


@dataclass
class Compared:
    """The events of one fact that count, as they are now, and those of the batch that is being read.

    ``against``: the paths of all files that count now.
    """

    fact: str
    files: tuple[LiveFile, ...]
    runs: "list[Marks]"
    own: "OwnEvents"
    against: frozenset[str]
    _last: "Marks | None" = field(default=None, repr=False)

    def fresh(self, table: Any) -> Fresh:
        """The rows whose event is neither in the lake nor in a table that was given before."""
        from opencaio.lake.marks import digests, find

        (identity,) = FACTS[self.fact].identity
        asked = digests(table[identity])
        kept = self._without_own(asked)
        found = find(self.runs, asked)
        moved = 0
        if found.is_known.any():
            held = days_held(self.fact, table.filter(found.is_known), self._of(found.days))
            ids, days = table[identity].to_pylist(), table["day"].to_pylist()
            in_lake = [found.is_known[at] and ids[at] in held for at in range(len(ids))]
            moved = sum(1 for at, known in enumerate(in_lake) if known and kept[at] and days[at] not in held[ids[at]])
            kept = [one and not known for one, known in zip(kept, in_lake, strict=True)]
        self._last = asked
        return Fresh(table if all(kept) else table.filter(kept), moved)

    def _without_own(self, asked: "Marks") -> list[bool]:
        """The batch's tables before this one are kept when the next comes: most batches have one table only."""
        if self._last is None:
            return [True] * len(asked)
        self.own.add(self._last)
        return [not one for one in self.own.have(asked)]

    def _of(self, days: frozenset[date]) -> list[str]:
        return [one.path for one in self.files if one.day in days]


@contextmanager
def compared(fact: str, *, without: int | None = None) -> Iterator[Compared]:
    """What to compare a batch with: the live files but those of the batch ``without``."""
    from opencaio.lake.known import KnownEvents, OwnEvents

    live = live_files(fact)
    known = KnownEvents(Path(settings.OPENCAIO_HOME) / "known-events" / fact)
    runs = known.of({one.path: one.rows for one in live}, lambda paths: _ids(fact, paths))
    files = tuple(one for one in live if one.batch != without)
    with TemporaryDirectory(prefix="opencaio-") as folder:
        against = frozenset(one.path for one in live)
        yield Compared(fact, files, runs, OwnEvents(Path(folder)), against)


def days_held(fact: str, table: Any, paths: Sequence[str]) -> dict[str, set[date]]:
    """The table's events that stand in these files, each with its days there."""
    (identity,) = FACTS[fact].identity
    if not paths:
        return {}
    with _engine() as engine:
        engine.register("asked", table.select([identity]))
        _register(engine, "held", paths)
        rows = engine.sql(f"SELECT {identity}, day FROM held SEMI JOIN asked USING ({identity})").fetchall()  # noqa: S608
    found: dict[str, set[date]] = {}
    for name, day in rows:
        found.setdefault(name, set()).add(day)
    return found


def files_sharing(fact: str, paths: Iterable[str], others: Sequence[str]) -> set[str]:
    """Those of ``paths`` that have an event which stands in one of the ``others``."""
    lake, asked = store(), list(paths)
    if not asked or not others:
        return set()
    (identity,) = FACTS[fact].identity
    by_address = {lake.address(one): one for one in asked}
    with _engine() as engine:
        _register(engine, "asked", asked)
        _register(engine, "held", others)
        rows = engine.sql(f"SELECT DISTINCT filename FROM asked SEMI JOIN held USING ({identity})").fetchall()  # noqa: S608
    return {by_address[name] for (name,) in rows}


def _ids(fact: str, paths: Sequence[str]) -> Any:
    (identity,) = FACTS[fact].identity
    with _engine() as engine:
        _register(engine, "held", paths)
        return engine.sql(f"SELECT {identity} AS event_id, day FROM held").to_arrow_table()  # noqa: S608


@contextmanager
def _engine() -> Iterator[Any]:
    import duckdb

    lake = store()
    with duckdb.connect() as engine:
        if not lake.is_local:
            engine.register_filesystem(lake.system)
        yield engine


def _register(engine: Any, name: str, paths: Iterable[str]) -> None:
    places = literal(store().address(one) for one in paths)
    engine.register(name, engine.read_parquet(places, filename=True, hive_partitioning=False))

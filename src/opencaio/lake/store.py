"""Where do the lake's files lie, and how is one written so that nobody ever reads half of it?

Below the root (a folder, or an object store that fsspec knows): ``fact/day=2026-10-05/batch-edition.parquet``. A file
is written under another name and then renamed; it counts only when the record's manifest says so.
"""

import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from opencaio.lake.facts import Fact

HALF = ".half"
PATTERN = re.compile(r"[*?\[]")
LOCAL = frozenset({"file", "local"})


@dataclass(frozen=True)
class Part:
    """One file: its day, path below the root, rows, bytes and SHA-256."""

    day: date
    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Store:
    """The files below ``root``."""

    root: str

    @cached_property
    def _place(self) -> tuple[Any, str]:
        import fsspec

        system, base = fsspec.core.url_to_fs(self.root)
        return system, base.rstrip("/")

    @property
    def is_local(self) -> bool:
        return bool(LOCAL & {self._place[0].protocol, *self._place[0].protocol})

    @property
    def system(self) -> Any:
        """The fsspec file system, for engines that read through it."""
        return self._place[0]

    def address(self, path: str) -> str:
        """The path as engines read it."""
        full = f"{self._place[1]}/{path}"
        return full if self.is_local else str(self.system.unstrip_protocol(full))

    def write(self, fact: Fact, table: pa.Table, *, batch: str, edition: int = 1) -> tuple[Part, ...]:
        """One file a day, in the order of days. The table has the fact's columns, each row a day."""
        return self.write_files(fact, by_day(table), batch=batch, edition=edition)

    def write_files(
        self, fact: Fact, files: Iterable[tuple[date, pa.Table]], *, batch: str, edition: int = 1
    ) -> tuple[Part, ...]:
        """One file for each day and its rows; the second of a day in a row is numbered, and so on."""
        parts: list[Part] = []
        again = 0
        try:
            for day, rows in files:
                again = again + 1 if parts and parts[-1].day == day else 0
                parts.append(
                    self._half(fact, day, rows, f"{batch}-{again}-{edition}" if again else f"{batch}-{edition}")
                )
        except BaseException:
            self._forget(parts)
            raise
        if self.is_local:
            self._keep([part.path for part in parts])
        return tuple(parts)

    def read(self, path: str) -> pa.Table:
        """The rows of one file."""
        return parquet.read_table(io.BytesIO(self.system.cat_file(f"{self._place[1]}/{path}")))

    def remove(self, paths: Iterable[str]) -> None:
        """Take files away; one that is gone already is none to worry about."""
        for path in paths:
            try:
                self.system.rm_file(f"{self._place[1]}/{path}")
            except FileNotFoundError:
                continue

    def digest(self, path: str) -> str | None:
        """The SHA-256 of what lies there now; None when nothing does."""
        try:
            return hashlib.sha256(self.system.cat_file(f"{self._place[1]}/{path}")).hexdigest()
        except FileNotFoundError:
            return None

    def found(self) -> Iterator[tuple[str, float | None]]:
        """Every file below the root, half-written ones too, and when it was last changed (seconds; None: unknown)."""
        system, base = self._place
        if not system.exists(base):
            return
        for path, about in sorted(system.find(base, detail=True).items()):
            changed = about.get("mtime") or about.get("LastModified")
            when = changed.timestamp() if hasattr(changed, "timestamp") else changed
            yield str(PurePosixPath(path).relative_to(base)), when

    def _half(self, fact: Fact, day: date, rows: pa.Table, name: str) -> Part:
        """Write one file; of a folder under its half name."""
        path = f"{fact.name}/day={day.isoformat()}/{name}.parquet"
        buffer = io.BytesIO()
        parquet.write_table(rows, buffer, compression="zstd")
        content = buffer.getvalue()
        place = f"{self._place[1]}/{path}"
        if self.is_local:
            Path(place).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            Path(place + HALF).write_bytes(content)
        else:
            self.system.pipe_file(place, content)
        return Part(day, path, rows.num_rows, len(content), hashlib.sha256(content).hexdigest())

    def _forget(self, parts: Iterable[Part]) -> None:
        """Take away what was written for nothing."""
        self.remove(f"{part.path}{HALF if self.is_local else ''}" for part in parts)

    def _keep(self, paths: Iterable[str]) -> None:
        """Once all are on the disk, give them their names: flushing them one after the other is one wait for all."""
        places = [Path(f"{self._place[1]}/{path}") for path in paths]
        for place in places:
            with Path(f"{place}{HALF}").open("rb") as file:
                os.fsync(file.fileno())
        for place in places:
            Path(f"{place}{HALF}").replace(place)


def literal(addresses: Iterable[str]) -> list[str]:
    """Addresses in which DuckDB sees no pattern, whatever the folder is called."""
    return [PATTERN.sub(r"[\g<0>]", one) for one in addresses]


def by_day(table: pa.Table) -> Iterator[tuple[date, pa.Table]]:
    """The rows of each day, in the order of days; within a day as they came."""
    ordered = table.take(pc.sort_indices(table, sort_keys=[("day", "ascending")])) if table.num_rows else table
    days = ordered["day"].combine_chunks() if table.num_rows else pa.array([], pa.date32())
    start = 0
    for run in pc.run_end_encode(days).run_ends.to_pylist() if len(days) else []:
        yield days[start].as_py(), ordered.slice(start, run - start)
        start = run

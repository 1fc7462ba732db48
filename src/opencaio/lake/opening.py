"""How are the live files of facts opened for measuring, whichever engine reads them?"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

import ibis
import pyarrow as pa

from opencaio.lake.cells import TYPES
from opencaio.lake.facts import FACTS
from opencaio.lake.store import literal

#: Of the machine's memory, what one question may take before it goes to disk.
MEMORY = "1500MB"


@dataclass(frozen=True)
class Lake:
    """Facts opened by one engine; a fact without files is an empty table."""

    engine: str
    backend: Any
    tables: Mapping[str, ibis.Table]

    def table(self, fact: str) -> ibis.Table:
        return self.tables[fact]


def schema_of(fact: str) -> pa.Schema:
    """The fact's columns as they stand in its files."""
    return pa.schema([(one.name, TYPES[one.kind]) for one in FACTS[fact].columns])


@contextmanager
def open_facts(paths: Mapping[str, Sequence[str]], *, system: Any = None) -> Iterator[Lake]:
    """Open the files of each fact with DuckDB; ``system``: the fsspec file system of files that are not local."""
    with TemporaryDirectory(prefix="opencaio-", ignore_cleanup_errors=True) as spill:
        yield from _opened(paths, system=system, spill=spill)


def _opened(paths: Mapping[str, Sequence[str]], *, system: Any, spill: str) -> Iterator[Lake]:
    backend = ibis.duckdb.connect(memory_limit=MEMORY, temp_directory=spill)
    try:
        if system is not None:
            backend.con.register_filesystem(system)
        tables = {fact: _table(backend, fact, list(files)) for fact, files in paths.items()}
        yield Lake("duckdb", backend, tables)
    finally:
        backend.disconnect()


def _table(backend: Any, fact: str, files: list[str]) -> ibis.Table:
    if not files:
        return backend.create_table(fact, schema=ibis.Schema.from_pyarrow(schema_of(fact)))
    return backend.read_parquet(literal(files), table_name=fact, hive_partitioning=False)

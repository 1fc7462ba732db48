"""Which files hold rows of one person?"""

from collections.abc import Sequence
from typing import Any

from opencaio.lake.store import literal


def files_with(addresses: Sequence[str], *, columns: Sequence[str], key: str, system: Any = None) -> list[str]:
    """Those of the files (as engines read them) that have ``key`` in one of the columns."""
    import duckdb

    if not addresses:
        return []
    wanted = " OR ".join(f'"{name}" = $key' for name in columns)
    with duckdb.connect() as engine:
        if system is not None:
            engine.register_filesystem(system)
        engine.register("held", engine.read_parquet(literal(addresses), filename=True, hive_partitioning=False))
        rows = engine.execute(f"SELECT DISTINCT filename FROM held WHERE {wanted}", {"key": key})  # noqa: S608
        return sorted(name for (name,) in rows.fetchall())


def without(table: Any, *, columns: Sequence[str], key: str) -> Any:
    """The rows of an Arrow table that have ``key`` in none of the columns."""
    import pyarrow.compute as pc

    masks = [pc.fill_null(pc.equal(table[name], key), False) for name in columns]
    held = masks[0]
    for mask in masks[1:]:
        held = pc.or_(held, mask)
    return table.filter(pc.invert(held))

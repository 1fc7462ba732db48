"""How do the example's usage, decisions and KPI series come into the lake?"""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from opencaio.examples.events import decision_events, kpi_events, usage_events
from opencaio.record.examples.settling import Settling
from opencaio.record.importing.uploads import drop_upload, keep_upload

IN_ON = date(2026, 11, 9)
AT_ONCE = 50_000


def settle_lake(settling: Settling) -> None:
    """Each comes in as a file, like anybody's."""
    example = settling.example
    homes = {use.code: use.department for use in example.use_cases}
    systems = {system.key: system for system in example.systems}
    providers = {model.key: model.vendor for model in example.models if model.vendor}
    usage = usage_events(example.usage, homes=homes, systems=systems, providers=providers)
    _bring(settling, "usage", "Usage by week, to October 2026", usage)
    decisions = decision_events(example.decision_counts, homes=homes)
    _bring(settling, "decisions", "Decisions by month, to October 2026", decisions)
    metrics = {metric.key: metric for metric in example.metrics}
    _bring(settling, "kpi", "KPI series by week and site, to October 2026", kpi_events(example.kpis, metrics=metrics))


def _bring(settling: Settling, fact: str, name: str, rows: Iterable[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        _write(path, iter(rows))
        upload = keep_upload(path)
    try:
        settling.do("lake.add", on=IN_ON, fact=fact, name=name, upload=upload, origin="example")
    finally:
        drop_upload(upload)


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    first = pa.Table.from_pylist(list(islice(rows, AT_ONCE)))
    with parquet.ParquetWriter(path, first.schema) as writer:
        writer.write_table(first)
        while more := list(islice(rows, AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(more, schema=first.schema))

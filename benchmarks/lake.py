"""What do rows of mixed days, a hundred million known events, and a day's little batches cost the lake?

    python -m benchmarks.lake [--rows 2000000] [--events 100000000] [--batches 500]

Each is a process of its own with a workspace of its own. *Unsorted*: one Parquet file whose rows lie over 365 days in
no order. *Known*: 300,000 ids that are asked among so many. *Little*: batches of 50 rows as a stream brings them, then
merged.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._kept import keep
from benchmarks.measuring import _peak_mb

DAYS, ASKED, A_BATCH, SEED = 365, 300_000, 50, 20261123
CAIO = str(Path(sys.executable).with_name("caio"))


def unsorted(rows: int) -> dict[str, Any]:
    """Bring in one file of rows whose days are in no order."""
    import pyarrow as pa
    from pyarrow import parquet

    actor, perform = _workspace()
    from opencaio.record.importing.uploads import keep_upload
    from opencaio.record.models import LakeFile

    dice = np.random.default_rng(SEED)
    first = np.datetime64("2025-10-01T00:00:00", "us").astype("int64")
    at = (first + dice.integers(0, DAYS * 86_400, rows) * 1_000_000).astype("datetime64[us]")
    numbers = np.arange(rows)
    table = pa.table({
        "event_id": pa.array([f"e-{one}" for one in numbers]), "at": pa.array(at, pa.timestamp("us", "UTC")),
        "user_key": pa.array([f"u{one % 500}" for one in numbers]), "input_tokens": pa.array(numbers % 1000),
    })  # fmt: skip
    path = Path(os.environ["OPENCAIO_HOME"], "rows.parquet")
    parquet.write_table(table, path)
    del table, numbers, at
    upload, before, began = keep_upload(path), _peak_mb(), time.process_time()
    batch = perform("lake.add", {"fact": "usage", "name": "unsorted", "upload": upload}, actor).result
    return {
        "rows": batch.rows, "cpu_s": round(time.process_time() - began, 1), "files": LakeFile.objects.count(),
        "peak_mb": round(_peak_mb()), "peak_before_mb": round(before),
    }  # fmt: skip


def known(events: int) -> dict[str, Any]:
    """Keep the marks of so many events and ask for some more."""
    from opencaio.lake.marks import add_run, find, opened

    dice, at_once = np.random.default_rng(SEED), 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder, names, began = Path(name), list[str](), time.process_time()
        for _ in range(0, events, at_once):
            names = add_run(folder, names, dice.integers(0, 2**64 - 1, at_once, dtype=np.uint64))
        kept, began = time.process_time() - began, time.process_time()
        find([opened(folder, one) for one in names], dice.integers(0, 2**64 - 1, ASKED, dtype=np.uint64))
        asked = time.process_time() - began
        size = sum(path.stat().st_size for path in map(folder.joinpath, names))
    return {"events": events, "keep_cpu_s": round(kept, 1), "ask_cpu_s": round(asked, 2), "mb": size // 10**6}


def little(batches: int) -> dict[str, Any]:
    """Bring little batches in, and merge them."""
    from dataclasses import asdict

    from django.utils import timezone

    actor, perform = _workspace()
    now = timezone.now()
    began = time.process_time()
    for batch in range(batches):
        rows = [{"event_id": f"{batch}-{at}", "at": (now - timedelta(1)).isoformat()} for at in range(A_BATCH)]
        given = {"fact": "usage", "name": "Tracked", "origin": "sdk", "rows": rows}
        perform("lake.add", given, actor, at=now - timedelta(1))
    brought, before, began = time.process_time() - began, _seconds_to_sum(), time.process_time()
    told = perform("lake.compact", {}, actor, at=now).result
    merged = time.process_time() - began
    return asdict(told) | {
        "bring_cpu_s": round(brought, 1), "merge_cpu_s": round(merged, 1),
        "sum_s_before": round(before, 2), "sum_s_after": round(_seconds_to_sum(), 2),
    }  # fmt: skip


def _seconds_to_sum() -> float:
    from opencaio.record.manifest import opened

    began = time.perf_counter()
    with opened("usage") as lake:
        lake.table("usage").requests.sum().to_pyarrow()
    return time.perf_counter() - began


def _workspace() -> tuple[Any, Callable[..., Any]]:
    import django

    django.setup()
    from opencaio.record import actions
    from opencaio.record.actors import officer

    actions.load()
    return officer(), actions.perform


def _child(what: str, size: int) -> dict[str, Any]:
    """Measure in a process and a workspace of its own."""
    with tempfile.TemporaryDirectory() as home:
        about = {"OPENCAIO_HOME": home, "OPENCAIO_PASSWORD": "a benchmark 7 is run"}
        environment = {**os.environ, **about, "DJANGO_SETTINGS_MODULE": "opencaio.site.settings"}
        made = [CAIO, "init", "--name", "Bench", "--officer", "Ana", "--email", "ana@bench.example"]
        subprocess.run(made, env=environment, check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, "-m", "benchmarks.lake", "--child", what, str(size)]
        told: dict[str, Any] = json.loads(subprocess.check_output(command, env=environment, text=True))
    return told


def main() -> None:
    """Measure, say and keep the figures."""
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps({"unsorted": unsorted, "known": known, "little": little}[sys.argv[2]](int(sys.argv[3]))))
        return
    asked = argparse.ArgumentParser(description=__doc__)
    for name, size in (("rows", 2_000_000), ("events", 100_000_000), ("batches", 500)):
        asked.add_argument(f"--{name}", type=int, default=size)
    given = asked.parse_args()
    figures = {
        "unsorted": _child("unsorted", given.rows),
        "known": _child("known", given.events),
        "little": _child("little", given.batches),
    }
    print(json.dumps(figures, indent=1))
    keep("lake", figures, seed=SEED)


if __name__ == "__main__":
    main()

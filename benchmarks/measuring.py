"""What do five metrics cost on 10 and 100 million rows, beside adding up their columns and SQL written by hand?

    python -m benchmarks.measuring [--millions 10] [--spark]

Rows of usage are made in chunks into a temporary folder (about 25 MB a million). Each measurement is a process of its
own, so that processor time and peak memory are its own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks._kept import keep

SEED = 20261123
CHUNK = 1_000_000
DAYS = 100
COLUMNS = ("requests", "errors", "input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens", "duration_us")

FLOOR = "SELECT " + ", ".join(f"sum({one})" for one in COLUMNS) + " FROM usage"
BIN = "floor(log10(duration_us + 0.5) * 128)::BIGINT"
BY_HAND = [
    "SELECT count(*), sum(requests), sum(errors), sum(input_tokens), sum(cached_tokens), sum(output_tokens), "
    "sum(reasoning_tokens) FROM usage",
    f"SELECT {BIN} AS bin, count(*) FROM usage WHERE duration_us >= 0 GROUP BY 1",
]
ADDED = ("requests", "error-rate", "tokens", "tokens-per-request", "latency-p95")
DISTINCT = ("active-people",)


def generate(folder: Path, millions: int) -> None:
    """One file a chunk, as the lake writes them (zstd, a day each)."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    from opencaio.lake.opening import schema_of

    draw = np.random.default_rng(SEED)
    schema, models = schema_of("usage"), pa.array(["small", "large", "reasoning"])
    for at in range(millions):
        day = date(2026, 1, 1) + timedelta(days=at % DAYS)
        whole = {
            "requests": np.ones(CHUNK, "int64"),
            "errors": (draw.random(CHUNK) < 0.01).astype("int64"),
            "input_tokens": draw.integers(10, 4000, CHUNK),
            "cached_tokens": draw.integers(0, 2000, CHUNK),
            "output_tokens": draw.integers(1, 1200, CHUNK),
            "reasoning_tokens": draw.integers(0, 600, CHUNK),
            "duration_us": np.exp(draw.normal(14, 1, CHUNK)).astype("int64"),
        }
        table: dict[str, Any] = {name: pa.array(values) for name, values in whole.items()}
        table["day"] = pa.array(np.full(CHUNK, np.datetime64(day)))
        table["at"] = pa.array(np.full(CHUNK, np.datetime64(day, "us")), pa.timestamp("us", "UTC"))
        table["event_id"] = pa.array([f"{at}"] * CHUNK).dictionary_encode().cast(pa.string())
        table["model"] = models.take(pa.array(draw.integers(0, 3, CHUNK)))
        table["user_key"] = pa.array([f"p-{one:06d}" for one in range(50_000)]).take(
            pa.array(draw.integers(0, 50_000, CHUNK))
        )
        nothing = {one.name: pa.nulls(CHUNK, one.type) for one in schema if one.name not in table}
        rows = pa.table({one.name: {**table, **nothing}[one.name] for one in schema}, schema=schema)
        parquet.write_table(rows, folder / f"usage-{at:03d}.parquet", compression="zstd")


def floor(paths: list[str]) -> Any:
    """The same engine adding up the columns that the metrics read."""
    return _sql(paths, [FLOOR])


def by_hand(paths: list[str]) -> Any:
    """The same metrics in SQL as one would write it."""
    return _sql(paths, BY_HAND)


def metrics(paths: list[str]) -> Any:
    """Five metrics as declared."""
    return _measured(paths, ADDED, "duckdb")


def distinct(paths: list[str]) -> Any:
    """Exact distinct people."""
    return _measured(paths, DISTINCT, "duckdb")


def spark(paths: list[str]) -> Any:
    """The five metrics and the people on Spark in local mode."""
    return _measured(paths, (*ADDED, *DISTINCT), "spark")


def by_model(paths: list[str]) -> Any:
    """Five metrics by model and month."""
    return _measured(paths, ADDED, "duckdb", by=("model",), grain="month")


WAYS: dict[str, Callable[[list[str]], Any]] = {
    "floor": floor, "by_hand": by_hand, "metrics": metrics, "by_model": by_model, "distinct": distinct, "spark": spark,
}  # fmt: skip


def _sql(paths: list[str], queries: list[str]) -> Any:
    from opencaio.lake.opening import open_facts

    with open_facts({"usage": paths}) as lake:
        return [str(lake.backend.con.execute(one).fetchall())[:200] for one in queries]


def _measured(paths: list[str], codes: tuple[str, ...], engine: str, **asked: Any) -> Any:
    from opencaio.lake.declarations import read_spec
    from opencaio.lake.engines import open_on
    from opencaio.lake.metrics import measure_all
    from opencaio.packs.metrics import load_metrics

    specs = [read_spec(load_metrics()[code].declaration) for code in codes]
    with open_on(engine, {"usage": paths}) as lake:
        found = measure_all(lake, specs, **asked)
    return {one.spec.code: [str(row.value) for row in one.rows] for one in found}


def _child(way: str, folder: str) -> None:
    import ibis  # noqa: F401
    import pyarrow  # noqa: F401

    import opencaio.lake.metrics  # noqa: F401
    from opencaio.packs.metrics import load_metrics

    load_metrics()
    paths = sorted(str(one) for one in Path(folder).glob("*.parquet"))
    began, before = time.perf_counter(), time.process_time()
    answer = WAYS[way](paths)
    took = {"seconds": round(time.perf_counter() - began, 3), "cpu": round(time.process_time() - before, 3)}
    print(json.dumps({**took, "peak_mb": _peak_mb(), "answer": answer}))


def _peak_mb() -> int:
    """The most memory of this program; not getrusage, which counts what the parent held at the fork."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


def _run(way: str, folder: Path) -> dict[str, Any]:
    asked = [sys.executable, "-m", "benchmarks.measuring", "--child", way, "--folder", str(folder)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compile_overhead() -> float:
    """Seconds from five declarations to SQL, without running it (an empty lake), the second time."""
    took = []
    for _ in range(3):
        began = time.process_time()
        _measured([], ADDED, "duckdb")
        took.append(time.process_time() - began)
    return round(min(took[1:]), 4)


def measured(millions: int, *, with_spark: bool, rounds: int) -> dict[str, Any]:
    """Each way in turn, the best of some rounds by processor time (others share the machine)."""
    ways = [way for way in WAYS if way != "spark" or with_spark]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder, millions)
        found = [{way: _run(way, folder) for way in ways if way != "spark"} for _ in range(rounds)]
        best = {way: min((one[way] for one in found), key=lambda told: told["cpu"]) for way in found[0]}
        if with_spark:
            best["spark"] = _run("spark", folder)
    return _figures(best, millions)


def _figures(best: dict[str, dict[str, Any]], millions: int) -> dict[str, Any]:
    answers = {way: best[way].pop("answer") for way in best}
    same = None
    if "spark" in answers:
        same = answers["spark"] == {**answers["metrics"], **answers["distinct"]}
    return {
        "millions": millions,
        **best,
        "to_floor": round(best["metrics"]["cpu"] / best["floor"]["cpu"], 3),
        "to_hand": round(best["metrics"]["cpu"] / best["by_hand"]["cpu"], 3),
        "distinct_to_floor": round(best["distinct"]["cpu"] / best["floor"]["cpu"], 3),
        "spark_same": same,
        "compile_seconds": compile_overhead(),
    }


def main() -> None:
    """Print the figures as JSON and keep them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--millions", type=int, default=10)
    asked.add_argument("--spark", action="store_true")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--child", choices=list(WAYS))
    asked.add_argument("--folder")
    given = asked.parse_args()
    if given.child:
        return _child(given.child, given.folder)
    figures = measured(given.millions, with_spark=given.spark, rounds=given.rounds)
    keep(f"measuring_{given.millions}", figures, seed=SEED)
    print(json.dumps(figures, indent=1))
    return None


if __name__ == "__main__":
    main()

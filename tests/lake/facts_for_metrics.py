"""Small facts made by lot, and what a metric over them comes to, told row by row in plain Python."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from opencaio.lake.declarations import Aggregate, Condition, MetricSpec, read_spec
from opencaio.lake.facts import FACTS
from opencaio.lake.opening import schema_of

FIRST = date(2026, 1, 1)
Rows = list[dict[str, Any]]
USAGE = {
    "requests": {"how": "sum", "of": ["requests"]},
    "errors": {"how": "sum", "of": ["errors"], "factor": 100},
    "tokens": {"how": "sum", "of": ["input_tokens", "output_tokens"]},
    "people": {"how": "distinct", "of": ["user_key"]},
    "p95": {"how": "quantile", "of": ["duration_us"], "at": 0.95, "factor": "0.001"},
}


def declared(fact: str, numerator: dict[str, Any], denominator: Any = None, **more: Any) -> MetricSpec:
    """A declaration as one writes it."""
    told = {"code": "m", "fact": fact, "numerator": numerator, "denominator": denominator, "unit": "units", **more}
    return read_spec(told)


def by_lot(fact: str, many: int, *, seed: int = 5) -> Rows:
    """Rows with what is not required missing at times."""
    luck = random.Random(f"{fact}{seed}")
    return [_row(fact, luck) for _ in range(many)]


def _row(fact: str, luck: random.Random) -> dict[str, Any]:
    day = FIRST + timedelta(days=luck.randrange(100))
    some: dict[str, Any] = {
        "text": lambda: luck.choice(["a", "b", "ü"]),
        "whole": lambda: luck.randrange(10 ** luck.randrange(1, 9)),
        "number": lambda: luck.uniform(-3, 1000),
        "money": lambda: Decimal(luck.randrange(-(10**9), 10**13)).scaleb(-11),
        "yes_no": lambda: luck.random() < 0.4,
        "day": lambda: day,
        "moment": lambda: datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC),
        "map": lambda: "{}",
    }
    return {one.name: some[one.kind]() if one.required or luck.random() > 0.2 else None for one in FACTS[fact].columns}


def write(folder: Path, **facts: Rows) -> dict[str, list[str]]:
    """Each fact as two files; one without rows has none."""
    paths: dict[str, list[str]] = {}
    for fact, rows in facts.items():
        paths[fact] = []
        for at, some in enumerate((rows[::2], rows[1::2])):
            if some:
                path = folder / f"{fact}-{at}.parquet"
                parquet.write_table(pa.Table.from_pylist(some, schema=schema_of(fact)), path)
                paths[fact].append(str(path))
    return paths


def meets(row: dict[str, Any], conditions: tuple[Condition, ...]) -> bool:
    """True when a row meets each condition."""
    return all(_meets(row[one.column], one) for one in conditions)


def _meets(value: Any, one: Condition) -> bool:
    if one.operator == "known":
        return (value is not None) is one.value
    tests: dict[str, Any] = {
        "is": lambda: value == one.value, "not": lambda: value != one.value,
        "in": lambda: value in one.value, "not_in": lambda: value not in one.value,
        "from": lambda: value >= one.value, "until": lambda: value <= one.value,
        "above": lambda: value > one.value, "below": lambda: value < one.value,
    }  # fmt: skip
    return value is not None and bool(tests[one.operator]())


def told(rows: Rows, side: Aggregate, conditions: tuple[Condition, ...]) -> Any:
    """The figure of one side, row by row; None where rows count and none has a value."""
    counted = [row for row in rows if meets(row, (*conditions, *side.where))]
    if side.how == "rows":
        return len(counted)
    if side.how == "filled":
        return sum(row[side.of[0]] is not None for row in counted)
    if side.how == "distinct":
        return len({row[side.of[0]] for row in counted} - {None}) or (None if counted else 0)
    found = [row[name] * (row[side.times] if side.times else 1)
             for name in side.of for row in counted
             if row[name] is not None and (not side.times or row[side.times] is not None)]  # fmt: skip
    return sum(found) if found else None if counted else 0

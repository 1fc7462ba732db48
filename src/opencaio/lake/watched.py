"""Over which values does a column of a use's facts spread, and do its scores keep their promise? Counts only."""

from datetime import date
from typing import Any

import ibis

#: Of a text column's values, so many are told apart; the rest are one.
MOST_VALUES = 20
OTHERS = "others"
BINS = 10


def spread(facts: ibis.Table, *, use: str, column: str, weight: str, first: date, last: date) -> dict[str, int]:
    """How many cases by value: a number's in ten bins from 0 to 1, a text's by value; unknown ones are left out."""
    rows = _of(facts, use, first, last)
    rows = rows.filter(rows[column].notnull())
    value = rows[column]
    key = (value * BINS).floor().cast("int64").clip(0, BINS - 1) if value.type().is_numeric() else value
    grouped = rows.mutate(key=key).group_by("key").agg(cases=rows[weight].sum())
    found = {str(one["key"]): int(one["cases"]) for one in grouped.to_pyarrow().to_pylist()}
    if value.type().is_numeric():
        return {edge_of(at): found.get(str(at), 0) for at in range(BINS)}
    ordered = sorted(found, key=lambda name: (-found[name], name))
    kept = {name: found[name] for name in ordered[:MOST_VALUES]}
    rest = sum(found[name] for name in ordered[MOST_VALUES:])
    return kept | ({OTHERS: rest} if rest else {})


def edge_of(place: int) -> str:
    """The name of a bin by its upper end."""
    return f"up to {(place + 1) / BINS:.1f}"


def reliability(
    decisions: ibis.Table, *, use: str, first: date, last: date
) -> list[tuple[int, int, float, float, float]]:
    """By bin of the score: cases, how many turned out true, and sums of score, its square, and of the true ones'."""
    rows = _of(decisions, use, first, last)
    rows = rows.filter([rows.score.notnull(), rows.truth.notnull(), rows.score >= 0, rows.score <= 1])
    place = (rows.score * BINS).floor().cast("int64").clip(0, BINS - 1)
    wide = rows.mutate(place=place, hit=rows.truth.cast("int64"))
    cases = wide.cases
    grouped = wide.group_by("place").agg(
        count=cases.sum(), true=(cases * wide.hit).sum(), scores=(cases * wide.score).sum(),
        squares=(cases * wide.score * wide.score).sum(), hits=(cases * wide.score * wide.hit).sum(),
    )  # fmt: skip
    found: list[dict[str, Any]] = sorted(grouped.to_pyarrow().to_pylist(), key=lambda one: one["place"])
    return [(int(o["count"]), int(o["true"]), o["scores"], o["squares"], o["hits"]) for o in found]


def failed(usage: ibis.Table, *, use: str, first: date, last: date) -> tuple[int, int]:
    """Errors and requests."""
    rows = _of(usage, use, first, last)
    (one,) = (
        rows.agg(errors=rows.errors.sum().coalesce(0), requests=rows.requests.sum().coalesce(0))
        .to_pyarrow()
        .to_pylist()
    )
    return int(one["errors"]), int(one["requests"])


def _of(facts: ibis.Table, use: str, first: date, last: date) -> ibis.Table:
    return facts.filter([facts.use_case == use, facts.day >= first, facts.day <= last])

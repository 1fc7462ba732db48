"""Of which groups were people decided on, with which outcome and score, and what turned out to be true?"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from opencaio.lake.keyed import text_under

#: Categories with a column of their own; any other stands in the map ``groups`` under its name.
COLUMNS = ("sex", "race", "age_band")
#: So many further categories are looked at.
MOST_OTHERS, MOST_READ = 10, 10_000
COUNTS = ("cases", "selected", "reviewed", "overturned")
TURNED_OUT = ("chosen_true", "chosen_false", "passed_true", "passed_false")
Categories = Mapping[str, str | None]


@dataclass(frozen=True)
class Group:
    """Cases alike in all categories (None: not known): how many, how many selected, read by a person, overturned."""

    categories: Categories
    cases: int
    selected: int
    reviewed: int
    overturned: int


def categories_of(decisions: ibis.Table, *, use: str) -> list[str]:
    """By what the decisions of a use tell people apart: columns with any value, then names in ``groups``."""
    rows = decisions.filter(decisions.use_case == use)
    counted = rows.agg(**{name: rows[name].count() for name in COLUMNS}).to_pyarrow().to_pylist()[0]
    written = rows.filter(rows.groups.notnull()).select("groups").distinct().limit(MOST_READ)
    others = {name for row in written.to_pyarrow().to_pylist() for name in json.loads(row["groups"])}
    return [name for name in COLUMNS if counted[name]] + sorted(others)[:MOST_OTHERS]


def groups_of(
    decisions: ibis.Table, *, use: str, first: date | None, last: date | None, by: Sequence[str] = ("sex", "race")
) -> list[Group]:
    """The cases of a use whose outcome is known, from ``first`` to ``last``, by these categories."""
    rows = _told_apart(_of(decisions, use, first, last), by)
    rows = rows.filter(rows.selected.notnull())
    grouped = rows.group_by([_key(name) for name in by]).agg(
        cases=rows.cases.sum(),
        selected=rows.cases.sum(where=rows.selected).coalesce(0),
        reviewed=rows.cases.sum(where=rows.reviewed).coalesce(0),
        overturned=rows.cases.sum(where=rows.overturned).coalesce(0),
    )
    return [Group(_categories(row, by), *(int(row[name]) for name in COUNTS)) for row in _ordered(grouped, by)]


def scores_of(
    decisions: ibis.Table, *, use: str, first: date | None, last: date | None, by: Sequence[str], most: int
) -> list[tuple[Categories, Decimal, int]]:
    """Scores with how many cases have them, by these categories; at most ``most`` + 1 of them are read."""
    rows = _told_apart(_of(decisions, use, first, last), by)
    rows = rows.filter(rows.score.notnull())
    grouped = rows.group_by([*(_key(name) for name in by), "score"]).agg(cases=rows.cases.sum()).limit(most + 1)
    found = grouped.to_pyarrow().to_pylist()
    return [(_categories(row, by), Decimal(repr(row["score"])), int(row["cases"])) for row in found]


def outcomes_of(
    decisions: ibis.Table, *, use: str, first: date | None, last: date | None, by: str
) -> dict[str, tuple[int, int, int, int]]:
    """By group: chosen and true, chosen and false, passed over and true, passed over and false."""
    rows = _told_apart(_of(decisions, use, first, last), [by])
    rows = rows.filter([rows[_key(by)].notnull(), rows.selected.notnull(), rows.truth.notnull()])
    grouped = rows.group_by(_key(by)).agg(
        chosen_true=rows.cases.sum(where=rows.selected & rows.truth).coalesce(0),
        chosen_false=rows.cases.sum(where=rows.selected & ~rows.truth).coalesce(0),
        passed_true=rows.cases.sum(where=~rows.selected & rows.truth).coalesce(0),
        passed_false=rows.cases.sum(where=~rows.selected & ~rows.truth).coalesce(0),
    )
    told = {row[_key(by)]: [int(row[name]) for name in TURNED_OUT] for row in grouped.to_pyarrow().to_pylist()}
    return {name: (one[0], one[1], one[2], one[3]) for name, one in sorted(told.items())}


def errors_of(
    decisions: ibis.Table, *, use: str, first: date | None, last: date | None, by: str
) -> dict[str, tuple[int, float, float]]:
    """By group, of what turned out true (0 or 1) less the score (0 to 1): cases, sum, sum of squares."""
    rows = _told_apart(_of(decisions, use, first, last), [by])
    rows = rows.filter([rows[_key(by)].notnull(), rows.truth.notnull(), rows.score >= 0, rows.score <= 1])
    rows = rows.mutate(error=rows.truth.cast("float64") - rows.score)
    grouped = rows.group_by(_key(by)).agg(
        cases=rows.cases.sum(),
        errors=(rows.cases * rows.error).sum(),
        squares=(rows.cases * rows.error * rows.error).sum(),
    )
    told = sorted(grouped.to_pyarrow().to_pylist(), key=lambda row: str(row[_key(by)]))
    return {row[_key(by)]: (int(row["cases"]), float(row["errors"]), float(row["squares"])) for row in told}


def uses_with_decisions(decisions: ibis.Table) -> list[str]:
    """The uses of which any decision is in the lake."""
    named = decisions.filter(decisions.use_case.notnull()).select("use_case").distinct()
    return sorted(row["use_case"] for row in named.to_pyarrow().to_pylist())


def _of(decisions: ibis.Table, use: str, first: date | None, last: date | None) -> ibis.Table:
    kept = [decisions.use_case == use]
    kept += [decisions.day >= first] if first else []
    kept += [decisions.day <= last] if last else []
    return decisions.filter(kept)


def _told_apart(rows: ibis.Table, by: Iterable[str]) -> ibis.Table:
    """Each category in a column of its own, whatever it is called."""
    return rows.mutate(**{_key(name): rows[name] if name in COLUMNS else text_under(rows.groups, name) for name in by})


def _key(name: str) -> str:
    return f"by_{name}"


def _categories(row: Mapping[str, Any], by: Iterable[str]) -> Categories:
    return {name: row[_key(name)] for name in by}


def _ordered(grouped: ibis.Table, by: Sequence[str]) -> list[dict[str, Any]]:
    return sorted(grouped.to_pyarrow().to_pylist(), key=lambda row: [row[_key(name)] or "" for name in by])

"""Who is active with AI: how many different people a week, how much each does, and how many come back?

Only rows that name a person (by pseudonym) count; the others say how much was asked, and not by how many.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis


@dataclass(frozen=True)
class Active:
    """Different people of one use and department in the week that begins on ``week``, and their requests."""

    week: date
    use: str
    department: str
    people: int
    requests: int


@dataclass(frozen=True)
class Returned:
    """Of the people first seen in the week of ``cohort``, how many were active ``later`` weeks after it."""

    cohort: date
    later: int
    people: int


def active_by_week(usage: ibis.Table, *, uses: list[str], first: date, last: date) -> list[Active]:
    """One row a week, use and department."""
    rows = _of_people(usage, uses, first, last)
    grouped = rows.group_by(["week", "use_case", "department"]).agg(
        people=rows.user_key.nunique(), requests=rows.requests.sum()
    )
    found = [
        Active(one["week"], one["use_case"], one["department"] or "", int(one["people"]), int(one["requests"]))
        for one in _rows(grouped)
    ]
    return sorted(found, key=lambda one: (one.week, one.use, one.department))


def people_by_week(usage: ibis.Table, *, uses: list[str], first: date, last: date) -> list[tuple[date, int]]:
    """Different people over all these uses: somebody who uses two of them is one person."""
    rows = _of_people(usage, uses, first, last)
    grouped = rows.group_by("week").agg(people=rows.user_key.nunique())
    return sorted((one["week"], int(one["people"])) for one in _rows(grouped))


def people_by_home(
    usage: ibis.Table, *, home_of: Mapping[str, str], first: date, last: date
) -> dict[str, tuple[int, int]]:
    """By home of the use: different people, each once however many of its uses they used, and their requests."""
    rows = _of_people(usage, sorted(home_of), first, last)
    grouped = rows.group_by(home=rows.use_case.substitute(dict(home_of))).agg(
        people=rows.user_key.nunique(), requests=rows.requests.sum()
    )
    return {one["home"]: (int(one["people"]), int(one["requests"])) for one in _rows(grouped)}


def depth(usage: ibis.Table, *, uses: list[str], first: date, last: date) -> list[int]:
    """Requests of each person in that time, the fewest first."""
    rows = _of_people(usage, uses, first, last)
    grouped = rows.group_by("user_key").agg(requests=rows.requests.sum())
    return sorted(int(one["requests"]) for one in _rows(grouped))


def returned(usage: ibis.Table, *, uses: list[str], first: date, last: date) -> list[Returned]:
    """Cohorts by the week in which a person was first seen; those of the first week were there before, perhaps."""
    rows = _of_people(usage, uses, first, last)
    seen = rows.group_by(["user_key", "week"]).agg(n=rows.count())
    cohorts = seen.group_by("user_key").agg(cohort=seen.week.min())
    both = seen.join(cohorts, "user_key")
    later = both.mutate(later=(both.week.delta(both.cohort, unit="day") / 7).floor().cast("int64"))
    grouped = later.group_by(["cohort", "later"]).agg(people=later.user_key.nunique())
    found = [Returned(one["cohort"], int(one["later"]), int(one["people"])) for one in _rows(grouped)]
    return sorted(found, key=lambda one: (one.cohort, one.later))


def _of_people(usage: ibis.Table, uses: list[str], first: date, last: date) -> ibis.Table:
    kept = usage.filter(
        [usage.user_key.notnull(), usage.use_case.isin(uses), usage.day >= first, usage.day <= last, usage.requests > 0]
    )
    return kept.mutate(week=kept.day.truncate("W").cast("date"))


def _rows(grouped: ibis.Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = grouped.to_pyarrow().to_pylist()
    return found

"""Of which groups were people decided on, and with which outcome?"""

from dataclasses import dataclass
from datetime import date

import ibis


@dataclass(frozen=True)
class Group:
    """Cases of one sex and race (None: not known): how many, how many selected, read by a person, overturned."""

    sex: str | None
    race: str | None
    cases: int
    selected: int
    reviewed: int
    overturned: int


def groups_of(decisions: ibis.Table, *, use: str, first: date | None, last: date | None) -> list[Group]:
    """The cases of a use whose outcome is known, from ``first`` to ``last``."""
    kept = [decisions.use_case == use, decisions.selected.notnull()]
    kept += [decisions.day >= first] if first else []
    kept += [decisions.day <= last] if last else []
    rows = decisions.filter(kept)
    grouped = rows.group_by(["sex", "race"]).agg(
        cases=rows.cases.sum(),
        selected=rows.cases.sum(where=rows.selected).coalesce(0),
        reviewed=rows.cases.sum(where=rows.reviewed).coalesce(0),
        overturned=rows.cases.sum(where=rows.overturned).coalesce(0),
    )
    found = [
        Group(one["sex"], one["race"], *(int(one[name]) for name in ("cases", "selected", "reviewed", "overturned")))
        for one in grouped.to_pyarrow().to_pylist()
    ]
    return sorted(found, key=lambda one: (one.sex or "", one.race or ""))


def uses_with_decisions(decisions: ibis.Table) -> list[str]:
    """The uses of which any decision is in the lake."""
    named = decisions.filter(decisions.use_case.notnull()).select("use_case").distinct()
    return sorted(row["use_case"] for row in named.to_pyarrow().to_pylist())

"""How much was each use of AI used, by whom, of which models, and how often did it decide?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis

CLASSES = ("input", "cached", "output", "reasoning")


@dataclass(frozen=True)
class Used:
    """Counts of one use in the month that begins on ``month``; ``users`` and ``conversations`` are different ones.

    Who is named without a request is no user of that month.
    """

    month: date
    use: str
    requests: int
    errors: int
    tokens: int
    users: int
    conversations: int


@dataclass(frozen=True)
class ModelUsed:
    """Tokens by class that a use took of a model in the month that begins on ``month``, up to the day ``until``."""

    month: date
    use: str
    provider: str
    model: str
    requests: int
    tokens: dict[str, int]
    until: date


@dataclass(frozen=True)
class Decided:
    """How many cases a use decided in the month that begins on ``month``, and how many were overturned."""

    month: date
    use: str
    cases: int
    overturned: int


def used_by_month(usage: ibis.Table, *, first: date | None = None, last: date | None = None) -> list[Used]:
    """Rows of the usage fact from ``first`` to ``last``; what names no use is left out."""
    rows = _months(usage, first, last)
    grouped = rows.group_by(["month", "use_case"]).agg(
        requests=rows.requests.sum(),
        errors=rows.errors.sum(),
        tokens=sum((_tokens(rows, one) for one in CLASSES), start=ibis.literal(0)),
        users=rows.user_key.nunique(where=rows.requests > 0),
        conversations=rows.conversation.nunique(),
    )
    counts = ("requests", "errors", "tokens", "users", "conversations")
    found = [Used(one["month"], one["use_case"], **{name: int(one[name]) for name in counts}) for one in _rows(grouped)]
    return sorted(found, key=lambda one: (one.month, one.use))


def models_by_month(
    usage: ibis.Table, *, first: date | None = None, last: date | None = None, cuts: Collection[date] = ()
) -> list[ModelUsed]:
    """As ``used_by_month``, by model, each month cut before the days of ``cuts``; what has no tokens is left out."""
    days, rows = sorted(cuts), _months(usage, first, last)
    rows = rows.filter(rows.model.notnull() & ibis.or_(*(rows[f"{one}_tokens"].notnull() for one in CLASSES)))
    after = sum(((rows.day >= day).cast("int64") for day in days), start=ibis.literal(0))
    rows = rows.mutate(part=after)
    grouped = rows.group_by(["month", "part", "use_case", "provider", "model"]).agg(
        requests=rows.requests.sum(), **{one: _tokens(rows, one) for one in CLASSES}
    )
    found = [
        ModelUsed(
            one["month"], one["use_case"], one["provider"] or "", one["model"], int(one["requests"]),
            {name: int(one[name]) for name in CLASSES}, _until(one["month"], days[one["part"] :]),
        )
        for one in _rows(grouped)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.month, one.until, one.use, one.model, one.provider))


def _until(month: date, coming: list[date]) -> date:
    """The last day of the month, or the day before the first of the cuts that are to come."""
    end = (month + timedelta(31)).replace(day=1) - timedelta(1)
    return min(end, coming[0] - timedelta(1)) if coming else end


def decided_by_month(decisions: ibis.Table, *, first: date | None = None, last: date | None = None) -> list[Decided]:
    """Rows of the decisions fact from ``first`` to ``last``; what names no use is left out."""
    rows = _months(decisions, first, last)
    turned = rows.cases.sum(where=rows.overturned)
    grouped = rows.group_by(["month", "use_case"]).agg(cases=rows.cases.sum(), overturned=turned.coalesce(0))
    found = [
        Decided(one["month"], one["use_case"], int(one["cases"]), int(one["overturned"])) for one in _rows(grouped)
    ]
    return sorted(found, key=lambda one: (one.month, one.use))


def _months(facts: ibis.Table, first: date | None, last: date | None) -> ibis.Table:
    kept = [facts.use_case.notnull()]
    kept += [facts.day >= first] if first else []
    kept += [facts.day <= last] if last else []
    return facts.filter(kept).mutate(month=facts.day.truncate("M").cast("date"))


def _tokens(rows: ibis.Table, name: str) -> Any:
    return rows[f"{name}_tokens"].sum().coalesce(0)


def _rows(grouped: ibis.Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = grouped.to_pyarrow().to_pylist()
    return found

"""How much was each use of AI used, by whom, of which models, and how often did it decide?"""

from dataclasses import dataclass
from datetime import date
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
    """Tokens by class that a use took of a model in the month that begins on ``month``."""

    month: date
    use: str
    provider: str
    model: str
    requests: int
    tokens: dict[str, int]


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


def models_by_month(usage: ibis.Table, *, first: date | None = None, last: date | None = None) -> list[ModelUsed]:
    """As ``used_by_month``, by model; what has no tokens is left out."""
    rows = _months(usage, first, last)
    rows = rows.filter(rows.model.notnull() & (rows.input_tokens.notnull() | rows.output_tokens.notnull()))
    grouped = rows.group_by(["month", "use_case", "provider", "model"]).agg(
        requests=rows.requests.sum(), **{one: _tokens(rows, one) for one in CLASSES}
    )
    found = [
        ModelUsed(
            one["month"], one["use_case"], one["provider"] or "", one["model"], int(one["requests"]),
            {name: int(one[name]) for name in CLASSES},
        )
        for one in _rows(grouped)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.month, one.use, one.model, one.provider))


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

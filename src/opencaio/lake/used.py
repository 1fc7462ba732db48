"""How much was each use of AI used in each month?"""

from dataclasses import dataclass
from datetime import date

import ibis


@dataclass(frozen=True)
class Used:
    """Counts of one use in the month that begins on ``month``; ``users`` are different people."""

    month: date
    use: str
    requests: int
    tokens: int
    users: int


def used_by_month(usage: ibis.Table, *, first: date | None = None, last: date | None = None) -> list[Used]:
    """Rows of the usage fact from ``first`` to ``last``; what names no use is left out."""
    kept = [usage.use_case.notnull()]
    kept += [usage.day >= first] if first else []
    kept += [usage.day <= last] if last else []
    rows = usage.filter(kept).mutate(month=usage.day.truncate("M").cast("date"))
    classes = (rows.input_tokens, rows.cached_tokens, rows.output_tokens, rows.reasoning_tokens)
    grouped = rows.group_by(["month", "use_case"]).agg(
        requests=rows.requests.sum(),
        tokens=sum((one.sum().coalesce(0) for one in classes), start=ibis.literal(0)),
        users=rows.user_key.nunique(),
    )
    found = [
        Used(one["month"], one["use_case"], int(one["requests"]), int(one["tokens"]), int(one["users"]))
        for one in grouped.to_pyarrow().to_pylist()
    ]
    return sorted(found, key=lambda one: (one.month, one.use))

"""What do the bills in the lake come to, added up by what allocation rules and readers ask of a line?"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import ibis

from opencaio.engines.costs import Charge
from opencaio.lake.keyed import text_under

TAG = "tag:"
Grain = Literal["day", "month"]


def charges(
    costs: ibis.Table,
    *,
    attributes: Iterable[str],
    grain: Grain = "month",
    first: date | None = None,
    last: date | None = None,
) -> list[Charge]:
    """The rows of the cost fact from ``first`` to ``last``, one charge for each day or month, currency and set of
    ``attributes`` (text columns, or ``tag:<key>``). Sums are exact.
    """
    names = list(dict.fromkeys(attributes))
    rows = _within(costs, first, last)
    keys: dict[str, Any] = {f"a{at}": _attribute(rows, name) for at, name in enumerate(names)}
    on = rows.day if grain == "day" else rows.day.truncate("M").cast("date")
    wide = rows.mutate(on=on, **keys)
    grouped = wide.group_by(["on", "BillingCurrency", *keys]).agg(
        billed=wide.BilledCost.sum(), effective=wide.EffectiveCost.sum(), rows=wide.count()
    )
    found = [_charge(row, names) for row in grouped.to_pyarrow().to_pylist()]
    return sorted(found, key=lambda one: (one.on, one.currency, sorted(one.attributes.items())))


def _within(costs: ibis.Table, first: date | None, last: date | None) -> ibis.Table:
    kept = [costs.day >= first] if first else []
    kept += [costs.day <= last] if last else []
    return costs.filter(kept) if kept else costs


def _attribute(rows: ibis.Table, name: str) -> Any:
    if not name.startswith(TAG):
        return rows[name]
    return text_under(rows.Tags, name.removeprefix(TAG))


def _charge(row: dict[str, Any], names: list[str]) -> Charge:
    said = {name: row[f"a{at}"] for at, name in enumerate(names) if row[f"a{at}"] is not None}
    return Charge(row["on"], row["BillingCurrency"], row["billed"], row["effective"], row["rows"], said)

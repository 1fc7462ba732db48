"""What do the bills in the lake come to, added up by what allocation rules and readers ask of a line?"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

import ibis

from opencaio.engines.costs import Charge
from opencaio.lake.asking import FOLDED, Question, folded, many_of
from opencaio.lake.keyed import text_under

TAG = "tag:"
Grain = Literal["day", "month"]


def charges(
    costs: ibis.Table,
    *,
    attributes: Iterable[str],
    asked: Mapping[str, Question] | None = None,
    grain: Grain = "month",
    first: date | None = None,
    last: date | None = None,
) -> list[Charge]:
    """The rows of the cost fact from ``first`` to ``last``, one charge for each day or month, currency and set of
    ``attributes`` (text columns, or ``tag:<key>``). Sums are exact.

    Of the attributes that rules have ``asked`` for besides, texts that are alike to the rules may stand together.
    """
    plain = list(dict.fromkeys(attributes))
    questions = {name: one for name, one in (asked or {}).items() if name not in plain}
    names = [*plain, *questions]
    rows = _within(costs, first, last)
    on = rows.day if grain == "day" else rows.day.truncate("M").cast("date")
    texts = {f"a{at}": _attribute(rows, name) for at, name in enumerate(names)}
    wide = rows.select("BillingCurrency", "BilledCost", "EffectiveCost", on=on, **texts)
    by_place = {f"a{at}": questions[name] for at, name in enumerate(names) if name in questions}
    many = many_of(wide, by_place)
    keyed = wide.mutate(**{f"k{at}": folded(wide, at, by_place[at]) for at in sorted(many)})
    keys = [f"k{at}" if at in many else at for at in texts]
    grouped = keyed.group_by(["on", "BillingCurrency", *keys]).agg(
        billed=keyed.BilledCost.sum(),
        effective=keyed.EffectiveCost.sum(),
        rows=keyed.count(),
        **{at: keyed[at].min() for at in sorted(many)},
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
    together = frozenset(
        name for at, name in enumerate(names) if (row.get(f"ka{at}") or "").startswith(FOLDED)
    )  # fmt: skip
    return Charge(row["on"], row["BillingCurrency"], row["billed"], row["effective"], row["rows"], said, together)

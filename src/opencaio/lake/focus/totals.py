"""What does a bill come to, by currency and charge category, to the last decimal?"""

from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

AMOUNTS = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")


@dataclass(frozen=True)
class Total:
    """Sums over the rows of one currency; an amount that no row states is 0."""

    currency: str
    rows: int
    billed: Decimal
    effective: Decimal
    list: Decimal
    contracted: Decimal


def totals_of(table: pa.Table) -> tuple[Total, ...]:
    """One total a currency, by name."""
    grouped = table.group_by("BillingCurrency").aggregate([(name, "sum") for name in AMOUNTS] + [([], "count_all")])
    found = [
        Total(
            one["BillingCurrency"],
            one["count_all"],
            *(Decimal(one[f"{name}_sum"] or 0) for name in AMOUNTS),
        )
        for one in grouped.to_pylist()
    ]
    return tuple(sorted(found, key=lambda one: one.currency))

"""What does a bill come to, by part and currency, to the last decimal?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import Any

import pyarrow as pa

AMOUNTS = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")
EXACT = Context(prec=100)


@dataclass(frozen=True)
class Total:
    """Sums over the rows of one currency; an amount that no row states is 0."""

    currency: str
    rows: int
    billed: Decimal
    effective: Decimal
    list: Decimal
    contracted: Decimal


@dataclass(frozen=True)
class Totals:
    """Sums that grow block by block, by part and currency."""

    held: dict[tuple[int, str], list[Any]] = field(default_factory=dict)

    def add(self, table: pa.Table, parts: pa.Array) -> None:
        """The rows that count, and the number of the part of each."""
        wanted = table.select(["BillingCurrency", *AMOUNTS]).append_column("part", parts)
        asked = [([], "count_all"), *((name, "sum") for name in AMOUNTS)]
        for one in wanted.group_by(["part", "BillingCurrency"]).aggregate(asked).to_pylist():
            sums = [one["count_all"], *(Decimal(one[f"{name}_sum"] or 0) for name in AMOUNTS)]
            self._grow((one["part"], one["BillingCurrency"]), sums)

    def of_part(self, part: int) -> tuple[Total, ...]:
        """One total a currency, by name."""
        return _listed((currency, sums) for (at, currency), sums in self.held.items() if at == part)

    def of_all(self) -> tuple[Total, ...]:
        """One total a currency, by name."""
        return _listed((currency, sums) for (_at, currency), sums in self.held.items())

    def _grow(self, key: tuple[int, str], sums: list[Any]) -> None:
        self.held[key] = _added(self.held[key], sums) if key in self.held else sums


def _listed(found: Iterable[tuple[str, list[Any]]]) -> tuple[Total, ...]:
    whole: dict[str, list[Any]] = defaultdict(lambda: [0, *[Decimal(0)] * len(AMOUNTS)])
    for currency, sums in found:
        whole[currency] = _added(whole[currency], sums)
    return tuple(Total(currency, *whole[currency]) for currency in sorted(whole))


def _added(one: list[Any], other: list[Any]) -> list[Any]:
    return [one[0] + other[0], *(EXACT.add(a, b) for a, b in zip(one[1:], other[1:], strict=True))]

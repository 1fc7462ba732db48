"""What would the books get from the bills of a month, and what do they hold of it already?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from opencaio.engines.costs import rounded_together
from opencaio.record.billing.allocated import Share, allocated
from opencaio.record.models import CostLine, Vendor
from opencaio.record.periods import month_end

#: Books are kept to the hundredth of a cent, as `CostLine.amount` is.
STEP = Decimal("0.0001")
KIND = "usage"
#: Kinds of bookings that a cloud's or a model maker's bill may have made.
KINDS = (KIND, "platform", "")
Place = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """What falls to one use (empty: nobody's) from one provider in the bill's own currency; ``ways``: by which rules,
    the largest amount first."""

    use: str
    provider: str
    currency: str
    amount: Decimal
    lines: int
    ways: tuple[str, ...]


def entries_of(month: date, *, basis: str) -> tuple[Entry, ...]:
    """One entry a use, provider and currency: for each currency they add up to the month's bills."""
    found: dict[str, dict[Place, list[Share]]] = defaultdict(lambda: defaultdict(list))
    for one in allocated(first=month, last=month_end(month)).shares:
        place = one.piece.use, one.piece.charge.attributes.get("ProviderName", "")
        found[one.piece.charge.currency][place].append(one)
    return tuple(
        entry
        for currency in sorted(found)
        for entry in _of_currency(currency, found[currency], basis=basis)
        if entry.amount
    )


def _of_currency(currency: str, groups: dict[Place, list[Share]], *, basis: str) -> list[Entry]:
    exact = {place: sum((getattr(one.piece, basis) for one in shares), Decimal(0)) for place, shares in groups.items()}
    amounts = rounded_together(exact, step=STEP)
    return [
        Entry(use, provider, currency, amounts[use, provider], _lines(shares), _ways(shares))
        for (use, provider), shares in sorted(groups.items())
    ]


def _lines(shares: list[Share]) -> int:
    return sum(one.piece.charge.rows for one in shares)


def _ways(shares: list[Share]) -> tuple[str, ...]:
    worth: dict[str, Decimal] = defaultdict(Decimal)
    for one in shares:
        way = f"{one.piece.rule}: {one.piece.why}" if one.piece.rule else one.piece.why
        worth[way] += abs(one.piece.billed)
    return tuple(sorted(worth, key=lambda way: (-worth[way], way)))


def suppliers_of(providers: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """By provider's name on the bill, our suppliers of that name or one that begins with it (Tarn Cloud is Tarn Cloud
    Europe Ltd.)."""
    known = [(pk, _words(name)) for pk, name in Vendor.objects.filter(retired_at=None).values_list("pk", "name")]
    return {
        name: tuple(pk for pk, words in known if _words(name) and words[: len(_words(name))] == _words(name))
        for name in set(providers)
    }


def _words(name: str) -> list[str]:
    return name.casefold().split()


def books_of(months: Iterable[date]) -> dict[date, list[CostLine]]:
    """What stands in the books of these months; one query."""
    found: dict[date, list[CostLine]] = {month: [] for month in months}
    for row in CostLine.objects.filter(month__in=found, retired_at=None).select_related("use_case"):
        found[row.month].append(row)
    return found


def from_bills(rows: Iterable[CostLine]) -> list[CostLine]:
    """What an earlier booking of bills left."""
    return [row for row in rows if row.source == "lake"]


def otherwise(rows: Iterable[CostLine], suppliers: set[int], uses: set[str]) -> list[CostLine]:
    """Bookings by hand or file that may be the same bills: of these suppliers, or usage without a supplier."""
    return [row for row in rows if row.source != "lake" and row.kind in KINDS and _same(row, suppliers, uses)]


def _same(row: CostLine, suppliers: set[int], uses: set[str]) -> bool:
    if row.vendor_id is not None:
        return row.vendor_id in suppliers
    return row.use_case is not None and row.use_case.code in uses

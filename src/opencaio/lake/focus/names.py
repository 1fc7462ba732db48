"""Which column of a bill is which column of the fact?

FOCUS 1.0 to 1.2 have the same names for what we read. Heads are compared without case, blanks and underscores; from
1.3 on the provider has two names, of which the one that sells the service is ours.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opencaio.errors import BadFile
from opencaio.lake.facts import COST

OWN = frozenset({"day", "row", "Other"})
NEEDED = (
    "BilledCost", "EffectiveCost", "BillingCurrency",
    "BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd",
)  # fmt: skip
ALSO: Mapping[str, str] = {"serviceprovidername": "ProviderName", "currency": "BillingCurrency"}
#: Columns of FOCUS that are kept beside, in ``Other``, without being told of as unknown.
BESIDE = frozenset(
    name.casefold()
    for name in (
        *("BillingAccountType", "SubAccountType", "ChargeSubcategory", "CommitmentDiscountName"),
        *("CommitmentDiscountQuantity", "CommitmentDiscountUnit", "PricingCurrency"),
        *("PricingCurrencyContractedUnitPrice", "PricingCurrencyEffectiveCost", "PricingCurrencyListUnitPrice"),
        *("SkuPriceDetails", "HostProviderName", "InvoiceDetailId", "AllocatedMethodId", "AllocatedResourceId"),
        *("AllocatedTags", "ContractApplied"),
    )
)


@dataclass(frozen=True)
class Heads:
    """Which head is which column; ``beside`` go into ``Other``; ``unknown`` are of those the ones nobody knows."""

    columns: Mapping[str, str]
    beside: tuple[str, ...]
    unknown: tuple[str, ...]


MOST_HEADS = 2000


def name_of(head: str) -> str | None:
    """The column of the fact that a head means."""
    return _OURS.get(_plain(head)) or ALSO.get(_plain(head))


def known(heads: Iterable[str]) -> int:
    """How many of these heads mean a column of the fact."""
    return sum(name_of(head) is not None for head in heads)


def heads_of(found: Iterable[str]) -> Heads:
    """Match the heads of a file. Raises ``BadFile`` that names what is missing or stands twice."""
    columns: dict[str, str] = {}
    beside = []
    for head in _once(found):
        name = _OURS.get(_plain(head))
        if name and name in columns.values():
            raise BadFile(f"The column {name} stands twice in this bill.")
        if name:
            columns[head] = name
        else:
            beside.append(head)
    _other_names(columns, beside)
    missing = [name for name in NEEDED if name not in columns.values()]
    if missing:
        raise BadFile(
            f"This is no bill in FOCUS: it has no column {_and(missing)}. Export it as FOCUS 1.0, 1.1 or 1.2."
        )
    unknown = [head for head in beside if not _plain(head).startswith("x") and _plain(head) not in BESIDE]
    return Heads(columns, tuple(beside), tuple(unknown))


def _once(found: Iterable[str]) -> list[str]:
    """The heads, none of which may stand twice or be no text."""
    heads = list(found)
    if len(heads) > MOST_HEADS:
        raise BadFile(f"This file has {len(heads)} columns; a bill in FOCUS has some fifty.")
    twice = next((head for head, times in Counter(heads).items() if times > 1), None)
    if twice is not None:
        raise BadFile(f"The column {twice} stands twice in this bill.")
    if any("\0" in head for head in heads):
        raise BadFile("The heads hold NUL characters: this is no text.")
    return heads


def _other_names(columns: dict[str, str], beside: list[str]) -> None:
    for head in list(beside):
        name = ALSO.get(_plain(head))
        if name and name not in columns.values():
            columns[head] = name
            beside.remove(head)


def _plain(head: str) -> str:
    return re.sub(r"[\s_]+", "", head).casefold().lstrip("﻿")


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


_OURS: Mapping[str, str] = {_plain(column.name): column.name for column in COST.columns if column.name not in OWN}

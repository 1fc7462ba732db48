"""Which facts does the lake hold, of which columns, and what makes two rows the same event?

Three facts and the KPI series. A column's kind is one of `KINDS`; ``required`` ones may not be null. ``identity``
names the columns by which a repeated event is known; a fact without any (a bill) is replaced as a whole batch.
``person`` columns hold pseudonyms and are what an erasure looks for. Every fact has a ``day``, the partition.

Sources: FOCUS 1.0 to 1.2 (FinOps Foundation) for cost, in its own names; OpenTelemetry's semantic conventions for
generative AI for usage, reduced to who, what, when, tokens, latency and outcome.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "whole", "number", "money", "yes_no", "day", "moment", "map"]
KINDS: tuple[Kind, ...] = ("text", "whole", "number", "money", "yes_no", "day", "moment", "map")
#: Money and quantities are DECIMAL(38, 15): FOCUS costs have up to 11 decimals, quantities 15.
MONEY_DIGITS, MONEY_DECIMALS = 38, 15


@dataclass(frozen=True)
class Column:
    """``map``: text by text, kept as JSON with sorted keys. ``unit``: of a whole number or number."""

    name: str
    kind: Kind
    required: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Fact:
    """One table of the lake."""

    name: str
    title: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...] = ()
    person: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        return next((one for one in self.columns if one.name == name), None)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "text") for name in names)


DAY = Column("day", "day", required=True)
EVENT = Column("event_id", "text", required=True)

COST = Fact(
    "cost",
    "Costs as billed (FOCUS)",
    (
        DAY,
        Column("BilledCost", "money", required=True),
        Column("EffectiveCost", "money", required=True),
        Column("ListCost", "money"),
        Column("ContractedCost", "money"),
        Column("BillingCurrency", "text", required=True),
        Column("BillingPeriodStart", "moment", required=True),
        Column("BillingPeriodEnd", "moment", required=True),
        Column("ChargePeriodStart", "moment", required=True),
        Column("ChargePeriodEnd", "moment", required=True),
        *_texts("BillingAccountId", "BillingAccountName", "SubAccountId", "SubAccountName"),
        *_texts("ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency"),
        *_texts("ProviderName", "PublisherName", "InvoiceIssuerName", "InvoiceId"),
        *_texts("ServiceCategory", "ServiceSubcategory", "ServiceName"),
        *_texts("ResourceId", "ResourceName", "ResourceType", "RegionId", "RegionName", "AvailabilityZone"),
        *_texts("SkuId", "SkuPriceId", "SkuMeter", "PricingCategory", "PricingUnit", "ConsumedUnit"),
        Column("ListUnitPrice", "money"),
        Column("ContractedUnitPrice", "money"),
        Column("PricingQuantity", "money"),
        Column("ConsumedQuantity", "money"),
        *_texts("CommitmentDiscountId", "CommitmentDiscountType", "CommitmentDiscountCategory"),
        *_texts("CommitmentDiscountStatus", "CapacityReservationId", "CapacityReservationStatus"),
        Column("Tags", "map"),
        # What else the bill had, FOCUS or the provider's own (x_…): kept, not interpreted.
        Column("Other", "map"),
        Column("row", "whole", required=True, unit="row of the file, from 1"),
    ),
)

USAGE = Fact(
    "usage",
    "Use of AI: who, what, when, tokens, latency, outcome",
    (
        DAY,
        EVENT,
        Column("at", "moment", required=True),
        *_texts("use_case", "system", "department", "user_key", "conversation"),
        *_texts("provider", "model", "operation", "outcome"),
        Column("requests", "whole", required=True, unit="requests"),
        Column("errors", "whole", required=True, unit="requests"),
        # Disjoint: each token stands in one class only.
        Column("input_tokens", "whole", unit="tokens"),
        Column("cached_tokens", "whole", unit="tokens"),
        Column("output_tokens", "whole", unit="tokens"),
        Column("reasoning_tokens", "whole", unit="tokens"),
        Column("duration_us", "whole", unit="microseconds"),
    ),
    identity=("event_id",),
    person=("user_key",),
)

DECISIONS = Fact(
    "decisions",
    "Decisions: case, group, score, outcome, reviewer",
    (
        DAY,
        EVENT,
        Column("at", "moment", required=True),
        *_texts("use_case", "system", "model", "department", "subject_key", "reviewer_key"),
        *_texts("sex", "race", "age_band"),
        Column("groups", "map"),
        Column("cases", "whole", required=True, unit="cases"),
        Column("score", "number"),
        Column("selected", "yes_no"),
        # What turned out to be so, once it is known: for calibration and error rates.
        Column("truth", "yes_no"),
        Column("reviewed", "yes_no"),
        Column("overturned", "yes_no"),
    ),
    identity=("event_id",),
    person=("subject_key", "reviewer_key"),
)

KPI = Fact(
    "kpi",
    "KPI series: what a measure was, of which unit, on which day",
    (
        DAY,
        EVENT,
        Column("series", "text", required=True),
        # Of a place, team or thing the unit; of a person the user: only that is laid under a pseudonym.
        *_texts("use_case", "department", "unit_key", "user_key", "arm"),
        Column("with_ai", "yes_no"),
        Column("value", "number", required=True, unit="of the series"),
        # The same measure before the start, for CUPED.
        Column("before", "number", unit="of the series"),
        Column("observations", "whole", required=True, unit="observations"),
    ),
    identity=("event_id",),
    person=("user_key",),
)

FACTS: Mapping[str, Fact] = {one.name: one for one in (COST, USAGE, DECISIONS, KPI)}

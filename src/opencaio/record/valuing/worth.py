"""What is an initiative worth to a plan, and how does that fall when it begins later?"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from opencaio.record.models import BusinessCase, Initiative

WHOLE = Decimal(1)


@dataclass(frozen=True)
class InitiativeValue:
    """Net present value in the report currency (P10, P50, P90, mean) when begun as early as planned.

    ``by_quarter``: what the planned value is when begun 0, 1, 2 … quarters later, from the case's flows; divide by
    its first entry for the decay. Empty where only an estimate is known. ``source``: case or estimate.
    """

    low: Decimal
    mid: Decimal
    high: Decimal
    expected: Decimal
    by_quarter: tuple[Decimal, ...]
    source: str


def value_of_initiative(initiative: Initiative) -> InitiativeValue | None:
    """The approved case's stored valuation, else what was typed into the initiative; None when neither is known.

    For planning: multiply a start's value by ``by_quarter[delay] / by_quarter[0]`` where that is positive; the
    figures are those of the stored valuation, as approved, whatever the assumptions are today.
    """
    held = (
        BusinessCase.objects.filter(initiative=initiative, status="approved", retired_at=None).order_by("-pk").first()
    )
    if held is not None and held.valuation:
        return _of_case(held.valuation)
    if initiative.value_mid is None:
        return None
    mid = initiative.value_mid
    low, high = (mid if one is None else one for one in (initiative.value_low, initiative.value_high))
    mean = Decimal("0.3") * low + Decimal("0.4") * mid + Decimal("0.3") * high
    return InitiativeValue(low, mid, high, mean, (), "estimate")


def _of_case(told: dict[str, Any]) -> InitiativeValue:
    rate = Decimal((told.get("exchange") or {}).get("rate", "1"))
    low, mid, high, mean = (Decimal(told[name]) for name in ("p10", "p50", "p90", "expected"))
    return InitiativeValue(
        low, mid, high, mean, tuple((Decimal(one) * rate).quantize(WHOLE) for one in told["delay"]), "case"
    )

"""What is an initiative worth, by whose estimate, and how does that fall when it starts later?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from opencaio.record.models import BusinessCase, Initiative

THOUSAND = Decimal(1000)
MIL = Decimal("0.001")
SWANSON = (Decimal("0.3"), Decimal("0.4"), Decimal("0.3"))
"""Weights of P10, P50 and P90 in the mean: Swanson's rule (Hurst, Brown and Swanson, AAPG Bulletin 84, 2000)."""


@dataclass(frozen=True)
class Worth:
    """Net present value of starting at the earliest quarter, in thousands: P10, P50, P90, and their mean.

    ``source``: ``case`` (an approved business case), ``estimate`` (typed in) or ``point`` (one figure, no range).
    ``lost``: what a delay by 0, 1, 2 … quarters costs, where the case has worked that out.
    """

    low: Decimal
    mid: Decimal
    high: Decimal
    mean: Decimal
    source: str
    lost: tuple[Decimal, ...] = ()


def value_of_initiative(row: Initiative, cases: Mapping[int, BusinessCase]) -> Worth | None:
    """An approved business case goes before what was typed in; None when nothing is known."""
    case = cases.get(row.pk)
    found = _of_case(case.valuation) if case else None
    return found or _as_estimated(row)


def approved_cases(rows: Iterable[Initiative]) -> dict[int, BusinessCase]:
    """The standing approved case of each initiative."""
    keys = [row.pk for row in rows]
    cases = BusinessCase.objects.filter(initiative__in=keys, status="approved", retired_at=None).order_by("pk")
    return {case.initiative_id: case for case in cases}


def by_start(
    worth: Worth, *, cost: Decimal, rate: Decimal, ready: int, starts: Iterable[int], until: int, duration: int
) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """Value and benefit of each start, in thousands: what is begun later earns for fewer quarters.

    The benefit (mean value plus ``cost``) is earned evenly from the end of the work until quarter ``until``; starting
    in quarter s instead of ``ready`` loses (s - ready) of those quarters, and both benefit and cost are discounted
    by ``rate`` a year. A net cost (no benefit) only moves. A case's own cost of delay goes before all that.
    """
    gross = worth.mean + cost
    quarters = Decimal(max(until - ready - duration, 1))
    value, benefit = {}, {}
    for start in starts:
        delay = start - ready
        discount = (1 + rate) ** (Decimal(-delay) / 4)
        if worth.lost:
            value[start] = _mil(worth.mean - _lost(worth.lost, delay))
            benefit[start] = max(_mil(value[start] + cost * discount), Decimal(0))
            continue
        if gross <= 0:
            value[start], benefit[start] = _mil(worth.mean * discount), _mil(abs(worth.mean) * discount)
            continue
        earned = gross * max(quarters - delay, Decimal(0)) / quarters * discount
        value[start], benefit[start] = _mil(earned - cost * discount), _mil(earned)
    return value, benefit


def _of_case(valuation: Mapping[str, Any]) -> Worth | None:
    """The figures of a stored valuation, which are in whole units of its report currency."""
    told = {name: _figure(valuation, name) for name in ("p10", "p50", "p90", "expected")}
    low, mid, high = told["p10"], told["p50"], told["p90"]
    if low is None or mid is None or high is None:
        return None
    mean = told["expected"]
    return Worth(low, mid, high, mean if mean is not None else _swanson(low, mid, high), "case", _losses(valuation))


def _losses(valuation: Mapping[str, Any]) -> tuple[Decimal, ...]:
    """What each quarter of delay costs in the report currency, from the case's values when begun later."""
    told = valuation.get("delay") or []
    rate = Decimal(str((valuation.get("exchange") or {}).get("rate", 1)))
    return tuple(_mil((Decimal(str(told[0])) - Decimal(str(one))) * rate / THOUSAND) for one in told)


def _lost(lost: tuple[Decimal, ...], delay: int) -> Decimal:
    """The loss of a delay; beyond what was worked out, each quarter costs as much as the last known one."""
    if delay < len(lost):
        return lost[delay]
    last = lost[-1] - lost[-2] if len(lost) > 1 else Decimal(0)
    return lost[-1] + last * (delay - len(lost) + 1)


def _figure(valuation: Mapping[str, Any], name: str) -> Decimal | None:
    value = valuation.get(name)
    return None if value is None else _mil(Decimal(str(value)) / THOUSAND)


def _as_estimated(row: Initiative) -> Worth | None:
    if row.value_mid is None:
        return None
    mid = _mil(row.value_mid / THOUSAND)
    if row.value_low is None or row.value_high is None:
        return Worth(mid, mid, mid, mid, "point")
    low, high = _mil(row.value_low / THOUSAND), _mil(row.value_high / THOUSAND)
    return Worth(low, mid, high, _swanson(low, mid, high), "estimate")


def _swanson(low: Decimal, mid: Decimal, high: Decimal) -> Decimal:
    return _mil(sum((weight * one for weight, one in zip(SWANSON, (low, mid, high), strict=True)), Decimal(0)))


def _mil(amount: Decimal) -> Decimal:
    return amount.quantize(MIL)

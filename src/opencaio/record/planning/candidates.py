"""Which initiatives can be planned, with which value, cost and people, and what is missing of the others?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from opencaio.record.models import Alignment, Initiative, InitiativeDemand, InitiativeSpend
from opencaio.record.planning.missing import Missing
from opencaio.record.planning.quarters import name_of, number_of, quarter_of
from opencaio.record.planning.rates import Rates
from opencaio.record.planning.worth import MIL, THOUSAND, Worth, approved_cases, by_start, value_of_initiative

OVER = ("done", "stopped")


@dataclass(frozen=True)
class Span:
    """The quarters of a plan (``first`` as a number) and those over which values count."""

    first: int
    periods: int
    value_quarters: int
    rates: Rates


@dataclass(frozen=True)
class Candidate:
    """An initiative as the problem says it, and what the page tells of it."""

    code: str
    name: str
    department: str
    worth: Worth
    document: dict[str, Any]
    locked: int | None
    is_approved: bool


def candidates(span: Span, *, skills: frozenset[str]) -> tuple[list[Candidate], list[Missing]]:
    """Every initiative that is not over: those that can be planned, and what is missing of all."""
    rows = list(_rows())
    cases = approved_cases(rows)
    found, missing = [], []
    for row in rows:
        worth = value_of_initiative(row, cases)
        gaps = list(_gaps(row, worth, span))
        missing += gaps
        if worth is None or any(one.leaves_out for one in gaps):
            continue
        found.append(_candidate(row, worth, span, skills))
        missing += _softer(row, worth, skills)
    return found, missing


def _rows() -> QuerySet[Initiative]:
    living = {"retired_at": None}
    demand = InitiativeDemand.objects.filter(**living).select_related("skill").order_by("skill__code", "quarter")
    aims = Alignment.objects.filter(**living).select_related("objective").order_by("objective__code")
    spend = InitiativeSpend.objects.filter(**living).order_by("line", "year")
    rows = Initiative.objects.filter(retired_at=None).exclude(status__in=OVER).select_related("department")
    return rows.order_by("code").prefetch_related(
        Prefetch("demand", demand), Prefetch("alignments", aims), Prefetch("spend", spend)
    )


def _gaps(row: Initiative, worth: Worth | None, span: Span) -> Iterator[Missing]:
    """What keeps an initiative out of the plan."""
    if row.status == "on_hold":
        yield _out(row, "on_hold", "is on hold")
        return
    if worth is None:
        yield _out(row, "no_value", "has no value: neither an approved business case nor an estimate")
    if row.quarters is None:
        yield _out(row, "no_duration", "has no length in quarters")
        return
    ready, latest = _ready(row, span), _latest(row, span)
    if row.status == "running" and ready + row.quarters > span.periods:
        yield _out(row, "beyond", "runs on beyond the last quarter of the plan")
    elif ready > latest and row.status != "running":
        until = name_of(span.first + span.periods - 1) if not row.deadline else row.deadline
        words = f"cannot be finished by {until}: it takes {row.quarters} quarters from {name_of(span.first + ready)}"
        yield _out(row, "too_late", words)


def _softer(row: Initiative, worth: Worth, skills: frozenset[str]) -> Iterator[Missing]:
    """What the plan goes without."""
    if worth.source == "point":
        yield _soft(row, "no_range", "has one figure for its value, no range: it counts as certain")
    if not row.spend.all():
        yield _soft(row, "no_spend", "says no spend: it counts as free of cost")
    if not row.demand.all():
        yield _soft(row, "no_demand", "says no need of people")
    for name in sorted({one.skill.name for one in row.demand.all() if one.skill.code not in skills}):
        yield _soft(row, "skill_not_planned", f"needs {name}, whose capacity is not known: it is not limited")


def _candidate(row: Initiative, worth: Worth, span: Span, skills: frozenset[str]) -> Candidate:
    ready, duration = _ready(row, span), row.quarters or 1
    locked = ready if row.status == "running" else None
    cost = sum((one.amount for one in row.spend.all()), Decimal(0)) / THOUSAND
    starts = [locked] if locked is not None else range(ready, _latest(row, span) + 1)
    until = max(span.value_quarters, span.periods)
    value, benefit = by_start(
        worth, cost=cost, rate=span.rates.of(row.horizon), ready=ready, starts=starts, until=until, duration=duration
    )
    document = {
        "id": row.code,
        "department": row.department.code,
        "horizon": row.horizon,
        "objectives": [one.objective.code for one in row.alignments.all()],
        "duration": duration,
        "value": _keyed(value),
        "benefit": _keyed(benefit),
        "spend": list(_spend(row, span, ready, duration)),
        "demand": _demand(row, skills, duration),
        "mandatory": row.is_mandatory,
        "deadline": _deadline(row, span),
        "risk": float(row.risk),
        "load": row.load,
        "share_weight": float(cost.quantize(MIL)),
    }
    return Candidate(row.code, row.name, row.department.code, worth, document, locked, row.status == "approved")


def _ready(row: Initiative, span: Span) -> int:
    """The first quarter of the plan in which it can start."""
    if row.status == "running" and row.starts_on and not row.earliest:
        return max(number_of(quarter_of(row.starts_on)) - span.first, 0)
    return max(number_of(row.earliest) - span.first, 0) if row.earliest else 0


def _latest(row: Initiative, span: Span) -> int:
    ends = [span.periods]
    if (deadline := _deadline(row, span)) is not None:
        ends.append(deadline)
    return min(ends) - (row.quarters or 1)


def _deadline(row: Initiative, span: Span) -> int | None:
    """The number of quarters after which it must be finished: its deadline's own quarter still counts."""
    if not row.deadline or row.status == "running":
        return None
    return min(number_of(row.deadline) - span.first + 1, span.periods)


def _spend(row: Initiative, span: Span, ready: int, duration: int) -> Iterator[dict[str, Any]]:
    """Amounts of calendar years as amounts a quarter after the start, for a start at the earliest quarter.

    Capital money of the first year goes while the work runs; all else evenly over the year's quarters.
    """
    start = span.first + ready
    for one in row.spend.all():
        first = max(one.year * 4 - start, 0)
        last = max((one.year + 1) * 4 - start, first + 1)
        if one.line == "capex" and first < duration:
            last = min(last, duration)
        yield from _even(one.line, first, last, (one.amount / THOUSAND).quantize(MIL))


def _even(line: str, first: int, last: int, amount: Decimal) -> Iterator[dict[str, Any]]:
    """The amount in equal parts of three digits; what does not divide falls into the first quarter."""
    part = (amount / (last - first)).quantize(MIL, ROUND_DOWN)
    rest = amount - part * (last - first)
    if part:
        yield {"line": line, "from": first, "to": last, "amount": float(part)}
    if rest:
        yield {"line": line, "from": first, "to": first + 1, "amount": float(rest)}


def _demand(row: Initiative, skills: frozenset[str], duration: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for one in row.demand.all():
        if one.skill.code in skills and one.quarter < duration:
            found.setdefault(one.skill.code, [0.0] * duration)[one.quarter] = float(one.fte)
    return found


def _keyed(amounts: Mapping[int, Decimal]) -> dict[str, float]:
    return {str(start): float(amount) for start, amount in amounts.items()}


def _out(row: Initiative, kind: str, words: str) -> Missing:
    return Missing(kind, row.code, f"{row.code} {row.name} {words}.", row.department.code, leaves_out=True)


def _soft(row: Initiative, kind: str, words: str) -> Missing:
    return Missing(kind, row.code, f"{row.code} {row.name} {words}.", row.department.code)

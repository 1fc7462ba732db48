"""How does a business case on record become what the engine reads, and what is missing for it?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from opencaio.engines.value import (
    BENEFITS,
    BUILD,
    STRATEGIC,
    Assumptions,
    Case,
    Kept,
    Line,
    Range,
    ReferenceClass,
    Stage,
)
from opencaio.errors import BadInput
from opencaio.packs.value import load_reference_classes
from opencaio.record.models import BusinessCase, CaseLine

ONE, NOTHING = Decimal(1), Decimal(0)
MONTHS = Decimal(12)
SWINGS = {"productivity": ("adoption",), "cashable": ("adoption",), "revenue": ("economy",)}
"""The factors of a benefit for which nobody named any."""
QUARTER_YEAR = Decimal("0.25")


@dataclass(frozen=True)
class Inputs:
    """What the engine counts with; ``case`` is None while too little is known.

    ``missing``: what a finance chief would send the case back for, as a code and the line that it concerns.
    """

    case: Case | None
    known: ReferenceClass | None
    missing: tuple[tuple[str, str], ...]


def standing_lines(row: BusinessCase) -> list[CaseLine]:
    """The lines of a case that count, benefits first, each in the order in which it was entered."""
    held: Any = getattr(row, "standing_lines", None)
    if held is None:
        held = row.lines.filter(retired_at=None).select_related("owner")
    return sorted(held, key=lambda one: (one.side, one.pk))


def inputs_of(row: BusinessCase, assumptions: Assumptions, *, kept: tuple[Kept, ...] = ()) -> Inputs:
    """The case as the engine reads it, its benefits corrected by ``kept``. Raises BadInput for a line at odds."""
    lines = standing_lines(row)
    told = [line_of(one, assumptions, index) for index, one in enumerate(lines)]
    known = load_reference_classes().get(row.reference_class)
    counted = [one for one in told if one.is_counted]
    case = replace(_case(row, told, known), kept=kept) if counted else None
    return Inputs(case, known, tuple(_missing(row, lines)))


def line_of(row: CaseLine, assumptions: Assumptions, index: int) -> Line:
    """One line as the engine reads it; keys are by place, so that equal cases have equal draws."""
    points = (row.p10, row.p50, row.p90)
    amount = None if row.p50 is None or row.kind == STRATEGIC else _range(row, points)
    return Line(
        key=f"{row.side}-{index}",
        kind=row.kind,
        amount=amount,
        title=row.title,
        years=tuple(sorted({int(one) for one in row.years})),
        budget=row.line or "opex",
        times=times_of(row.kind, row.details, assumptions),
        growth=_decimal(row.details, "growth"),
        factors=tuple(row.factors) or SWINGS.get(row.kind, ()),
    )


def times_of(kind: str, details: dict[str, Any], assumptions: Assumptions) -> Decimal:
    """What one unit of a line's points is worth: an hour's cost, the margin, the fall in probability."""
    if kind == "productivity":
        rate, pay = _decimal(details, "rate"), _decimal(details, "pay")
        if rate is None and pay is not None:
            return assumptions.loaded_rate(pay)
        return rate if rate is not None else NOTHING
    if kind == "revenue":
        return _or(_decimal(details, "margin"), NOTHING)
    if kind == "risk_avoided":
        return _or(_decimal(details, "probability_before"), NOTHING) - _or(
            _decimal(details, "probability_after"), NOTHING
        )
    return ONE


def _case(row: BusinessCase, lines: Sequence[Line], known: ReferenceClass | None) -> Case:
    quarters = row.initiative.quarters
    late = known.late(quarters * QUARTER_YEAR) if known and quarters else None
    return Case(
        key=row.initiative.code,
        first_year=row.first_year,
        years=row.years,
        lines=tuple(lines),
        horizon=row.initiative.horizon,
        adoption=tuple(Decimal(str(one)) for one in row.adoption),
        technical_success=_or(row.technical_success, ONE),
        stop_rule=row.stop_rule,
        late=late,
        tail=known.tail if known else None,
        stages=tuple(_stages(row)),
        salvage=_or(_decimal(row.pilot, "salvage"), NOTHING),
    )


def _stages(row: BusinessCase) -> Iterable[Stage]:
    for number, one in enumerate(row.pilot.get("stages", []), start=1):
        yield Stage(
            name=str(one.get("name") or f"Stage {number}"),
            cost=_or(_decimal(one, "cost"), NOTHING),
            years=_or(_decimal(one, "months"), NOTHING) / MONTHS,
            success=_or(_decimal(one, "success"), ONE),
        )


def _missing(row: BusinessCase, lines: Sequence[CaseLine]) -> Iterable[tuple[str, str]]:
    kinds = {one.kind for one in lines}
    if not row.baseline:
        yield "baseline", ""
    if row.owner_id is None:
        yield "owner", ""
    if not row.reference_class:
        yield "reference_class", ""
    if BUILD not in kinds:
        yield "build", ""
    if not kinds & set(BENEFITS):
        yield "benefit", ""
    if not kinds - {BUILD, *BENEFITS}:
        yield "run_cost", ""
    for one in lines:
        yield from _line_gaps(one)


def _line_gaps(one: CaseLine) -> Iterable[tuple[str, str]]:
    if one.kind != STRATEGIC and one.p50 is None:
        yield "amount", one.title
    if one.kind == "productivity" and not {"rate", "pay"} & set(one.details):
        yield "rate", one.title
    if one.kind == "revenue" and "margin" not in one.details:
        yield "margin", one.title
    if one.kind == "risk_avoided" and "probability_before" not in one.details:
        yield "probability", one.title
    if one.side == "benefit":
        gaps = (("line_owner", one.owner_id), ("measure", one.measure), ("method", one.method))
        yield from ((code, one.title) for code, told in gaps if not told)


def _range(row: CaseLine, points: Sequence[Decimal | None]) -> Range:
    low, mid, high = points
    if mid is None:
        raise AssertionError(row.pk)
    try:
        return Range(mid if low is None else low, mid, mid if high is None else high)
    except BadInput as fault:
        raise BadInput(f"{row.title}: {fault.message}") from fault


def _decimal(details: Any, name: str) -> Decimal | None:
    told = details.get(name) if isinstance(details, dict) else None
    if told in (None, ""):
        return None
    try:
        found = Decimal(str(told))
    except InvalidOperation as fault:
        raise BadInput(f"{name}: “{str(told)[:40]}” is not a number.") from fault
    if not found.is_finite():
        raise BadInput(f"{name}: {told} is not a number.")
    return found


def _or(told: Decimal | None, default: Decimal) -> Decimal:
    return default if told is None else told

"""What may be said of a business case and its lines, in which form?"""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from opencaio.engines.value import BENEFITS, COSTS, FACTORS, STRATEGIC, Range
from opencaio.errors import BadInput
from opencaio.packs.value import load_reference_classes
from opencaio.record.actions.registry import Asked
from opencaio.record.currencies import known_currency

Points = Annotated[Decimal, Field(ge=-(10**13), le=10**13, allow_inf_nan=False, decimal_places=2)]
Share = Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False, decimal_places=4)]
Multiple = Annotated[Decimal, Field(ge=1, le=10, allow_inf_nan=False, decimal_places=3)]
Rate = Annotated[Decimal, Field(ge=0, le=10**9, allow_inf_nan=False, decimal_places=4)]
Growth = Annotated[Decimal, Field(ge=Decimal("-0.5"), le=1, allow_inf_nan=False, decimal_places=4)]
Year = Annotated[int, Field(ge=2000, le=2099)]
MOST_YEARS = 15
DETAILS: dict[str, tuple[str, ...]] = {
    "productivity": ("rate", "pay"),
    "revenue": ("margin",),
    "risk_avoided": ("probability_before", "probability_after"),
}


class GateStage(Asked):
    """A step before the scale-up: what it costs, how many months it takes, with which chance it goes on."""

    name: str = Field(min_length=1, max_length=100)
    cost: Annotated[Decimal, Field(ge=0, le=10**13, allow_inf_nan=False, decimal_places=2)]
    months: int = Field(ge=0, le=120)
    success: Share


class CaseLineInput(Asked):
    """One cost or benefit a year, as P10, P50 and P90 (only P50: one sure value), in the case's currency.

    Hours for productivity (with ``rate`` an hour or ``pay`` a year, loaded by the assumptions), revenue with its
    ``margin``, the loss of one event with its ``probability_before`` and ``probability_after`` a year for risk
    avoided; strategic benefit has no amount. ``years`` are calendar years; none: the first for build, else all.
    """

    kind: str
    title: str = Field(min_length=1, max_length=300)
    line: Literal["capex", "opex", ""] = ""
    p10: Points | None = None
    p50: Points | None = None
    p90: Points | None = None
    years: list[Year] = Field([], max_length=MOST_YEARS)
    rate: Rate | None = None
    pay: Rate | None = None
    margin: Share | None = None
    probability_before: Share | None = None
    probability_after: Share | None = None
    growth: Growth | None = None
    factors: list[str] = Field([], max_length=len(FACTORS))
    owner: int | None = None
    measure: str = Field("", max_length=300)
    method: str = Field("", max_length=300)


def line_values(given: CaseLineInput, *, first_year: int, years: int) -> dict[str, Any]:
    """The columns of a line, checked. Raises BadInput, naming the line."""
    name = given.title
    if given.kind not in (*BENEFITS, *COSTS):
        raise BadInput(f"{name}: there is no kind {given.kind[:40]}. Known: {', '.join((*BENEFITS, *COSTS))}.")
    points = (given.p10, given.p50, given.p90)
    _check_points(name, given.kind, points)
    outside = [year for year in given.years if not first_year <= year < first_year + years]
    if outside:
        raise BadInput(f"{name}: {outside[0]} lies outside the case ({first_year} to {first_year + years - 1}).")
    if unknown := [one for one in given.factors if one.lstrip("-") not in FACTORS]:
        raise BadInput(f"{name}: there is no factor {unknown[0][:40]}. Known: {', '.join(FACTORS)}.")
    low, mid, high = points
    return {
        "side": "benefit" if given.kind in BENEFITS else "cost",
        "kind": given.kind,
        "line": "" if given.kind in BENEFITS else given.line or "opex",
        "title": name,
        "p10": mid if low is None else low,
        "p50": mid,
        "p90": mid if high is None else high,
        "years": sorted({year - first_year for year in given.years}),
        "details": _details(given),
        "factors": given.factors,
        "measure": given.measure,
        "method": given.method,
    }


def check_class(key: str) -> str:
    """The key of a reference class, if there is one."""
    if key and key not in load_reference_classes():
        raise BadInput(f"There is no reference class {key[:40]}. Known: {', '.join(load_reference_classes())}.")
    return key


def check_currency(text: str) -> str:
    """A currency's code, or nothing for the organisation's own."""
    return known_currency(text) if text else ""


def _check_points(name: str, kind: str, points: tuple[Decimal | None, ...]) -> None:
    low, mid, high = points
    if kind == STRATEGIC:
        if any(one is not None for one in points):
            raise BadInput(f"{name}: a strategic benefit is told, not counted. Leave its amounts out.")
        return
    if mid is None:
        if low is not None or high is not None:
            raise BadInput(f"{name}: give the P50 too; P10 and P90 alone say no middle.")
        return
    if kind in COSTS and min(one for one in points if one is not None) < 0:
        raise BadInput(f"{name}: a cost cannot be negative; enter a saving as a benefit.")
    try:
        Range(mid if low is None else low, mid, mid if high is None else high)
    except BadInput as fault:
        raise BadInput(f"{name}: {fault.message}") from fault


def _details(given: CaseLineInput) -> dict[str, str]:
    allowed = DETAILS.get(given.kind, ())
    for kind, names in DETAILS.items():
        for one in names:
            if getattr(given, one) is not None and one not in allowed:
                raise BadInput(f"{given.title}: {one} belongs to a benefit of the kind {kind}, not to {given.kind}.")
    before, after = given.probability_before, given.probability_after
    if before is not None and after is not None and after > before:
        raise BadInput(f"{given.title}: the probability after cannot lie above the one before.")
    told = {name: getattr(given, name) for name in (*allowed, "growth")}
    return {name: f"{value.normalize():f}" for name, value in told.items() if value is not None}

"""What does a business case say: its lines of cost and benefit, its chances, its stages, and is it sound?"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from opencaio.engines.value.assumptions import KEYS, Assumptions
from opencaio.errors import BadInput

ENGINE_VERSION = "value-1"
"""Changes whenever equal inputs may give other figures."""

CASHABLE, PRODUCTIVITY, REVENUE, RISK_AVOIDED, STRATEGIC = (
    "cashable",
    "productivity",
    "revenue",
    "risk_avoided",
    "strategic",
)
BENEFITS = (CASHABLE, PRODUCTIVITY, REVENUE, RISK_AVOIDED, STRATEGIC)
BUILD = "build"
RUN_COSTS = ("inference", "licences", "monitoring", "compliance", "retraining", "losses", "other")
COSTS = (BUILD, *RUN_COSTS)
FACTORS = ("adoption", "technology", "vendor_prices", "wages", "economy", "regulation")
"""What several lines may share; a minus before the name turns its direction."""

MOST = Decimal(10) ** 13
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Range:
    """One chance in ten below ``p10``, half below ``p50``, one in ten above ``p90``."""

    p10: Decimal
    p50: Decimal
    p90: Decimal

    def __post_init__(self) -> None:
        told = (self.p10, self.p50, self.p90)
        if not all(one.is_finite() and abs(one) <= MOST for one in told):
            raise BadInput(f"A range needs three numbers of at most {MOST:.0e}; it has {', '.join(map(str, told))}.")
        if not self.p10 <= self.p50 <= self.p90:
            raise BadInput(f"P10, P50 and P90 must not fall; they are {', '.join(map(str, told))}.")

    @property
    def is_fixed(self) -> bool:
        """True when it is one value."""
        return self.p10 == self.p90

    @classmethod
    def of(cls, value: Decimal | int | str) -> "Range":
        """One value, as a range without width."""
        return cls(*(Decimal(value),) * 3)


@dataclass(frozen=True, slots=True)
class Line:
    """One cost or benefit, as units a year and what one unit is worth.

    ``amount`` is money; hours a year for productivity, revenue for revenue, the loss of one event for risk avoided.
    ``times`` is what turns it into money: pay of an hour, margin, fall in probability a year. ``years`` are counted
    from 0; none: the first for build, else all. ``growth`` a year goes before what the kind's prices do.
    """

    key: str
    kind: str
    amount: Range | None
    title: str = ""
    years: tuple[int, ...] = ()
    budget: str = "opex"
    times: Decimal = Decimal(1)
    growth: Decimal | None = None
    factors: tuple[str, ...] = ()

    @property
    def is_benefit(self) -> bool:
        """True for what comes in."""
        return self.kind in BENEFITS

    @property
    def is_counted(self) -> bool:
        """True for what is money; strategic benefit is told and never added."""
        return self.kind != STRATEGIC and self.amount is not None


@dataclass(frozen=True, slots=True)
class Kept:
    """The part of their plans that measured benefits of a kind kept: 0.8 where four fifths of them came true.

    The range is that of the average. How far single benefits lie from it stands in each line's own range.
    """

    kind: str
    share: Range
    benefits: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A step before the scale-up: what it costs, how long it takes (years), with which chance it goes on."""

    name: str
    cost: Decimal
    years: Decimal
    success: Decimal


@dataclass(frozen=True, slots=True)
class Case:
    """A business case as the engine reads it; money in one currency, years counted from ``first_year``.

    ``adoption``: share of the benefit reached in each year (the last one lasts). ``late``: years by which the
    benefits come later than planned. ``tail``: exponent of the Pareto tail of build cost above its P90 (None: no
    fat tail). ``salvage``: what is left when the work is given up after a stage. ``kept``: by what its benefits are
    corrected, by kind; a kind that is not in it is taken at its word.
    """

    key: str
    first_year: int
    years: int
    lines: tuple[Line, ...]
    horizon: str = ""
    adoption: tuple[Decimal, ...] = ()
    technical_success: Decimal = Decimal(1)
    stop_rule: Decimal | None = None
    late: Range | None = None
    tail: Decimal | None = None
    stages: tuple[Stage, ...] = ()
    salvage: Decimal = Decimal(0)
    kept: tuple[Kept, ...] = ()

    def kept_of(self, kind: str) -> Range | None:
        """The part of plans of this kind that is kept; None where they are taken at their word."""
        return next((one.share for one in self.kept if one.kind == kind), None)

    def counted(self) -> tuple[Line, ...]:
        """The lines that are money."""
        return tuple(one for one in self.lines if one.is_counted)

    def adopted(self) -> tuple[float, ...]:
        """The share reached in each year of the case."""
        told = [float(one) for one in self.adoption[: self.years]] or [1.0]
        return tuple(told + [told[-1]] * (self.years - len(told)))


def check(case: Case) -> Case:
    """The case itself. Raises BadInput naming every fault."""
    faults = [*_faults(case), *(fault for line in case.lines for fault in _line_faults(line, case))]
    if faults:
        raise BadInput(f"The case {case.key} cannot be valued. {faults[0]}", details=faults)
    return case


def digest(case: Case, assumptions: Assumptions, *, draws: int, seed: int) -> str:
    """A name for exactly these inputs: equal digests and engine give equal figures."""
    told = {"case": _told(case), "assumptions": _said(assumptions), "draws": draws, "seed": seed}
    text = json.dumps({**told, "engine": ENGINE_VERSION}, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _told(case: Case) -> dict[str, Any]:
    """The case; without a correction it is what it was before there were corrections."""
    return {name: one for name, one in asdict(case).items() if name != "kept" or one}


def _said(assumptions: Assumptions) -> dict[str, str]:
    """The figures; a switch that is off says nothing."""
    return {name: one for name, one in assumptions.as_text().items() if not KEYS[name].is_switch or Decimal(one)}


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _faults(case: Case) -> Iterable[str]:
    if not 1 <= case.years <= 30:
        yield f"It counts {case.years} years; 1 to 30 can be valued."
    if not case.counted():
        yield "It has no line with an amount."
    if len(case.lines) > MOST_LINES:
        yield f"It has {len(case.lines)} lines; {MOST_LINES} can be valued."
    if not 0 <= case.technical_success <= 1:
        yield f"The chance of technical success is {case.technical_success}; it lies between 0 and 1."
    if any(not 0 <= one <= 1 for one in case.adoption):
        yield "Adoption is a share between 0 and 1 in each year."
    if case.stop_rule is not None and case.stop_rule < 1:
        yield f"The stop rule is {case.stop_rule} times the plan; it cannot lie below 1."
    if case.tail is not None and case.tail <= 0:
        yield f"The tail's exponent is {case.tail}; it must lie above 0."
    if case.late is not None and case.late.p10 < 0:
        yield "Benefits cannot come before they are planned: delay starts at 0 years."
    for stage in case.stages:
        yield from _stage_faults(stage)
    for kept in case.kept:
        if kept.kind not in BENEFITS or kept.share.p10 < 0:
            yield f"The kept part of {kept.kind} must be one of a kind of benefit, and not below nothing."
    yield from (f"Two lines are called {key}." for key in _twice(one.key for one in case.lines))


def _stage_faults(stage: Stage) -> Iterable[str]:
    if stage.cost < 0 or stage.years < 0:
        yield f"Stage {stage.name}: cost and years cannot be negative."
    if not 0 <= stage.success <= 1:
        yield f"Stage {stage.name}: a chance lies between 0 and 1, not at {stage.success}."


def _line_faults(line: Line, case: Case) -> Iterable[str]:
    name = line.title or line.key
    if line.kind not in (*BENEFITS, *COSTS):
        yield f"{name}: there is no kind {line.kind}. Known: {', '.join((*BENEFITS, *COSTS))}."
    if line.budget not in ("capex", "opex"):
        yield f"{name}: a cost is capex or opex, not {line.budget}."
    if bad := [year for year in line.years if not 0 <= year < case.years]:
        yield f"{name}: year {bad[0] + case.first_year} lies outside the {case.years} years of the case."
    if unknown := [one for one in line.factors if one.lstrip("-") not in FACTORS]:
        yield f"{name}: there is no factor {unknown[0]}. Known: {', '.join(FACTORS)}."
    if line.kind == STRATEGIC and line.amount is not None:
        yield f"{name}: a strategic benefit is told, not counted. Leave its amount out, or choose another kind."
    if line.kind in (REVENUE, RISK_AVOIDED) and not 0 <= line.times <= 1:
        what = "margin" if line.kind == REVENUE else "fall in probability"
        yield f"{name}: the {what} is a share between 0 and 1, not {line.times}."
    if line.amount is not None and line.kind in COSTS and line.amount.p10 < 0:
        yield f"{name}: a cost cannot be negative; enter a saving as a benefit."


def _twice(keys: Iterable[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]

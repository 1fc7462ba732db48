"""Which input moves the value most, when each goes from its P10 to its P90 and the rest stays at P50?"""

from collections.abc import Mapping
from dataclasses import dataclass

from opencaio.engines.value.assumptions import Assumptions
from opencaio.engines.value.flows import Flows, discounts, flows
from opencaio.engines.value.model import PRODUCTIVITY, Case, Range
from opencaio.engines.value.simulate import realisation

RATE_STEP = 0.02
"""The discount rate has no range: it is moved by two points either way."""


KEPT = "kept-"


@dataclass(frozen=True, slots=True)
class Swing:
    """The value with one input low and high (as the input goes, not the value); ``key``: the line's, or a name."""

    key: str
    low: float
    high: float

    @property
    def width(self) -> float:
        """How far the value moves."""
        return abs(self.high - self.low)


def planned(case: Case, assumptions: Assumptions, changed: Mapping[str, float] | None = None) -> Flows:
    """The flows with every input at its P50, but for those ``changed``.

    By key of line, ``realisation``, ``late``, or ``kept-`` and a kind of benefit.
    """
    told = changed or {}
    middle = {line.key: float(line.amount.p50) for line in case.counted() if line.amount}
    late = float(case.late.p50) if case.late else 0.0
    return flows(
        case,
        assumptions,
        {key: told.get(key, value) for key, value in middle.items()},
        realisation=told.get("realisation", float(assumptions.realisation)),
        late=told.get("late", late),
        kept={key.removeprefix(KEPT): value for key, value in told.items() if key.startswith(KEPT)},
    )


def planned_value(case: Case, assumptions: Assumptions, changed: Mapping[str, float] | None = None) -> float:
    """The present value of `planned`."""
    return float(planned(case, assumptions, changed).net @ discounts(case, assumptions))


def tornado(case: Case, assumptions: Assumptions) -> tuple[Swing, ...]:
    """Every uncertain input with the value at its P10 and P90, the widest first; the discount rate beside them."""
    ranges: dict[str, Range] = {line.key: line.amount for line in case.counted() if line.amount}
    if any(line.kind == PRODUCTIVITY for line in case.counted()):
        ranges["realisation"] = realisation(assumptions)
    if case.late is not None:
        ranges["late"] = case.late
    kinds = {line.kind for line in case.counted()}
    ranges |= {f"{KEPT}{one.kind}": one.share for one in case.kept if one.kind in kinds}
    swings = [
        Swing(key, *(planned_value(case, assumptions, {key: float(end)}) for end in (told.p10, told.p90)))
        for key, told in ranges.items()
        if not told.is_fixed
    ]
    return tuple(sorted([*swings, _of_rate(case, assumptions)], key=lambda one: (-one.width, one.key)))


def _of_rate(case: Case, assumptions: Assumptions) -> Swing:
    net = planned(case, assumptions).net
    rate, at = float(assumptions.rate(case.horizon)), float(assumptions.flow_at)
    ends = (max(rate - RATE_STEP, 0.0), rate + RATE_STEP)
    return Swing(
        "discount_rate", *(float(sum(one / (1 + end) ** (y + at) for y, one in enumerate(net))) for end in ends)
    )

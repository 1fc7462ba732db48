"""What is a measured effect worth in money, how much of the plan is that, and what do plans usually turn out to be?

effect x volume x value per unit. The interval of the effect is carried; where volume or value are ranges themselves,
their spread is added (the exact variance of a product: Goodman, JASA 55, 1960). The share of plans that was realised
is averaged over use cases (DerSimonian and Laird, Controlled Clinical Trials 7, 1986) and drawn towards one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from opencaio.engines.impact.chances import normal_bound
from opencaio.engines.impact.estimate import LEVEL, Estimate, Interval, finite, positive
from opencaio.errors import BadInput

CENT = Decimal("0.01")
MOST = 1e18
USUAL, DOUBT = 1.0, 0.5
"""Before anything was measured a plan is taken at its word, but loosely: one, with this deviation."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number that was not measured: its value, its source, and low and high (a 90 % range) where it is not sure."""

    name: str
    value: Decimal
    source: str
    low: Decimal | None = None
    high: Decimal | None = None

    def __post_init__(self) -> None:
        finite(self.value, name=self.name)
        if not self.source.strip():
            raise BadInput(f"{self.name} has no source: say where the number comes from.")
        if (self.low is None) != (self.high is None):
            raise BadInput(f"{self.name} has one end of a range only: give low and high, or neither.")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise BadInput(f"{self.name}: {self.value} does not lie between {self.low} and {self.high}.")

    @property
    def deviation(self) -> float:
        """The standard deviation that its range tells; 0 for a fixed number."""
        if self.low is None or self.high is None:
            return 0.0
        return float(self.high - self.low) / (2 * normal_bound(0.9))


@dataclass(frozen=True, slots=True)
class Worth:
    """An amount of money with its interval; `formula`, `sources` and `doubts` say where it comes from."""

    amount: Decimal
    low: Decimal
    high: Decimal
    level: float
    currency: str
    formula: str
    sources: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def deviation(self) -> float:
        """The standard deviation that its interval tells."""
        return float(self.high - self.low) / (2 * normal_bound(self.level))


@dataclass(frozen=True, slots=True)
class Realised:
    """The measured part of a plan (1: all of it) with its interval."""

    share: float
    interval: Interval
    deviation: float
    words: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """By what later plans should be multiplied: `factor` with its interval, and `coming`, the range of the next one.

    `raw` is the average before it was drawn towards one, `spread` how much use cases differ beyond their errors.
    """

    factor: float
    interval: Interval
    coming: Interval
    raw: float | None
    spread: float
    cases: int
    words: str


def worth(estimate: Estimate, *, volume: Assumption, value: Assumption, currency: str) -> Worth:
    """The money of an effect for each unit, times how many units, times the value of one. Raises BadInput.

    With fixed assumptions the interval is that of the effect, scaled; otherwise it is normal around the product. A
    value below zero turns a cost per unit into a gain of what is saved.
    """
    if estimate.interval is None:
        raise BadInput("The effect has no interval: what it is worth cannot be said with any surety.")
    times, one = float(volume.value), float(value.value)
    amount = estimate.effect * times * one
    if volume.deviation or value.deviation:
        error = estimate.interval.half / normal_bound(estimate.interval.level)
        half = _spread(((estimate.effect, error), (times, volume.deviation), (one, value.deviation)))
        half *= normal_bound(estimate.interval.level)
        ends = [amount - half, amount + half]
    else:
        ends = sorted(end * times * one for end in (estimate.interval.low, estimate.interval.high))
    unit = f" {estimate.unit}" if estimate.unit else ""
    return Worth(
        amount=money(amount),
        low=money(ends[0]),
        high=money(ends[1]),
        level=estimate.interval.level,
        currency=currency,
        formula=f"{estimate.effect:.4g}{unit} x {_named(volume)} x {_named(value)} {currency}",
        sources=(f"{volume.name}: {volume.source}", f"{value.name}: {value.source}"),
        doubts=(*(one.words for one in estimate.failed), estimate.claims.cannot),
    )


def together(parts: Sequence[Worth]) -> Worth:
    """Several amounts of one currency as one, their errors taken as independent. Raises BadInput."""
    if not parts:
        raise BadInput("Nothing has been measured: there is no sum.")
    currencies = sorted({one.currency for one in parts})
    if len(currencies) > 1:
        raise BadInput(f"Amounts in {', '.join(currencies)} cannot be added: turn them into one currency first.")
    amount, level = sum((one.amount for one in parts), Decimal(0)), parts[0].level
    half = normal_bound(level) * math.hypot(*(one.deviation for one in parts))
    return Worth(
        amount=amount,
        low=money(float(amount) - half),
        high=money(float(amount) + half),
        level=level,
        currency=currencies[0],
        formula=f"Sum of {len(parts)}",
        sources=tuple(source for one in parts for source in one.sources),
        doubts=tuple(doubt for one in parts for doubt in one.doubts),
    )


def realised(measured: Worth, *, planned: Decimal) -> Realised:
    """The measured part of what was planned for the same time. Raises BadInput for a plan of nothing."""
    plan = positive(planned, name="The planned amount")
    share, deviation = float(measured.amount) / plan, measured.deviation / plan
    interval = Interval(float(measured.low) / plan, float(measured.high) / plan, measured.level)
    words = f"{share:.0%} of the plan ({interval.low:.0%} to {interval.high:.0%})."
    return Realised(share, interval, deviation, words)


def calibration(
    cases: Sequence[Realised], *, level: float = LEVEL, usual: float = USUAL, doubt: float = DOUBT
) -> Calibration:
    """What plans turn out to be, from those that were measured; with none, a plan is taken at its word, loosely.

    The average is drawn towards `usual`, which is held with the deviation `doubt`: one for plans of all kinds, what
    all kinds turn out to be for those of one kind.
    """
    raw, square, spread = _average(cases)
    weight = doubt**2 / (doubt**2 + square) if cases else 0.0
    factor = weight * raw + (1 - weight) * usual
    error = math.sqrt(weight * square) if cases else doubt
    bound = normal_bound(level)
    ahead = math.hypot(error, spread)
    return Calibration(
        factor=factor,
        interval=Interval(factor - bound * error, factor + bound * error, level),
        coming=Interval(factor - bound * ahead, factor + bound * ahead, level),
        raw=raw if cases else None,
        spread=spread,
        cases=len(cases),
        words=_told(len(cases), factor, raw),
    )


def calibrated(planned: Decimal, known: Calibration) -> tuple[Decimal, Decimal, Decimal]:
    """A plan as it will probably turn out: middle, low and high. Raises BadInput for a plan that is no amount."""
    plan = finite(planned, name="The planned amount")
    low, high = sorted((plan * known.coming.low, plan * known.coming.high))
    return money(plan * known.factor), money(low), money(high)


def money(value: float) -> Decimal:
    """An amount to the cent; the one place where a computed amount becomes money. Raises BadInput beyond 10^18."""
    if abs(finite(value, name="The amount")) > MOST:
        raise BadInput(f"An amount of {value:.3g} is beyond what any organisation has: check the units.")
    return Decimal(repr(value)).quantize(CENT, rounding=ROUND_HALF_EVEN)


def _named(one: Assumption) -> str:
    return f"{one.name} {one.value:,}"


def _spread(factors: Sequence[tuple[float, float]]) -> float:
    """The standard deviation of a product of independent factors, given as (mean, deviation)."""
    whole = math.prod(mean**2 + error**2 for mean, error in factors)
    return math.sqrt(max(whole - math.prod(mean**2 for mean, _ in factors), 0.0))


def _average(cases: Sequence[Realised]) -> tuple[float, float, float]:
    """The average, its squared error and the spread between cases (DerSimonian and Laird)."""
    if not cases:
        return USUAL, 0.0, DOUBT
    squares = [max(one.deviation, 0.01) ** 2 for one in cases]
    weights = [1 / square for square in squares]
    fixed = sum(weight * one.share for weight, one in zip(weights, cases, strict=True)) / sum(weights)
    away = sum(weight * (one.share - fixed) ** 2 for weight, one in zip(weights, cases, strict=True))
    scale = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    between = max(0.0, (away - (len(cases) - 1)) / scale) if len(cases) > 1 else DOUBT**2
    weights = [1 / (square + between) for square in squares]
    mean = sum(weight * one.share for weight, one in zip(weights, cases, strict=True)) / sum(weights)
    return mean, 1 / sum(weights), math.sqrt(between)


def _told(cases: int, factor: float, raw: float) -> str:
    if not cases:
        return "Nothing has been measured yet: plans are taken at their word, give or take a half."
    many = "benefit was" if cases == 1 else "benefits were"
    return f"{cases} {many} measured at {raw:.0%} of the plan on average; drawn to what is usual, it is {factor:.0%}."

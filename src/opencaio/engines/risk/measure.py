"""What do the simulated years say: the expected annual loss, its range, and how likely a larger one is?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np

from opencaio.engines.risk.distributions import Draws
from opencaio.engines.risk.model import ENGINE_VERSION, STATES, Scenario, State, digest
from opencaio.engines.risk.simulate import SEED, YEARS, moments, simulate

CENT = Decimal("0.01")
PERCENTILES = (5, 50, 95, 99)
POINTS = 60
TAIL = 0.95


@dataclass(frozen=True, slots=True)
class Point:
    """The part of the years (0 to 1) that cost more than `loss`."""

    loss: Decimal
    probability: float


@dataclass(frozen=True, slots=True)
class Loss:
    """The annual loss in one state.

    `expected` is exact (closed form); `simulated` is the mean of the simulated years with its `standard_error`,
    and stands beside it as a check. `percentiles` are those of the annual loss: how years differ, not how well
    the mean is known. `tail_mean` is the mean of the worst twentieth of the years.
    """

    expected: Decimal
    simulated: Decimal
    standard_error: Decimal
    p5: Decimal
    p50: Decimal
    p95: Decimal
    p99: Decimal
    tail_mean: Decimal
    any_loss: float
    curve: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One risk or a portfolio: its annual loss in each state, and what is needed to compute it again."""

    losses: Mapping[State, Loss]
    years: int
    seed: int
    input_hash: str
    engine_version: str = ENGINE_VERSION
    numpy_version: str = np.__version__

    def __getitem__(self, state: State) -> Loss:
        return self.losses[state]


def measure(scenario: Scenario, *, years: int = YEARS, seed: int = SEED) -> Measured:
    """The annual loss of one risk in the three states; equal for equal arguments."""
    drawn = simulate(scenario, years=years, seed=seed)
    found = {state: summary(drawn[state], expected=moments(scenario, state).mean) for state in STATES}
    return Measured(found, years=years, seed=seed, input_hash=digest((scenario,), years=years, seed=seed))


def summary(losses: Draws, *, expected: float) -> Loss:
    """The figures of one set of years."""
    low, middle, high, extreme = np.percentile(losses, PERCENTILES)
    error = float(losses.std(ddof=1)) / float(np.sqrt(losses.shape[0]))
    ordered = np.sort(losses)
    return Loss(
        expected=money(expected),
        simulated=money(float(losses.mean())),
        standard_error=money(error),
        p5=money(low),
        p50=money(middle),
        p95=money(high),
        p99=money(extreme),
        tail_mean=money(float(ordered[int(TAIL * ordered.shape[0]) :].mean())),
        any_loss=float(np.count_nonzero(losses) / losses.shape[0]),
        curve=curve(ordered),
    )


def curve(ordered: Draws, *, points: int = POINTS) -> tuple[Point, ...]:
    """The exceedance curve of sorted annual losses: about `points` losses, rising, with falling probabilities.

    The first point is the chance of any loss, the last the largest year (which no simulated year exceeds).
    """
    total, above = ordered.shape[0], ordered[ordered > 0]
    if not above.shape[0]:
        return ()
    evenly = np.linspace(0, above.shape[0] - 1, points // 2)
    tail = above.shape[0] - np.geomspace(1, above.shape[0], points // 2)
    places = np.unique(np.concatenate([evenly, tail]).round().astype(int))
    losses = np.unique(above[places])
    exceeding = (total - np.searchsorted(ordered, losses, side="right")) / total
    first = Point(Decimal(0), above.shape[0] / total)
    return (first, *(Point(money(loss), float(part)) for loss, part in zip(losses, exceeding, strict=True)))


def chance_above(points: Sequence[Point], amount: Decimal) -> float:
    """The probability that a year costs more than `amount`, read off a curve (between points: in a straight line)."""
    if not points or amount >= points[-1].loss:
        return 0.0
    losses = [float(one.loss) for one in points]
    return float(np.interp(float(amount), losses, [one.probability for one in points]))


def loss_at(points: Sequence[Point], probability: float) -> Decimal:
    """The amount that a year exceeds with this probability, read off a curve; nothing where any loss is rarer."""
    if not points or probability >= points[0].probability:
        return Decimal(0)
    falling = [one.probability for one in reversed(points)]
    losses = [float(one.loss) for one in reversed(points)]
    return money(float(np.interp(probability, falling, losses)))


def money(value: float) -> Decimal:
    """An amount to the cent; the one place where a computed amount becomes money."""
    return Decimal(repr(float(value))).quantize(CENT, rounding=ROUND_HALF_EVEN)

"""What do many risks cost together, and which of them make the bad years bad?

Risks are taken as independent: a bad year of one says nothing about another. How much that assumption holds back is
shown by a second curve, in which the worst years of all risks coincide (the comonotone sum: the largest that any
dependence can make of the tail mean; Dhaene and others, Insurance: Mathematics and Economics 31, 2002).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from opencaio.engines.risk.distributions import Draws
from opencaio.engines.risk.measure import TAIL, Loss, Measured, money, summary
from opencaio.engines.risk.model import STATES, Scenario, State, digest
from opencaio.engines.risk.simulate import SEED, YEARS, check_years, moments, simulate
from opencaio.errors import BadInput

HELD_NUMBERS = 10_000_000
"""Annual losses that are kept between the two passes, as 4-byte numbers: 40 MB; others are drawn again."""


@dataclass(frozen=True, slots=True)
class Part:
    """One risk's part in the whole: of the expected loss, and of the mean of the worst twentieth of the years."""

    key: str
    expected: Decimal
    in_tail: Decimal
    tail_share: float


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The sum of many risks; `together` is the present state when all bad years coincide; parts, largest first."""

    measured: Measured
    together: Loss
    parts: tuple[Part, ...]


def measure_portfolio(scenarios: Sequence[Scenario], *, years: int = YEARS, seed: int = SEED) -> Portfolio:
    """The annual loss of all `scenarios` together. Raises BadInput when two have one key."""
    check_years(years)
    if len({one.key for one in scenarios}) != len(scenarios):
        raise BadInput("Two risks have one key.")
    ordered = tuple(sorted(scenarios, key=lambda one: one.key))
    sums: dict[State, Draws] = {state: np.zeros(years) for state in STATES}
    together, held = np.zeros(years), _Held(years, seed=seed)
    for one in ordered:
        drawn = simulate(one, years=years, seed=seed)
        for state in STATES:
            sums[state] += drawn[state]
        together += np.sort(drawn["current"])
        held.keep(one.key, drawn["current"])
    means = {state: sum(moments(one, state).mean for one in ordered) for state in STATES}
    losses = {state: summary(sums[state], expected=means[state]) for state in STATES}
    measured = Measured(losses, years=years, seed=seed, input_hash=digest(ordered, years=years, seed=seed))
    parts = _parts(ordered, sums["current"], held)
    return Portfolio(measured, summary(together, expected=means["current"]), parts)


class _Held:
    """The years of risks that were drawn already, as far as there is room."""

    def __init__(self, years: int, *, seed: int) -> None:
        self.years, self.seed = years, seed
        self.rows: dict[str, np.ndarray[tuple[int], np.dtype[np.float32]]] = {}

    def keep(self, key: str, losses: Draws) -> None:
        if (len(self.rows) + 1) * self.years <= HELD_NUMBERS:
            self.rows[key] = losses.astype(np.float32)

    def of(self, one: Scenario) -> Draws:
        if one.key in self.rows:
            return np.asarray(self.rows[one.key], dtype=np.float64)
        return simulate(one, years=self.years, seed=self.seed)["current"]


def _parts(scenarios: Sequence[Scenario], whole: Draws, held: _Held) -> tuple[Part, ...]:
    """Euler's allocation of the tail mean: each risk's mean over the years in which the sum is worst."""
    worst = np.argsort(whole, kind="stable")[int(TAIL * whole.shape[0]) :]
    tail = float(whole[worst].mean()) if worst.shape[0] else 0.0
    parts = []
    for one in scenarios:
        mine = float(held.of(one)[worst].mean())
        expected = money(moments(one, "current").mean)
        parts.append(Part(one.key, expected, money(mine), mine / tail if tail > 0 else 0.0))
    return tuple(sorted(parts, key=lambda part: (-part.tail_share, part.key)))

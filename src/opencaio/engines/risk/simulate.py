"""What would each of many thousand years cost: without controls, with those in place, and after the plan?

A year's rate is drawn from the PERT of the frequency, its number of events from Poisson, each event's loss from the
magnitude (the compound form of FAIR, Open Group O-RT). A control that leaves the part f of the frequency thins the
Poisson stream, and what is left is Poisson again (Kingman, Poisson Processes, 1993). So one set of years serves all
three states: in every single year a control only ever takes away.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from opencaio.engines.risk.distributions import Draws, magnitude_of, pert
from opencaio.engines.risk.events import streams, totals
from opencaio.engines.risk.model import STATES, Scenario, State
from opencaio.errors import BadInput

YEARS = 10_000
SEED = 20_261_122
FEWEST, MOST = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Years:
    """The loss of each simulated year in each state, in money."""

    losses: Mapping[State, Draws]

    def __getitem__(self, state: State) -> Draws:
        return self.losses[state]


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean and variance of the annual loss in closed form."""

    mean: float
    variance: float


def simulate(scenario: Scenario, *, years: int = YEARS, seed: int = SEED) -> Years:
    """The annual losses of one risk over `years` years, equal for equal arguments.

    Raises BadInput for fewer than 1,000 years or more than a million.
    """
    check_years(years)
    chance = streams(scenario.key, seed=seed)
    rates = pert(scenario.frequency).draw(chance.rates, years)
    left = [tuple(map(float, scenario.factors(state))) for state in STATES]
    loss = magnitude_of(scenario.magnitude, scenario.shape)
    summed = totals(chance.counts.poisson(rates), loss, [share for share, _ in left], chance)
    return Years({state: one * size for state, one, (_, size) in zip(STATES, summed, left, strict=True)})


def moments(scenario: Scenario, state: State) -> Moments:
    """The exact mean E[Λ]·E[X] and variance E[Λ]·E[X²] + Var[Λ]·E[X]² of the annual loss.

    Λ is the year's rate and X one event's loss, both after the controls of `state` (Klugman, Panjer, Willmot,
    Loss Models, chapter 9, with a mixed Poisson number of events).
    """
    share, size = map(float, scenario.factors(state))
    rate, loss = pert(scenario.frequency), magnitude_of(scenario.magnitude, scenario.shape)
    mean_rate, mean_loss = rate.mean * share, loss.mean * size
    second = (loss.variance + loss.mean**2) * size**2
    return Moments(mean_rate * mean_loss, mean_rate * second + rate.variance * share**2 * mean_loss**2)


def check_years(years: int) -> None:
    """Raise BadInput for a number of years that says too little or takes too long."""
    if not FEWEST <= years <= MOST:
        raise BadInput(f"Simulate from {FEWEST:,} to {MOST:,} years, not {years:,}.")

"""Which initiatives are funded whatever happens, which never, and which are borderline?

Each scenario gets a plan of its own: with its values in place of the expected ones, under the same limits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from opencaio.engines.portfolio.explained import Frequency
from opencaio.engines.portfolio.probing import Change, Probe
from opencaio.engines.portfolio.problem import Problem, RiskAversion
from opencaio.engines.portfolio.sparse import Floats

MOST_SCENARIOS = 24
CORE, NEVER = 0.9, 0.1
SPREAD, COMMON = 0.3, 0.4
"""Drawn where the problem has no scenarios: lognormal benefits with this spread, so much of its variance common."""


def scenarios(problem: Problem, *, count: int, seed: int) -> dict[str, tuple[float, ...]]:
    """The problem's own multipliers, at most ``count``, else drawn ones with mean 1 for every initiative."""
    if problem.multiplier:
        return {code: tuple(values[:count]) for code, values in problem.multiplier.items()}
    rng = np.random.default_rng([seed, len(problem.initiatives)])
    common = rng.standard_normal(count)
    found = {}
    for one in problem.initiatives:
        own = rng.standard_normal(count)
        logs = SPREAD * (np.sqrt(COMMON) * common + np.sqrt(1 - COMMON) * own)
        found[one.id] = tuple(float(each) for each in np.round(np.exp(logs - SPREAD**2 / 2), 6))
    return found


def with_benefits(problem: Problem) -> Problem:
    """Where no benefit is given, a value above zero is taken to be one."""
    initiatives = tuple(
        one if one.benefit else replace(one, benefit={t: value for t, value in one.value.items() if value > 0})
        for one in problem.initiatives
    )
    return replace(problem, initiatives=initiatives)


def neutral(problem: Problem) -> Problem:
    """The problem with expected value as its aim."""
    return replace(problem, risk_aversion=RiskAversion(0.0, problem.risk_aversion.alpha))


class Frequencies:
    """Counts over scenarios. ``probe`` is of the problem with expected value as its aim."""

    def __init__(self, probe: Probe, *, seed: int) -> None:
        self.probe = probe
        self.problem = with_benefits(probe.problem)
        self.factors = scenarios(self.problem, count=MOST_SCENARIOS, seed=seed)
        self.count = max((len(one) for one in self.factors.values()), default=0)
        self.counted = dict.fromkeys((one.id for one in self.problem.initiatives), 0)
        self.seen = 0

    def all(self) -> tuple[Frequency, ...]:
        """In the order of the problem; empty before the first scenario."""
        if not self.seen:
            return ()
        return tuple(_frequency(code, times / self.seen) for code, times in self.counted.items())

    def looks(self) -> Iterator[None]:
        """A plan for each scenario."""
        for number in range(self.count):
            look = self.probe.look(Change(cost=self._cost(number)), known=self.probe.columns, is_quick=True)
            if look.columns is not None:
                self.seen += 1
                for code in self.probe.built.decisions(look.columns).starts:
                    self.counted[code] += 1
            yield

    def _cost(self, number: int) -> Floats:
        built, cost = self.probe.built, self.probe.matrix.cost.copy()
        for place, one in enumerate(self.problem.initiatives):
            factor = _at(self.factors, one.id, number)
            for column in range(int(built.first[place]), int(built.first[place + 1])):
                cost[column] += (factor - 1.0) * float(one.benefit.get(int(built.start[column]), 0))
        return cost


def _at(factors: Mapping[str, tuple[float, ...]], code: str, number: int) -> float:
    mine = factors.get(code, ())
    return mine[number] if number < len(mine) else 1.0


def _frequency(code: str, share: float) -> Frequency:
    verdict = "core" if share >= CORE else "never" if share <= NEVER else "borderline"
    return Frequency(code, round(share, 4), verdict)  # type: ignore[arg-type]

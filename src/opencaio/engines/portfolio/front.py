"""What would a cheaper or a safer plan be worth: the front of expected value, cost and the mean of the worst?

At each of four ceilings of cost: the plan worth most, the safest one, and the one worth most among plans half-way
as safe (epsilon constraints, after Mavrotas 2009). Each point carries the bound on its value at its ceilings.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import numpy as np

from opencaio.engines.portfolio import accounts
from opencaio.engines.portfolio.explained import FrontPoint
from opencaio.engines.portfolio.frequencies import scenarios, with_benefits
from opencaio.engines.portfolio.probing import Change, Probe, Purse, Row
from opencaio.engines.portfolio.problem import Budget, Decisions, Problem, RiskAversion
from opencaio.engines.portfolio.sparse import INFINITY, Floats
from opencaio.engines.portfolio.standing import upward

CEILINGS = 4
MOST_SCENARIOS = 30
PLENTY = Decimal(1_000_000_000)
LITTLE = 1e-4
"""Weight of the tail where value is the aim, and of value where the tail is: no point is beaten for nothing."""


class Front:
    """Up to twelve points and the plan itself, look by look."""

    def __init__(
        self, problem: Problem, decisions: Decisions, *, bound: Decimal | None, seed: int, purse: Purse
    ) -> None:
        """``bound``: on the expected value of every plan, if one is known."""
        self.told = _told(problem, seed)
        self.decisions = decisions
        self.probe = Probe(self.told, decisions, bound=INFINITY, seed=seed, purse=purse, seconds=purse.left())
        self.spend, self.value, self.tail = self._aims()
        least = sum((max((Decimal(0), *one.value.values())) for one in problem.initiatives), Decimal(0))
        least += sum((max(Decimal(0), one.value) for one in problem.synergies), Decimal(0))
        self.found = [self._point(decisions, float(least if bound is None else bound), is_this=True)]

    def all(self) -> tuple[FrontPoint, ...]:
        """Points that no other beats in value, cost and tail, the cheapest first; the plan itself always."""
        kept = [one for one in self.found if one.is_this or not any(_beats(other, one) for other in self.found)]
        unique = {(one.value, one.cost, one.tail): one for one in sorted(kept, key=lambda one: one.is_this)}
        return tuple(sorted(unique.values(), key=lambda one: (one.cost, one.value)))

    def looks(self) -> Iterator[None]:
        """Three looks a ceiling, from the plan's own cost down."""
        top = float(self._cost(self.decisions))
        look = self.probe.look(Change(cost=-self.spend))
        least = float(-look.bound) if look.bound > -INFINITY else 0.0
        yield
        for place in range(CEILINGS):
            yield from self._at(least + (top - least) * (CEILINGS - place) / CEILINGS, is_first=place == 0)

    def _at(self, cost: float, *, is_first: bool) -> Iterator[None]:
        known = self.probe.columns if is_first else None
        ceiling = self._row(self.spend, -INFINITY, cost)
        most = self._look(self.value + LITTLE * self.tail, (ceiling,), known, bound_by=None)
        yield
        if most is None:
            return
        if is_first:
            mine = self.found[0]
            self.found[0] = replace(mine, bound=max(mine.value, min(mine.bound, most.bound)))
        safest = self._look(self.tail + LITTLE * self.value, (ceiling,), known, bound_by=most.bound)
        yield
        if safest is None or safest.tail is None or most.tail is None or safest.tail <= most.tail:
            return
        middle = (float(safest.tail) + float(most.tail)) / 2
        rows = (ceiling, self._row(self.tail, middle, INFINITY))
        self._look(self.value + LITTLE * self.tail, rows, None, bound_by=None)
        yield

    def _look(
        self, aim: Floats, rows: tuple[Row, ...], known: Floats | None, *, bound_by: Decimal | None
    ) -> FrontPoint | None:
        look = self.probe.look(Change(cost=aim, rows=rows), known=known, is_quick=True)
        if look.columns is None:
            return None
        plan = self.probe.plan(look.columns)
        if plan is None:
            return None
        # The aim adds a little of the tail to the value: its bound is one on the value less that part at its most.
        point = self._point(plan[0], look.bound, is_this=False)
        bound = point.bound if bound_by is None else bound_by
        if bound_by is None and point.tail is not None:
            slack = Decimal(repr(LITTLE)) * max(abs(point.tail), abs(point.value))
            bound = point.bound + slack
        point = replace(point, bound=max(point.value, bound))
        self.found.append(point)
        return point

    def _point(self, decisions: Decisions, bound: float, *, is_this: bool) -> FrontPoint:
        value = accounts.expected_value(self.told, decisions)
        tail = accounts.tail_mean(
            accounts.scenario_values(self.told, decisions), alpha=self.told.risk_aversion.alpha
        ).quantize(Decimal("0.001"))
        above = max(value, upward(bound))
        return FrontPoint(
            value, above, self._cost(decisions), tail, dict(decisions.starts), dict(decisions.hires), is_this
        )

    def _cost(self, decisions: Decisions) -> Decimal:
        return sum(accounts.spending(self.told, decisions).values(), Decimal(0))

    def _row(self, entries: Floats, low: float, high: float) -> Row:
        used = np.flatnonzero(entries)
        return used, entries[used], low, high

    def _aims(self) -> tuple[Floats, Floats, Floats]:
        """By column: what it spends, its part in the expected value, its part in the mean of the worst."""
        matrix = self.probe.matrix
        lines = {one.name for one in self.told.budgets}
        is_budget = np.array([matrix.names[group] in lines for group in matrix.group])
        unit = np.where(is_budget, 1.0 / matrix.scale, 0.0)
        spend = np.asarray(matrix.entries.T @ unit).ravel()
        spend[np.abs(spend) < 1e-9] = 0.0
        weight = self.told.risk_aversion.weight
        value, tail = np.zeros(len(spend)), np.zeros(len(spend))
        places = np.flatnonzero(matrix.cost)
        total = next(
            int(one) for one in places if abs(matrix.cost[one] - (1 - weight)) < 1e-12 and one >= self.probe.built.extra
        )
        value[total] = 1.0
        others = places[places != total]
        tail[others] = matrix.cost[others] / weight
        return spend, value, tail


def _told(problem: Problem, seed: int) -> Problem:
    """The problem with scenarios, and a wide budget for each line and year that has none, so that all is counted."""
    given = with_benefits(problem)
    lines = {each.line for one in given.initiatives for each in one.spend} | {one.line for one in given.platforms}
    lines |= {terms.line for one in given.skills for terms in (one.hire, one.contract) if terms}
    held = {(one.line, one.year) for one in given.budgets}
    wide = tuple(
        Budget(line, year, PLENTY)
        for line in sorted(lines)
        for year in sorted(set(given.year_of))
        if (line, year) not in held
    )
    return replace(
        given,
        budgets=(*given.budgets, *wide),
        multiplier=scenarios(given, count=MOST_SCENARIOS, seed=seed),
        risk_aversion=RiskAversion(0.4, given.risk_aversion.alpha),
    )


def _beats(one: FrontPoint, other: FrontPoint) -> bool:
    """At least as good in all three, and better in one."""
    ours = (one.value, -one.cost, one.tail or Decimal(0))
    theirs = (other.value, -other.cost, other.tail or Decimal(0))
    return ours != theirs and all(a >= b for a, b in zip(ours, theirs, strict=True))

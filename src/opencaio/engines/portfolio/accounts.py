"""What does a plan cost, need and bring, to the last digit?

Plain sums in exact decimals from the decisions alone: no solver, no matrix, nothing shared with the search.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from opencaio.engines.portfolio.problem import Decisions, Initiative, Problem, Spend

ZERO = Decimal(0)
Line = tuple[str, int]


@dataclass(frozen=True)
class BudgetUse:
    """One budget under a plan: what it may take with what was kept from the year before, and what is kept on."""

    line: str
    year: int
    limit: Decimal
    received: Decimal
    used: Decimal
    kept: Decimal

    @property
    def left(self) -> Decimal:
        """What is not used and not kept for the next year; below zero if the budget is broken."""
        return self.limit + self.received - self.used - self.kept


@dataclass(frozen=True)
class SkillUse:
    """One skill under a plan: full-time people in each period."""

    skill: str
    needed: tuple[Decimal, ...]
    capacity: tuple[Decimal, ...]
    hired: tuple[int, ...]
    contracted: tuple[Decimal, ...]

    @property
    def free(self) -> tuple[Decimal, ...]:
        """People left in each period; below zero where there are too few."""
        columns = zip(self.capacity, self.hired, self.contracted, self.needed, strict=True)
        return tuple(own + hired + bought - needed for own, hired, bought, needed in columns)


def spend_by_year(problem: Problem, one: Spend, *, start: int) -> Iterator[tuple[Line, Decimal]]:
    """What one stream charges to each line and year, if its initiative starts in period ``start``."""
    end = len(problem.periods) if one.last is None else min(start + one.last, len(problem.periods))
    for period in range(start + one.first, end):
        yield (one.line, problem.year_of[period]), one.amount


def funded(problem: Problem, decisions: Decisions) -> list[tuple[Initiative, int]]:
    """The funded initiatives with their starts, in the order of the problem."""
    return [(one, decisions.starts[one.id]) for one in problem.initiatives if one.id in decisions.starts]


def running(one: Initiative, start: int, problem: Problem) -> range:
    """The periods in which ``one`` runs."""
    return range(start, min(start + one.duration, len(problem.periods)))


def platforms_of(problem: Problem, decisions: Decisions) -> tuple[str, ...]:
    """The platforms that at least one funded initiative needs."""
    return tuple(one.id for one in problem.platforms if any(code in decisions.starts for code in one.members))


def spending(problem: Problem, decisions: Decisions) -> dict[Line, Decimal]:
    """What the plan charges to each line and year, budgeted or not."""
    found: dict[Line, Decimal] = {}
    for one, start in funded(problem, decisions):
        for stream in one.spend:
            for line, amount in spend_by_year(problem, stream, start=start):
                found[line] = found.get(line, ZERO) + amount
    bought = set(platforms_of(problem, decisions))
    for platform in problem.platforms:
        if platform.id in bought:
            key = (platform.line, platform.year)
            found[key] = found.get(key, ZERO) + platform.cost
    for key, amount in _people_spending(problem, decisions):
        found[key] = found.get(key, ZERO) + amount
    return found


def _people_spending(problem: Problem, decisions: Decisions) -> Iterator[tuple[Line, Decimal]]:
    for skill in problem.skills:
        bought = decisions.contracts.get(skill.name, ())
        if skill.hire:
            for period, people in enumerate(hired(decisions.hires.get(skill.name, ()), len(problem.periods))):
                yield (skill.hire.line, problem.year_of[period]), people * skill.hire.cost_per_period
        if skill.contract:
            for period, part in enumerate(bought[: len(problem.periods)]):
                yield (skill.contract.line, problem.year_of[period]), part * skill.contract.cost_per_period


def hired(arrivals: tuple[int, ...], periods: int) -> tuple[int, ...]:
    """How many of those hired are there in each period."""
    there, found = 0, []
    for period in range(periods):
        there += arrivals[period] if period < len(arrivals) else 0
        found.append(there)
    return tuple(found)


def budgets_used(problem: Problem, decisions: Decisions) -> tuple[BudgetUse, ...]:
    """Every budget under the plan; as much is kept for the next year as may be and is left."""
    spent = spending(problem, decisions)
    limits = {(one.line, one.year): one for one in problem.budgets}
    kept: dict[Line, Decimal] = {}
    found: dict[Line, BudgetUse] = {}
    for one in sorted(problem.budgets, key=lambda each: each.year):
        received = kept.get((one.line, one.year - 1), ZERO)
        used = spent.get((one.line, one.year), ZERO)
        follows = (one.line, one.year + 1) in limits
        left = one.limit + received - used
        kept[one.line, one.year] = max(ZERO, min(one.carry * one.limit, left)) if follows else ZERO
        found[one.line, one.year] = BudgetUse(one.line, one.year, one.limit, received, used, kept[one.line, one.year])
    return tuple(found[one.line, one.year] for one in problem.budgets)


def skills_used(problem: Problem, decisions: Decisions) -> tuple[SkillUse, ...]:
    """Every skill under the plan."""
    periods = len(problem.periods)
    needed = {one.name: [ZERO] * periods for one in problem.skills}
    for one, start in funded(problem, decisions):
        for skill, people in one.demand.items():
            for offset, amount in enumerate(people):
                if start + offset < periods:
                    needed[skill][start + offset] += amount
    return tuple(
        SkillUse(
            one.name,
            tuple(needed[one.name]),
            one.capacity,
            hired(decisions.hires.get(one.name, ()), periods),
            _filled(decisions.contracts.get(one.name, ()), periods),
        )
        for one in problem.skills
    )


def _filled(parts: tuple[Decimal, ...], periods: int) -> tuple[Decimal, ...]:
    return tuple(parts[period] if period < len(parts) else ZERO for period in range(periods))


def expected_value(problem: Problem, decisions: Decisions) -> Decimal:
    """The expected net value: starts and synergies, less platforms and what hires take from the aim."""
    total = sum((one.value[start] for one, start in funded(problem, decisions)), ZERO)
    for synergy in problem.synergies:
        if all(code in decisions.starts for code in synergy.among):
            total += synergy.value
    bought = set(platforms_of(problem, decisions))
    total -= sum((one.cost for one in problem.platforms if one.id in bought), ZERO)
    for skill in problem.skills:
        if skill.hire and skill.name in decisions.hires:
            people = sum(hired(decisions.hires[skill.name], len(problem.periods)))
            total -= people * skill.hire.value_cost_per_period
    return total


def scenario_values(problem: Problem, decisions: Decisions) -> list[Decimal]:
    """The value of the plan in each scenario; empty without scenarios."""
    count = max((len(one) for one in problem.multiplier.values()), default=0)
    values = [expected_value(problem, decisions)] * count
    for one, start in funded(problem, decisions):
        benefit = one.benefit.get(start, ZERO)
        if benefit and one.id in problem.multiplier:
            for place, factor in enumerate(problem.multiplier[one.id]):
                values[place] += benefit * (Decimal(repr(factor)) - 1)
    return values


def tail_mean(values: list[Decimal], *, alpha: float) -> Decimal:
    """CVaR: the mean of the worst 1-``alpha`` share of equally likely values (Rockafellar and Uryasev 2000)."""
    share = (1 - Decimal(repr(alpha))) * len(values)
    left, total = share, ZERO
    for value in sorted(values):
        weight = min(left, Decimal(1))
        total += weight * value
        left -= weight
        if left <= 0:
            break
    return total / share


def value_of(problem: Problem, decisions: Decisions) -> Decimal:
    """What the plan is worth by the problem's aim, in thousands: (1-λ) expected value + λ CVaR."""
    expected = expected_value(problem, decisions)
    if not problem.risk_aversion.weight or not problem.multiplier:
        return expected
    weight = Decimal(repr(problem.risk_aversion.weight))
    tail = tail_mean(scenario_values(problem, decisions), alpha=problem.risk_aversion.alpha)
    return (1 - weight) * expected + weight * tail


def sums_by_period(problem: Problem, decisions: Decisions, *, weights: Mapping[str, Decimal]) -> list[Decimal]:
    """The sum of a weight by initiative over what runs in each period."""
    found = [ZERO] * len(problem.periods)
    for one, start in funded(problem, decisions):
        for period in running(one, start, problem):
            found[period] += weights.get(one.id, ZERO)
    return found


def members_of(problem: Problem, *, by: str, key: str) -> set[str]:
    """The ids of the initiatives in a group: a department, a horizon or an objective."""
    if by == "department":
        return {one.id for one in problem.initiatives if one.department == key}
    if by == "horizon":
        return {one.id for one in problem.initiatives if one.horizon == key}
    return {one.id for one in problem.initiatives if key in one.objectives}

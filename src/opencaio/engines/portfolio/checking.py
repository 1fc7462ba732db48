"""Does a plan keep every limit of its problem, to the last digit; and if not, which does it break and by how much?

Plain Python in exact decimals from the decisions alone, so that no tolerance of a solver can hide in a plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from opencaio.engines.portfolio import accounts
from opencaio.engines.portfolio.problem import Decisions, Problem, Skill

ZERO = Decimal(0)


@dataclass(frozen=True)
class Violation:
    """A limit that a plan breaks: its ``name`` as conflicts call it, in ``words``, and ``by`` how much."""

    name: str
    words: str
    by: Decimal = Decimal(1)


def check(problem: Problem, decisions: Decisions) -> tuple[Violation, ...]:
    """Every limit that the plan breaks; empty if it keeps all."""
    unknown = tuple(_unknown(problem, decisions))
    if unknown:
        return unknown
    return (
        *_starts(problem, decisions),
        *_relations(problem, decisions),
        *_budgets(problem, decisions),
        *_people(problem, decisions),
        *_caps(problem, decisions),
        *_shares(problem, decisions),
    )


def _unknown(problem: Problem, decisions: Decisions) -> Iterator[Violation]:
    known = {one.id for one in problem.initiatives}
    skills = {one.name for one in problem.skills}
    for code in decisions.starts:
        if code not in known:
            yield Violation(f"initiative {code}", f"{code} is funded and does not stand in the problem")
    for name in {**decisions.hires, **decisions.contracts}:
        if name not in skills:
            yield Violation(f"skill {name}", f"{name} is hired and does not stand in the problem")


def _starts(problem: Problem, decisions: Decisions) -> Iterator[Violation]:
    for one in problem.initiatives:
        start = decisions.starts.get(one.id)
        if start is None:
            if one.mandatory:
                yield Violation(f"mandatory {one.id}", f"{one.id} is mandatory and not funded")
            if one.id in problem.locked:
                yield Violation(f"locked {one.id}", f"{one.id} is locked to a start and not funded")
            continue
        if start not in one.value:
            yield Violation(f"initiative {one.id}", f"{one.id} may not start in period {start}")
        if one.id in problem.locked and start != problem.locked[one.id]:
            words = f"{one.id} starts in period {start} and is locked to {problem.locked[one.id]}"
            yield Violation(f"locked {one.id}", words)
        end = start + one.duration
        if one.deadline is not None and end > one.deadline:
            words = f"{one.id} ends at {end}, after its deadline {one.deadline}"
            yield Violation(f"deadline {one.id}", words, Decimal(end - one.deadline))
        if end > len(problem.periods) or start < 0:
            yield Violation(f"initiative {one.id}", f"{one.id} runs outside of the plan's periods")


def _relations(problem: Problem, decisions: Decisions) -> Iterator[Violation]:
    starts = decisions.starts
    durations = {one.id: one.duration for one in problem.initiatives}
    for need in problem.requires:
        if need.of not in starts:
            continue
        if need.needs not in starts:
            yield Violation(need.name, f"{need.of} needs {need.needs}, which is not funded")
            continue
        ready = starts[need.needs] + durations[need.needs] + need.lag
        if starts[need.of] < ready:
            words = f"{need.of} starts in period {starts[need.of]}, before {need.needs} allows it in {ready}"
            yield Violation(need.name, words, Decimal(ready - starts[need.of]))
    for group in problem.excludes:
        both = [code for code in group.among if code in starts]
        if len(both) > 1:
            yield Violation(group.name, f"{', '.join(both)} exclude each other", Decimal(len(both) - 1))


def _budgets(problem: Problem, decisions: Decisions) -> Iterator[Violation]:
    for one in accounts.budgets_used(problem, decisions):
        if one.used > one.limit + one.received:
            over = one.used - one.limit - one.received
            words = f"{one.line} {one.year}: {one.used:f} are used and {one.limit + one.received:f} are there"
            yield Violation(f"budget {one.line} {one.year}", words, over)


def _people(problem: Problem, decisions: Decisions) -> Iterator[Violation]:
    for skill, used in zip(problem.skills, accounts.skills_used(problem, decisions), strict=True):
        short = [-free for free in used.free]
        worst = max(short, default=ZERO)
        if worst > 0:
            words = f"{skill.name}: {worst:f} people too few in period {short.index(worst)}"
            yield Violation(f"skill {skill.name}", words, worst)
        yield from _terms(skill, decisions, len(problem.periods))


def _terms(skill: Skill, decisions: Decisions, periods: int) -> Iterator[Violation]:
    """Are people hired and bought in only on the terms on which they can be?"""
    name = f"skill {skill.name}"
    arrivals = decisions.hires.get(skill.name, ())
    bought = decisions.contracts.get(skill.name, ())
    if len(arrivals) > periods or len(bought) > periods:
        yield Violation(name, f"{skill.name}: people are taken on after the last period")
    for period, people in enumerate(arrivals):
        most = skill.hire.max_per_period if skill.hire and period >= skill.hire.lead else 0
        if people != int(people) or not 0 <= people <= most:
            yield Violation(name, f"{skill.name}: {people} are hired for period {period}; at most {most} whole people")
    for period, part in enumerate(bought):
        ceiling = skill.contract.max_per_period if skill.contract else ZERO
        if not 0 <= part <= ceiling:
            yield Violation(name, f"{skill.name}: {part:f} are bought in for period {period}; at most {ceiling:f}")


def _caps(problem: Problem, decisions: Decisions) -> Iterator[Violation]:
    caps = problem.caps
    if caps.risk_per_period is not None:
        risks = {one.id: one.risk for one in problem.initiatives}
        yield from _over(problem, decisions, name="risk cap", weights=risks, cap=caps.risk_per_period)
    for department, cap in caps.load_per_department.items():
        loads = {one.id: one.load for one in problem.initiatives if one.department == department}
        yield from _over(problem, decisions, name=f"load {department}", weights=loads, cap=cap)


def _over(
    problem: Problem, decisions: Decisions, *, name: str, weights: dict[str, Decimal], cap: Decimal
) -> Iterator[Violation]:
    sums = accounts.sums_by_period(problem, decisions, weights=weights)
    worst = max(sums, default=ZERO)
    if worst > cap:
        words = f"{name}: {worst:f} in period {sums.index(worst)}, and the cap is {cap:f}"
        yield Violation(name, words, worst - cap)


def _shares(problem: Problem, decisions: Decisions) -> Iterator[Violation]:
    weights = {one.id: one.share_weight for one, _ in accounts.funded(problem, decisions)}
    total = sum(weights.values(), ZERO)
    for cap in problem.caps.share:
        members = accounts.members_of(problem, by=cap.by, key=cap.key)
        part = sum((weight for code, weight in weights.items() if code in members), ZERO)
        if cap.high is not None and part > cap.high * total:
            words = f"{cap.name}: {part:f} of {total:f} is above its largest part {cap.high:f}"
            yield Violation(cap.name, words, part - cap.high * total)
        if cap.low is not None and part < cap.low * total:
            words = f"{cap.name}: {part:f} of {total:f} is below its least part {cap.low:f}"
            yield Violation(cap.name, words, cap.low * total - part)

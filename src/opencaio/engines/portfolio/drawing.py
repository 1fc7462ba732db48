"""What would a realistic portfolio look like: lumpy sizes, fat tails, obligations, scarce people and money?

Drawn from a seed, for proofs and for trying things out. A hidden plan is drawn first and the limits are laid around
it, so that the problem has a plan by construction; or one limit is then broken in a way that no plan can mend.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

import numpy as np

from opencaio.engines.portfolio import accounts
from opencaio.engines.portfolio.problem import (
    Budget,
    Caps,
    Contract,
    Decisions,
    Excludes,
    Hire,
    Initiative,
    Platform,
    Problem,
    Requires,
    Share,
    Skill,
    Spend,
    Synergy,
)

DEPARTMENTS = ("Sales", "Operations", "Finance", "HR", "Service", "Legal", "IT", "Research")
HORIZONS = ("H1", "H2", "H3")
SKILLS = ("ml_engineer", "data_engineer", "analyst", "product_lead", "change_lead")
FIRST_YEAR = 2027
Break = Literal["budget", "skill", "risk", "excludes", "deadline", "share", "load"]
BREAKS: tuple[Break, ...] = ("budget", "skill", "risk", "excludes", "deadline", "share", "load")


@dataclass(frozen=True)
class Drawn:
    """A drawn problem; ``hidden`` is the plan around which its limits were laid (None: it has none, by ``broken``)."""

    problem: Problem
    hidden: Decisions | None
    broken: Break | None = None


def draw_problem(
    count: int, *, seed: int, periods: int = 12, mandatory: float = 0.4, funded: float = 0.55, shares: bool = True
) -> Drawn:
    """A portfolio of ``count`` initiatives that has a plan: ``funded`` of them fit, ``mandatory`` have to."""
    return _Drawing(count, seed, periods, mandatory, funded, shares).drawn()


def draw_infeasible(count: int, *, seed: int, broken: Break | None = None, periods: int = 8) -> Drawn:
    """A portfolio that no plan can satisfy, by one broken limit (left out: chosen by the seed)."""
    kind = broken or BREAKS[seed % len(BREAKS)]
    drawn = draw_problem(count, seed=seed, periods=periods, shares=kind == "share")
    rng = np.random.default_rng([seed, 1])
    return Drawn(_BREAKING[kind](drawn.problem, rng), None, kind)


class _Drawing:
    def __init__(self, count: int, seed: int, periods: int, mandatory: float, funded: float, shares: bool) -> None:
        self.count, self.periods, self.shares = count, periods, shares
        self.rng = np.random.default_rng([seed, count, periods])
        self.names = [f"I{number + 1}" for number in range(count)]
        self.must = self.rng.random(count) < mandatory
        chosen = self.rng.random(count) < max(0.0, (funded - mandatory) / max(1e-9, 1 - mandatory))
        self.kept = self.must | chosen
        # Bodies lognormal; one in twelve has the tail of a large programme (Pareto, cut at ten times).
        body = self.rng.lognormal(np.log(160.0), 0.9, count)
        tail = np.minimum(1 + self.rng.pareto(1.3, count), 10.0)
        self.size = np.where(self.rng.random(count) < 1 / 12, body * tail, body)

    def drawn(self) -> Drawn:
        initiatives = tuple(self._initiative(number) for number in range(self.count))
        open_problem = Problem(
            currency="EUR",
            departments=DEPARTMENTS,
            periods=tuple(f"{FIRST_YEAR + t // 4}Q{t % 4 + 1}" for t in range(self.periods)),
            year_of=tuple(FIRST_YEAR + t // 4 for t in range(self.periods)),
            initiatives=initiatives,
        )
        starts = self._hidden_starts(initiatives)
        related, starts = self._related(open_problem, starts)
        hidden = Decisions(starts)
        problem = replace(related, initiatives=self._with_deadlines(related, starts))
        return Drawn(self._limited(problem, hidden), hidden)

    # one initiative -----------------------------------------------------------------------------------------------

    def _initiative(self, number: int) -> Initiative:
        rng, size = self.rng, float(self.size[number])
        duration = int(np.clip(round(1 + np.log2(1 + size / 60) + rng.normal(0, 0.8)), 1, min(6, self.periods)))
        rate = rng.lognormal(np.log(1.35), 0.2)
        worth = size * (rate - 1.0) + (0 if not self.must[number] else -0.3 * size * rng.random())
        decay = rng.uniform(0.0, 0.05)
        starts = range(self.periods - duration + 1)
        value = {t: _money(worth * (1 - decay) ** t if worth > 0 else worth) for t in starts}
        benefit = {t: _money(size * rate * (1 - decay) ** t) for t in starts}
        return Initiative(
            id=self.names[number],
            department=DEPARTMENTS[int(rng.choice(len(DEPARTMENTS), p=_falling(len(DEPARTMENTS))))],
            horizon=HORIZONS[int(rng.choice(3, p=(0.5, 0.35, 0.15)))],
            objectives=(f"O{int(rng.integers(1, 7))}",),
            duration=duration,
            value=value,
            benefit=benefit,
            spend=self._spend(size, duration),
            demand=self._demand(size, duration),
            mandatory=bool(self.must[number]),
            risk=_tenth(rng.gamma(2.0, 6.0)),
            load=Decimal(int(rng.integers(1, 6))),
            share_weight=_money(size),
        )

    def _spend(self, size: float, duration: int) -> tuple[Spend, ...]:
        rng = self.rng
        part = rng.uniform(0.2, 0.8)
        capex, opex = size * part / duration, size * (1 - part) / (duration + 4)
        return (
            Spend("capex", 0, duration, _lump(capex)),
            Spend("opex", 0, duration + int(rng.integers(2, 8)) if rng.random() < 0.5 else None, _tenth(opex)),
        )

    def _demand(self, size: float, duration: int) -> dict[str, tuple[Decimal, ...]]:
        rng = self.rng
        skills = rng.choice(len(SKILLS), size=int(rng.integers(1, 4)), replace=False)
        level = float(np.clip(size / 150 / len(skills), 0.25, 12.0))
        found = {}
        for place in sorted(int(one) for one in skills):
            shape = level * rng.uniform(0.5, 1.5, duration)
            found[SKILLS[place]] = tuple(Decimal(max(1, round(float(part) * 4))) / 4 for part in shape)
        return found

    # the hidden plan ----------------------------------------------------------------------------------------------

    def _hidden_starts(self, initiatives: tuple[Initiative, ...]) -> dict[str, int]:
        return {
            one.id: int(self.rng.integers(0, self.periods - one.duration + 1))
            for one, kept in zip(initiatives, self.kept, strict=True)
            if kept
        }

    def _related(self, problem: Problem, starts: dict[str, int]) -> tuple[Problem, dict[str, int]]:
        """Relations that the hidden plan keeps; platforms are paid by it as well."""
        rng, ends = self.rng, {one.id: starts.get(one.id, 0) + one.duration for one in problem.initiatives}
        requires, excludes, synergies = [], [], []
        for _ in range(max(1, self.count // 8)):
            first, second = (self.names[int(one)] for one in rng.choice(self.count, size=2, replace=False))
            if first not in starts:
                is_kept = int(first[1:]) > int(second[1:])
            else:
                is_kept = second in starts and ends[second] <= starts[first]
            if is_kept:
                requires.append(Requires(first, second))
        outside = [name for name in self.names if name not in starts]
        for _ in range(max(1, self.count // 15)):
            among = (
                [str(one) for one in rng.choice(outside, size=min(3, len(outside)), replace=False)] if outside else []
            )
            optional = [name for name in starts if not self.must[int(name[1:]) - 1]]
            if optional and rng.random() < 0.5 and len(among) > 1:
                among[0] = str(rng.choice(optional))
            if len(among) > 1:
                excludes.append(Excludes(tuple(sorted(among, key=lambda name: int(name[1:])))))
        for _ in range(max(1, self.count // 10)):
            pair = sorted(int(one) for one in rng.choice(self.count, size=2, replace=False))
            synergies.append(Synergy(tuple(self.names[one] for one in pair), _money(rng.normal(12, 15))))
        return replace(
            problem,
            requires=_without_circles(requires),
            excludes=tuple(dict.fromkeys(excludes)),
            synergies=tuple(synergies),
            platforms=self._platforms(),
        ), starts

    def _platforms(self) -> tuple[Platform, ...]:
        found = []
        for number in range(max(1, self.count // 25)):
            members = self.rng.choice(self.count, size=min(self.count, int(self.rng.integers(2, 6))), replace=False)
            names = tuple(self.names[one] for one in sorted(int(each) for each in members))
            year = FIRST_YEAR + int(self.rng.integers(0, max(1, self.periods // 4)))
            found.append(Platform(f"P{number + 1}", names, _lump(self.rng.lognormal(np.log(60), 0.6)), "capex", year))
        return tuple(found)

    def _with_deadlines(self, problem: Problem, starts: Mapping[str, int]) -> tuple[Initiative, ...]:
        """One obligation in three has a deadline, at or after its end in the hidden plan."""
        found = []
        for one in problem.initiatives:
            if one.mandatory and self.rng.random() < 1 / 3:
                latest = starts[one.id] + one.duration + int(self.rng.integers(0, 3))
                one = replace(one, deadline=min(latest, self.periods))
            found.append(one)
        return tuple(found)

    # limits around it ---------------------------------------------------------------------------------------------

    def _limited(self, problem: Problem, hidden: Decisions) -> Problem:
        rng = self.rng
        spent = accounts.spending(problem, hidden)
        budgets = tuple(
            Budget(line, year, _lump(float(amount) * rng.uniform(1.0, 1.02)), _share(rng.uniform(0, 0.15)))
            for (line, year), amount in sorted(spent.items())
        )
        problem = replace(problem, budgets=budgets, skills=tuple(Skill(one, ()) for one in SKILLS))
        problem = replace(problem, skills=self._skills(problem, hidden))
        caps = Caps(
            risk_per_period=_over(accounts.sums_by_period(
                problem, hidden, weights={one.id: one.risk for one in problem.initiatives})),
            load_per_department={name: self._load(problem, hidden, name) for name in DEPARTMENTS},
            share=self._shares(problem, hidden) if self.shares else (),
        )  # fmt: skip
        return replace(problem, caps=caps)

    def _skills(self, problem: Problem, hidden: Decisions) -> tuple[Skill, ...]:
        empty = tuple(Decimal(0) for _ in range(self.periods))
        bare = replace(problem, skills=tuple(Skill(one, empty) for one in SKILLS))
        found = []
        for used in accounts.skills_used(bare, hidden):
            top = used.needed
            capacity = tuple(Decimal(int(one * 2) + 1) / 2 for one in top)
            hire = Hire(max(1, int(max(top) / 20)), 2, "opex", Decimal("24.5"), Decimal("1.5"))
            contract = Contract(Decimal(max(1, int(max(top) / 15))), "opex", Decimal("41.0"))
            terms = {"ml_engineer": (hire, contract), "data_engineer": (hire, None)}.get(used.skill, (None, None))
            found.append(Skill(used.skill, capacity, *terms))
        return tuple(found)

    def _load(self, problem: Problem, hidden: Decisions, name: str) -> Decimal:
        loads = {one.id: one.load for one in problem.initiatives if one.department == name}
        return _over(accounts.sums_by_period(problem, hidden, weights=loads))

    def _shares(self, problem: Problem, hidden: Decisions) -> tuple[Share, ...]:
        weight = {one.id: one.share_weight for one, _ in accounts.funded(problem, hidden)}
        total = sum(weight.values(), Decimal(0))
        found = []
        for by, key, low in (("department", DEPARTMENTS[0], False), ("horizon", "H1", True), ("horizon", "H3", False)):
            inside = accounts.members_of(problem, by=by, key=key)
            part = float(sum((weight[code] for code in weight if code in inside), Decimal(0)) / total) if total else 0.0
            if low:
                found.append(Share(by, key, low=_share(max(0.0, part - 0.05))))  # type: ignore[arg-type]
            else:
                found.append(Share(by, key, high=_share(min(1.0, part + 0.05))))  # type: ignore[arg-type]
        return tuple(found)


def _without_circles(requires: list[Requires]) -> tuple[Requires, ...]:
    """Each requirement that closes no circle with those before it."""
    kept: list[Requires] = []
    needs: dict[str, set[str]] = {}
    for one in requires:
        waiting, seen = [one.needs], set()
        while waiting:
            code = waiting.pop()
            if code not in seen:
                seen.add(code)
                waiting += needs.get(code, ())
        if one.of not in seen and one.needs not in needs.get(one.of, ()):
            needs.setdefault(one.of, set()).add(one.needs)
            kept.append(one)
    return tuple(kept)


# how to break a problem -------------------------------------------------------------------------------------------


def _obliged(problem: Problem) -> list[Initiative]:
    return [one for one in problem.initiatives if one.mandatory]


def _break_budget(problem: Problem, rng: np.random.Generator) -> Problem:
    """Capex of all years together is below what the obligations take, whenever they start."""
    needed = sum((part.amount * one.duration for one in _obliged(problem) for part in one.spend[:1]), Decimal(0))
    total = sum((one.limit for one in problem.budgets if one.line == "capex"), Decimal(0))
    factor = float(needed / total) * rng.uniform(0.7, 0.95)
    budgets = tuple(
        replace(one, limit=_money(float(one.limit) * factor)) if one.line == "capex" else one for one in problem.budgets
    )
    return replace(problem, budgets=budgets)


def _break_skill(problem: Problem, rng: np.random.Generator) -> Problem:
    """One skill has fewer people in all periods together than the obligations take; nobody can be had."""
    needs = {
        skill.name: sum((sum(one.demand.get(skill.name, ()), Decimal(0)) for one in _obliged(problem)), Decimal(0))
        for skill in problem.skills
    }
    name = max(needs, key=lambda one: needs[one])
    level = (needs[name] * Decimal(repr(round(rng.uniform(0.6, 0.9), 2))) / len(problem.periods)).quantize(
        Decimal("0.01"), rounding="ROUND_DOWN"
    )
    short = Skill(name, tuple(level for _ in problem.periods))
    return replace(problem, skills=tuple(short if one.name == name else one for one in problem.skills))


def _break_risk(problem: Problem, rng: np.random.Generator) -> Problem:
    """An obligation is riskier alone than all that may run at once."""
    worst = max(one.risk for one in _obliged(problem))
    cap = (worst * Decimal(repr(round(rng.uniform(0.5, 0.95), 2)))).quantize(Decimal("0.1"), rounding="ROUND_DOWN")
    return replace(problem, caps=replace(problem.caps, risk_per_period=cap))


def _break_excludes(problem: Problem, rng: np.random.Generator) -> Problem:
    """Two obligations exclude each other."""
    codes = [one.id for one in _obliged(problem)]
    first, second = sorted(int(one) for one in rng.choice(len(codes), size=2, replace=False))
    return replace(problem, excludes=(*problem.excludes, Excludes((codes[first], codes[second]))))


def _break_deadline(problem: Problem, rng: np.random.Generator) -> Problem:
    """An obligation needs another first, and its deadline leaves time for one of them only."""
    first, second = (_obliged(problem)[int(one)] for one in rng.choice(len(_obliged(problem)), size=2, replace=False))
    end = min(len(problem.periods), first.duration + second.duration - 1)
    initiatives = tuple(replace(one, deadline=end) if one.id == first.id else one for one in problem.initiatives)
    others = tuple(one for one in problem.requires if one.of not in (first.id, second.id))
    return replace(problem, initiatives=initiatives, requires=(*others, Requires(first.id, second.id)))


def _break_share(problem: Problem, rng: np.random.Generator) -> Problem:
    """A department with obligations may take nothing."""
    names = sorted({one.department for one in _obliged(problem)})
    name = names[int(rng.integers(len(names)))]
    kept = tuple(one for one in problem.caps.share if one.key != name)
    share = (*kept, Share("department", name, high=Decimal(0)))
    return replace(problem, caps=replace(problem.caps, share=share))


def _break_load(problem: Problem, rng: np.random.Generator) -> Problem:
    """A department bears less change in all periods together than its obligations bring."""
    loads: dict[str, Decimal] = {}
    for one in _obliged(problem):
        loads[one.department] = loads.get(one.department, Decimal(0)) + one.load * one.duration
    name = max(loads, key=lambda each: loads[each])
    part = Decimal(repr(round(rng.uniform(0.5, 0.9), 2)))
    cap = (loads[name] / len(problem.periods) * part).quantize(Decimal("0.1"), rounding="ROUND_DOWN")
    caps = {**problem.caps.load_per_department, name: cap}
    return replace(problem, caps=replace(problem.caps, load_per_department=caps))


_BREAKING: dict[str, Callable[[Problem, Any], Problem]] = {
    "budget": _break_budget,
    "skill": _break_skill,
    "risk": _break_risk,
    "excludes": _break_excludes,
    "deadline": _break_deadline,
    "share": _break_share,
    "load": _break_load,
}


# numbers of the format --------------------------------------------------------------------------------------------


def _money(amount: float) -> Decimal:
    return Decimal(repr(round(float(amount), 1)))


def _tenth(amount: float) -> Decimal:
    return max(Decimal("0.1"), _money(amount))


def _lump(amount: float) -> Decimal:
    """Rounded as people round: to halves below 10, to fives below 200, to tens above."""
    step = 0.5 if amount < 10 else 5.0 if amount < 200 else 10.0
    return max(Decimal("0.5"), Decimal(repr(np.ceil(amount / step).item() * step)))


def _share(part: float) -> Decimal:
    return Decimal(repr(round(part, 3)))


def _over(sums: list[Decimal]) -> Decimal:
    """The largest sum, and a little."""
    return (max(sums) * Decimal("1.02")).quantize(Decimal("0.1")) + Decimal("0.1")


def _falling(count: int) -> Any:
    weights = 1.0 / np.arange(2, count + 2)
    return weights / weights.sum()

"""Which limits of a problem have a name, what does it mean to loosen one, and which rows of the model are they?"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import highspy
import numpy as np

from opencaio.engines.portfolio import model, parts
from opencaio.engines.portfolio.problem import Initiative, Problem, RiskAversion
from opencaio.engines.portfolio.sparse import INFINITY

Kind = Literal["budget", "skill", "risk", "load", "share", "deadline", "requires", "excludes", "locked", "mandatory"]
Relaxation = Iterable[tuple[str, Decimal]]
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True)
class Limit:
    """A named limit: its ``kind``, which one it is, and the amount (of ``by`` in a relaxation) that weighs 1.

    A relaxation's weight is the sum of its parts: a limit loosened by its own size, or by all that obligations ask
    of it where that is more, weighs 1, as does an obligation or a relation that is dropped; each period after a
    deadline weighs a quarter, giving up a fixed start a half.
    """

    kind: Kind
    key: tuple[str, ...]
    unit: float

    @property
    def is_whole(self) -> bool:
        """True if it is dropped or moved by whole steps."""
        return self.kind in ("deadline", "requires", "excludes", "locked", "mandatory")


def limits_of(problem: Problem) -> dict[str, Limit]:
    """Every named limit of the problem: those on amounts first, then relations, then obligations."""
    found: dict[str, Limit] = {}
    asked = _asked(problem)
    typical = _mean([one.limit for one in problem.budgets])
    for budget in problem.budgets:
        unit = max(float(budget.limit), asked["budget", budget.line]) or typical
        found[budget.name] = Limit("budget", (budget.line, str(budget.year)), unit)
    for skill in problem.skills:
        unit = max(_mean(skill.capacity), asked["skill", skill.name])
        found[f"skill {skill.name}"] = Limit("skill", (skill.name,), unit)
    if problem.caps.risk_per_period is not None:
        found["risk cap"] = Limit("risk", (), max(float(problem.caps.risk_per_period), asked["risk", ""]) or 1.0)
    for name, cap in problem.caps.load_per_department.items():
        found[f"load {name}"] = Limit("load", (name,), max(float(cap), asked["load", name]) or 1.0)
    for share in problem.caps.share:
        found[share.name] = Limit("share", (share.by, share.key), 1.0)
    for one in problem.initiatives:
        if one.deadline is not None:
            found[f"deadline {one.id}"] = Limit("deadline", (one.id,), 4.0)
    for need in problem.requires:
        found[need.name] = Limit("requires", (need.of, need.needs), 1.0)
    for group in problem.excludes:
        found[group.name] = Limit("excludes", group.among, 1.0)
    for code in problem.locked:
        found[f"locked {code}"] = Limit("locked", (code,), 2.0)
    for one in problem.initiatives:
        if one.mandatory:
            found[f"mandatory {one.id}"] = Limit("mandatory", (one.id,), 1.0)
    return found


def asks(problem: Problem, one: Initiative) -> Iterator[tuple[Kind, str, Decimal]]:
    """What an initiative asks of each limit on amounts over all periods together, by the limit's kind and name."""
    end = len(problem.periods)
    for spend in one.spend:
        yield "budget", spend.line, spend.amount * ((end if spend.last is None else spend.last) - spend.first)
    for skill, people in one.demand.items():
        yield "skill", skill, sum(people, ZERO)
    yield "risk", "", one.risk * one.duration
    yield "load", one.department, one.load * one.duration


def _asked(problem: Problem) -> Mapping[tuple[Kind, str], float]:
    """What all obligations ask of a budget in the mean of its years, and of the other limits in that of the periods."""
    years = Counter(budget.line for budget in problem.budgets)
    asked: dict[tuple[Kind, str], float] = defaultdict(float)
    for one in problem.initiatives:
        if problem.must_fund(one):
            for kind, name, amount in asks(problem, one):
                over = years[name] or 1 if kind == "budget" else len(problem.periods)
                asked[kind, name] += float(amount) / over
    return asked


def _mean(amounts: Iterable[Decimal]) -> float:
    positive = [float(one) for one in amounts if one > 0]
    return math.fsum(positive) / len(positive) if positive else 1.0


def relax(problem: Problem, relaxation: Relaxation) -> Problem:
    """The problem with each named limit loosened by its amount, or dropped. Raises ``KeyError`` for another name."""
    limits = limits_of(problem)
    for name, by in relaxation:
        problem = _loosened(problem, limits[name], by)
    return problem


def _loosened(problem: Problem, limit: Limit, by: Decimal) -> Problem:
    if limit.kind in ("budget", "skill"):
        return _more(problem, limit, by)
    if limit.kind in ("risk", "load", "share"):
        return _capped(problem, limit, by)
    if limit.kind in ("deadline", "mandatory"):
        freed = tuple(_freed(one, limit, by) if one.id == limit.key[0] else one for one in problem.initiatives)
        return replace(problem, initiatives=freed)
    if limit.kind == "requires":
        return replace(problem, requires=tuple(one for one in problem.requires if (one.of, one.needs) != limit.key))
    if limit.kind == "excludes":
        return replace(problem, excludes=tuple(one for one in problem.excludes if one.among != limit.key))
    return replace(problem, locked={code: t for code, t in problem.locked.items() if code != limit.key[0]})


def _more(problem: Problem, limit: Limit, by: Decimal) -> Problem:
    if limit.kind == "budget":
        budgets = tuple(
            replace(one, limit=one.limit + by) if (one.line, str(one.year)) == limit.key else one
            for one in problem.budgets
        )
        return replace(problem, budgets=budgets)
    skills = tuple(
        replace(one, capacity=tuple(part + by for part in one.capacity)) if one.name == limit.key[0] else one
        for one in problem.skills
    )
    return replace(problem, skills=skills)


def _capped(problem: Problem, limit: Limit, by: Decimal) -> Problem:
    caps = problem.caps
    if limit.kind == "risk":
        return replace(problem, caps=replace(caps, risk_per_period=(caps.risk_per_period or ZERO) + by))
    if limit.kind == "load":
        loads = {name: cap + by if name == limit.key[0] else cap for name, cap in caps.load_per_department.items()}
        return replace(problem, caps=replace(caps, load_per_department=loads))
    share = tuple(
        replace(
            one,
            low=None if one.low is None else max(ZERO, one.low - by),
            high=None if one.high is None else min(ONE, one.high + by),
        )
        if (one.by, one.key) == limit.key
        else one
        for one in caps.share
    )
    return replace(problem, caps=replace(caps, share=share))


def _freed(one: Initiative, limit: Limit, by: Decimal) -> Initiative:
    if limit.kind == "mandatory":
        return replace(one, mandatory=False)
    return replace(one, deadline=None if one.deadline is None else one.deadline + int(by))


@dataclass(frozen=True)
class Rows:
    """The model of a problem without an aim, each named limit in rows of its own.

    ``rows[name]`` are its rows; ``low`` and ``high`` the bounds of all rows; ``step[row]`` what a unit of a
    relaxation adds to the row's room (for shares a unit of weight).
    """

    built: model.Model
    solver: highspy.Highs
    rows: Mapping[str, list[int]]
    low: list[float]
    high: list[float]
    step: Mapping[int, float]


def rows_of(problem: Problem) -> Rows:
    """The rows of every named limit; what no obligation touches is left out unless shares weigh it."""
    bare = replace(
        problem,
        initiatives=tuple(replace(one, deadline=None, mandatory=False) for one in _touched(problem)),
        locked={},
        previous={},
        excludes=(),
        synergies=(),
        multiplier={},
        risk_aversion=RiskAversion(),
    )
    kept = {one.id for one in bare.initiatives}
    bare = replace(
        bare,
        requires=tuple(one for one in problem.requires if one.of in kept and one.needs in kept),
        platforms=tuple(
            replace(one, members=tuple(code for code in one.members if code in kept)) for one in problem.platforms
        ),
    )
    built = model.build(bare)
    solver = parts.solver_of(built.matrix, seed=0)
    solver.changeColsCost(
        built.matrix.entries.shape[1], np.arange(built.matrix.entries.shape[1], dtype=np.int32),
        np.zeros(built.matrix.entries.shape[1]),
    )  # fmt: skip
    return _Gathered(problem, built, solver).rows()


def _touched(problem: Problem) -> list[Initiative]:
    """What must be funded and what that needs; all of them where shares are capped, since others may balance them."""
    if problem.caps.share:
        return list(problem.initiatives)
    needs: dict[str, list[str]] = {}
    for one in problem.requires:
        needs.setdefault(one.of, []).append(one.needs)
    found = {one.id for one in problem.initiatives if problem.must_fund(one)}
    waiting = list(found)
    while waiting:
        for code in needs.get(waiting.pop(), ()):
            if code not in found:
                found.add(code)
                waiting.append(code)
    return [one for one in problem.initiatives if one.id in found]


class _Gathered:
    """Names the rows that the model has and adds those of obligations, deadlines and exclusions."""

    def __init__(self, problem: Problem, built: model.Model, solver: highspy.Highs) -> None:
        self.problem, self.built, self.solver = problem, built, solver
        self.place = {one.id: number for number, one in enumerate(built.problem.initiatives)}
        matrix = built.matrix
        self.low, self.high = list(matrix.row_low), list(matrix.row_high)
        self.found: dict[str, list[int]] = {}
        self.step: dict[int, float] = {}
        self.limits = limits_of(problem)
        for row, group in enumerate(matrix.group):
            name = matrix.names[group]
            if name in self.limits:
                self.found.setdefault(name, []).append(row)
                # Shares are in thousandths of their weight; all else in its unit times the row's scale.
                self.step[row] = 1000.0 if self.limits[name].kind == "share" else float(matrix.scale[row])

    def rows(self) -> Rows:
        """All named rows."""
        for name, limit in self.limits.items():
            codes = [code for code in limit.key if code in self.place]
            if limit.kind == "deadline" and codes:
                self._deadline(name, codes[0])
            elif limit.kind == "excludes" and len(codes) > 1:
                columns = np.concatenate([self._columns(code) for code in codes])
                self._add(name, columns, np.ones(len(columns)), -INFINITY, 1.0)
            elif limit.kind == "mandatory":
                columns = self._columns(codes[0])
                self._add(name, columns, np.ones(len(columns)), 1.0, INFINITY)
            elif limit.kind == "locked":
                columns = self._columns(codes[0])
                mine = columns[self.built.start[columns] == self.problem.locked[codes[0]]]
                self._add(name, mine, np.ones(len(mine)), 1.0, INFINITY)
        return Rows(self.built, self.solver, self.found, self.low, self.high, self.step)

    def _columns(self, code: str) -> np.ndarray:
        number = self.place[code]
        return np.arange(self.built.first[number], self.built.first[number + 1])

    def _deadline(self, name: str, code: str) -> None:
        number = self.place[code]
        columns = self._columns(code)
        one = self.built.problem.initiatives[number]
        deadline = next(each.deadline for each in self.problem.initiatives if each.id == code)
        late = self.built.start[columns] + one.duration - (deadline or 0)
        mine = late > 0
        if mine.any():
            self._add(name, columns[mine], late[mine].astype(float), -INFINITY, 0.0)

    def _add(self, name: str, columns: np.ndarray, entries: np.ndarray, low: float, high: float) -> None:
        row = len(self.low)
        self.solver.addRow(low, high, len(columns), columns.astype(np.int32), entries.astype(float))
        self.low.append(low)
        self.high.append(high)
        self.found.setdefault(name, []).append(row)
        self.step[row] = 1.0

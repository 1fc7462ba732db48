"""Why is an initiative in the plan or left out, what would change it, and what would that cost?"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from opencaio.engines.portfolio import accounts, checking, model
from opencaio.engines.portfolio.conflicts import explain_infeasible
from opencaio.engines.portfolio.explained import Interval, Threshold, Why
from opencaio.engines.portfolio.pricing import ZERO, Ways, charges
from opencaio.engines.portfolio.probing import Change, Look, Probe
from opencaio.engines.portfolio.problem import Decisions, Initiative, Problem
from opencaio.engines.portfolio.sparse import INFINITY, Floats
from opencaio.engines.portfolio.standing import Plan, Standing

CONFLICT_SECONDS = 2.0
SETTLED = 0.0005


class Whys:
    """The reason for each initiative: at once what the linear model and the plan tell, then look by look the regret."""

    def __init__(self, probe: Probe, standing: Standing) -> None:
        self.probe, self.standing = probe, standing
        self.ways = Ways(probe)
        self.plans: dict[str, Floats | None] = {}
        self.found = {one.id: self._at_once(one) for one in probe.problem.initiatives}

    def all(self) -> tuple[Why, ...]:
        """In the order of the problem."""
        return tuple(self.found[one.id] for one in self.probe.problem.initiatives)

    def keeps_out(self) -> dict[str, list[str]]:
        """By limit, the initiatives left out that it alone would keep from being added, whatever their start."""
        found: dict[str, list[str]] = {}
        for one in self.probe.problem.initiatives:
            if one.id not in self.probe.decisions.starts:
                for name in sorted(self.ways.always(self.probe.columns_of(one.id))):
                    found.setdefault(name, []).append(one.id)
        return found

    def looks(self) -> Iterator[None]:
        """A quick look at each, the closest decisions first; then a full one where much is still open."""
        able = [one for one in self.probe.problem.initiatives if len(self.probe.columns_of(one.id))]
        order = sorted((one for one in able if not self.probe.problem.must_fund(one)), key=self._distance)
        for is_quick in (False,) if self.probe.is_small else (True, False):
            for one in order:
                if not is_quick and self._is_settled(self.found[one.id]):
                    continue
                if one.id in self.probe.decisions.starts:
                    self._leave_out(one, is_quick=is_quick)
                else:
                    self._take_in(one, is_quick=is_quick)
                yield

    def _is_settled(self, why: Why) -> bool:
        """True if a full look can tell little more."""
        regret = why.regret
        if not why.is_solved or regret.low is None or regret.high is None:
            return bool(why.conflict)
        return float(regret.high - regret.low) <= SETTLED * abs(float(self.standing.low))

    def _distance(self, one: Initiative) -> float:
        """How far the linear model is from deciding otherwise."""
        relaxed, mine = self.probe.relaxed, self.probe.columns_of(one.id)
        if relaxed is None or not len(mine):
            return INFINITY
        best = float(relaxed.reduced[mine].max())
        return abs(best)

    def _at_once(self, one: Initiative) -> Why:
        probe, start = self.probe, self.probe.decisions.starts.get(one.id)
        mine = probe.columns_of(one.id)
        if start is not None:
            must = probe.problem.must_fund(one)
            name = f"{'locked' if one.id in probe.problem.locked else 'mandatory'} {one.id}"
            return Why(
                one.id, True, start, one.value[start], regret=Interval(None if must else ZERO, None),
                conflict=(name,) if must else (),
            )  # fmt: skip
        value = max((one.value[t] for t in probe.problem.starts_of(one)), default=None)
        why = Why(one.id, False, None, value, blocked_by=self.ways.blocked(mine))
        if probe.relaxed is None or not len(mine):
            return why
        best = int(mine[np.argmax(probe.relaxed.reduced[mine])])
        told = charges(probe, probe.relaxed, best, limits=self.ways.limits)
        limit = probe.relaxed.value + float(probe.relaxed.reduced[best])
        low = self.standing.regret(Look(limit, None), None).low
        regret = Interval(low, None)
        in_its_way = {*why.blocked_by, *(each.name for each in told)}
        is_money_or_people = all(self.ways.limits[name].kind in ("budget", "skill") for name in in_its_way)
        charged = sum(float(each.cost) for each in told)
        # Nothing less of money and people makes room under a cap on risk, or beside what it excludes.
        cut = _cut(float(probe.matrix.cost[best]), charged) if is_money_or_people else None
        threshold = Threshold(regret, cut, int(probe.built.start[best]))
        return replace(why, charges=told, regret=regret, threshold=threshold)

    def _take_in(self, one: Initiative, *, is_quick: bool) -> None:
        probe, mine = self.probe, self.probe.columns_of(one.id)
        change = Change(rows=((mine, np.ones(len(mine)), 1.0, INFINITY),))
        look = probe.look(change, known=self.plans.get(one.id), is_quick=is_quick)
        self.plans[one.id] = look.columns
        plan = self.standing.hear(look, probe.plan(look.columns))
        why = self.found[one.id]
        if look.is_impossible:
            self.found[one.id] = replace(why, regret=Interval(None, None), conflict=self._conflict(one),
                                         threshold=None, is_solved=True)  # fmt: skip
            return
        regret = self.standing.regret(look, plan and plan[1])
        known = why.threshold or Threshold(regret, None, None)
        start, cut = plan[0].starts.get(one.id) if plan else known.start, known.cost_cut_estimate
        why = replace(why, regret=regret, threshold=Threshold(regret, cut, start), is_solved=True)
        self.found[one.id] = self._compared(why, plan)

    def _conflict(self, one: Initiative) -> tuple[str, ...]:
        """The limits that cannot hold if it must be funded."""
        initiatives = tuple(
            replace(each, mandatory=True) if each.id == one.id else each for each in self.probe.problem.initiatives
        )
        forced = replace(self.probe.problem, initiatives=initiatives)
        found = explain_infeasible(forced, seconds=CONFLICT_SECONDS, timer=self.probe.purse.timer)
        return tuple(name for name in found.groups if name != f"mandatory {one.id}")

    def _leave_out(self, one: Initiative, *, is_quick: bool) -> None:
        probe = self.probe
        held = {int(column): 0.0 for column in probe.columns_of(one.id)}
        known = self.plans.get(one.id)
        known = probe.filled(without(probe, one.id)) if known is None else known
        look = probe.look(Change(held=held), known=known, is_quick=is_quick)
        self.plans[one.id] = look.columns
        plan = self.standing.hear(look, probe.plan(look.columns))
        why = self.found[one.id]
        if look.is_impossible:
            self.found[one.id] = replace(why, regret=Interval(None, None), is_solved=True)
            return
        regret = self.standing.regret(look, plan and plan[1])
        self.found[one.id] = self._compared(replace(why, regret=regret, is_solved=True), plan)

    def _compared(self, why: Why, plan: Plan | None) -> Why:
        """With what would change in the plan, counting no move that need not be."""
        if plan is None:
            return why
        then = _settled(self.probe.problem, self.probe.decisions, plan[0])
        return _with_changes(why, self.probe.decisions, then)


def without(probe: Probe, code: str) -> Decisions | None:
    """The plan without an initiative and all that needs it; None if that breaks a limit."""
    gone, grew = {code}, True
    while grew:
        more = {one.of for one in probe.problem.requires if one.needs in gone} - gone
        gone, grew = gone | more, bool(more)
    starts = {one: start for one, start in probe.decisions.starts.items() if one not in gone}
    plan = Decisions(starts, probe.decisions.hires, probe.decisions.contracts)
    return None if checking.check(probe.problem, plan) else plan


def _settled(problem: Problem, now: Decisions, then: Decisions) -> Decisions:
    """The plan ``then`` with each start put back to where it is now, if that costs nothing and breaks nothing."""
    value = accounts.value_of(problem, then)
    for code, start in now.starts.items():
        if then.starts.get(code, start) == start:
            continue
        back = model.bought_in(problem, Decisions({**then.starts, code: start}, then.hires))
        if not checking.check(problem, back) and (worth := accounts.value_of(problem, back)) >= value:
            then, value = back, worth
    return then


def _with_changes(why: Why, now: Decisions, then: Decisions) -> Why:
    """Who leaves, who joins and who moves between two plans, apart from the initiative itself."""
    left = tuple(code for code in now.starts if code not in then.starts and code != why.id)
    come = tuple(code for code in then.starts if code not in now.starts and code != why.id)
    moved = {
        code: (start, then.starts[code])
        for code, start in now.starts.items()
        if code in then.starts and then.starts[code] != start
    }
    return replace(why, displaced=left, entering=come, moved=moved)


def _cut(value: float, charged: float) -> float | None:
    """By which share less of the money and people that it takes it would pay its charges."""
    if value <= 0 or charged <= value:
        return None
    return round(1 - value / charged, 4)

"""What would funding in the order of the organisation's own ranking reach, under the same limits?

What must be funded is placed first, as the engine places it. Then each initiative in the order of the ranking takes
the start that is worth most to it among those that still fit; people are hired or bought in where that lets it in.
Where shares are broken at the end, the lowest in rank of the group that has too much gives way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from opencaio.engines.portfolio import accounts, checking, model
from opencaio.engines.portfolio.explained import Ranked
from opencaio.engines.portfolio.problem import Decisions, Initiative, Problem
from opencaio.engines.portfolio.search import solve

WORKS = (4, 40)
"""How much work the obligations are given, the second where the first finds no place for them."""
PASSES = 3


def plan_by_ranking(
    problem: Problem, scores: Mapping[str, float], *, plan: Decisions | None = None, seed: int = 0
) -> Ranked | None:
    """The plan of a ranking (highest score first; without a score last), compared with ``plan``.

    None if what must be funded could not be placed.
    """
    given = {one.id: place for place, one in enumerate(problem.initiatives)}
    order = sorted(given, key=lambda code: (code not in scores, -scores.get(code, 0.0), given[code]))
    free = replace(problem, caps=replace(problem.caps, share=()))
    decisions = _obligations(free, seed=seed)
    if decisions is None:
        return None
    decisions = _filled(free, decisions, order)
    decisions = _balanced(problem, decisions, order)
    return _told(problem, decisions, order, plan)


def _obligations(problem: Problem, *, seed: int) -> Decisions | None:
    """Starts of what must be funded and what that needs, and nothing else."""
    needed = {one.id for one in problem.initiatives if problem.must_fund(one)}
    grew = bool(needed)
    while grew:
        more = {one.needs for one in problem.requires if one.of in needed} - needed
        needed, grew = needed | more, bool(more)
    if not needed:
        return Decisions({})
    answers = (solve(_only(problem, needed), work=work, seed=seed) for work in WORKS)
    return next((one.decisions for one in answers if one.decisions is not None), None)


def _only(problem: Problem, codes: set[str]) -> Problem:
    return replace(
        problem,
        initiatives=tuple(one for one in problem.initiatives if one.id in codes),
        requires=tuple(one for one in problem.requires if one.of in codes and one.needs in codes),
        excludes=tuple(one for one in problem.excludes if set(one.among) <= codes),
        synergies=tuple(one for one in problem.synergies if set(one.among) <= codes),
        platforms=tuple(
            replace(one, members=tuple(code for code in one.members if code in codes)) for one in problem.platforms
        ),
        multiplier={code: values for code, values in problem.multiplier.items() if code in codes},
        previous={},
        risk_aversion=replace(problem.risk_aversion, weight=0.0),
    )


def _filled(problem: Problem, decisions: Decisions, order: Sequence[str]) -> Decisions:
    """Each in its turn; those that wait for another are asked again."""
    known = {one.id: one for one in problem.initiatives}
    for _ in range(PASSES):
        before = len(decisions.starts)
        for code in order:
            if code not in decisions.starts:
                decisions = _added(problem, decisions, known[code])
        if len(decisions.starts) == before:
            break
    return decisions


def _added(problem: Problem, decisions: Decisions, one: Initiative) -> Decisions:
    """With the initiative at the start that is worth most to it, if one fits and is worth something."""
    for start in sorted(problem.starts_of(one), key=lambda t: (-one.value[t], t)):
        if one.value[start] <= 0:
            break
        tried = Decisions({**decisions.starts, one.id: start}, decisions.hires, decisions.contracts)
        staffed = _staffed(problem, tried)
        if staffed is not None and not checking.check(problem, staffed):
            return staffed
    return decisions


def _staffed(problem: Problem, decisions: Decisions) -> Decisions | None:
    """With people bought in, else hired, where there are too few; None if they cannot be had."""
    decisions = model.bought_in(problem, decisions)
    for skill, used in zip(problem.skills, accounts.skills_used(problem, decisions), strict=True):
        short = [-free for free in used.free]
        if max(short, default=Decimal(0)) <= 0:
            continue
        if skill.hire is None:
            return None
        arrivals = list(used_arrivals(decisions, skill.name, len(problem.periods)))
        for period, missing in enumerate(short):
            there = sum(arrivals[: period + 1]) - used.hired[period]
            for arrival in range(period, skill.hire.lead - 1, -1):
                take = min(skill.hire.max_per_period - arrivals[arrival], _whole(missing - there))
                if take > 0:
                    arrivals[arrival] += take
                    there += take
        decisions = Decisions(decisions.starts, {**decisions.hires, skill.name: tuple(arrivals)})
    return model.bought_in(problem, decisions)


def used_arrivals(decisions: Decisions, skill: str, periods: int) -> tuple[int, ...]:
    """The arrivals of a skill, one figure a period."""
    given = decisions.hires.get(skill, ())
    return tuple(given[t] if t < len(given) else 0 for t in range(periods))


def _whole(missing: Decimal) -> int:
    return int(missing.to_integral_value(rounding="ROUND_CEILING"))


def _balanced(problem: Problem, decisions: Decisions, order: Sequence[str]) -> Decisions:
    """Without the lowest in rank of each group that has too much, until the shares hold or nothing can go."""
    must = {one.id for one in problem.initiatives if problem.must_fund(one)}
    while True:
        broken = [
            one for one in problem.caps.share if any(v.name == one.name for v in checking.check(problem, decisions))
        ]
        fixed = must | {one.needs for one in problem.requires if one.of in decisions.starts}
        for share in broken:
            members = accounts.members_of(problem, by=share.by, key=share.key)
            weights = {one.id: one.share_weight for one, _ in accounts.funded(problem, decisions)}
            part = sum((weights[code] for code in weights if code in members), Decimal(0))
            total = sum(weights.values(), Decimal(0))
            is_above = share.high is not None and part > share.high * total
            able = [code for code in order if code in weights and code not in fixed and (code in members) == is_above]
            if able:
                starts = {code: start for code, start in decisions.starts.items() if code != able[-1]}
                decisions = model.bought_in(problem, Decisions(starts, decisions.hires))
                break
        else:
            return decisions


def _told(problem: Problem, decisions: Decisions, order: Sequence[str], plan: Decisions | None) -> Ranked:
    value = accounts.value_of(problem, decisions)
    theirs = plan.starts if plan else {}
    return Ranked(
        value=value,
        starts=dict(decisions.starts),
        hires=dict(decisions.hires),
        order=tuple(order),
        breaks=tuple(dict.fromkeys(one.name for one in checking.check(problem, decisions))),
        gain=accounts.value_of(problem, plan) - value if plan else None,
        only_ranking=tuple(code for code in order if code in decisions.starts and code not in theirs),
        only_plan=tuple(code for code in order if code in theirs and code not in decisions.starts),
    )

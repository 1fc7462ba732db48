"""Who should be hired, trained or bought in, at what cost, why, and for what is it too late?"""

from collections.abc import Sequence
from decimal import Decimal

from opencaio.engines.staffing.model import WAYS, Because, Mix, Need, Option, Step, Way
from opencaio.engines.staffing.moves import Move, earliest, moves_of, rounded

ZERO = Decimal(0)
Table = dict[str, list[Decimal]]


def staff(needs: Sequence[Need], *, first: int = 0, ways: Sequence[Way] = WAYS) -> Mix:
    """The mix that leaves the fewest people missing, and of those the cheapest.

    ``first``: periods from now to the first period of the horizon. Costs and people are exact decimals worked out
    from the whole people that the solver chose. Raises BadInput when the needs do not have the same periods.
    """
    if not needs:
        return Mix((), ZERO, {}, {}, is_proven=True)
    # The solver takes a while to load: only who has people to find pays for it.
    from opencaio.engines.staffing.mixing import solve

    plan = solve(needs, moves_of(needs, first=first, ways=ways))
    short = _short(needs, plan.moves)
    bought = {need.skill: _bought(need, short[need.skill], first if "contract" in ways else None) for need in needs}
    steps = [
        *(_whole_step(needs, plan.moves, move, people) for move, people in plan.moves),
        *(step for need in needs for step in _contracts(need, bought[need.skill], first)),
    ]
    left = {
        need.skill: tuple(
            max(missing - have, ZERO) for missing, have in zip(short[need.skill], bought[need.skill], strict=True)
        )
        for need in needs
    }
    return Mix(
        steps=tuple(sorted(steps, key=lambda one: (one.skill, one.start, WAYS.index(one.way), one.source))),
        cost=sum((one.cost for one in steps), ZERO),
        left=left,
        too_late={need.skill: _too_late(need, left[need.skill], first, ways) for need in needs},
        is_proven=plan.is_proven,
    )


def options(needs: Sequence[Need], *, first: int = 0) -> tuple[Option, ...]:
    """For each skill that is short and each way that its terms open: what that way alone would do, and cost."""
    found = []
    for need in needs:
        for way in WAYS:
            if any(need.gaps) and need.terms.is_open(way):
                found.append(_alone(need, way, needs, first))
    return tuple(found)


def _alone(need: Need, way: Way, needs: Sequence[Need], first: int) -> Option:
    """Other skills only lend their people: what they lack themselves stays out of it."""
    others = [_without_terms(one) for one in needs if one.skill != need.skill] if way == "train" else []
    mix = staff([need, *others], first=first, ways=(way,))
    steps = [one for one in mix.steps if one.skill == need.skill]
    left = mix.left[need.skill]
    start = earliest(need, way, first=first)
    held = [sum((one.people for one in steps if one.start <= at < one.end), ZERO) for at in range(len(left))]
    return Option(
        skill=need.skill,
        way=way,
        earliest=start if start < len(left) else None,
        covers=sum(need.gaps, ZERO) - sum(left, ZERO),
        leaves=sum(left, ZERO),
        most=max(held, default=ZERO),
        cost=sum((one.cost for one in steps), ZERO),
        too_late=mix.too_late[need.skill],
    )


def _without_terms(need: Need) -> Need:
    return Need(need.skill, need.capacity, need.demand)


def _short(needs: Sequence[Need], moves: Sequence[tuple[Move, Decimal]]) -> Table:
    """Who is missing in each period once these people work; 0 where there are enough."""
    supply: Table = {need.skill: list(need.capacity) for need in needs}
    for move, people in moves:
        for at in range(move.at, len(supply[move.skill])):
            supply[move.skill][at] += people
        for at in range(move.leaves_at, len(supply[move.skill])) if move.source else ():
            supply[move.source][at] -= people
    return {
        need.skill: [max(demand - have, ZERO) for demand, have in zip(need.demand, supply[need.skill], strict=True)]
        for need in needs
    }


def _bought(need: Need, short: Sequence[Decimal], first: int | None) -> list[Decimal]:
    """What contractors fill, from now on: all that is missing, up to the limit. ``first`` None: there are none."""
    if first is None or not need.terms.is_open("contract"):
        return [ZERO] * len(short)
    most, start = need.terms.contract_most, earliest(need, "contract", first=first)
    wanted = [rounded(one) if at >= start else ZERO for at, one in enumerate(short)]
    return wanted if most is None else [min(one, most) for one in wanted]


def _whole_step(needs: Sequence[Need], moves: Sequence[tuple[Move, Decimal]], move: Move, people: Decimal) -> Step:
    need = next(one for one in needs if one.skill == move.skill)
    without = _short(needs, [(one, taken) for one, taken in moves if one is not move])[move.skill]
    covered = _short(needs, moves)[move.skill]
    taken_over = [before - after for before, after in zip(without, covered, strict=True)]
    return Step(
        skill=move.skill,
        way=move.way,
        start=move.at,
        end=len(need.demand),
        people=people,
        cost=move.cost * people,
        begin_by=move.at - need.terms.lead(move.way),
        because=_because_whole(need, move, taken_over),
        source=move.source,
    )


def _because_whole(need: Need, move: Move, taken_over: Sequence[Decimal]) -> Because:
    """Against what contractors would cost for the same people, else against hiring, else nothing else can."""
    if need.terms.contract_cost is not None:
        fits = need.terms.contract_most is None or max(taken_over, default=ZERO) <= need.terms.contract_most
        price = need.terms.contract_cost * sum(taken_over, ZERO)
        return Because("cheaper", "contract", price) if fits else Because("only_way", "contract")
    if move.way == "train" and need.terms.hire_cost is not None:
        start = move.at if need.terms.hire_lead <= need.terms.train_lead else None
        price = need.terms.hire_cost * max(taken_over, default=ZERO) * (len(taken_over) - move.at)
        return Because("cheaper", "hire", price) if start is not None else Because("faster", "hire")
    return Because("only_way")


def _contracts(need: Need, bought: Sequence[Decimal], first: int) -> list[Step]:
    """Runs of periods with the same number of contractors, each as one step."""
    steps: list[Step] = []
    cost = need.terms.contract_cost or ZERO
    for start, end, people in _runs(bought):
        steps.append(
            Step(
                skill=need.skill,
                way="contract",
                start=start,
                end=end,
                people=people,
                cost=cost * people * (end - start),
                begin_by=start,
                because=_because_bought(need, range(start, end), people, first),
            )
        )
    return steps


def _runs(values: Sequence[Decimal]) -> list[tuple[int, int, Decimal]]:
    found: list[tuple[int, int, Decimal]] = []
    for at, people in enumerate(values):
        if not people:
            continue
        if found and found[-1][1] == at and found[-1][2] == people:
            found[-1] = (found[-1][0], at + 1, people)
        else:
            found.append((at, at + 1, people))
    return found


def _because_bought(need: Need, periods: range, people: Decimal, first: int) -> Because:
    """A bridge where all of it ends before anybody hired can work; else against hires from that day to the end."""
    if need.terms.hire_cost is None:
        return Because("only_way")
    can_work = earliest(need, "hire", first=first)
    if periods.stop <= can_work:
        return Because("bridge", "hire")
    whole = people.to_integral_value(rounding="ROUND_CEILING")
    stays = len(need.demand) - max(periods.start, can_work)
    return Because("cheaper", "hire", need.terms.hire_cost * whole * stays)


def _too_late(need: Need, left: Sequence[Decimal], first: int, ways: Sequence[Way]) -> tuple[int, ...]:
    """The periods with people missing that end before anybody can come, by any of the ways that are open."""
    opens = [earliest(need, way, first=first) for way in ways if need.terms.is_open(way)]
    soonest = min(opens, default=len(left))
    return tuple(at for at, missing in enumerate(left) if missing and at < soonest)

"""Do the parts of a planning problem fit each other: known names, whole lists, no circles, starts that exist?"""

from collections.abc import Iterable, Mapping

from opencaio.engines.portfolio import fields
from opencaio.engines.portfolio.fields import Faults
from opencaio.engines.portfolio.problem import Initiative, Problem


def judge(problem: Problem, *, faults: Faults) -> None:
    """Add to ``faults`` what does not fit."""
    _periods(problem, faults)
    _unique(problem, faults)
    _skills(problem, faults)
    skills = {one.name for one in problem.skills}
    for one in problem.initiatives:
        _initiative(problem, one, skills, faults)
    _names(problem, faults)
    _caps(problem, faults)
    circle = circle_of(problem)
    if circle:
        faults.add(f"relations: the requirements run in a circle: {' needs '.join(circle)}")


def _periods(problem: Problem, faults: Faults) -> None:
    if not problem.periods:
        faults.add("problem: periods is empty; at least one is needed")
    if len(problem.year_of) != len(problem.periods):
        faults.add(f"problem: year_of has {len(problem.year_of)} entries for {len(problem.periods)} periods")
    if list(problem.year_of) != sorted(problem.year_of):
        faults.add("problem: year_of runs backwards; periods stand in the order of time")


def _unique(problem: Problem, faults: Faults) -> None:
    lists: dict[str, list[str]] = {
        "period": list(problem.periods),
        "budget": [f"{one.line} {one.year}" for one in problem.budgets],
        "skill": [one.name for one in problem.skills],
        "initiative": [one.id for one in problem.initiatives],
        "platform": [one.id for one in problem.platforms],
        "share of": [f"{one.by} {one.key}" for one in problem.caps.share],
    }
    for kind, names in lists.items():
        for twice in fields.repeated(names):
            faults.add(f"{kind} {fields.shown(twice)} is given twice")


def _skills(problem: Problem, faults: Faults) -> None:
    for one in problem.skills:
        if len(one.capacity) != len(problem.periods):
            faults.add(f"skill {one.name}: capacity has {len(one.capacity)} figures for {len(problem.periods)} periods")


def _initiative(problem: Problem, one: Initiative, skills: set[str], faults: Faults) -> None:
    name = f"initiative {one.id}"
    if problem.departments is not None and one.department not in problem.departments:
        faults.add(f"{name}: unknown department {fields.shown(one.department)}")
    for start in {*one.value, *one.benefit}:
        if start >= len(problem.periods):
            faults.add(f"{name}: a start in period {start}, and the plan has {len(problem.periods)} (0 is the first)")
    for skill, people in one.demand.items():
        if skill not in skills:
            faults.add(f"{name}: unknown skill {fields.shown(skill)} in demand")
        if len(people) > one.duration and not any(f"{name}: duration" in told for told in faults.found):
            faults.add(f"{name}: demand for {skill} has {len(people)} figures for a duration of {one.duration}")
    if one.mandatory or one.id in problem.locked:
        _must_start(problem, one, faults)


def _must_start(problem: Problem, one: Initiative, faults: Faults) -> None:
    """Mandatory and locked initiatives need a start that is allowed."""
    name, end = f"initiative {one.id}", len(problem.periods)
    if problem.starts_of(one):
        return
    if one.id in problem.locked:
        start = problem.locked[one.id]
        reason = "no value is listed for it" if start not in one.value else "it could not finish in time"
        faults.add(f"locked: {one.id} cannot start in period {start}: {reason}")
    elif not one.value:
        faults.add(f"{name}: mandatory, but no start is allowed (value is empty)")
    elif one.deadline is not None and min(one.value) + one.duration > one.deadline:
        faults.add(
            f"{name}: mandatory, but it cannot finish by its deadline {one.deadline}: "
            f"its first start {min(one.value)} and duration {one.duration} end at {min(one.value) + one.duration}"
        )
    else:
        faults.add(f"{name}: mandatory, but it cannot finish within the {end} periods of the plan")


def _names(problem: Problem, faults: Faults) -> None:
    known = {one.id for one in problem.initiatives}
    places: list[tuple[str, Iterable[str]]] = [
        ("relations (requires)", (code for one in problem.requires for code in (one.of, one.needs))),
        ("relations (excludes)", (code for one in problem.excludes for code in one.among)),
        ("relations (synergy)", (code for one in problem.synergies for code in one.among)),
        ("relations (platform)", (code for one in problem.platforms for code in one.members)),
        ("locked", problem.locked),
        ("previous", problem.previous),
        ("scenarios: multiplier", problem.multiplier),
    ]
    for place, ids in places:
        for code in ids:
            if code not in known:
                faults.add(f"{place}: unknown initiative {fields.shown(code)}")


def _caps(problem: Problem, faults: Faults) -> None:
    if problem.risk_aversion.weight > 0 and not problem.multiplier:
        faults.add("risk_aversion: lambda is above 0, but there are no scenarios")
    if problem.departments is None:
        return
    for name in problem.caps.load_per_department:
        if name not in problem.departments:
            faults.add(f"caps: load_per_department: unknown department {fields.shown(name)}")
    for one in problem.caps.share:
        if one.by == "department" and one.key not in problem.departments:
            faults.add(f"caps: share: unknown department {fields.shown(one.key)}")


def circle_of(problem: Problem) -> list[str]:
    """The ids along one circle of requirements, the first one again at the end; empty if there is none."""
    needs: dict[str, list[str]] = {}
    for one in problem.requires:
        needs.setdefault(one.of, []).append(one.needs)
    done: set[str] = set()
    for first in needs:
        found = _circle_from(first, needs, done)
        if found:
            return found
    return []


def _circle_from(first: str, needs: Mapping[str, list[str]], done: set[str]) -> list[str]:
    """Depth first without recursion; ``done`` holds what leads into no circle."""
    path: list[str] = [first]
    place = {first: 0}
    open_ones = [iter(needs.get(first, ()))]
    while open_ones:
        following = next(open_ones[-1], None)
        if following is None:
            open_ones.pop()
            left = path.pop()
            del place[left]
            done.add(left)
        elif following in place:
            return [*path[place[following] :], following]
        elif following not in done:
            place[following] = len(path)
            path.append(following)
            open_ones.append(iter(needs.get(following, ())))
    return []

"""Which schedule ends soonest, given what comes before what, who may do it, and who is away?

The resource-constrained project scheduling problem with named people and calendars, solved by constraint
programming (OR-Tools CP-SAT). Three aims in this order: fewest days late, soonest end, each task as early as it can
with the people and the order found. Where a simple rule already reaches what nothing can beat, there is no search.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ortools.sat.python import cp_model

from opencaio.engines.scheduling.greedy import at_best, best_start, days_late, earliest, score
from opencaio.engines.scheduling.lengths import ends_for
from opencaio.engines.scheduling.project import Placed, Project, Schedule, Status, Task, check_project, in_order
from opencaio.engines.scheduling.slack import with_slack

WORKERS = 8
STATUSES: Mapping[cp_model.CpSolverStatus, Status] = {
    cp_model.OPTIMAL: "optimal",
    cp_model.FEASIBLE: "feasible",
    cp_model.INFEASIBLE: "infeasible",
}


@dataclass
class _Model:
    """The variables of one project."""

    project: Project
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    starts: dict[str, cp_model.IntVar] = field(default_factory=dict)
    ends: dict[str, cp_model.IntVar] = field(default_factory=dict)
    done_by: dict[str, dict[str, cp_model.IntVar]] = field(default_factory=dict)
    spans: dict[str, cp_model.IntervalVar] = field(default_factory=dict)
    late: dict[str, cp_model.IntVar] = field(default_factory=dict)
    busy: dict[str, list[cp_model.IntervalVar]] = field(default_factory=dict)


def solved(project: Project, *, work: float, seed: int) -> Schedule:
    """The schedule that ends soonest, as `opencaio.engines.scheduling.schedule` promises."""
    check_project(project)
    in_order(project.tasks)
    if not project.tasks:
        return Schedule("optimal", end=0, bound=0)
    start = best_start(project)
    if start and score(start) == at_best(project):
        return with_slack(project, _told("optimal", start, bound=score(start)[1]))
    short = _shortened(project, start)
    found = _solve(short, start=start, work=work / 2, seed=seed)
    if found.status == "feasible":
        # What one worker cannot prove, several with other habits, in fixed turns, often can.
        found = _solve(short, start=found.placed, work=work / 2, seed=seed, workers=WORKERS)
    if found.status == "infeasible":
        return replace(found, conflict=_conflict(project, work=work, seed=seed))
    if not found.placed and start:
        found = _told("feasible", start, bound=at_best(project)[1])
    return with_slack(project, found) if found.placed else found


def _told(status: Status, placed: tuple[Placed, ...], *, bound: int) -> Schedule:
    return Schedule(status, placed=placed, end=score(placed)[1], bound=bound)


def _shortened(project: Project, start: tuple[Placed, ...]) -> Project:
    """A calendar no longer than the work could need: twice what it takes with the tasks one after another."""
    if not start:
        return project
    longest = max(one.end for one in start) + sum(one.end - one.start for one in start)
    return replace(project, days=min(project.days, 2 * longest + 10))


def _solve(project: Project, *, start: tuple[Placed, ...] = (), work: float, seed: int, workers: int = 1) -> Schedule:
    model = _modelled(project)
    _hint_at(model, start)
    end = model.cp.new_int_var(0, project.days, "end")
    model.cp.add_max_equality(end, list(model.ends.values()))
    # A day late weighs more than any end.
    weight = project.days + 1
    aim = weight * sum(model.late.values()) + end
    if start:
        late, last = score(start)
        model.cp.add(aim <= weight * late + last)
    model.cp.minimize(aim)
    solver = _solver(work=work, seed=seed, workers=workers)
    status: Status = STATUSES.get(solver.solve(model.cp), "unknown")
    if status not in {"optimal", "feasible"}:
        return Schedule(status)
    placed = earliest(project, [_placed(model, solver, one) for one in project.tasks])
    bound = round(solver.best_objective_bound) - weight * score(placed)[0]
    return _told(status, placed, bound=max(bound, at_best(project)[1]))


def _solver(*, work: float, seed: int, workers: int) -> cp_model.CpSolver:
    """The same answer every time: one worker, or several in fixed turns."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = work
    solver.parameters.num_workers = workers
    solver.parameters.interleave_search = workers > 1
    return solver


def _placed(model: _Model, solver: cp_model.CpSolver, task: Task) -> Placed:
    who = next((name for name, chosen in model.done_by[task.id].items() if solver.value(chosen)), None)
    start, end = solver.value(model.starts[task.id]), solver.value(model.ends[task.id])
    return Placed(task.id, start, end, who, late=days_late(task, end))


def _hint_at(model: _Model, start: tuple[Placed, ...]) -> None:
    for one in start:
        model.cp.add_hint(model.starts[one.id], one.start)
        model.cp.add_hint(model.ends[one.id], one.end)
        for name, chosen in model.done_by[one.id].items():
            model.cp.add_hint(chosen, name == one.person)


def _modelled(project: Project) -> _Model:
    model = _Model(project)
    for task in project.tasks:
        _add(model, task)
    for task in project.tasks:
        for other in task.after:
            model.cp.add(model.starts[task.id] >= model.ends[other])
    for spans in model.busy.values():
        model.cp.add_no_overlap(spans)
    for pool, size in project.pools.items():
        takers = [one for one in project.tasks if one.pools.get(pool)]
        spans = [model.spans[one.id] for one in takers]
        model.cp.add_cumulative(spans, [one.pools[pool] for one in takers], size)
    return model


def _add(model: _Model, task: Task) -> None:
    cp, days = model.cp, model.project.days
    first, last = (task.earliest, days) if task.start is None else (task.start, task.start)
    start = cp.new_int_var(first, last, f"start of {task.id}")
    end = cp.new_int_var(0, days, f"end of {task.id}")
    size = cp.new_int_var(0, days, f"span of {task.id}") if task.people else task.days
    model.starts[task.id], model.ends[task.id], model.done_by[task.id] = start, end, {}
    model.spans[task.id] = cp.new_interval_var(start, size, end, f"{task.id}")
    if task.people:
        _add_people(model, task)
    if task.due is not None:
        late = cp.new_int_var(0, days, f"late {task.id}")
        cp.add(late >= end - task.due - 1)
        model.late[task.id] = late


def _add_people(model: _Model, task: Task) -> None:
    """One of those who may does it; his own days away stretch the task."""
    cp, start, end = model.cp, model.starts[task.id], model.ends[task.id]
    for name in dict.fromkeys(task.people):
        chosen = cp.new_bool_var(f"{name} does {task.id}")
        model.done_by[task.id][name] = chosen
        away = model.project.away.get(name, frozenset())
        if not away:
            cp.add(end == start + task.days).only_enforce_if(chosen)
        else:
            _add_absences(model, task, name, away)
        span = cp.new_optional_interval_var(
            start, cp.new_int_var(0, model.project.days, ""), end, chosen, f"{task.id} by {name}"
        )
        model.busy.setdefault(name, []).append(span)
    cp.add_exactly_one(model.done_by[task.id].values())


def _add_absences(model: _Model, task: Task, name: str, away: frozenset[int]) -> None:
    """When he does it, it starts on a day on which he is there, and ends after his days of work."""
    cp, days, chosen = model.cp, model.project.days, model.done_by[task.id][name]
    ends = ends_for(task.days, away=away, days=days)
    allowed = [day for day, last in enumerate(ends) if last is not None]
    if not allowed:
        cp.add(chosen == 0)
        return
    at = cp.new_int_var_from_domain(cp_model.Domain.from_values(allowed), f"start of {task.id} by {name}")
    own = cp.new_int_var(0, days, f"end of {task.id} by {name}")
    cp.add_element(at, [last or 0 for last in ends], own)
    cp.add(model.starts[task.id] == at).only_enforce_if(chosen)
    cp.add(model.ends[task.id] == own).only_enforce_if(chosen)


def _conflict(project: Project, *, work: float, seed: int) -> tuple[str, ...]:
    """Fixed starts and absences that cannot hold together: leaving any of them out lets the rest fit."""
    fixed = [one.id for one in project.tasks if one.start is not None]
    names = [name for name, days in project.away.items() if days]
    kept = [*(f"the fixed start of {one}" for one in fixed), *(f"the absences of {one}" for one in names)]
    for words in list(kept):
        left = [one for one in kept if one != words]
        if _solve(_with_only(project, left), work=work / 10, seed=seed).status == "infeasible":
            kept = left
    return tuple(kept) or (f"the {project.days} working days of the calendar",)


def _with_only(project: Project, kept: Iterable[str]) -> Project:
    held = set(kept)
    tasks = tuple(
        one if one.start is None or f"the fixed start of {one.id}" in held else replace(one, start=None)
        for one in project.tasks
    )
    away = {name: days for name, days in project.away.items() if f"the absences of {name}" in held}
    return replace(project, tasks=tasks, away=away)

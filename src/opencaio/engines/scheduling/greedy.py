"""Which schedule comes out when each task, in turn, is given to whoever is done with it first?

The serial scheme (Kolisch 1996) over named people: a start for the search, and what is given when it finds no better.
"""

from collections.abc import Mapping

from opencaio.engines.scheduling.lengths import ends_for
from opencaio.engines.scheduling.project import Placed, Project, Task, in_order

FAR = 10**6


def one_after_another(project: Project) -> tuple[Placed, ...]:
    """Each task in turn, those that are fixed or due first; empty when one of them finds no place."""
    waiting, placed = {one.id: one for one in in_order(project.tasks)}, dict[str, Placed]()
    lengths: dict[tuple[str | None, int], list[int | None]] = {}
    while waiting:
        ready = [one for one in waiting.values() if all(other in placed for other in one.after)]
        task = min(ready, key=lambda one: (one.start is None, FAR if one.due is None else one.due, one.earliest))
        options = [_place(task, name, project, placed, lengths) for name in task.people or (None,)]
        found = min((one for one in options if one), key=lambda one: (one.end, -one.start), default=None)
        if found is None:
            return ()
        placed[task.id] = found
        del waiting[task.id]
    return tuple(placed[one.id] for one in project.tasks)


def _place(
    task: Task,
    name: str | None,
    project: Project,
    placed: Mapping[str, Placed],
    lengths: dict[tuple[str | None, int], list[int | None]],
) -> Placed | None:
    key = name, task.days
    if key not in lengths:
        away = project.away.get(name, frozenset()) if name else frozenset()
        lengths[key] = ends_for(task.days, away=away, days=project.days)
    ends = lengths[key]
    first = max([task.earliest, *(placed[other].end for other in task.after)], default=task.earliest)
    starts = range(first, project.days + 1) if task.start is None else (task.start,) if task.start >= first else ()
    theirs = [one for one in placed.values() if name is not None and one.person == name]
    for start in starts:
        end = ends[start]
        if end is not None and _is_free(start, end, theirs) and _fits(task, start, end, project, placed):
            return Placed(task.id, start, end, name, late=0 if task.due is None else max(0, end - task.due - 1))
    return None


def _is_free(start: int, end: int, theirs: list[Placed]) -> bool:
    return all(end <= one.start or one.end <= start for one in theirs)


def _fits(task: Task, start: int, end: int, project: Project, placed: Mapping[str, Placed]) -> bool:
    needs = {one.id: one.pools for one in project.tasks}
    for pool, need in task.pools.items():
        for day in range(start, end):
            taken = sum(needs[one.id].get(pool, 0) for one in placed.values() if one.start <= day < one.end)
            if taken + need > project.pools[pool]:
                return False
    return True

"""By how many days may each task slip before the project ends later?

The latest ends by a backward pass over what must follow what: the tasks' own order, and the order in which each
person does his tasks (Kelley and Walker 1959, with resource links). Shared pools are not looked at.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from opencaio.engines.scheduling.lengths import ends_for
from opencaio.engines.scheduling.project import Placed, Project, Schedule, Task


def with_slack(project: Project, found: Schedule) -> Schedule:
    """The same schedule, each task with its slack."""
    tasks = {one.id: one for one in project.tasks}
    placed = {one.id: one for one in found.placed}
    followers: dict[str, list[str]] = {key: [] for key in placed}
    for before, after in _links(project, found):
        followers[before].append(after)
    end = max((one.end for one in placed.values()), default=0)
    latest: dict[str, int] = {}
    for one in sorted(placed.values(), key=lambda each: (-each.end, -each.start)):
        bounds = [
            _latest_start(tasks[key], placed[key], latest[key], project) for key in followers[one.id] if key in latest
        ]
        latest[one.id] = min([end, *bounds])
    slacks = tuple(replace(one, slack=max(0, latest[one.id] - one.end)) for one in found.placed)
    return replace(found, placed=slacks)


def _links(project: Project, found: Schedule) -> Iterator[tuple[str, str]]:
    for task in project.tasks:
        for other in task.after:
            yield other, task.id
    by_person: dict[str, list[Placed]] = {}
    for one in found.placed:
        if one.person:
            by_person.setdefault(one.person, []).append(one)
    for row in by_person.values():
        row.sort(key=lambda each: (each.start, each.end))
        yield from ((first.id, second.id) for first, second in pairwise(row))


def _latest_start(task: Task, placed: Placed, latest_end: int, project: Project) -> int:
    if task.start is not None:
        return task.start
    away = project.away.get(placed.person, frozenset()) if placed.person else frozenset()
    ends = ends_for(task.days, away=away, days=project.days)
    fitting = [day for day, last in enumerate(ends) if last is not None and last <= latest_end]
    return max(fitting, default=placed.start)

"""Which schedule comes out when each task, in turn, is given to whoever is done with it first?

The serial scheme (Kolisch 1996) over named people: a start for the search, and what is given when it finds no better.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from opencaio.engines.scheduling.lengths import ends_for
from opencaio.engines.scheduling.project import Placed, Project, Task, in_order

FAR = 10**6


@dataclass
class _Board:
    """Where tasks lie so far, and how long each would take whom from each day on."""

    project: Project
    placed: dict[str, Placed] = field(default_factory=dict)
    lengths: dict[tuple[str | None, int], list[int | None]] = field(default_factory=dict)

    def ends(self, task: Task, name: str | None) -> list[int | None]:
        """For each first day, the day after the last when this person does it."""
        if (name, task.days) not in self.lengths:
            away = self.project.away.get(name, frozenset()) if name else frozenset()
            self.lengths[name, task.days] = ends_for(task.days, away=away, days=self.project.days)
        return self.lengths[name, task.days]

    def place(self, task: Task, name: str | None) -> Placed | None:
        """The first place of a task with this person, after all that is placed and must come before."""
        first = max([task.earliest, *(self.placed[other].end for other in task.after)])
        if task.start is not None:
            starts: Iterable[int] = (task.start,) if task.start >= first else ()
        else:
            starts = range(first, self.project.days + 1)
        theirs = [one for one in self.placed.values() if name is not None and one.person == name]
        ends = self.ends(task, name)
        for start in starts:
            end = ends[start]
            if end is not None and _is_free(start, end, theirs) and self._fits(task, start, end):
                return Placed(task.id, start, end, name, late=days_late(task, end))
        return None

    def _fits(self, task: Task, start: int, end: int) -> bool:
        needs = {one.id: one.pools for one in self.project.tasks} if task.pools else {}
        for pool, need in task.pools.items():
            for day in range(start, end):
                taken = sum(needs[one.id].get(pool, 0) for one in self.placed.values() if one.start <= day < one.end)
                if taken + need > self.project.pools[pool]:
                    return False
        return True


def days_late(task: Task, end: int) -> int:
    """Days by which a task that ends before day ``end`` misses its due day."""
    return 0 if task.due is None else max(0, end - task.due - 1)


def score(placed: Iterable[Placed]) -> tuple[int, int]:
    """Days late in all, and the end: what a schedule is judged by."""
    rows = tuple(placed)
    return sum(one.late for one in rows), max((one.end for one in rows), default=0)


def best_start(project: Project) -> tuple[Placed, ...]:
    """The better of two rules: longest chain behind it first, or most pressing day first; empty if neither fits."""
    tails, dues = _tails(project), _pressing(project)
    rules: tuple[Callable[[Task], tuple[int, int]], ...] = (
        lambda one: (-tails[one.id], dues[one.id]),
        lambda one: (dues[one.id], -tails[one.id]),
    )
    tried = [one_after_another(project, rule) for rule in rules]
    return min((one for one in tried if one), key=score, default=())


def one_after_another(project: Project, rule: Callable[[Task], tuple[int, int]]) -> tuple[Placed, ...]:
    """Each task as soon as it is ready, in the order of ``rule``; empty when one of them finds no place."""
    board, waiting = _Board(project), {one.id: one for one in in_order(project.tasks)}
    while waiting:
        ready = [one for one in waiting.values() if all(other in board.placed for other in one.after)]
        task = min(ready, key=lambda one: (one.start is None, rule(one)))
        options = [board.place(task, name) for name in task.people or (None,)]
        found = min((one for one in options if one), key=lambda one: (one.end, -one.start), default=None)
        if found is None:
            return ()
        board.placed[task.id] = found
        del waiting[task.id]
    return tuple(board.placed[one.id] for one in project.tasks)


def earliest(project: Project, placed: Iterable[Placed]) -> tuple[Placed, ...]:
    """The same people and order, each task as early as it can be: no task ends later than before."""
    tasks, board = {one.id: one for one in project.tasks}, _Board(project)
    for one in sorted(placed, key=lambda each: (each.start, each.end)):
        board.placed[one.id] = board.place(tasks[one.id], one.person) or one
    return tuple(board.placed[one.id] for one in project.tasks)


def at_best(project: Project) -> tuple[int, int]:
    """Days late and end that no schedule can beat: as if everybody could do everything at once."""
    board, ends, late = _Board(project), dict[str, int](), 0
    for task in in_order(project.tasks):
        first = max([task.earliest, *(ends[other] for other in task.after)]) if task.start is None else task.start
        reached = [_first(board.ends(task, name), first) for name in task.people or (None,)]
        ends[task.id] = min((end for end in reached if end is not None), default=project.days)
        late += days_late(task, ends[task.id])
    return late, max(ends.values(), default=0)


def _first(ends: list[int | None], first: int) -> int | None:
    return next((end for end in ends[first:] if end is not None), None)


def _is_free(start: int, end: int, theirs: list[Placed]) -> bool:
    return all(end <= one.start or one.end <= start for one in theirs)


def _tails(project: Project) -> Mapping[str, int]:
    """Working days of the longest chain that begins with each task."""
    tails = {one.id: one.days for one in project.tasks}
    for task in reversed(in_order(project.tasks)):
        for other in task.after:
            days = next(one.days for one in project.tasks if one.id == other)
            tails[other] = max(tails[other], days + tails[task.id])
    return tails


def _pressing(project: Project) -> Mapping[str, int]:
    """The day by which each task must end so that nothing behind it is late."""
    dues = {one.id: FAR if one.due is None else one.due for one in project.tasks}
    for task in reversed(in_order(project.tasks)):
        for other in task.after:
            dues[other] = min(dues[other], dues[task.id] - task.days)
    return dues

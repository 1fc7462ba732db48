"""What is a project: its tasks, what comes before what, who may do each, and who is away when?"""

import graphlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from opencaio.errors import BadInput

WORK = 10.0
MOST_TASKS = 2_000
MOST_DAYS = 2_600


@dataclass(frozen=True)
class Task:
    """``days`` of work, counted in working days; days are indexes of the project's calendar, from 0.

    ``people``: who may do it (none named: nobody in person); ``pools``: how much of each shared pool it takes while
    it runs; ``earliest`` the first day on which it may start; ``due`` the day by whose end it should be done (late
    is possible, and told); ``start`` fixes its start.
    """

    id: str
    days: int
    after: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    pools: Mapping[str, int] = field(default_factory=dict)
    earliest: int = 0
    due: int | None = None
    start: int | None = None


@dataclass(frozen=True)
class Project:
    """Tasks, the days on which each person is away, the size of each pool, and how many days there are."""

    tasks: tuple[Task, ...]
    days: int
    away: Mapping[str, frozenset[int]] = field(default_factory=dict)
    pools: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """Where a task lies: first day, the day after its last, who does it, and by how many days it could slip.

    ``slack`` counts days by which it may end later without moving the end of the project, people as they stand.
    """

    id: str
    start: int
    end: int
    person: str | None
    late: int = 0
    slack: int = 0

    @property
    def is_critical(self) -> bool:
        """True when a day lost here is a day lost at the end."""
        return self.slack == 0


Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True)
class Schedule:
    """When everything is done; ``end`` and ``bound`` in days, ``bound`` no schedule can beat.

    ``conflict`` names, where nothing fits, fixed starts and absences that cannot hold together.
    """

    status: Status
    placed: tuple[Placed, ...] = ()
    end: int | None = None
    bound: int | None = None
    conflict: tuple[str, ...] = ()

    def of(self, task: str) -> Placed:
        """Where this task lies."""
        return next(one for one in self.placed if one.id == task)


@dataclass(frozen=True)
class Slip:
    """One task before and after: who did it and who does it now, and by how many days it ends later."""

    id: str
    was: Placed
    will: Placed

    @property
    def days(self) -> int:
        """Days by which it ends later (negative: sooner)."""
        return self.will.end - self.was.end


@dataclass(frozen=True)
class Slips:
    """What changes when ``person`` leaves before day ``on``; ``nobody`` are tasks that no one else can do."""

    person: str
    on: int
    schedule: Schedule | None
    slips: tuple[Slip, ...]
    nobody: tuple[str, ...]

    @property
    def days(self) -> int | None:
        """Days by which the whole ends later; None when it cannot be finished at all."""
        if self.schedule is None or self.schedule.end is None:
            return None
        return self.schedule.end - max((one.was.end for one in self.slips), default=self.schedule.end)


def check_project(project: Project) -> None:
    """Raise ``BadInput`` that names everything that is wrong with the project."""
    if faults := [*_faults(project)]:
        more = f" and {len(faults) - 1} more" if len(faults) > 1 else ""
        raise BadInput(faults[0] + more, details=faults)


def in_order(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """The tasks, each after all that it waits for. Raises ``BadInput`` naming a circle."""
    held = {one.id: one for one in tasks}
    try:
        order = graphlib.TopologicalSorter({one.id: one.after for one in held.values()}).static_order()
        return tuple(held[key] for key in order)
    except graphlib.CycleError as circle:
        raise BadInput(f"These tasks wait for each other: {' → '.join(circle.args[1])}.") from circle


def _faults(project: Project) -> Iterable[str]:
    if len(project.tasks) > MOST_TASKS:
        yield f"{len(project.tasks)} tasks are more than the {MOST_TASKS} of one schedule: split the initiative."
        return
    if not 1 <= project.days <= MOST_DAYS:
        yield f"A calendar of {project.days} days: it must have 1 to {MOST_DAYS}."
    known = {one.id for one in project.tasks}
    if len(known) < len(project.tasks):
        twice = Counter(one.id for one in project.tasks).most_common(1)[0][0]
        yield f"Two tasks are called {twice}."
        return
    for one in project.tasks:
        yield from _faults_of(one, project, known)


def _faults_of(one: Task, project: Project, known: set[str]) -> Iterable[str]:
    if not 0 <= one.days <= project.days:
        yield f"{one.id} takes {one.days} days: it must be 0 to {project.days}."
    for other in one.after:
        if other not in known:
            yield f"{one.id} waits for {other}, which is no task here."
    if one.earliest < 0 or one.earliest > project.days:
        yield f"{one.id} may start on day {one.earliest}, which is not in the calendar."
    if one.start is not None and not 0 <= one.start <= project.days:
        yield f"{one.id} is fixed to day {one.start}, which is not in the calendar."
    for pool, need in one.pools.items():
        if need < 0 or need > project.pools.get(pool, 0):
            yield f"{one.id} needs {need} of {pool}, of which there are {project.pools.get(pool, 0)}."

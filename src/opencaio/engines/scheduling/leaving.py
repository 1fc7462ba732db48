"""What slips, and by how much, when somebody leaves on a day?"""

from dataclasses import dataclass, replace

from opencaio.engines.scheduling.project import Placed, Project, Schedule, Task
from opencaio.engines.scheduling.solving import WORK, schedule


@dataclass(frozen=True)
class Slip:
    """One task before and after: who did it and who does it now, and by how many days it ends later."""

    id: str
    was: Placed
    now: Placed

    @property
    def days(self) -> int:
        """Days by which it ends later (negative: sooner)."""
        return self.now.end - self.was.end


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


def without(project: Project, held: Schedule, person: str, *, on: int = 0, work: float = WORK, seed: int = 1) -> Slips:
    """What slips when ``person`` is gone from day ``on``: what was done by then stays, the rest is planned anew."""
    tasks = tuple(_left(one, held.of(one.id), person, on) for one in project.tasks)
    nobody = tuple(one.id for one, was in zip(tasks, project.tasks, strict=True) if was.people and not one.people)
    if nobody:
        return Slips(person, on, None, (), nobody)
    now = schedule(replace(project, tasks=tasks), work=work, seed=seed)
    if not now.placed:
        return Slips(person, on, None, (), ())
    slips = tuple(Slip(one.id, held.of(one.id), now.of(one.id)) for one in project.tasks)
    return Slips(person, on, now, slips, ())


def _left(task: Task, was: Placed, person: str, on: int) -> Task:
    """What is finished, or under way with somebody who stays, keeps its place; the rest starts on ``on`` or later."""
    stays = tuple(one for one in task.people if one != person)
    if was.end <= on:
        return replace(task, start=was.start, people=(was.person,) if was.person else ())
    if was.start < on and was.person != person:
        return replace(task, start=was.start, people=(was.person,) if was.person else ())
    return replace(
        task, people=stays, earliest=max(task.earliest, on), start=None if task.start is None else max(task.start, on)
    )

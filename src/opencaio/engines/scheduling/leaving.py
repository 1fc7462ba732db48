"""What slips, and by how much, when somebody leaves on a day?"""

from dataclasses import replace

from opencaio.engines.scheduling.project import Placed, Project, Schedule, Slip, Slips, Task
from opencaio.engines.scheduling.solving import solved


def slips_without(project: Project, held: Schedule, person: str, *, on: int, work: float, seed: int) -> Slips:
    """What slips when ``person`` is gone from day ``on``: what was done by then stays, the rest is planned anew."""
    tasks = tuple(_left(one, held.of(one.id), person, on) for one in project.tasks)
    nobody = tuple(one.id for one, was in zip(tasks, project.tasks, strict=True) if was.people and not one.people)
    if nobody:
        return Slips(person, on, None, (), nobody)
    now = solved(replace(project, tasks=tasks), work=work, seed=seed)
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

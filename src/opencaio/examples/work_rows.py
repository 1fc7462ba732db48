"""Which columns have the tasks of the example's work, and the absences of its people?"""

from __future__ import annotations

from datetime import date

from opencaio.examples.rows import Row


class WorkTask(Row):
    """`days` are working days; a task with `done: 1` keeps its days and its person."""

    initiative: str
    key: str
    name: str
    days: int
    after: list[str] = []
    skill: str | None = None
    level: int = 1
    person: str | None = None
    due_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    done: int = 0


class Away(Row):
    """When somebody is away, both days included."""

    person: str
    starts_on: date
    ends_on: date
    why: str = ""

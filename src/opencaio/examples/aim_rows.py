"""What do readings, ties to objectives and ideas of an example company look like?"""

from __future__ import annotations

from datetime import date
from typing import Literal

from opencaio.examples.rows import Row


class EarlierReading(Row):
    """What a key result measured before its present value."""

    key_result: str
    measured_on: date
    value: float
    source: str


class Tie(Row):
    """How strongly (1 to 3) an initiative or a use serves an objective, and why."""

    objective: str
    initiative: str | None = None
    use: str | None = None
    strength: int
    reason: str


class Idea(Row):
    """What somebody handed in, and what became of it; `hours` a month of one person, `people` how many do it."""

    key: str
    kind: Literal["idea", "process"] = "idea"
    title: str
    problem: str = ""
    proposal: str = ""
    steps: str = ""
    hours: float | None = None
    people: int | None = None
    cases: int | None = None
    department: str
    by: str
    handed_in_on: date
    status: Literal["new", "looked_at", "parked", "declined", "merged", "taken_up"] = "new"
    owner: str | None = None
    answer: str = ""
    answered_on: date | None = None
    look_again_on: date | None = None
    joins: str | None = None
    use: str | None = None
    supporters: list[str] = []

"""What do the people, places and tools of an example company look like in its files?"""

from __future__ import annotations

from datetime import date
from typing import Literal

from opencaio.examples.rows import Row


class TrainingTerms(Row):
    """Who can be trained in a skill: `cost` in euros once a person, `lead` in quarters; what contractors can give."""

    skill: str
    trained_from: list[str] = []
    cost: int | None = None
    lead: int | None = None
    hire_most: int | None = None
    contract_most: float | None = None


class Ambition(Row):
    """A level that somebody wants to reach."""

    person: str
    skill: str
    level: int


class Assignment(Row):
    """Part of somebody's time for an initiative in some quarters."""

    person: str
    initiative: str
    skill: str
    quarters: list[str]
    fte: float


class Team(Row):
    key: str
    name: str
    purpose: str
    department: str
    lead: str
    members: list[str]
    initiatives: list[str] = []


class Place(Row):
    """An opening: the stage that it has reached, and on which days."""

    key: str
    title: str
    role: str = ""
    skill: str
    way: Literal["hire", "contract", "train"] = "hire"
    people: float = 1
    department: str
    owner: str
    stage: Literal["planned", "approved", "open", "talking", "offered", "filled"]
    planned_on: date
    opened_on: date | None = None
    needed_by: date
    filled_on: date | None = None
    filled_by: str | None = None
    note: str = ""


class Tool(Row):
    """A tool, licence or compute pool; `cost` in euros a unit and month."""

    key: str
    name: str
    kind: Literal["tool", "licence", "compute", "other"]
    unit: str
    capacity: float
    used: float | None = None
    used_on: date | None = None
    cost: float | None = None
    department: str | None = None
    vendor: str | None = None
    owner: str
    starts_on: date | None = None
    ends_on: date | None = None
    uses: list[str] = []
    initiatives: list[str] = []

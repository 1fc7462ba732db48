"""What does one row of each bulk series of an example company look like?

One class a CSV file, its fields the columns in order. Money is in euros, a month is written 2026-10, a week is named
by its Monday.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Line(BaseModel):
    """A row from CSV: every cell is text and is read into its type."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Completion(Line):
    course: str
    person: str
    completed_on: date
    score: int | None = None


class Training(Line):
    """How many people of a department had to take, and had taken, a course by the end of a month."""

    month: str
    course: str
    department: str
    due: int
    completed: int


class Budget(Line):
    year: int
    department: str
    line: Literal["capex", "opex"]
    purpose: Literal["run", "change"]
    amount: Decimal


class Cost(Line):
    """`use` is empty for shared platform and staff; `amount` in euros without VAT."""

    month: str
    use: str = ""
    department: str
    kind: Literal["licence", "usage", "time", "platform", "staff"]
    line: Literal["capex", "opex"]
    vendor: str = ""
    amount: Decimal


class Usage(Line):
    """One ISO week, named by its Monday; tokens in thousands."""

    week: date
    use: str
    system: str
    users: int
    requests: int
    errors: int
    input_ktokens: int
    output_ktokens: int


class DecisionCount(Line):
    """Decisions prepared by a use in one month for one group; `group` is `all` where none is kept."""

    month: str
    use: str
    attribute: str
    group: str
    total: int
    selected: int
    reviewed: int
    overturned: int


class Kpi(Line):
    """One metric in one ISO week (its Monday) at one site; `with_ai` is 1 from the site's start on."""

    week: date
    metric: str
    site: str
    with_ai: int
    value: float


class Snapshot(Line):
    """One headline figure at one month's end; `scope` is `all` or a department."""

    on: date
    figure: str
    scope: str
    value: float
    unit: str


class Headcount(Line):
    """`soc`: US SOC 2018 code; `pay`: euros a year; `loaded_hour`: euros an hour worked, all costs in."""

    year: int
    department: str
    soc: str
    occupation: str
    people: int
    pay: int
    loaded_hour: Decimal


class Capacity(Line):
    quarter: str
    skill: str
    fte: float

"""What does one row of an example company's risks look like, of what acts against them, and of what is carried?"""

from __future__ import annotations

from datetime import date
from typing import Literal

from opencaio.examples.rows import Row


class Treatment(Row):
    """A control by its name, and what it leaves of a risk's frequency and of its loss, as shares of one."""

    control: str
    status: Literal["planned", "partly", "in_place"]
    frequency: float = 1.0
    magnitude: float = 1.0


class Risk(Row):
    """`likelihood` and `impact` go from 1 (low) to 5; the residual pair is after the controls that are in place.

    `frequency` is events a year, `magnitude` money for one event, each as low, likely and high.
    """

    key: str
    title: str
    cause: str
    event: str
    consequence: str
    department: str | None = None
    uses: list[str] = []
    systems: list[str] = []
    models: list[str] = []
    datasets: list[str] = []
    vendors: list[str] = []
    category: str
    references: list[str] = []
    owner: str
    likelihood: int
    impact: int
    treatments: list[Treatment] = []
    residual_likelihood: int
    residual_impact: int
    frequency: list[float] = []
    magnitude: list[int] = []
    shape: Literal["pert", "lognormal"] = "pert"
    response: Literal["reduce", "accept", "share", "avoid"]
    raised_on: date
    review_due_on: date
    status: Literal["open", "closed"]
    accepted: str = ""
    accepted_by: str | None = None
    accepted_on: date | None = None
    accepted_until: date | None = None


class Appetite(Row):
    """What a department (none: the whole organisation) is ready to carry; `level` from 1 (low) to 4 (critical)."""

    key: str
    department: str | None = None
    level: int
    annual_loss: int
    words: str

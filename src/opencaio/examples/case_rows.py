"""What does one business case of an example company look like, and one score?"""

from __future__ import annotations

from typing import Literal

from opencaio.examples.rows import Row


class CaseLine(Row):
    """One cost or benefit a year; ``points`` are P10, P50, P90. Shares and rates as text: none is rounded."""

    kind: str
    title: str
    line: Literal["capex", "opex"] = "opex"
    points: list[int] = []
    years: list[int] = []
    rate: str | None = None
    margin: str | None = None
    probability_before: str | None = None
    probability_after: str | None = None
    factors: list[str] = []
    measure: str = ""
    method: str = ""


class CaseStage(Row):
    """A step before the scale-up."""

    name: str
    cost: int
    months: int
    success: str


class Case(Row):
    """The case of an initiative, counted over 2027 to 2029; ``answer``: why it was sent back."""

    initiative: str
    reference_class: str
    status: Literal["draft", "submitted", "approved", "sent_back"]
    baseline: str
    adoption: list[float]
    stages: list[CaseStage] = []
    answer: str = ""
    lines: list[CaseLine]


class Score(Row):
    """The inputs of a scoring scheme for an initiative."""

    initiative: str
    scheme: Literal["wsjf", "rice", "ice", "weighted"]
    source: str
    inputs: dict[str, float | str]

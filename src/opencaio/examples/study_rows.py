"""What does one row about measuring look like: a study, stated or computed, and what a KPI series measures?"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from opencaio.examples.rows import Row


class Study(Row):
    """Value of one use in euros a year with its 95 % interval; `kind` and what finance said of the year 2026."""

    use: str
    method: Literal["before_after", "staggered_start", "randomised", "matched", "synthetic_control"]
    about: str
    starts_on: date
    ends_on: date
    planned: int
    measured: int
    low: int
    high: int
    by: str
    kind: Literal["cashable", "productivity", "revenue", "risk_avoided"]
    agreed: int | None = None
    finance: str = ""


class ComputedStudy(Row):
    """A study computed from a KPI series, once for each day in `runs` with the series up to that day."""

    code: str
    use: str
    metric: str
    method: str
    title: str
    runs: list[date]
    settings: dict[str, Any] = {}
    worth: dict[str, dict[str, str]] = {}
    stop_below: int | None = None
    baseline: list[date] = []
    by: str


class Metric(Row):
    key: str
    use: str
    name: str
    unit: str
    better: Literal["up", "down"]
    source: str
    target: float | None = None

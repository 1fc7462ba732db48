"""How does a solved plan read: its figures, its initiatives in three groups, its limits, what it does not know?"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

FUNDED, BORDERLINE, OUT = "funded", "borderline", "out"
PLANS = ("optimal", "feasible")
"""The outcomes of a search that found a plan."""


class PlanRow(BaseModel):
    """One initiative in a plan; amounts in thousands, quarters as ``2027Q1``, ``end`` the last quarter of work.

    ``core`` is the share of scenarios in which it is funded; ``because`` and ``lets_in`` are the engine's reasons.
    """

    code: str
    name: str
    department: str
    department_name: str
    horizon: str
    objectives: list[str]
    group: str
    is_funded: bool
    is_mandatory: bool
    is_locked: bool
    pin: str
    start: str
    end: str
    start_at: int | None
    duration: int
    before: str
    value: Decimal
    low: Decimal
    high: Decimal
    source: str
    money: dict[int, Decimal]
    cost: Decimal
    needs: list[str]
    core: float | None
    because: str
    lets_in: list[str]


class BudgetRow(BaseModel):
    """A line and year in thousands; one more is worth ``low`` to ``high``, on average over ``step`` more."""

    name: str
    line: str
    year: int
    used: Decimal
    limit: Decimal | None
    received: Decimal
    kept: Decimal
    share: float | None
    low: Decimal | None = None
    high: Decimal | None = None
    estimate: Decimal | None = None
    step: Decimal | None = None


class SkillRow(BaseModel):
    """Full-time people of a skill in each quarter, and what one more in every quarter is worth, in thousands.

    ``hired`` are those there who were hired, ``contracted`` the parts bought in; ``spent`` is what both cost.
    """

    code: str
    name: str
    needed: list[Decimal]
    capacity: list[Decimal]
    hired: list[int]
    contracted: list[Decimal]
    tightest: int
    spent: Decimal = Decimal(0)
    low: Decimal | None = None
    high: Decimal | None = None
    estimate: Decimal | None = None
    step: Decimal | None = None


class CapRow(BaseModel):
    """A sum over what runs at once against its cap."""

    name: str
    used: list[Decimal]
    cap: Decimal


class WayOut(BaseModel):
    """A limit that would have to give, by how much, and the what-if that tries it."""

    name: str
    words: str
    what_if: dict[str, Any]


class MissingLine(BaseModel):
    """What the plan does not know."""

    kind: str
    about: str
    words: str
    leaves_out: bool


class FrontPoint(BaseModel):
    """A plan that is best for its cost and risk; ``bound`` is what it could be worth at most."""

    value: Decimal
    bound: Decimal | None
    cost: Decimal | None
    tail: Decimal | None
    funded: int
    is_this: bool


class Ranking(BaseModel):
    """What a ranking rule would fund under the same limits, and its value in thousands."""

    rule: str
    value: Decimal
    funded: int
    only_rule: list[str]
    only_plan: list[str]


class Solved(BaseModel):
    """A plan as a page shows it; amounts in thousands of ``currency``. Without ``is_whole`` totals are left out.

    ``conflict``: limits that cannot hold together, all needed for it if ``is_minimal``; ``further``: other conflicts,
    which remain without the first. Each of ``ways_out`` mends them all.
    """

    is_whole: bool
    outcome: str
    currency: str
    periods: list[str]
    years: list[int]
    value: Decimal | None
    bound: Decimal | None
    gap: float | None
    p10: Decimal | None
    p90: Decimal | None
    below_zero: float | None
    money: dict[int, Decimal]
    spent: Decimal
    limit: Decimal | None
    rows: list[PlanRow]
    budgets: list[BudgetRow]
    skills: list[SkillRow]
    caps: list[CapRow]
    binding: list[str]
    conflict: list[str]
    further: list[list[str]] = []
    is_minimal: bool = True
    ways_out: list[WayOut]
    front: list[FrontPoint]
    ranking: Ranking | None
    changes: list[str]
    notes: list[str] = []
    what_if: dict[str, Any]
    missing: list[MissingLine]
    rate: str
    seconds: float
    seed: int
    work: int | None
    solver: str
    version: str
    problem_hash: str
    hires: dict[str, list[int]]
    scenarios: int = 0
    better: Decimal | None = None

    @property
    def is_a_plan(self) -> bool:
        """False where the search found none: there is nothing to keep."""
        return self.outcome in PLANS

    @property
    def funds_any(self) -> bool:
        """True when something is funded, so that there is something to decide."""
        return any(row.is_funded for row in self.rows)

    @property
    def give_way(self) -> str:
        """What of a conflict would have to give, and what the ways out do about it."""
        if self.further:
            return _("In each list one limit at least has to give. A way out mends all of them at once.")
        if not self.is_minimal:
            return _("One of them at least has to give; perhaps not all of them are needed for the conflict.")
        return _(
            "If one of them gave way, these would no longer contradict each other; other limits still may. A way out "
            "mends everything that stands in the way, so it may touch several."
        )

    def in_group(self, name: str) -> list[PlanRow]:
        """The rows of one group, in their order."""
        return [row for row in self.rows if row.group == name]

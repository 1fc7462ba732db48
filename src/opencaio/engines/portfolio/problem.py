"""What does a planning problem say: periods, budgets, skills, initiatives, relations, caps, scenarios?

The shapes of the exchange format, version 1 (docs/guide/plan-format.md). Amounts are thousands of the problem's
currency with at most three digits after the point, people are full-time people, times are indexes of periods.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True)
class Budget:
    """What may be spent on ``line`` in ``year``.

    ``carry``: up to this share (0 to 1) of ``limit`` may be kept for the next year, as far as it is left.
    """

    line: str
    year: int
    limit: Decimal
    carry: Decimal = Decimal(0)

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"budget {self.line} {self.year}"


@dataclass(frozen=True)
class Hire:
    """On which terms whole people of a skill can be hired; ``lead`` is the first period for which one can arrive."""

    max_per_period: int
    lead: int
    line: str
    cost_per_period: Decimal
    value_cost_per_period: Decimal = Decimal(0)


@dataclass(frozen=True)
class Contract:
    """On which terms parts of people of a skill can be bought in, from one period to the next."""

    max_per_period: Decimal
    line: str
    cost_per_period: Decimal


@dataclass(frozen=True)
class Skill:
    """Full-time people of a skill in each period, and how to get more."""

    name: str
    capacity: tuple[Decimal, ...]
    hire: Hire | None = None
    contract: Contract | None = None


@dataclass(frozen=True)
class Spend:
    """``amount`` a period on ``line``, from start+``first`` up to, not including, start+``last`` (None: to the end)."""

    line: str
    first: int
    last: int | None
    amount: Decimal


@dataclass(frozen=True)
class Initiative:
    """One candidate: the starts that are allowed with their value, what it costs, whom it needs, what it weighs."""

    id: str
    department: str
    duration: int
    value: Mapping[int, Decimal]
    horizon: str = ""
    objectives: tuple[str, ...] = ()
    spend: tuple[Spend, ...] = ()
    demand: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    mandatory: bool = False
    deadline: int | None = None
    risk: Decimal = Decimal(0)
    load: Decimal = Decimal(0)
    share_weight: Decimal = Decimal(0)
    benefit: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Requires:
    """``of`` may start only when ``needs`` is finished plus ``lag`` periods."""

    of: str
    needs: str
    lag: int = 0

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"requires {self.of} {self.needs}"


@dataclass(frozen=True)
class Excludes:
    """At most one of these."""

    among: tuple[str, ...]

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"excludes {' '.join(self.among)}"


@dataclass(frozen=True)
class Synergy:
    """Extra value (negative: they take from each other) if all of these are funded."""

    among: tuple[str, ...]
    value: Decimal


@dataclass(frozen=True)
class Platform:
    """Paid once on ``line`` in ``year`` if any member is funded; its cost lowers the value."""

    id: str
    members: tuple[str, ...]
    cost: Decimal
    line: str
    year: int


@dataclass(frozen=True)
class Share:
    """Between ``low`` and ``high`` of the funded share weight lies with the group ``key`` of ``by``."""

    by: Literal["department", "horizon", "objective"]
    key: str
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"share of {self.by} {self.key}"


@dataclass(frozen=True)
class Caps:
    """Limits over what runs at once, and how the funded weight is spread."""

    risk_per_period: Decimal | None = None
    load_per_department: Mapping[str, Decimal] = field(default_factory=dict)
    share: tuple[Share, ...] = ()


@dataclass(frozen=True)
class RiskAversion:
    """The aim is (1-``weight``) expected value + ``weight`` CVaR of the worst (1-``alpha``) share of scenarios."""

    weight: float = 0.0
    alpha: float = 0.9


@dataclass(frozen=True)
class Problem:
    """A whole planning problem; ``departments`` None: any name counts; ``previous``: starts of the last plan."""

    currency: str
    periods: tuple[str, ...]
    year_of: tuple[int, ...]
    initiatives: tuple[Initiative, ...]
    departments: tuple[str, ...] | None = None
    budgets: tuple[Budget, ...] = ()
    skills: tuple[Skill, ...] = ()
    requires: tuple[Requires, ...] = ()
    excludes: tuple[Excludes, ...] = ()
    synergies: tuple[Synergy, ...] = ()
    platforms: tuple[Platform, ...] = ()
    caps: Caps = field(default_factory=Caps)
    multiplier: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    risk_aversion: RiskAversion = field(default_factory=RiskAversion)
    locked: Mapping[str, int] = field(default_factory=dict)
    previous: Mapping[str, int] = field(default_factory=dict)

    def starts_of(self, one: Initiative) -> tuple[int, ...]:
        """The periods in which ``one`` may start: listed, in time for its deadline and the end, and as locked."""
        last = len(self.periods) if one.deadline is None else min(one.deadline, len(self.periods))
        if one.id in self.locked:
            locked = self.locked[one.id]
            return (locked,) if locked in one.value and locked + one.duration <= last else ()
        return tuple(t for t in sorted(one.value) if t + one.duration <= last)

    def must_fund(self, one: Initiative) -> bool:
        """True if ``one`` is mandatory or locked to a start."""
        return one.mandatory or one.id in self.locked


@dataclass(frozen=True)
class Decisions:
    """What a plan decides: the start of each funded initiative, whole hires and parts of contractors a period."""

    starts: Mapping[str, int]
    hires: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    contracts: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """A plan with what is known of it; ``value`` and ``bound`` in thousands, ``gap`` = (bound - value) / |value|.

    ``work`` is what a run limited by time did, so that it can be replayed under the same limit. ``notes``: what a
    solver claimed and a checked plan refuted.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    decisions: Decisions | None
    value: Decimal | None
    bound: Decimal | None
    gap: float | None
    seconds: float
    seed: int
    work: int
    solver: str
    conflict: tuple[str, ...] = ()
    relaxation: tuple[tuple[str, Decimal], ...] = ()
    notes: tuple[str, ...] = ()

"""Which of the limits cannot hold together, and what is the smallest way out?"""

from dataclasses import dataclass
from decimal import Decimal

from opencaio.engines.portfolio.problem import Decisions, Problem
from opencaio.engines.portfolio.search import Timer


@dataclass(frozen=True)
class WayOut:
    """Limits that give way, each by how much, and a plan that then keeps all the others.

    ``by``: thousands for a budget, people in every period for a skill, units of risk or load, share points (0 to 1),
    periods for a deadline; 1 where the limit is dropped (mandatory, locked, requires, excludes).
    ``is_smallest``: proven to weigh least among all ways out over these limits.
    """

    relaxation: tuple[tuple[str, Decimal], ...]
    weight: float
    decisions: Decisions
    is_smallest: bool


@dataclass(frozen=True)
class Conflict:
    """Limits that cannot hold together; ``is_minimal``: without any one of them the rest can, proven.

    ``groups`` is empty where no conflict was found in time. ``ways_out``: the smallest first, then others.
    """

    groups: tuple[str, ...]
    is_minimal: bool
    ways_out: tuple[WayOut, ...]
    seconds: float
    solves: int

    @property
    def relaxation(self) -> tuple[tuple[str, Decimal], ...]:
        """The smallest way out; empty if none was found."""
        return self.ways_out[0].relaxation if self.ways_out else ()


def explain_infeasible(problem: Problem, *, seconds: float = 5.0, timer: Timer | None = None) -> Conflict:
    """A minimal conflict over the named limits of a problem that has no plan, and up to three ways out."""
    return Conflict((), False, (), 0.0, 0)

"""Which of the limits cannot hold together, and what is the smallest way out?

The conflict is found by deletion over named limits (Chinneck and Dravnieks 1991; by halves as in Junker 2004): a limit
without which the rest still cannot hold is dropped. The ways out loosen limits of the conflict by the least weight.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import highspy
import numpy as np

from opencaio.engines.portfolio.named import asks, limits_of, relax, rows_of
from opencaio.engines.portfolio.problem import Initiative, Problem
from opencaio.engines.portfolio.search import Timer
from opencaio.engines.portfolio.sparse import INFINITY
from opencaio.engines.portfolio.ways_out import WayOut, ways_out

__all__ = ["Conflict", "WayOut", "explain_infeasible", "relax"]

MOST_CONFLICTS = 8
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True)
class Conflict:
    """Limits that cannot hold together; ``is_minimal``: without any one of them the rest can, proven.

    ``groups`` is empty where no conflict was found in time. ``further``: conflicts that remain when all limits of
    the first are gone. ``ways_out`` out of all of them: the smallest first, then others.
    """

    groups: tuple[str, ...]
    is_minimal: bool
    further: tuple[tuple[str, ...], ...]
    ways_out: tuple[WayOut, ...]
    seconds: float
    solves: int

    @property
    def relaxation(self) -> tuple[tuple[str, Decimal], ...]:
        """The smallest way out; empty if none was found."""
        return self.ways_out[0].relaxation if self.ways_out else ()


def explain_infeasible(problem: Problem, *, seconds: float = 5.0, timer: Timer | None = None) -> Conflict:
    """A minimal conflict over the named limits of a problem that has no plan, and up to three ways out.

    Two thirds of ``seconds`` are for the conflict, by ``timer`` (left out: each solve is limited, not their sum).
    """
    began = timer() if timer else 0.0
    search = _Search(problem, seconds=seconds * 2 / 3, timer=timer)
    found: list[tuple[str, ...]] = []
    is_minimal = True
    while len(found) < MOST_CONFLICTS and search.cannot_hold(gone := [name for each in found for name in each]):
        found.append(search.minimal(gone))
        is_minimal = is_minimal and (len(found) > 1 or search.is_proven)
    ways: tuple[WayOut, ...] = ()
    if found:
        left = max(seconds / 3, seconds - search.spent())
        ways = ways_out(problem, over={name for each in found for name in each}, seconds=left)
    spent = timer() - began if timer else 0.0
    first = found[0] if found else ()
    return Conflict(first, bool(found) and is_minimal, tuple(found[1:]), ways, spent, search.solves)


class _Search:
    """Asks again and again whether the limits without some of them can hold."""

    def __init__(self, problem: Problem, *, seconds: float, timer: Timer | None) -> None:
        self.given = rows_of(problem)
        self.names = _by_interest(problem, [name for name in limits_of(problem) if self.given.rows.get(name)])
        self.seconds, self.timer = seconds, timer
        self.began = timer() if timer else 0.0
        self.solves = 0
        self.is_proven = True
        self._gone: frozenset[str] = frozenset()

    def spent(self) -> float:
        """Seconds since the search began."""
        return self.timer() - self.began if self.timer else 0.0

    def cannot_hold(self, gone: Iterable[str]) -> bool:
        """True if it is proven that no plan keeps all limits that are not ``gone``."""
        self._drop(frozenset(gone))
        left = self.seconds - self.spent()
        if left <= 0:
            self.is_proven = False
            return False
        solver = self.given.solver
        solver.setOptionValue("time_limit", left)
        solver.run()
        self.solves += 1
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return True
        if status != highspy.HighsModelStatus.kOptimal:
            self.is_proven = False
        return False

    def minimal(self, gone: Sequence[str]) -> tuple[str, ...]:
        """A conflict among the limits that are not ``gone``; they cannot hold together."""
        self.is_proven = True
        dropped = set(gone)
        self._thin([name for name in self.names if name not in dropped], dropped)
        return tuple(name for name in reversed(self.names) if name not in dropped)

    def _thin(self, block: list[str], dropped: set[str], *, is_needed: bool = False) -> None:
        """Drop from the block what the conflict can do without; ``is_needed``: some of it cannot be dropped."""
        if not block:
            return
        if not (is_needed and len(block) > 1) and self.cannot_hold([*dropped, *block]):
            dropped.update(block)
        elif len(block) > 1:
            first, second = block[: len(block) // 2], block[len(block) // 2 :]
            self._thin(first, dropped)
            self._thin(second, dropped, is_needed=dropped.issuperset(first))

    def _drop(self, gone: frozenset[str]) -> None:
        """Let the rows of these limits go, and take back those of others."""
        changed = [row for name in sorted(gone ^ self._gone) for row in self.given.rows.get(name, ())]
        free = {row for name in gone for row in self.given.rows.get(name, ())}
        if changed:
            low = np.array([-INFINITY if row in free else self.given.low[row] for row in changed])
            high = np.array([INFINITY if row in free else self.given.high[row] for row in changed])
            self.given.solver.changeRowsBounds(len(changed), np.array(changed, dtype=np.int32), low, high)
        self._gone = gone


def _by_interest(problem: Problem, names: Sequence[str]) -> list[str]:
    """Those to be dropped first: limits and relations, then obligations from the lightest to the heaviest."""
    limits = limits_of(problem)
    obliged = {name: limits[name].key[0] for name in names if limits[name].kind in ("mandatory", "locked")}
    weight = {one.id: _weight(problem, one) for one in problem.initiatives if one.id in set(obliged.values())}
    return [name for name in names if name not in obliged] + sorted(obliged, key=lambda name: weight[obliged[name]])


def _weight(problem: Problem, one: Initiative) -> float:
    """The largest part that an initiative takes of any limit: with heavy ones a conflict is short."""
    end, caps = len(problem.periods), problem.caps
    rooms: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for budget in problem.budgets:
        rooms["budget", budget.line] += budget.limit
    for skill in problem.skills:
        rooms["skill", skill.name] = sum(skill.capacity, ZERO)
    if caps.risk_per_period is not None:
        rooms["risk", ""] = caps.risk_per_period * end
    for name, cap in caps.load_per_department.items():
        rooms["load", name] = cap * end
    asked = [(rooms.get((kind, name)), amount) for kind, name, amount in asks(problem, one)]
    return max((float(amount / (room or ONE)) for room, amount in asked if room is not None), default=0.0)

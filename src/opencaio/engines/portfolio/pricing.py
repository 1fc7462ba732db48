"""Which limits are used up, what do they charge an initiative, and which of them is in its way as the plan stands?"""

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from opencaio.engines.portfolio import accounts
from opencaio.engines.portfolio.board import Board
from opencaio.engines.portfolio.explained import Binding, Charge, Kind
from opencaio.engines.portfolio.named import Limit, limits_of
from opencaio.engines.portfolio.probing import Probe, Relaxed
from opencaio.engines.portfolio.problem import Decisions, Problem
from opencaio.engines.portfolio.sparse import Whole

MOST_CHARGES = 3
ZERO = Decimal(0)


def as_amount(value: float) -> Decimal:
    """A float as an amount, to a thousandth."""
    return Decimal(repr(round(float(value), 3)))


def charges(probe: Probe, relaxed: Relaxed, column: int, *, limits: Mapping[str, Limit]) -> tuple[Charge, ...]:
    """The three of the ``limits`` that charge a start most by the linear model."""
    matrix = probe.matrix
    begin, end = matrix.entries.indptr[column], matrix.entries.indptr[column + 1]
    found: dict[str, list[tuple[float, float, int]]] = {}
    for row, entry in zip(matrix.entries.indices[begin:end], matrix.entries.data[begin:end], strict=True):
        cost = float(entry * relaxed.prices[row])
        name = matrix.names[matrix.group[row]]
        if cost > 1e-6 and name in limits:
            unit = 1000.0 if limits[name].kind == "share" else float(matrix.scale[row])
            found.setdefault(name, []).append((cost, float(entry) / unit, int(matrix.period[row])))
    told = [_charge(name, rows) for name, rows in found.items()]
    return tuple(sorted(told, key=lambda one: (-one.cost, one.name))[:MOST_CHARGES])


def _charge(name: str, rows: list[tuple[float, float, int]]) -> Charge:
    """One limit's charge over all its rows; the period is the one that charges most."""
    cost, amount = sum(one[0] for one in rows), sum(one[1] for one in rows)
    period = max(rows)[2]
    return Charge(name, None if period < 0 else period, as_amount(amount), as_amount(cost / amount), as_amount(cost))


class Ways:
    """The plan on a board: what each start left out would break if it were added."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        matrix = probe.matrix
        self.names = [matrix.names[group] for group in matrix.group]
        self.limits = limits_of(probe.problem)
        self.is_limit = [name in self.limits for name in self.names]
        self.board = None if probe.columns is None else _laid(probe)

    def blocked(self, columns: Whole) -> tuple[str, ...]:
        """The limits broken by the start that breaks fewest."""
        found = [self._broken(int(column)) for column in columns]
        return min(found, key=len, default=())

    def always(self, columns: Whole) -> set[str]:
        """The limits that every start would break."""
        found = [set(self._broken(int(column))) for column in columns]
        return set.intersection(*found) if found else set()

    def _broken(self, column: int) -> tuple[str, ...]:
        board = self.board
        if board is None:
            return ()
        rows, entries = board.column(column)
        over = (board.taken[rows] + entries > board.limit[rows] + board.slack[rows]) & (entries > 0)
        places = board.rows[rows[over]]
        return tuple(dict.fromkeys(self.names[row] for row in places if self.is_limit[row]))


def _laid(probe: Probe) -> Board:
    assert probe.columns is not None
    board = Board(probe.built, others=probe.columns)
    for column in np.flatnonzero(probe.columns[: probe.built.extra] > 0.5):
        board.put(int(probe.built.owner[column]), int(column))
    return board


def binding(problem: Problem, decisions: Decisions, *, keeps_out: dict[str, list[str]]) -> tuple[Binding, ...]:
    """The limits that are used up or keep an initiative out, fullest first; exact."""
    found = [*_budgets(problem, decisions), *_skills(problem, decisions), *_caps(problem, decisions)]
    found += _shares(problem, decisions)
    told = [
        Binding(name, kind, period, used, limit, limit - used, limit <= used, tuple(keeps_out.get(name, ())))
        for name, kind, period, used, limit in found
        if limit <= used or keeps_out.get(name)
    ]
    return tuple(sorted(told, key=lambda one: (-len(one.keeps_out), not one.is_full, one.name)))


_Row = tuple[str, Kind, int | None, Decimal, Decimal]


def _budgets(problem: Problem, decisions: Decisions) -> list[_Row]:
    return [
        (f"budget {one.line} {one.year}", "budget", None, one.used, one.limit + one.received)
        for one in accounts.budgets_used(problem, decisions)
    ]


def _skills(problem: Problem, decisions: Decisions) -> list[_Row]:
    found: list[_Row] = []
    for one in accounts.skills_used(problem, decisions):
        free = one.free
        if not any(one.needed):
            continue
        period = min((t for t in range(len(free)) if one.needed[t]), key=lambda t: (free[t], t))
        there = one.capacity[period] + one.hired[period] + one.contracted[period]
        found.append((f"skill {one.skill}", "skill", period, one.needed[period], there))
    return found


def _caps(problem: Problem, decisions: Decisions) -> list[_Row]:
    caps, found = problem.caps, list[_Row]()
    if caps.risk_per_period is not None:
        weights = {one.id: one.risk for one in problem.initiatives}
        found.append(_fullest("risk cap", "risk", problem, decisions, weights, caps.risk_per_period))
    for name, cap in caps.load_per_department.items():
        weights = {one.id: one.load for one in problem.initiatives if one.department == name}
        found.append(_fullest(f"load {name}", "load", problem, decisions, weights, cap))
    return found


def _fullest(
    name: str, kind: Kind, problem: Problem, decisions: Decisions, weights: dict[str, Decimal], cap: Decimal
) -> _Row:
    sums = accounts.sums_by_period(problem, decisions, weights=weights)
    worst = max(sums, default=ZERO)
    return name, kind, sums.index(worst) if sums else None, worst, cap


def _shares(problem: Problem, decisions: Decisions) -> list[_Row]:
    weights = {one.id: one.share_weight for one, _ in accounts.funded(problem, decisions)}
    total = sum(weights.values(), ZERO)
    found: list[_Row] = []
    for cap in problem.caps.share:
        members = accounts.members_of(problem, by=cap.by, key=cap.key)
        part = sum((weight for code, weight in weights.items() if code in members), ZERO)
        if cap.high is not None:
            found.append((cap.name, "share", None, part, cap.high * total))
        elif cap.low is not None:
            # A least share binds from below: what the others may take.
            found.append((cap.name, "share", None, total - part, total - cap.low * total))
    return found

"""Which work of which department could AI touch, between which bounds, and what is that work paid?

Exposure says that a task could be done in half the time or less at equal quality (Eloundou et al., 2023). It does
not say that it will be, that it should be, or that anything becomes cheaper: the wage bill of the touched part is
what that work is paid today.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
from numpy.typing import NDArray

from opencaio.engines.opportunity.model import Cell, Exposure, Line, Money, Range
from opencaio.engines.opportunity.profiles import AT, Profiles
from opencaio.errors import BadInput

MOST_PEOPLE = Decimal(10) ** 9
MOST_PAY = Decimal(10) ** 12
CENT = Decimal("0.01")
Grid = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WorkMap:
    """Every cell with work in it, by department and group; people whose occupation has no tasks stand apart."""

    departments: tuple[str, ...]
    groups: tuple[str, ...]
    cells: tuple[Cell, ...]
    people: Decimal
    without_tasks: Decimal

    def cell(self, department: str, group: str) -> Cell | None:
        """The cell, if there is work in it."""
        return next((one for one in self.cells if (one.department, one.group) == (department, group)), None)


def map_work(lines: Iterable[Line], *, profiles: Profiles, loaded: Decimal = Decimal(1)) -> WorkMap:
    """The map of the lines. `loaded` is the cost of work beside one unit of gross pay (1: the pay alone).

    Raises BadInput for people or pay that are negative, not finite or beyond reason.
    """
    kept = list(lines)
    _check(kept, loaded)
    departments = tuple(sorted({one.department for one in kept}))
    known = [one for one in kept if one.occupation in profiles.occupations and one.people > 0]
    sums = _Sums.of(known, departments, profiles, loaded)
    cells = tuple(
        _cell(sums, profiles, row, column)
        for row in range(len(departments))
        for column in range(len(profiles.groups))
        if sums.people[row, column, AT["time"]] > 0
    )
    people = sum((one.people for one in kept), Decimal(0))
    return WorkMap(departments, profiles.groups, cells, people, people - sum((one.people for one in known), Decimal(0)))


@dataclass(frozen=True, slots=True)
class _Sums:
    """For each department, group and part: people, wage bill, wage bill of own pay; and people without pay."""

    departments: tuple[str, ...]
    people: Grid
    bill: Grid
    own: Grid
    unpaid: Grid
    tasks: NDArray[np.int64]
    occupations: NDArray[np.int64]
    heads: Grid

    @classmethod
    def of(cls, lines: Sequence[Line], departments: tuple[str, ...], profiles: Profiles, loaded: Decimal) -> "_Sums":
        rows = {code: row for row, code in enumerate(departments)}
        kinds = ("people", "bill", "own", "unpaid")
        exact: dict[str, dict[tuple[int, int], Decimal]] = {kind: defaultdict(Decimal) for kind in kinds}
        for one in lines:
            place = rows[one.department], profiles.occupations[one.occupation]
            exact["people"][place] += one.people
            if one.pay is None:
                exact["unpaid"][place] += one.people
                continue
            exact["bill"][place] += one.people * one.pay * loaded
            exact["own"][place] += one.people * one.pay * loaded if one.source == "own" else Decimal(0)
        size = len(departments), len(profiles.occupations)
        grids = {kind: _grid(exact[kind], size) for kind in kinds}
        heads = grids["people"]
        there = (heads > 0).astype(np.int64)
        return cls(
            departments,
            people=_spread(grids["people"], profiles),
            bill=_spread(grids["bill"], profiles),
            own=_spread(grids["own"], profiles),
            unpaid=_spread(grids["unpaid"], profiles),
            tasks=there @ profiles.counts,
            occupations=there @ (profiles.counts > 0).astype(np.int64),
            heads=heads.sum(axis=1),
        )


def _grid(exact: dict[tuple[int, int], Decimal], size: tuple[int, int]) -> Grid:
    grid = np.zeros(size)
    for place, value in exact.items():
        grid[place] = float(value)
    return grid


def _spread(grid: Grid, profiles: Profiles) -> Grid:
    """Amounts by department and occupation, spread over groups and parts by the occupations' profiles."""
    there = np.flatnonzero(grid.any(axis=0))
    shape = profiles.shares.shape
    flat = profiles.shares[there].reshape(len(there), shape[1] * shape[2])
    return (grid[:, there] @ flat).reshape(len(grid), shape[1], shape[2])


def _cell(sums: _Sums, profiles: Profiles, row: int, column: int) -> Cell:
    people, bill = sums.people[row, column], sums.bill[row, column]
    return Cell(
        department=sums.departments[row],
        group=profiles.groups[column],
        people=float(people[AT["time"]]),
        share=float(people[AT["time"]] / sums.heads[row]),
        exposure=exposure_of(people),
        touched=(float(people[AT["low"]]), float(people[AT["middle"]]), float(people[AT["high"]])),
        money=Money(
            all=_amount(bill[AT["time"]]),
            low=_amount(bill[AT["low"]]),
            middle=_amount(bill[AT["middle"]]),
            high=_amount(bill[AT["high"]]),
            own=_amount(sums.own[row, column, AT["time"]]),
            people_without_pay=_amount(sums.unpaid[row, column, AT["time"]]),
        ),
        tasks=int(sums.tasks[row, column]),
        occupations=int(sums.occupations[row, column]),
    )


def exposure_of(parts: NDArray[np.float64]) -> Exposure:
    """The parts of some work as shares of it; `parts` is one number for each of PARTS."""
    time, labelled = float(parts[AT["time"]]), float(parts[AT["labelled"]])

    def share(name: str, of: float = time) -> float:
        return min(1.0, max(0.0, float(parts[AT[name]]) / of)) if of else 0.0

    people = [share(f"people_{one}", labelled) for one in ("alpha", "beta", "gamma")] if labelled > 0 else None
    return Exposure(
        people=Range(*people) if people else None,
        gpt4=Range(share("gpt4_alpha"), share("gpt4_beta"), share("gpt4_gamma")),
        labelled=share("labelled"),
        differ=share("differ", labelled) if labelled > 0 else None,
        low=share("low"),
        middle=share("middle"),
        high=share("high"),
        observed=share("observed"),
    )


def _amount(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(CENT, rounding=ROUND_HALF_EVEN)


def _check(lines: Iterable[Line], loaded: Decimal) -> None:
    if not loaded.is_finite() or not 0 < loaded <= 10:
        raise BadInput(f"A loaded cost of {loaded} for one unit of pay is not between 0 and 10.")
    for one in lines:
        where = f"{one.department}, {one.occupation or 'no occupation'}"
        if not one.people.is_finite() or not 0 <= one.people <= MOST_PEOPLE:
            raise BadInput(f"{where}: {one.people} is no number of people.")
        if one.pay is not None and not (one.pay.is_finite() and 0 <= one.pay <= MOST_PAY):
            raise BadInput(f"{where}: {one.pay} is no yearly pay.")

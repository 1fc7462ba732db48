"""What do the effects of all groups and periods come to: in one figure, by time since the start, group, or calendar?

The summaries of Callaway and Sant'Anna (2021, section 3), weighted by the groups' sizes; that these sizes are
estimated too is part of the error. Bands that hold for all points at once come from the multiplier bootstrap.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from opencaio.engines.impact.chances import t_bound
from opencaio.engines.impact.estimate import Interval
from opencaio.engines.impact.group_time import Cell, GroupTimes, by_cluster
from opencaio.engines.impact.panel import Numbers, Period

Kind = Literal["simple", "dynamic", "group", "calendar"]
DRAWS = 999
CHUNK = 100


@dataclass(frozen=True, slots=True)
class Point:
    """The effect at one time since the start, of one group or in one period: `interval` alone, `band` with the rest."""

    at: Period
    effect: float
    error: float
    interval: Interval
    band: Interval


@dataclass(frozen=True, eq=False, slots=True)
class Summary:
    """The overall effect of one way to summarise, its points, and the bound that makes the bands hold at once."""

    kind: Kind
    effect: float
    error: float
    interval: Interval
    points: tuple[Point, ...]
    bound: float
    freedom: int


@dataclass(frozen=True, eq=False, slots=True)
class Weighed:
    """A weighted mean of cells with the influence of every unit on it."""

    effect: float
    influence: Numbers


def summary(found: GroupTimes, kind: Kind, *, level: float, seed: int, draws: int = DRAWS) -> Summary:
    """One way of summarising all cells, with clustered errors and simultaneous bands."""
    freedom = max(len(np.unique(found.panel.clusters)) - 1, 1)
    told = _points(found, kind)
    overall = _simple(found) if kind == "simple" else _overall(found, kind, told)
    influence = np.column_stack([one.influence for _, one in told]) if told else np.zeros((len(found.panel.units), 0))
    errors = np.array([_error(found, column) for column in influence.T])
    pointwise = t_bound(level, freedom=freedom)
    bound = max(simultaneous(found, influence, errors, level=level, seed=seed, draws=draws), pointwise)
    points = tuple(
        Point(at, one.effect, error, *(_around(one.effect, factor * error, level) for factor in (pointwise, bound)))
        for (at, one), error in zip(told, errors.tolist(), strict=True)
    )
    error = _error(found, overall.influence)
    interval = _around(overall.effect, pointwise * error, level)
    return Summary(kind, overall.effect, error, interval, points, bound, freedom)


def _around(effect: float, half: float, level: float) -> Interval:
    return Interval(effect - half, effect + half, level)


def _error(found: GroupTimes, influence: Numbers) -> float:
    return float(np.sqrt(np.sum(by_cluster(found.panel, influence) ** 2)) / len(found.panel.units))


def _simple(found: GroupTimes) -> Weighed:
    return _weighed(found, _where(found, lambda cell: cell.relative >= 0))


def _points(found: GroupTimes, kind: Kind) -> list[tuple[Period, Weighed]]:
    """The points of a summary in their order; cells before the start only show in the dynamic one."""
    if kind == "simple":
        return []
    key = _KEYS[kind]
    cells = [cell for cell in found.cells if kind == "dynamic" or cell.relative >= 0]
    told: list[Period] = sorted({key(cell) for cell in cells})
    made = []
    for at in told:
        places = _where(found, lambda cell, at=at: key(cell) == at and (kind == "dynamic" or cell.relative >= 0))  # type: ignore[misc]
        made.append((at, _even(found, places) if kind == "group" else _weighed(found, places)))
    return made


_KEYS: dict[Kind, Callable[[Cell], Period]] = {
    "dynamic": lambda cell: cell.relative,
    "group": lambda cell: cell.group,
    "calendar": lambda cell: cell.period,
}


def _overall(found: GroupTimes, kind: Kind, told: list[tuple[Period, Weighed]]) -> Weighed:
    """The mean of the points: of those after the start, or of groups weighted by size."""
    if kind == "group":
        members = np.column_stack([found.starts[at] for at, _ in told]).astype(np.float64)
        return _by_size([one for _, one in told], members)
    kept = [one for at, one in told if kind != "dynamic" or (isinstance(at, int) and at >= 0)]
    effect = float(np.mean([one.effect for one in kept]))
    return Weighed(effect, np.mean([one.influence for one in kept], axis=0))


def _where(found: GroupTimes, chosen: Callable[[Cell], bool]) -> list[int]:
    return [place for place, cell in enumerate(found.cells) if chosen(cell)]


def _even(found: GroupTimes, places: list[int]) -> Weighed:
    return Weighed(float(found.effects()[places].mean()), found.influence[:, places].mean(axis=1))


def _weighed(found: GroupTimes, places: list[int]) -> Weighed:
    cells = [Weighed(found.cells[place].effect, found.influence[:, place]) for place in places]
    members = np.column_stack([found.starts[found.cells[place].group] for place in places]).astype(np.float64)
    return _by_size(cells, members)


def _by_size(parts: list[Weighed], members: Numbers) -> Weighed:
    """The mean weighted by group size; `members` (units × parts) tells who belongs to each part's group."""
    sizes, effects = members.mean(axis=0), np.array([one.effect for one in parts])
    weights = sizes / sizes.sum()
    off = members - sizes
    of_weights = (off - off.sum(axis=1, keepdims=True) * weights) / sizes.sum()
    influence = np.column_stack([one.influence for one in parts]) @ weights + of_weights @ effects
    return Weighed(float(weights @ effects), influence)


def simultaneous(
    found: GroupTimes, influence: Numbers, errors: Numbers, *, level: float, seed: int, draws: int = DRAWS
) -> float:
    """The bound for which all points' bands hold at once: the largest |t| over draws of signs for clusters."""
    steady = errors > 0
    if not steady.any():
        return 0.0
    scores = by_cluster(found.panel, influence[:, steady]) / errors[steady] / len(found.panel.units)
    lots = np.random.default_rng(seed)
    largest = [
        np.abs(_multipliers(lots, min(CHUNK, draws - done), len(scores)) @ scores).max(axis=1)
        for done in range(0, draws, CHUNK)
    ]
    return float(np.quantile(np.concatenate(largest), level, method="higher"))


def _multipliers(lots: np.random.Generator, rows: int, columns: int) -> Numbers:
    """Mammen's two points (Annals of Statistics 21, 1993): mean 0, variance 1, third moment 1."""
    root = float(np.sqrt(5))
    low = lots.uniform(size=(rows, columns)) < (root + 1) / (2 * root)
    return np.where(low, (1 - root) / 2, (1 + root) / 2)

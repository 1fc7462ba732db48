"""What do the effects of all groups and periods come to: in one figure, by time since the start, group, or calendar?

The summaries of Callaway and Sant'Anna (2021, section 3), weighted by the groups' sizes; that these sizes are
estimated too is part of the error. Bands that hold for all points at once come from the multiplier bootstrap.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from opencaio.engines.impact.chances import normal_bound, t_bound
from opencaio.engines.impact.estimate import Interval
from opencaio.engines.impact.group_time import Cell, GroupTimes, by_cluster, freedom
from opencaio.engines.impact.panel import Numbers, Period

Kind = Literal["simple", "dynamic", "group", "calendar"]
DRAWS = 999
CHUNK = 100
NO_SPREAD = 1e-13


@dataclass(frozen=True, slots=True)
class Point:
    """The effect at one time since the start, of one group or in one period: `interval` alone, `band` with the rest.

    Without an error where a single cluster makes a side: nothing tells then how it varies.
    """

    at: Period
    effect: float
    error: float | None
    interval: Interval | None
    band: Interval | None


@dataclass(frozen=True, eq=False, slots=True)
class Summary:
    """The overall effect of one way to summarise, its points, and the bound that makes the bands hold at once."""

    kind: Kind
    effect: float
    error: float | None
    interval: Interval | None
    points: tuple[Point, ...]
    bound: float
    freedom: float


@dataclass(frozen=True, eq=False, slots=True)
class Weighed:
    """A weighted mean of cells with the influence of every unit on it, and the treated groups it is made of."""

    effect: float
    influence: Numbers
    groups: frozenset[Period]


def summary(found: GroupTimes, kind: Kind, *, level: float, seed: int, draws: int = DRAWS) -> Summary:
    """One way of summarising all cells, with clustered errors and simultaneous bands."""
    told = _points(found, kind)
    overall = _simple(found) if kind == "simple" else _overall(found, kind, told)
    errors = [_error(found, one) for _, one in told]
    sure = [(one.influence, error) for (_, one), (error, _) in zip(told, errors, strict=True) if error]
    bound = simultaneous(found, sure, level=level, seed=seed, draws=draws)
    points = tuple(
        Point(at, one.effect, error, *_intervals(one.effect, error, freedom, bound, level))
        for (at, one), (error, freedom) in zip(told, errors, strict=True)
    )
    error, freedom = _error(found, overall)
    interval, _ = _intervals(overall.effect, error, freedom, 0.0, level)
    return Summary(kind, overall.effect, error, interval, points, bound, freedom)


def _intervals(
    effect: float, error: float | None, freedom: float, bound: float, level: float
) -> tuple[Interval | None, Interval | None]:
    """The interval by Student's t, and the band, as much wider than the normal bound as t is."""
    if not error:
        return None, None
    half = t_bound(level, freedom=freedom) * error
    band = max(half, half * bound / normal_bound(level))
    return Interval(effect - half, effect + half, level), Interval(effect - band, effect + band, level)


def _error(found: GroupTimes, one: Weighed) -> tuple[float | None, float]:
    """The clustered error and its degrees of freedom; None where they are none, or there is no spread."""
    degrees = freedom(found, one.influence, one.groups)
    error = float(np.sqrt(np.sum(by_cluster(found.panel, one.influence) ** 2)) / len(found.panel.units))
    smallest = NO_SPREAD * float(np.abs(found.panel.outcomes).max())
    return (error, degrees) if degrees > 0 and error > smallest else (None, 0.0)


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
    groups = frozenset().union(*(one.groups for one in kept))
    return Weighed(effect, np.mean([one.influence for one in kept], axis=0), groups)


def _where(found: GroupTimes, chosen: Callable[[Cell], bool]) -> list[int]:
    return [place for place, cell in enumerate(found.cells) if chosen(cell)]


def _even(found: GroupTimes, places: list[int]) -> Weighed:
    groups = frozenset(found.cells[place].group for place in places)
    return Weighed(float(found.effects()[places].mean()), found.influence[:, places].mean(axis=1), groups)


def _weighed(found: GroupTimes, places: list[int]) -> Weighed:
    told = [found.cells[place] for place in places]
    cells = [
        Weighed(cell.effect, found.influence[:, place], frozenset([cell.group]))
        for cell, place in zip(told, places, strict=True)
    ]
    members = np.column_stack([found.starts[cell.group] for cell in told]).astype(np.float64)
    return _by_size(cells, members)


def _by_size(parts: list[Weighed], members: Numbers) -> Weighed:
    """The mean weighted by group size; `members` (units × parts) tells who belongs to each part's group."""
    sizes, effects = members.mean(axis=0), np.array([one.effect for one in parts])
    weights = sizes / sizes.sum()
    off = members - sizes
    of_weights = (off - off.sum(axis=1, keepdims=True) * weights) / sizes.sum()
    influence = np.column_stack([one.influence for one in parts]) @ weights + of_weights @ effects
    return Weighed(float(weights @ effects), influence, frozenset().union(*(one.groups for one in parts)))


def simultaneous(
    found: GroupTimes, sure: Sequence[tuple[Numbers, float]], *, level: float, seed: int, draws: int = DRAWS
) -> float:
    """The bound within which all figures hold at once: the largest |t| over draws of signs for clusters.

    `sure` holds the influence and the error of each figure; without any the bound is that of one figure.
    """
    alone = normal_bound(level)
    if not sure:
        return alone
    influence, errors = np.column_stack([one for one, _ in sure]), np.array([error for _, error in sure])
    scores = by_cluster(found.panel, influence) / errors / len(found.panel.units)
    lots = np.random.default_rng(seed)
    largest = [
        np.abs(_multipliers(lots, min(CHUNK, draws - done), len(scores)) @ scores).max(axis=1)
        for done in range(0, draws, CHUNK)
    ]
    return max(float(np.quantile(np.concatenate(largest), level, method="higher")), alone)


def _multipliers(lots: np.random.Generator, rows: int, columns: int) -> Numbers:
    """Mammen's two points (Annals of Statistics 21, 1993): mean 0, variance 1, third moment 1."""
    root = float(np.sqrt(5))
    low = lots.uniform(size=(rows, columns)) < (root + 1) / (2 * root)
    return np.where(low, (1 - root) / 2, (1 + root) / 2)

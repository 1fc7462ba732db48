"""What was the effect on those who began at g, in each period t?

Group-time effects ATT(g, t) (Callaway and Sant'Anna, Journal of Econometrics 225, 2021): each is a plain comparison
with units that were never treated, or not yet, and so never takes the treated for untreated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from opencaio.engines.impact.doubly_robust import Change, doubly_robust, plain
from opencaio.engines.impact.panel import Flags, Numbers, Panel, Period
from opencaio.errors import BadInput

Control = Literal["never", "not_yet"]
FEW_CLUSTERS = 20
"""Below so many clusters on a side its variance is divided by their number less one, as that of any sample."""
Base = Literal["varying", "universal"]


@dataclass(frozen=True, slots=True)
class Cell:
    """The effect on those who began in `group`, in `period`, `relative` periods after (below zero: before).

    `error` is clustered, None where one cluster alone makes a side. Before the start it should be but chance.
    """

    group: Period
    period: Period
    relative: int
    effect: float
    error: float | None
    treated: int
    control: int


@dataclass(frozen=True, eq=False, slots=True)
class GroupTimes:
    """All cells, the influence of each unit on each (units × cells), group sizes, and the highest propensity."""

    panel: Panel
    cells: tuple[Cell, ...]
    influence: Numbers
    starts: dict[Period, Flags]
    highest: float | None

    def effects(self) -> Numbers:
        """The cells' effects."""
        return np.array([one.effect for one in self.cells])


@dataclass(frozen=True, slots=True)
class Choices:
    """How cells are compared: with whom, against which period before, and how many periods ahead people react."""

    control: Control = "never"
    base: Base = "varying"
    anticipation: int = 0
    covariates: bool = False


def group_times(panel: Panel, choices: Choices) -> GroupTimes:
    """Every ATT(g, t) that the panel allows. Raises BadInput where no cell has a comparison group."""
    groups = {int(start): panel.starts == start for start in np.unique(panel.starts[panel.treated])}
    made = [
        _cell(panel, start, place, base, inside, choices)
        for start, inside in groups.items()
        for place, base in _places(start, len(panel.periods), choices)
    ]
    found = [one for one in made if one is not None]
    if not found:
        raise BadInput("No group has units to compare with in any period. Add units that were never treated.")
    highest = [change.highest for _, change in found if change.highest is not None]
    return GroupTimes(
        panel,
        tuple(cell for cell, _ in found),
        np.column_stack([change.influence for _, change in found]),
        {panel.periods[start]: inside for start, inside in groups.items()},
        max(highest) if highest else None,
    )


def _places(start: int, periods: int, choices: Choices) -> Iterator[tuple[int, int]]:
    """Each period's place with that of the period it is compared with."""
    last = start - 1 - choices.anticipation
    for place in range(periods):
        base = last if place > last or choices.base == "universal" else place - 1
        if base >= 0 and base != place:
            yield place, base


def _cell(
    panel: Panel, start: int, place: int, base: int, inside: Flags, choices: Choices
) -> tuple[Cell, Change] | None:
    others = _controls(panel, max(place, base), choices) & ~inside
    if not others.any():
        return None
    used = inside | others
    change = panel.outcomes[used, place] - panel.outcomes[used, base]
    found = _compared(panel, start, change, inside[used], used, choices)
    influence = np.zeros(len(panel.units))
    influence[used] = found.influence * len(panel.units) / int(used.sum())
    for side in (inside, others):
        influence[side] *= _widening(panel, side)
    cell = Cell(
        group=panel.periods[start],
        period=panel.periods[place],
        relative=place - start,
        effect=found.effect,
        error=_error(panel, influence, inside, others),
        treated=int(inside.sum()),
        control=int(others.sum()),
    )
    return cell, Change(found.effect, influence, found.highest)


def _error(panel: Panel, influence: Numbers, inside: Flags, others: Flags) -> float | None:
    if min(_clusters_in(panel, inside), _clusters_in(panel, others)) < 2:
        return None
    return float(np.sqrt(np.sum(by_cluster(panel, influence) ** 2)) / len(panel.units))


def _widening(panel: Panel, side: Flags) -> float:
    """The factor that makes up for the mean of few clusters lying too near to them."""
    clusters = _clusters_in(panel, side)
    return float(np.sqrt(clusters / (clusters - 1))) if 1 < clusters < FEW_CLUSTERS else 1.0


def _controls(panel: Panel, latest: int, choices: Choices) -> Flags:
    never = ~panel.treated
    if choices.control == "never":
        return never
    return np.asarray(never | (panel.starts > latest + choices.anticipation))


def _compared(panel: Panel, start: int, change: Numbers, treated: Flags, used: Flags, choices: Choices) -> Change:
    if not choices.covariates:
        return plain(change, treated)
    try:
        return doubly_robust(change, treated, panel.covariates[used])
    except BadInput as fault:
        raise BadInput(f"Those who began in {panel.periods[start]}: {fault.message}") from fault


def freedom(found: GroupTimes, influence: Numbers, groups: frozenset[Period]) -> float:
    """The degrees of freedom of an error (Welch and Satterthwaite): treated `groups` against all others.

    Zero where either side has no two clusters that began together: nothing tells then how such clusters vary.
    """
    panel = found.panel
    scores = by_cluster(panel, influence) ** 2
    never = ~panel.treated
    sides = [[inside for group, inside in found.starts.items() if group in groups]]
    sides.append([never] if never.any() else [one for group, one in found.starts.items() if group not in groups])
    parts = [sum(float(scores[np.unique(panel.clusters[one])].sum()) for one in side) for side in sides]
    counts = [sum(_clusters_in(panel, one) - 1 for one in side) for side in sides]
    if not all(counts):
        return 0.0
    return sum(parts) ** 2 / max(sum(part**2 / count for part, count in zip(parts, counts, strict=True)), 1e-300)


def _clusters_in(panel: Panel, side: Flags) -> int:
    return int(np.count_nonzero(np.bincount(panel.clusters[side])))


def by_cluster(panel: Panel, influence: Numbers) -> Numbers:
    """The influence summed within each cluster: clusters, or clusters × columns."""
    if influence.ndim == 1:
        return np.asarray(np.bincount(panel.clusters, weights=influence), dtype=np.float64)
    summed = np.zeros((int(panel.clusters.max()) + 1, influence.shape[1]))
    np.add.at(summed, panel.clusters, influence)
    return summed

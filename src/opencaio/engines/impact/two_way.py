"""What would the usual regression with effects of units and periods say, and from which comparisons does it say so?

For comparison only. Two-way fixed effects average 2x2 comparisons (Goodman-Bacon, Journal of Econometrics 225, 2021);
those that take units already treated as the untreated ones can turn the sign when effects grow (de Chaisemartin and
D'Haultfœuille, AER 110, 2020).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from opencaio.engines.impact.panel import Numbers, Panel, Period

Kind = Literal["treated against never treated", "earlier against later", "later against earlier", "against always"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One 2x2 comparison: who began at `began` (the treated) against who began at `against` (None: never)."""

    kind: Kind
    began: Period
    against: Period | None
    weight: float
    effect: float


@dataclass(frozen=True, eq=False, slots=True)
class TwoWay:
    """The regression's effect and error (CR1, by cluster), and what it is made of.

    `negative` is the sum of the weights below zero that treated cells get; `forbidden` the weight of comparisons with
    units that are treated already.
    """

    effect: float
    error: float | None
    negative: float
    forbidden: float
    comparisons: tuple[Comparison, ...]


def two_way(panel: Panel) -> TwoWay:
    """Two-way fixed effects on a complete panel in which treatment varies."""
    on = (np.arange(len(panel.periods)) >= panel.starts[:, None]).astype(np.float64)
    turned = _without_means(on)
    square = float(np.sum(turned**2))
    effect = float(np.sum(turned * panel.outcomes)) / square
    weights = turned[on > 0] / turned[on > 0].sum()
    compared = _comparisons(panel, square / turned.size)
    forbidden = sum(one.weight for one in compared if one.kind in ("later against earlier", "against always"))
    error = _error(panel, turned, on, effect)
    return TwoWay(effect, error, float(-weights[weights < 0].sum()), forbidden, compared)


def _without_means(table: Numbers) -> Numbers:
    return np.asarray(table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + table.mean())


def _error(panel: Panel, turned: Numbers, on: Numbers, effect: float) -> float | None:
    clusters = len(np.unique(panel.clusters))
    if clusters < 2:
        return None
    residuals = _without_means(panel.outcomes - effect * on)
    scores = np.bincount(panel.clusters, weights=np.sum(turned * residuals, axis=1))
    count = turned.size
    small = clusters / (clusters - 1) * (count - 1) / (count - len(panel.periods) - 1)
    return float(np.sqrt(small * np.sum(scores**2)) / np.sum(turned**2))


def _comparisons(panel: Panel, variance: float) -> tuple[Comparison, ...]:
    groups = {int(start): panel.starts == start for start in np.unique(panel.starts)}
    means = {start: panel.outcomes[rows].mean(axis=0) for start, rows in groups.items()}
    shares = {start: float(rows.mean()) for start, rows in groups.items()}
    found = [
        made
        for treated in groups
        for control in groups
        if treated != control
        for made in _pair(panel, means, shares, treated, control, variance)
    ]
    return tuple(sorted(found, key=lambda one: -one.weight))


def _pair(
    panel: Panel,
    means: dict[int, Numbers],
    shares: dict[int, float],
    treated: int,
    control: int,
    variance: float,
) -> list[Comparison]:
    """The comparison of one group with another, over the periods in which only the first one changes."""
    last = len(panel.periods)
    first, end = (0, control) if control > treated else (control, last)
    if not first < treated < end:
        return []
    gap = means[treated][first:end] - means[control][first:end]
    effect = float(gap[treated - first :].mean() - gap[: treated - first].mean())
    window, after = (end - first) / last, (end - treated) / (end - first)
    weight = shares[treated] * shares[control] * window**2 * after * (1 - after) / variance
    against = None if control == last else panel.periods[control]
    return [Comparison(_kind(treated, control, last), panel.periods[treated], against, weight, effect)]


def _kind(treated: int, control: int, last: int) -> Kind:
    if control == last:
        return "treated against never treated"
    if control == 0:
        return "against always"
    return "earlier against later" if control > treated else "later against earlier"

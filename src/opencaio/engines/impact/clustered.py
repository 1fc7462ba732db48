"""How surely do treated and untreated units differ, when units within a cluster are alike?

The difference of two means with cluster-robust error CR2 and the degrees of freedom of Bell and McCaffrey (Survey
Methodology 28, 2002; Imbens and Kolesár, REStat 98, 2016): with each unit its own cluster this is Welch's error.
With few treated or untreated clusters no formula holds: placements of the treatment are compared instead.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from opencaio.engines.impact.chances import t_bound, t_p
from opencaio.engines.impact.estimate import Interval
from opencaio.engines.impact.panel import Flags, Numbers, Places
from opencaio.engines.impact.placebo import SEED, Placements, Shifted, inverted, placements, rank_p

FEW = 5
"""Below so many clusters on either side the error's formula is not trusted."""
ZERO = 1e-13

Way = Literal["clusters", "placements", "none"]


@dataclass(frozen=True, eq=False, slots=True)
class Contrast:
    """Treated less untreated: `error` and `freedom` where a formula gives them; `way` names how it was judged.

    Where there is no spread at all, or too few clusters for any judgement, `way` is `none` and the interval None.
    """

    effect: float
    interval: Interval | None
    error: float | None
    freedom: float | None
    p_value: float | None
    way: Way
    placed: Placements | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """Who is treated and which cluster each unit belongs to: clusters numbered from 0."""

    treated: Flags
    clusters: Places

    @property
    def sides(self) -> tuple[int, int]:
        """The number of clusters with treated and with untreated units."""
        return len(np.unique(self.clusters[self.treated])), len(np.unique(self.clusters[~self.treated]))

    @property
    def mixed(self) -> bool:
        """True where a cluster holds both treated and untreated units."""
        return sum(self.sides) > len(np.unique(self.clusters))

    @property
    def few(self) -> bool:
        """True where either side has too few clusters for a formula."""
        return min(self.sides) < FEW


def contrast(values: Numbers, groups: Groups, *, level: float, seed: int = SEED) -> Contrast:
    """The difference of the two means of `values` (units) with the inference that its clusters allow."""
    effect = float(values[groups.treated].mean() - values[~groups.treated].mean())
    spread = max(float(np.ptp(values[groups.treated])), float(np.ptp(values[~groups.treated])))
    if spread <= ZERO * max(float(np.abs(values).max()), 1e-300):
        return Contrast(effect, None, None, None, None, "none")
    if groups.few and not groups.mixed:
        return _placed(values, groups, effect, level, seed)
    error, freedom = robust(values, groups)
    if not error > 0:
        return Contrast(effect, None, None, None, None, "none")
    half = t_bound(level, freedom=freedom) * error
    interval = Interval(effect - half, effect + half, level)
    return Contrast(effect, interval, error, freedom, t_p(effect / error, freedom=freedom), "clusters")


def robust(values: Numbers, groups: Groups) -> tuple[float, float]:
    """The CR2 error of the difference of means and its degrees of freedom."""
    variance, freedom = covariance(values[:, None], groups)
    return float(np.sqrt(variance[0, 0])), freedom


def covariance(values: Numbers, groups: Groups) -> tuple[Numbers, float]:
    """The CR2 covariance of the differences of several columns (units × columns), and the degrees of freedom."""
    return _mixed(values, groups) if groups.mixed else _apart(values, groups)


def _apart(values: Numbers, groups: Groups) -> tuple[Numbers, float]:
    """Every cluster lies wholly on one side: then the correction is 1/√(1 − its share of the side)."""
    total = np.zeros((values.shape[1], values.shape[1]))
    trace = square = 0.0
    for side in (groups.treated, ~groups.treated):
        inside, count = values[side], int(side.sum())
        codes = np.unique(groups.clusters[side], return_inverse=True)[1]
        sizes = np.bincount(codes).astype(np.float64)
        sums = np.zeros((len(sizes), values.shape[1]))
        np.add.at(sums, codes, inside - inside.mean(axis=0))
        left = 1 - sizes / count
        scores = sums / (count * np.sqrt(left))[:, None]
        total += scores.T @ scores
        own, cross = sizes / (count**2 * left), sizes**2 / (count**2 * left)
        trace += 1 / count
        square += float(np.sum(own**2) - 2 * np.sum(own * cross) / count + np.sum(cross) ** 2 / count**2)
    return total, trace**2 / square


def _mixed(values: Numbers, groups: Groups) -> tuple[Numbers, float]:
    """The general form: residuals of each cluster times (I − H)^(-1/2), by way of the design's two columns."""
    design = np.column_stack([np.ones(len(groups.treated)), groups.treated.astype(np.float64)])
    bread = np.linalg.inv(design.T @ design)
    residuals = values - design @ (bread @ design.T @ values)
    total = np.zeros((values.shape[1], values.shape[1]))
    own, sides = [], []
    for code in np.unique(groups.clusters):
        rows = groups.clusters == code
        weights = _half_inverse(design[rows], bread, design[rows] @ bread[:, 1])
        score = weights @ residuals[rows]
        total += np.outer(score, score)
        own.append(float(weights @ weights))
        sides.append(weights @ design[rows])
    around, alone = np.array(sides), np.array(own)
    crossed = np.einsum("gi,ij,gj->g", around, bread, around)
    inner = bread @ around.T @ around
    square = float(np.sum(alone**2) - 2 * np.sum(alone * crossed) + np.trace(inner @ inner))
    return total, float(np.sum(alone - crossed)) ** 2 / square


def _half_inverse(design: Numbers, bread: Numbers, weights: Numbers) -> Numbers:
    """(I − X·M·X')^(-1/2) times `weights`, for a cluster's rows X of the design."""
    basis, triangle = np.linalg.qr(design)
    sizes, turned = np.linalg.eigh(triangle @ bread @ triangle.T)
    stretch = np.where(sizes < 1 - 1e-10, 1 / np.sqrt(np.maximum(1 - sizes, 1e-10)) - 1, 0.0)
    axes = basis @ turned
    return np.asarray(weights + axes @ (stretch * (axes.T @ weights)))


def _placed(values: Numbers, groups: Groups, effect: float, level: float, seed: int) -> Contrast:
    placed, sums, sizes, shares = _by_cluster(values, groups, seed)
    effects, parts = _differences(placed.rows, sums, sizes), _differences(placed.rows, shares, sizes)
    interval = inverted(Shifted(effects, parts, np.ones(placed.count)), level=level)
    error, freedom = robust(values, groups) if min(groups.sides) > 1 else (None, None)
    return Contrast(effect, interval, error, freedom, rank_p(np.abs(effects)), "placements", placed)


def _by_cluster(values: Numbers, groups: Groups, seed: int) -> tuple[Placements, Numbers, Numbers, Numbers]:
    codes = _movable(groups)
    sizes = np.bincount(codes).astype(np.float64)
    shares = _sums(codes, groups.treated.astype(np.float64))
    return placements(shares > 0, seed=seed), _sums(codes, values), sizes, shares


def _movable(groups: Groups) -> Places:
    """What a placement moves: whole clusters, or single units where clusters hold both sides."""
    if groups.mixed:
        return np.arange(len(groups.treated), dtype=np.int64)
    return np.unique(groups.clusters, return_inverse=True)[1].astype(np.int64)


def _sums(codes: Places, values: Numbers) -> Numbers:
    return np.asarray(np.bincount(codes, weights=values), dtype=np.float64)


def _differences(rows: Flags, sums: Numbers, sizes: Numbers) -> Numbers:
    """The difference of the two means under each placement of whole clusters."""
    inside = rows.astype(np.float64)
    chosen, people = inside @ sums, inside @ sizes
    return np.asarray(chosen / people - (sums.sum() - chosen) / (sizes.sum() - people))


def joint_p(values: Numbers, groups: Groups, *, seed: int = SEED) -> tuple[float, str]:
    """The p-value of “no column differs between the groups”, and how it was found.

    Hotelling's T² with the columns' clustered covariance where clusters allow it, else the rank of the sum of
    squared differences among placements.
    """
    from scipy.special import fdtrc

    kept = values.shape[1]
    if not groups.few or groups.mixed:
        variance, freedom = covariance(values, groups)
        spare = freedom - kept + 1
        if spare >= FEW and np.linalg.matrix_rank(variance, hermitian=True) == kept:
            gap = values[groups.treated].mean(axis=0) - values[~groups.treated].mean(axis=0)
            distance = float(gap @ np.linalg.solve(variance, gap))
            p_value = float(fdtrc(kept, spare, distance * spare / (freedom * kept)))
            return p_value, f"joint test of {kept} leads, F({kept}, {spare:.0f})"
    placed, _, sizes, _ = _by_cluster(values[:, 0], groups, seed)
    codes = _movable(groups)
    columns = [_differences(placed.rows, _sums(codes, column), sizes) for column in values.T]
    strength = np.sum(np.square(columns), axis=0)
    return rank_p(strength), f"joint test of {kept} leads by {placed.count} placements"

"""By how much more did a group change than its comparison group, units being made alike by what is known of them?

The doubly robust difference in differences for panels (Sant'Anna and Zhao, Journal of Econometrics 219, 2020): right
if either the model of who is treated or that of how the untreated change is right. Without covariates it is the plain
difference of means. Each answer brings its influence function: what every unit adds to the estimate's error.
"""

from dataclasses import dataclass

import numpy as np

from opencaio.engines.impact.panel import Flags, Numbers
from opencaio.errors import BadInput

LARGEST_CHANCE = 0.995
"""An untreated unit that is this likely to be treated would outweigh all others (Crump and others, Biometrika 2009)."""


@dataclass(frozen=True, eq=False, slots=True)
class Change:
    """The effect, each unit's influence (mean zero, its mean's error is the effect's), the highest chance of an
    untreated unit to be treated (None without covariates)."""

    effect: float
    influence: Numbers
    highest: float | None


def plain(change: Numbers, treated: Flags) -> Change:
    """The difference of the mean changes, and its influence function."""
    inside, share = treated.astype(np.float64), float(treated.mean())
    own, other = float(change[treated].mean()), float(change[~treated].mean())
    influence = inside * (change - own) / share - (1 - inside) * (change - other) / (1 - share)
    return Change(own - other, influence, None)


def doubly_robust(change: Numbers, treated: Flags, covariates: Numbers) -> Change:
    """The effect on the treated after covariates (units × columns, a constant is added).

    Raises BadInput where there are fewer units than columns, or where covariates tell fully who is treated.
    """
    design = _design(covariates, treated)
    inside = treated.astype(np.float64)
    chance = _chances(design, inside)
    highest = float(chance[~treated].max())
    if highest > LARGEST_CHANCE or highest < float(chance[treated].min()):
        raise BadInput(
            "The covariates tell almost surely who is treated: there is no overlap. "
            "Leave out a covariate or the units that have no match."
        )
    slopes = np.linalg.lstsq(design[~treated], change[~treated], rcond=None)[0]
    return _combined(change - design @ slopes, design, inside, chance, highest)


def _design(covariates: Numbers, treated: Flags) -> Numbers:
    spread = covariates.std(axis=0)
    varying = (covariates - covariates.mean(axis=0))[:, spread > 0] / spread[spread > 0]
    design = np.column_stack([np.ones(len(treated)), varying])
    if min(int((~treated).sum()), len(treated)) <= design.shape[1]:
        raise BadInput(
            f"{int((~treated).sum())} untreated units are too few for {design.shape[1]} parameters. "
            "Use fewer covariates."
        )
    if np.linalg.matrix_rank(design[~treated]) < design.shape[1]:
        raise BadInput("Among the untreated one covariate follows from the others. Leave it out.")
    return design


def _chances(design: Numbers, inside: Numbers) -> Numbers:
    """The chance of each unit to be treated: a logit by Newton's steps, halved where they overshoot."""
    slopes = np.zeros(design.shape[1])
    best = _likelihood(design, inside, slopes)
    for _ in range(60):
        chance = 1 / (1 + np.exp(-design @ slopes))
        curvature = design.T @ (design * (chance * (1 - chance))[:, None])
        step = np.linalg.lstsq(curvature, design.T @ (inside - chance), rcond=None)[0]
        while (tried := _likelihood(design, inside, slopes + step)) < best - 1e-12 and np.abs(step).max() > 1e-12:
            step = step / 2
        slopes, best = slopes + step, tried
        if np.abs(step).max() < 1e-11 or np.abs(design @ slopes).max() > 30:
            break
    return np.asarray(1 / (1 + np.exp(-np.clip(design @ slopes, -35, 35))))


def _likelihood(design: Numbers, inside: Numbers, slopes: Numbers) -> float:
    index = design @ slopes
    return float(np.sum(inside * index - np.logaddexp(0.0, index)))


def _combined(left: Numbers, design: Numbers, inside: Numbers, chance: Numbers, highest: float) -> Change:
    """The weighted residual change of the treated less that of the untreated, with the influence of both models."""
    count, outside = len(left), 1 - inside
    odds = outside * chance / (1 - chance)
    own, other = float(inside @ left / inside.sum()), float(odds @ left / odds.sum())
    by_outcome = _solved(design, outside) @ (design * (outside * left)[:, None]).T
    by_chance = _solved(design, chance * (1 - chance)) @ (design * (inside - chance)[:, None]).T
    own_part = inside * (left - own) - (inside @ design / count) @ by_outcome
    pull = (odds * (left - other)) @ design / count
    other_part = odds * (left - other) + pull @ by_chance - (odds @ design / count) @ by_outcome
    influence = own_part / inside.mean() - other_part / odds.mean()
    return Change(own - other, influence, highest)


def _solved(design: Numbers, weights: Numbers) -> Numbers:
    """The inverse of the mean of w·x·x'."""
    return np.asarray(np.linalg.inv(design.T @ (design * weights[:, None]) / len(design)))

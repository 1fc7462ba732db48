"""Which donors and which periods before make the treated's time after most comparable?

The weights of synthetic difference in differences (Arkhangelsky and others, AER 111, 2021, section 2): both are exact
optima of `quadratic` up to a level that is free. Donors' weights are kept apart by ζ = (N·T)^¼·σ for N treated units,
T periods after, and σ the deviation of the untreated's first differences before, divided by their number as there.
"""

from dataclasses import dataclass

import numpy as np

from opencaio.engines.impact.panel import Flags, Numbers
from opencaio.engines.impact.quadratic import Mixture, nearest_mixture

ROUNDING = 1e-12
EVEN = 1e-6
"""The penalty on periods' weights, as a share of σ: only there to make them unique."""


@dataclass(frozen=True, eq=False, slots=True)
class Weights:
    """Donors' weights, weights of periods before, the penalty ζ, and the noise σ that it comes from."""

    donors: Mixture
    periods: Mixture
    zeta: float
    noise: float


def weights_of(outcomes: Numbers, treated: Flags, start: int) -> Weights:
    """Both sets of weights for outcomes of units × periods."""
    before, after = outcomes[:, :start], outcomes[:, start:]
    target, donors = before[treated].mean(axis=0), before[~treated]
    noise = float(np.diff(donors, axis=1).std()) if start > 1 else 0.0
    noise = noise if noise > ROUNDING * float(np.abs(donors).max()) else 0.0
    zeta = (int(treated.sum()) * after.shape[1]) ** 0.25 * noise
    levelled = donors - donors.mean(axis=1, keepdims=True)
    of_donors = nearest_mixture(levelled.T, target - target.mean(), ridge=zeta**2 * start)
    later = after[~treated].mean(axis=1)
    ridge = (EVEN * noise) ** 2 * len(donors)
    of_periods = nearest_mixture(donors - donors.mean(axis=0), later - later.mean(), ridge=ridge)
    return Weights(of_donors, of_periods, zeta, noise)


def effect_of(outcomes: Numbers, treated: Flags, start: int, weights: Weights) -> float:
    """The weighted difference in differences."""
    moved = moves(outcomes, start, weights.periods.weights)
    return float(moved[treated].mean() - weights.donors.weights @ moved[~treated])


def moves(outcomes: Numbers, start: int, periods: Numbers) -> Numbers:
    """Each unit's mean after less its weighted mean before."""
    return np.asarray(outcomes[:, start:].mean(axis=1) - outcomes[:, :start] @ periods)


def estimated(outcomes: Numbers, treated: Flags, start: int) -> float:
    """Weights and effect in one."""
    return effect_of(outcomes, treated, start, weights_of(outcomes, treated, start))

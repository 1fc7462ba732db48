"""How much should each predictor count when donors are mixed, so that the mixture follows the outcome before?

The nested form of Abadie, Diamond and Hainmueller (JASA 105, 2010): for weights V of predictors, the inner mixture is
exact; the outer choice of V is a search (Nelder and Mead) from two starts, and so no proven optimum. The fit on all
outcomes is the bound that no V can beat (Malo, Eskelinen, Zhou and Kuosmanen, Computational Economics 64, 2024).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from opencaio.engines.impact.panel import Flags, Numbers
from opencaio.engines.impact.quadratic import Mixture, nearest_mixture
from opencaio.errors import BadInput

TRIES = 25
"""Evaluations of the search for each predictor."""


@dataclass(frozen=True, eq=False, slots=True)
class Nested:
    """The mixture, the predictors' weights (sum 1), the mean squared miss of outcomes reached, and its bound."""

    mixture: Mixture
    importance: Numbers
    miss: float
    bound: float


def standardised(predictors: Numbers) -> Numbers:
    """Predictors (units × names) in units of their own spread. Raises BadInput where one does not vary."""
    spread = predictors.std(axis=0)
    if not (spread > 0).all():
        raise BadInput("A predictor is the same for all units: it cannot tell donors apart. Leave it out.")
    return np.asarray((predictors - predictors.mean(axis=0)) / spread)


def nested(before: Numbers, treated: Flags, predictors: Numbers) -> Nested:
    """The mixture that is nearest in `predictors` (units × names, standardised), weighted so that outcomes fit."""
    target, donors = before[treated].mean(axis=0), before[~treated]

    def miss(mixture: Mixture) -> float:
        return float(np.mean((target - mixture.weights @ donors) ** 2))

    best = _searched(lambda importance: miss(_mixed(predictors, treated, importance)), before, treated, predictors)
    mixture = _mixed(predictors, treated, best)
    bound = miss(nearest_mixture(donors.T, target))
    return Nested(mixture, best, miss(mixture), bound)


def _mixed(predictors: Numbers, treated: Flags, importance: Numbers) -> Mixture:
    scaled = predictors * np.sqrt(importance)
    return nearest_mixture(scaled[~treated].T, scaled[treated].mean(axis=0))


def _searched(miss: Callable[[Numbers], float], before: Numbers, treated: Flags, predictors: Numbers) -> Numbers:
    from scipy.optimize import minimize

    kept = predictors.shape[1]
    starts = [np.zeros(kept), np.log(_by_regression(before, treated, predictors))]
    if kept == 1:
        return np.ones(1)
    limits = {"maxfev": TRIES * kept, "xatol": 1e-3, "fatol": 1e-10}
    found = [minimize(lambda at: miss(_shares(at)), one, method="Nelder-Mead", options=limits) for one in starts]
    return _shares(min(found, key=lambda one: float(one.fun)).x)


def _shares(logs: Numbers) -> Numbers:
    raised = np.exp(np.clip(logs - logs.max(), -40, 0))
    return np.asarray(raised / raised.sum())


def _by_regression(before: Numbers, treated: Flags, predictors: Numbers) -> Numbers:
    """How much each predictor tells of the donors' outcomes, as a start of the search."""
    slopes = np.linalg.lstsq(predictors[~treated], before[~treated] - before[~treated].mean(axis=0), rcond=None)[0]
    told = np.sum(slopes**2, axis=1)
    return np.asarray(np.maximum(told / (told.sum() or 1.0), 1e-6))

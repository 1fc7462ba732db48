"""How surely does synthetic difference in differences tell its effect?

Placebos among the untreated (algorithm 4 of Arkhangelsky and others, AER 111, 2021) need no second treated unit, but
take the treated as noisy as the others. The jackknife (algorithm 3) and the bootstrap (algorithm 2) need several.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from opencaio.engines.impact.chances import t_bound, t_p
from opencaio.engines.impact.estimate import Interval, Kind
from opencaio.engines.impact.panel import Flags, Numbers, Split
from opencaio.engines.impact.placebo import Placements, placements, rank_p
from opencaio.engines.impact.synthetic_weights import Weights, estimated, moves

Way = Literal["placebo", "jackknife", "bootstrap"]
KINDS: dict[Way, Kind] = {"placebo": "placebo", "jackknife": "confidence", "bootstrap": "bootstrap"}
DRAWS = 200
NO_SPREAD = 1e-10


@dataclass(frozen=True, eq=False, slots=True)
class Judged:
    """Error, interval and p-value, the placebo or bootstrap effects behind them, and the placements ranked."""

    error: float | None
    interval: Interval | None
    p_value: float | None
    by: Way
    placebos: Numbers
    placed: Placements | None


def judge(split: Split, weights: Weights, effect: float, *, by: Way, level: float, seed: int, most: int) -> Judged:
    """The inference of this way for an effect of these weights."""
    outcomes, treated, start = split.panel.outcomes, split.treated, split.start
    if by == "placebo":
        return _by_placebo(split, effect, level=level, seed=seed, most=most)
    drawn = np.zeros(0)
    if by == "jackknife":
        error = jackknifed(outcomes, treated, start, weights)
    else:
        drawn = bootstrapped(outcomes, treated, start, draws=DRAWS, seed=seed)
        error = float(drawn.std(ddof=1))
    freedom = len(treated) - 2
    if error <= NO_SPREAD * float(outcomes.std()):
        return Judged(None, None, None, by, drawn, None)
    interval = _interval(effect, error, freedom, level, by)
    return Judged(error, interval, t_p(effect / error, freedom=freedom), by, drawn, None)


def _by_placebo(split: Split, effect: float, *, level: float, seed: int, most: int) -> Judged:
    """The error from the untreated alone; the rank among all placements, the treated one among the untreated."""
    outcomes, treated, start = split.panel.outcomes, split.treated, split.start
    untreated = outcomes[~treated]
    pretended = placements(np.arange(len(untreated)) < treated.sum(), most=most, seed=seed)
    placebos = np.array([estimated(untreated, row, start) for row in pretended.rows])
    placed = placements(treated, most=most, seed=seed)
    ranked = np.array([effect, *(estimated(outcomes, row, start) for row in placed.rows[1:])])
    p_value, error = rank_p(np.abs(ranked)), float(placebos.std(ddof=1))
    if error <= NO_SPREAD * float(outcomes.std()):
        return Judged(None, None, None, "placebo", placebos, placed)
    interval = _interval(effect, error, len(placebos) - 1, level, "placebo")
    return Judged(error, interval, p_value, "placebo", placebos, placed)


def _interval(effect: float, error: float, freedom: int, level: float, by: Way) -> Interval:
    half = t_bound(level, freedom=freedom) * error
    return Interval(effect - half, effect + half, level, KINDS[by])


def jackknifed(outcomes: Numbers, treated: Flags, start: int, weights: Weights) -> float:
    """The error from leaving out one unit at a time with the weights held (their algorithm 3)."""
    moved, shares = moves(outcomes, start, weights.periods.weights), weights.donors.weights
    own, other = moved[treated], moved[~treated]
    count, mixed = len(own), float(shares @ other)
    without_own = (own.sum() - own) / (count - 1) - mixed
    without_other = own.mean() - (mixed - shares * other) / (1 - shares)
    effects = np.concatenate([without_own, without_other])
    return float(np.sqrt((len(effects) - 1) * effects.var()))


def bootstrapped(outcomes: Numbers, treated: Flags, start: int, *, draws: int, seed: int) -> Numbers:
    """The effects when units are drawn anew, with both kinds in every draw (their algorithm 2)."""
    lots = np.random.default_rng(seed)
    made: list[float] = []
    while len(made) < draws:
        picks = lots.integers(len(treated), size=len(treated))
        if treated[picks].any() and int((~treated[picks]).sum()) > 1:
            made.append(estimated(outcomes[picks], treated[picks], start))
    return np.array(made)

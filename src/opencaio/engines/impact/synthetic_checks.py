"""Was the mixture like the treated before, does it hang on one donor, and does it find effects where there are none?"""

import numpy as np

from opencaio.engines.impact.estimate import DesignCheck
from opencaio.engines.impact.panel import Split
from opencaio.engines.impact.panel_checks import gaps, shown
from opencaio.engines.impact.placebo import Placements, rank_p, resolution
from opencaio.engines.impact.quadratic import Mixture
from opencaio.engines.impact.synthetic_fit import Fit, Placed, by_outcomes, place_all

CLOSE = 0.25
"""A miss before above this share of the units' spread is no likeness (Imbens and Rubin 2015, section 14.2)."""
EXACT = 1e-8
LONG = 10
"""With fewer periods before, likeness may be chance."""


def synthetic_checks(
    split: Split,
    found: Placed,
    placed: Placements,
    mixture: Mixture,
    without: tuple[tuple[str, float], ...],
    *,
    fit: Fit,
    level: float,
) -> tuple[DesignCheck, ...]:
    """Fit before, optimum, overlap, length, donors left out one by one, invented start, placebo steps, gaps."""
    return (
        closeness(split, miss=float(found.misses[0])),
        optimum(mixture),
        _hull(split),
        length(split),
        _one_donor(float(found.effects[0]), without),
        invented_start(split, placed, fit=fit, level=level),
        resolution(placed, level=level),
        gaps(split.left_out, kept=len(split.panel.units)),
    )


def closeness(split: Split, *, miss: float) -> DesignCheck:
    """The root mean squared miss before as a share of the units' spread."""
    own = float(split.before[split.treated].mean(axis=0).std())
    spread = max(float(split.before[~split.treated].std(axis=0).mean()), own) or 1.0
    share = miss / spread
    words = f"Before, the mixture missed the treated by {shown(miss)} ({share:.0%} of the spread)."
    if miss <= EXACT * spread and int((~split.treated).sum()) > split.start:
        words += " There are more donors than periods, so a perfect fit shows nothing."
        return DesignCheck("fit before", None, words, share, CLOSE)
    if share > CLOSE:
        words += " That is not alike: the difference after may be no effect."
    return DesignCheck("fit before", share <= CLOSE, words, share, CLOSE)


def optimum(mixture: Mixture) -> DesignCheck:
    """Are the shares the best there are, and the only ones?"""
    words = f"The squared miss is at most {mixture.gap:.2g} from the smallest possible."
    if not mixture.unique:
        words += " Other shares reach the same: do not read meaning into who carries weight."
    return DesignCheck("optimum", mixture.kkt <= EXACT, words, mixture.kkt, EXACT)


def _hull(split: Split) -> DesignCheck:
    target, donors = split.before[split.treated].mean(axis=0), split.before[~split.treated]
    outside = float(np.mean((target < donors.min(axis=0)) | (target > donors.max(axis=0))))
    words = f"In {outside:.0%} of the periods before, the treated lay outside the range of all donors."
    return DesignCheck("overlap", outside <= 0.1, words, outside, 0.1)


def length(split: Split) -> DesignCheck:
    """Are there enough periods before?"""
    words = f"{split.start} periods before for {int((~split.treated).sum())} donors."
    if split.start < LONG:
        words += f" With fewer than {LONG}, likeness may be chance."
    return DesignCheck("periods before", True if split.start >= LONG else None, words, split.start, LONG)


def _one_donor(effect: float, without: tuple[tuple[str, float], ...]) -> DesignCheck:
    if not without:
        return DesignCheck("one donor left out", None, "There are too few donors to leave one out.")
    effects = [one for _, one in without]
    words = f"With any one donor left out the effect lies from {shown(min(effects))} to {shown(max(effects))}."
    turned = [name for name, one in without if one * effect < effect**2 / 2]
    if turned:
        words += f" Without {turned[0]} not even half of it is left."
    return DesignCheck("one donor left out", not turned, words, min(effects, key=abs), effect)


def invented_start(split: Split, placed: Placements, *, fit: Fit, level: float) -> DesignCheck:
    """Does the method find an effect at an invented start, two thirds into the time before?"""
    name, start = "placebo in time", round(split.start * 2 / 3)
    if start < 2 or start >= split.start:
        return DesignCheck(name, None, "There are too few periods before for an invented start.")
    if fit is not by_outcomes:
        return DesignCheck(name, None, "Predictors are known for the real start only: an invented one is not tried.")
    found = place_all(split.before, start, placed, fit)
    p_value, limit = rank_p(found.ratios), round(1 - level, 12)
    words = f"With an invented start in {split.panel.periods[start]} the method finds {shown(float(found.effects[0]))} "
    words += f"(p = {p_value:.3f})."
    return DesignCheck(name, p_value >= limit, words, p_value, limit)

"""Did the treated change more than a mixture of others, over the periods that are most like the time after?

Synthetic difference in differences (Arkhangelsky, Athey, Hirshberg, Imbens and Wager, AER 111, 2021). Weights are
exact optima (`synthetic_weights`). With few treated units the error comes from placebos among the untreated, with ten
or more from the jackknife; the p-value ranks the effect among all placements, each fitted anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

from opencaio.engines.impact.estimate import LEVEL, Claims, DesignCheck, Estimate, count, level_of
from opencaio.engines.impact.panel import Numbers, Panel, Period, Split, one_start
from opencaio.engines.impact.panel_checks import claims, gaps, one_by_one, shown
from opencaio.engines.impact.placebo import SEED, rank_p, resolution
from opencaio.engines.impact.synthetic_checks import closeness, length, optimum
from opencaio.engines.impact.synthetic_errors import Judged, Way, jackknifed, judge
from opencaio.engines.impact.synthetic_weights import Weights, effect_of, estimated, weights_of
from opencaio.errors import BadInput

By = Literal["auto", "placebo", "jackknife", "bootstrap"]
LEAST_BEFORE = 3
LEAST_DONORS = 3
MANY = 10
"""From so many treated units on, the jackknife."""
MOST = 200
ALONE = 1e-9
ROOM = 2.5
"""So many errors an invented effect may be from zero."""
Name = TypeVar("Name")
SPREAD = 3.0
"""Fewer effective donors than that are few."""


@dataclass(frozen=True, eq=False, slots=True)
class SyntheticDid:
    """Donors and periods with weight (largest first), both paths, and the plain difference in differences beside.

    `placebos` are the effects of untreated units called treated; `level_gap` is the constant by which the mixture
    stands off the treated before, which this method allows.
    """

    donors: tuple[tuple[str, float], ...]
    before: tuple[tuple[Period, float], ...]
    weights: Weights
    periods: tuple[Period, ...]
    observed: Numbers
    synthetic: Numbers
    level_gap: float
    miss: float
    placebos: Numbers
    by: str
    plain: float


def synthetic_did(
    panel: Panel, *, unit: str = "", by: By = "auto", level: float = LEVEL, seed: int = SEED, most: int = MOST
) -> Estimate:
    """The mean effect after the one common start on the treated, in the outcome's unit.

    `by` chooses the error: placebos (needs more untreated than treated units), jackknife or bootstrap (need two
    treated). Raises BadInput for fewer than three donors or periods before.
    """
    level_of(level)
    count(most, name="The number of placements", least=20)
    split = one_start(panel, least_before=LEAST_BEFORE, least_control=LEAST_DONORS)
    outcomes, treated = split.panel.outcomes, split.treated
    weights = weights_of(outcomes, treated, split.start)
    effect = effect_of(outcomes, treated, split.start, weights)
    judged = judge(split, weights, effect, by=_way(split, by, weights), level=level, seed=seed, most=most)
    details = _details(split, weights, judged)
    checks = _checks(split, details, judged, level)
    return Estimate(
        method="synthetic_did",
        effect=effect,
        interval=judged.interval,
        standard_error=judged.error,
        unit=unit,
        n=split.counts(),
        claims=_claims(split, effect, judged, unit, checks),
        data_hash=panel.digest("synthetic_did", by=by, level=level, seed=seed, most=most),
        p_value=judged.p_value,
        checks=checks,
        notes=(*_notes(judged, details), *one_by_one(split)),
        seed=seed,
        details=details,
    )


def _way(split: Split, by: By, weights: Weights) -> Way:
    treated, donors = int(split.treated.sum()), int((~split.treated).sum())
    alone = float(weights.donors.weights.max()) > 1 - ALONE
    if by == "auto":
        return "jackknife" if (treated >= MANY and not alone) or (donors <= treated > 1) else "placebo"
    if by not in ("placebo", "jackknife", "bootstrap"):
        raise BadInput(f"“{by}” is none of: auto, placebo, jackknife, bootstrap.")
    if by != "placebo" and treated < 2:
        raise BadInput(f"With one treated unit there is no {by}. Use placebos.")
    if by == "placebo" and donors <= treated:
        raise BadInput(f"Placebos need more untreated than treated units; there are {donors} and {treated}.")
    return by


def _details(split: Split, weights: Weights, judged: Judged) -> SyntheticDid:
    names = [name for name, treated in zip(split.panel.units, split.treated, strict=True) if not treated]
    observed = split.panel.outcomes[split.treated].mean(axis=0)
    mixed = weights.donors.weights @ split.panel.outcomes[~split.treated]
    off = observed - mixed
    level_gap = float(weights.periods.weights @ off[: split.start])
    moved = split.after.mean(axis=1) - split.before.mean(axis=1)
    return SyntheticDid(
        donors=_ordered(names, weights.donors.weights),
        before=_ordered(list(split.panel.periods[: split.start]), weights.periods.weights),
        weights=weights,
        periods=split.panel.periods,
        observed=observed,
        synthetic=mixed + level_gap,
        level_gap=level_gap,
        miss=float(off[: split.start].std()),
        placebos=judged.placebos,
        by=judged.by,
        plain=float(moved[split.treated].mean() - moved[~split.treated].mean()),
    )


def _ordered(names: Sequence[Name], weights: Numbers) -> tuple[tuple[Name, float], ...]:
    told = sorted(zip(names, weights.tolist(), strict=True), key=lambda one: -one[1])
    return tuple((name, share) for name, share in told if share > 0)


def _checks(split: Split, details: SyntheticDid, judged: Judged, level: float) -> tuple[DesignCheck, ...]:
    steps = (resolution(judged.placed, level=level),) if judged.placed else ()
    return (
        closeness(split, miss=details.miss),
        optimum(details.weights.donors),
        _spread_out(details),
        length(split),
        _invented(split, judged, level),
        *steps,
        gaps(split.left_out, kept=len(split.panel.units)),
    )


def _spread_out(details: SyntheticDid) -> DesignCheck:
    """Do several donors and periods carry the comparison (one over the sum of squared weights)?"""
    donors, periods = (1 / float(np.sum(one.weights**2)) for one in (details.weights.donors, details.weights.periods))
    words = f"The comparison rests on about {donors:.1f} donors and {periods:.1f} periods before."
    return DesignCheck("effective donors", donors >= SPREAD, words, donors, SPREAD)


def _invented(split: Split, judged: Judged, level: float) -> DesignCheck:
    """Does the method find an effect at an invented start, two thirds into the time before?"""
    name, start = "placebo in time", round(split.start * 2 / 3)
    if start < 2 or start >= split.start:
        return DesignCheck(name, None, "There are too few periods before for an invented start.")
    found = estimated(split.before, split.treated, start)
    words = f"With an invented start in {split.panel.periods[start]} the method finds {shown(found)}"
    if judged.placed:
        rest = [estimated(split.before, row, start) for row in judged.placed.rows[1:]]
        p_value, limit = rank_p(np.abs([found, *rest])), round(1 - level, 12)
        return DesignCheck(name, p_value >= limit, f"{words} (p = {p_value:.3f}).", p_value, limit)
    if judged.error is None:
        return DesignCheck(name, None, f"{words}; its error cannot be told.", found, 0)
    weights = weights_of(split.before, split.treated, start)
    bound = ROOM * jackknifed(split.before, split.treated, start, weights)
    return DesignCheck(name, abs(found) <= bound, f"{words}; chance allows {shown(bound)}.", found, bound)


def _claims(split: Split, effect: float, judged: Judged, unit: str, checks: tuple[DesignCheck, ...]) -> Claims:
    measure = f" {unit}" if unit else ""
    can = f"From {split.panel.periods[split.start]} on {split.panel.named(split.treated)} changed by "
    can += f"{shown(effect)}{measure} against a mixture of others, over the periods before that are most alike."
    if judged.interval is None:
        can += " How surely cannot be said."
    elif 0 in judged.interval:
        can += " Chance alone may explain that."
    assumption = "treated and mixture would have moved in parallel without the treatment"
    return claims(can, assumption=assumption, checks=checks, more="It speaks for those treated, not for others.")


def _notes(judged: Judged, details: SyntheticDid) -> tuple[str, ...]:
    notes = [f"Beside it, the plain difference in differences: {shown(details.plain)}."]
    if judged.by == "placebo":
        notes.append(f"The error is the spread of {len(judged.placebos)} placebos among the untreated.")
    else:
        notes.append(f"The error comes from the {judged.by}, over single units.")
    if judged.placed:
        notes.append(f"The p-value ranks {judged.placed.words()}.")
    if judged.error is None:
        notes.append("There is no spread to judge the effect by, so no interval.")
    return tuple(notes)

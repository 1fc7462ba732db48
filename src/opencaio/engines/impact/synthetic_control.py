"""How does the treated differ from a mixture of others that was like it before?

Synthetic control (Abadie, Diamond and Hainmueller, JASA 105, 2010). The donors' shares are the exact optimum, and how
far from it they could be is shown. Inference is by placebo in space: the miss after the start over the miss before
(RMSPE ratio) is ranked among all units; the interval holds every constant effect that such a test does not reject.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from opencaio.engines.impact.estimate import LEVEL, Claims, DesignCheck, Estimate, Interval, level_of
from opencaio.engines.impact.panel import Flags, Numbers, Panel, Period, Split, listed, one_start
from opencaio.engines.impact.panel_checks import claims, one_by_one, shown
from opencaio.engines.impact.placebo import SEED, inverted, placements, rank_p
from opencaio.engines.impact.predictors import Nested, nested, standardised
from opencaio.engines.impact.quadratic import Mixture
from opencaio.engines.impact.synthetic_checks import synthetic_checks
from opencaio.engines.impact.synthetic_fit import Fit, Placed, by_outcomes, place_all
from opencaio.errors import BadInput

FitBy = Literal["outcomes", "predictors"]
LEAST_BEFORE = 3
LEAST_DONORS = 2
MOST = 200
NO_INTERVAL = "No placebo interval: too few units, no spread, or too many that look as strong at any effect."
UNSURE = 0.1
WITHIN = 5.0
"""Placebos whose squared miss before is more than so many times the treated's are left out of the second ranking."""


@dataclass(frozen=True, slots=True)
class Placebo:
    """What calling these units treated would have found; `kept` where their mixture was like them before."""

    units: tuple[str, ...]
    effect: float
    before: float
    after: float
    ratio: float
    kept: bool


@dataclass(frozen=True, eq=False, slots=True)
class Synthetic:
    """Shares of donors (those above zero, largest first), both paths, misses before and after, and all placebos.

    `mixture` tells how near the optimum the shares are; `without` the effect with each donor left out;
    `p_by_ratio` ranks RMSPE ratios among all, `p_by_gap` mean gaps among those `kept`.
    """

    weights: tuple[tuple[str, float], ...]
    mixture: Mixture
    fit_by: FitBy
    nested: Nested | None
    predictors: tuple[str, ...]
    periods: tuple[Period, ...]
    observed: Numbers
    synthetic: Numbers
    before: float
    after: float
    placebos: tuple[Placebo, ...]
    p_by_ratio: float
    p_by_gap: float
    without: tuple[tuple[str, float], ...]

    @property
    def gaps(self) -> Numbers:
        """The treated less the mixture, in each period."""
        return np.asarray(self.observed - self.synthetic)


def synthetic_control(
    panel: Panel,
    *,
    unit: str = "",
    fit_by: FitBy = "outcomes",
    exclude: Sequence[str] = (),
    level: float = LEVEL,
    seed: int = SEED,
    most: int = MOST,
) -> Estimate:
    """The mean effect after the start on the treated (several with one start: on their mean).

    `fit_by` takes every outcome before with equal weight, or the panel's covariates as predictors whose weights are
    searched so that outcomes fit. `exclude` names donors that may not serve, such as those hit by the same event.
    Raises BadInput for fewer than two donors or three periods before, and for names that are no donors.
    """
    split = one_start(_without(panel, exclude), least_before=LEAST_BEFORE, least_control=LEAST_DONORS)
    fit = _fit(split, fit_by)
    placed = placements(split.treated, most=most, seed=seed)
    found = place_all(split.panel.outcomes, split.start, placed, fit)
    mixture = fit(split.before, split.treated)
    interval = inverted(found.shifted, level=level_of(level)) if _varies(split) else None
    details = _details(split, found, mixture, placed.rows, fit, fit_by)
    checks = synthetic_checks(split, found, placed, mixture, details.without, fit=fit, level=level)
    choices = {"fit_by": fit_by, "level": level, "seed": seed, "most": most}
    return Estimate(
        method="synthetic_control",
        effect=float(found.effects[0]),
        interval=interval,
        standard_error=None,
        unit=unit,
        n=split.counts(),
        claims=_claims(split, details, interval, unit, checks),
        data_hash=split.panel.digest("synthetic_control", **choices),
        p_value=details.p_by_ratio,
        checks=checks,
        notes=(*_notes(details, placed.words(), interval.level if interval else None, level), *one_by_one(split)),
        seed=None if placed.exact else seed,
        details=details,
    )


def _varies(split: Split) -> bool:
    """False where no unit's outcome ever changes: then there is nothing to judge chance by."""
    return bool(np.ptp(split.panel.outcomes, axis=1).any())


def _without(panel: Panel, exclude: Sequence[str]) -> Panel:
    untreated = {name for name, treated in zip(panel.units, panel.treated, strict=True) if not treated}
    wrong = [name for name in exclude if name not in untreated]
    if wrong:
        raise BadInput(f"Not among the donors, so they cannot be excluded: {listed(wrong)}.")
    return panel.only(np.array([name not in set(exclude) for name in panel.units])) if exclude else panel


def _fit(split: Split, fit_by: FitBy) -> Fit:
    if fit_by == "outcomes":
        return by_outcomes
    if fit_by != "predictors":
        raise BadInput(f"“{fit_by}” is none of: outcomes, predictors.")
    if not split.panel.covariate_names:
        raise BadInput("There are no predictors in the panel. Give covariates, or fit by outcomes.")
    known = standardised(split.panel.covariates)
    return lambda before, treated: nested(before, treated, known).mixture


def _details(split: Split, found: Placed, mixture: Mixture, rows: Flags, fit: Fit, fit_by: FitBy) -> Synthetic:
    donors = [name for name, treated in zip(split.panel.units, split.treated, strict=True) if not treated]
    shares = sorted(zip(donors, mixture.weights.tolist(), strict=True), key=lambda one: -one[1])
    weights = tuple((name, share) for name, share in shares if share > 0)
    searched = fit_by == "predictors"
    kept = found.before**2 <= WITHIN * found.before[0] ** 2
    return Synthetic(
        weights=weights,
        mixture=mixture,
        fit_by=fit_by,
        nested=nested(split.before, split.treated, standardised(split.panel.covariates)) if searched else None,
        predictors=split.panel.covariate_names if searched else (),
        periods=split.panel.periods,
        observed=split.panel.outcomes[split.treated].mean(axis=0),
        synthetic=mixture.weights @ split.panel.outcomes[~split.treated],
        before=float(found.misses[0]),
        after=float(found.after[0]),
        placebos=_placebos(split, found, rows, kept),
        p_by_ratio=rank_p(found.ratios),
        p_by_gap=rank_p(np.abs(found.effects[kept])),
        without=_left_out(split, [name for name, _ in weights], fit),
    )


def _placebos(split: Split, found: Placed, rows: Flags, kept: Flags) -> tuple[Placebo, ...]:
    names = np.array(split.panel.units, dtype=object)
    return tuple(
        Placebo(
            units=tuple(names[row]),
            effect=float(found.effects[place]),
            before=float(found.misses[place]),
            after=float(found.after[place]),
            ratio=float(found.ratios[place]),
            kept=bool(kept[place]),
        )
        for place, row in enumerate(rows)
        if place > 0
    )


def _left_out(split: Split, donors: list[str], fit: Fit) -> tuple[tuple[str, float], ...]:
    """The effect with each of the donors that carry weight left out."""
    if int((~split.treated).sum()) <= LEAST_DONORS:
        return ()
    made = []
    for name in donors:
        keep = np.array([one != name for one in split.panel.units])
        made.append((name, _effect(split, keep, fit)))
    return tuple(made)


def _effect(split: Split, keep: Flags, fit: Fit) -> float:
    outcomes, treated = split.panel.outcomes[keep], split.treated[keep]
    # Predictors are held for all units: a donor that is left out keeps its row, and gets no weight.
    weights = _refit(split, keep, fit)
    gaps = outcomes[treated].mean(axis=0) - weights @ outcomes[~treated]
    return float(gaps[split.start :].mean())


def _refit(split: Split, keep: Flags, fit: Fit) -> Numbers:
    if fit is by_outcomes:
        return by_outcomes(split.before[keep], split.treated[keep]).weights
    known = standardised(split.panel.covariates)[keep]
    return nested(split.before[keep], split.treated[keep], known).mixture.weights


def _claims(
    split: Split, details: Synthetic, interval: Interval | None, unit: str, checks: tuple[DesignCheck, ...]
) -> Claims:
    effect, measure = float(details.gaps[split.start :].mean()), f" {unit}" if unit else ""
    can = f"From {split.panel.periods[split.start]} on {split.panel.named(split.treated)} differed by "
    can += f"{shown(effect)}{measure} on average from a mixture of {len(details.weights)} others that missed it by "
    can += f"{shown(details.before)} before."
    if (interval is not None and 0 in interval) or details.p_by_ratio > UNSURE:
        can += " Chance alone may explain that."
    assumption = "the mixture would have kept following the treated without the treatment"
    return claims(can, assumption=assumption, checks=checks, more="It speaks for this one case.")


def _notes(details: Synthetic, words: str, reached: float | None, level: float) -> tuple[str, ...]:
    fitted = "every outcome before, with equal weight" if details.fit_by == "outcomes" else "predictors, nested search"
    notes = [f"Donors fitted on {fitted}; the p-value ranks RMSPE ratios.", f"{words[0].upper()}{words[1:]}."]
    if details.nested:
        notes.append(
            f"Mean squared miss {shown(details.nested.miss)}; no weights can go below {shown(details.nested.bound)}."
        )
    if reached is None:
        notes.append(NO_INTERVAL)
    elif reached < level:
        notes.append(f"The interval is one of {reached:.0%}: the placements do not allow {level:.0%}.")
    return tuple(notes)

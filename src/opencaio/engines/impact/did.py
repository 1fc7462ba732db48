"""Did the treated change more than the untreated over the same time, and how surely?

Difference in differences with one common start. Each unit counts by its change of means (Bertrand, Duflo and
Mullainathan, QJE 119, 2004), which on a complete panel is the effect of two-way fixed effects. The error is clustered
(see `clustered`); the trends before are tested; the usual regression stands beside for comparison.
"""

from dataclasses import dataclass

from opencaio.engines.impact.clustered import Contrast, Groups, contrast
from opencaio.engines.impact.estimate import LEVEL, Claims, DesignCheck, Estimate, Interval, level_of
from opencaio.engines.impact.panel import Numbers, Panel, Period, Split, one_start
from opencaio.engines.impact.panel_checks import before_checks, claims, enough_clusters, gaps, levels, shown
from opencaio.engines.impact.placebo import SEED, resolution
from opencaio.engines.impact.two_way import TwoWay, two_way


@dataclass(frozen=True, slots=True)
class Lead:
    """How far the groups are apart in one period, against the last one before the start (whose effect is 0)."""

    period: Period
    relative: int
    effect: float
    interval: Interval | None


@dataclass(frozen=True, eq=False, slots=True)
class Differences:
    """The four means, their paths, every period's difference, and the regression beside.

    `way` tells how the interval was found: by `clusters`, by `placements`, or not at all (`none`: no spread).
    """

    treated_before: float
    treated_after: float
    control_before: float
    control_after: float
    treated_path: Numbers
    control_path: Numbers
    periods: tuple[Period, ...]
    leads: tuple[Lead, ...]
    way: str
    freedom: float | None
    beside: TwoWay


def did(panel: Panel, *, unit: str = "", level: float = LEVEL, seed: int = SEED) -> Estimate:
    """The effect on the treated, in the outcome's unit, over all periods after the start.

    Units with gaps are left out and named. Raises BadInput where units began at different times, were treated all
    along, or where there is none to compare with.
    """
    level_of(level)
    split = one_start(panel)
    groups = Groups(split.treated, split.panel.clusters)
    found = contrast(split.after.mean(axis=1) - split.before.mean(axis=1), groups, level=level, seed=seed)
    checks = _checks(split, groups, found, level, seed)
    return Estimate(
        method="did",
        effect=found.effect,
        interval=found.interval,
        standard_error=found.error,
        unit=unit,
        n=split.counts(),
        claims=_claims(split, found, unit, checks),
        data_hash=panel.digest("did", level=level, seed=seed),
        p_value=found.p_value,
        checks=checks,
        notes=_notes(found),
        seed=seed if found.placed is not None and not found.placed.exact else None,
        details=_details(split, groups, found, level, seed),
    )


def _checks(split: Split, groups: Groups, found: Contrast, level: float, seed: int) -> tuple[DesignCheck, ...]:
    steps = (resolution(found.placed, level=level),) if found.placed else ()
    before = before_checks(split, groups, effect=found.effect, level=level, seed=seed)
    return (*before, levels(split), enough_clusters(groups), *steps, gaps(split.left_out, kept=len(split.panel.units)))


def _claims(split: Split, found: Contrast, unit: str, checks: tuple[DesignCheck, ...]) -> Claims:
    measure = f" {unit}" if unit else ""
    can = (
        f"From {split.panel.periods[split.start]} on the treated changed by {shown(found.effect)}{measure} "
        "against the untreated."
    )
    if found.interval is None:
        can += " How surely cannot be said."
    elif 0 in found.interval:
        can += " Chance alone may explain that."
    assumption = "both would have moved in parallel without the treatment"
    return claims(can, assumption=assumption, checks=checks, more="It speaks for those treated, not for others.")


def _notes(found: Contrast) -> tuple[str, ...]:
    if found.way == "none":
        return ("There is no spread within the groups to judge the effect by, so no interval.",)
    if found.placed is None:
        return (f"Clustered error (CR2) with {found.freedom:.1f} degrees of freedom.",)
    reached = found.interval.level if found.interval else None
    note = f"Judged by {found.placed.words()}."
    if reached is None:
        return (f"{note} They are too few for any interval.",)
    return (note,) if found.placed.smallest_p <= 1 - reached else (f"{note} The interval is one of {reached:.0%}.",)


def _details(split: Split, groups: Groups, found: Contrast, level: float, seed: int) -> Differences:
    treated, control = (split.panel.outcomes[side].mean(axis=0) for side in (split.treated, ~split.treated))
    return Differences(
        treated_before=float(treated[: split.start].mean()),
        treated_after=float(treated[split.start :].mean()),
        control_before=float(control[: split.start].mean()),
        control_after=float(control[split.start :].mean()),
        treated_path=treated,
        control_path=control,
        periods=split.panel.periods,
        leads=_leads(split, groups, level, seed),
        way=found.way,
        freedom=found.freedom,
        beside=two_way(split.panel),
    )


def _leads(split: Split, groups: Groups, level: float, seed: int) -> tuple[Lead, ...]:
    base = split.before[:, -1:]
    moved = split.panel.outcomes - base
    made = []
    for place, period in enumerate(split.panel.periods):
        found = contrast(moved[:, place], groups, level=level, seed=seed)
        interval = None if place == split.start - 1 else found.interval
        made.append(Lead(period, place - split.start, found.effect, interval))
    return tuple(made)

"""What has every comparison of units over time to show of itself: gaps, clusters, likeness, trends before?"""

import numpy as np

from opencaio.engines.impact.clustered import FEW, Contrast, Groups, contrast, joint_p
from opencaio.engines.impact.estimate import Claims, DesignCheck
from opencaio.engines.impact.panel import Numbers, Split, listed

TOLERATED = 0.1
POWER = 2.8
"""So many errors must a drift measure to be found in four of five cases at a level of 95 %."""


def shown(value: float) -> str:
    """A figure in a sentence: four significant digits."""
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"


def gaps(left_out: tuple[str, ...], *, kept: int) -> DesignCheck:
    """Was any unit left out because a reading is missing? Up to a tenth of all leaves the question open."""
    if not left_out:
        return DesignCheck("gaps", True, "Every unit was read in every period.", 0, 0)
    words = f"Left out, as readings are missing: {listed(left_out)}. The rest may not speak for them."
    share = len(left_out) / (len(left_out) + kept)
    return DesignCheck("gaps", None if share <= TOLERATED else False, words, len(left_out), 0)


def enough_clusters(groups: Groups) -> DesignCheck:
    """Are there enough clusters on both sides for a formula of the error?"""
    treated, control = groups.sides
    told = f"{treated} treated and {control} untreated clusters"
    if not groups.few:
        return DesignCheck("clusters", True, f"{told}: enough for a clustered error.", min(treated, control), FEW)
    open_words = (
        f"Only {told}. No formula for the error holds with fewer than {FEW}; placements of the treatment are compared "
        "instead, which takes the units as exchangeable."
    )
    if not groups.mixed:
        return DesignCheck("clusters", None, open_words, min(treated, control), FEW)
    words = f"Only {told}, some of them with both kinds of units: the error may be far too small."
    return DesignCheck("clusters", False, words, min(treated, control), FEW)


def levels(split: Split) -> DesignCheck:
    """Did the treated stand within the range of the untreated before?

    The method compares changes, so levels may differ; then alike changes in units are not alike in per cent, and only
    one of both can hold (Roth and Sant'Anna 2023). So it is passed or left open, never failed.
    """
    levels = split.before.mean(axis=1)
    others, own = levels[~split.treated], levels[split.treated]
    outside = float(np.mean((own < others.min()) | (own > others.max())))
    words = (
        f"Before, the untreated averaged {shown(others.min())} to {shown(others.max())}; "
        f"{outside:.0%} of the treated lay outside."
    )
    if outside <= 0.1:
        return DesignCheck("levels", True, words, outside, 0.1)
    open_words = f"{words} Changes are compared, not levels; look whether changes in per cent say the same."
    return DesignCheck("levels", None, open_words, outside, 0.1)


def before_checks(split: Split, groups: Groups, *, effect: float, level: float, seed: int) -> tuple[DesignCheck, ...]:
    """Did treated and untreated move alike before: all leads, the slope, and an invented start half-way?"""
    limit = round(1 - level, 12)
    return (
        _leads(split, groups, limit=limit, seed=seed),
        _slope(split, groups, effect=effect, level=level, seed=seed),
        _placebo_in_time(split, groups, level=level, seed=seed),
    )


def _leads(split: Split, groups: Groups, *, limit: float, seed: int) -> DesignCheck:
    if split.start < 2:
        return DesignCheck("pre-trend", None, "One period before shows no trend: nothing can be said of it.")
    p_value, way = joint_p(without_mean(split.before)[:, :-1], groups, seed=seed)
    found = "no difference in movement was found" if p_value >= limit else "the groups moved apart already before"
    return DesignCheck("pre-trend", p_value >= limit, f"Before the start {found} ({way}).", p_value, limit)


def without_mean(before: Numbers) -> Numbers:
    """Each unit's outcomes less its own mean."""
    return np.asarray(before - before.mean(axis=1, keepdims=True))


def slopes(before: Numbers) -> Numbers:
    """Each unit's linear slope, per period."""
    steps = np.arange(before.shape[1]) - (before.shape[1] - 1) / 2
    return np.asarray(before @ steps / (steps @ steps))


def _slope(split: Split, groups: Groups, *, effect: float, level: float, seed: int) -> DesignCheck:
    name = "pre-trend slope"
    if split.start < 3:
        return DesignCheck(name, None, "Fewer than three periods before: a slope cannot be told from noise.")
    found = contrast(slopes(split.before), groups, level=level, seed=seed)
    # From the middle of the time before to the middle of the time after.
    distance = len(split.panel.periods) / 2
    told = f"Continued, the difference in slope before ({shown(found.effect)} a period) would make "
    told += f"{shown(found.effect * distance)} of the effect of {shown(effect)}"
    if found.interval is None:
        return DesignCheck(name, None, f"{told}; its error cannot be told.", found.effect * distance)
    if 0 not in found.interval:
        return DesignCheck(name, False, f"{told}; it is no chance difference.", found.effect * distance, 0)
    if _hides(found, distance, effect):
        words = f"{told}; a drift as large as the effect itself would not have been noticed."
        return DesignCheck(name, None, words, found.effect * distance)
    return DesignCheck(name, True, f"{told}, and may be chance.", found.effect * distance, 0)


def _hides(found: Contrast, distance: float, effect: float) -> bool:
    """Could a drift of the effect's size have stayed unseen (Roth, AER: Insights 4, 2022)?"""
    half = found.interval.half if found.interval else 0.0
    error = found.error if found.error is not None else half / 2
    return POWER * error * distance > abs(effect)


def _placebo_in_time(split: Split, groups: Groups, *, level: float, seed: int) -> DesignCheck:
    name = "placebo in time"
    middle = split.start // 2
    if split.start < 2:
        return DesignCheck(name, None, "One period before leaves no room for an invented start.")
    moved = split.before[:, middle:].mean(axis=1) - split.before[:, :middle].mean(axis=1)
    found = contrast(moved, groups, level=level, seed=seed)
    told = f"With an invented start in {split.panel.periods[middle]} the method finds {shown(found.effect)}"
    if found.interval is None:
        return DesignCheck(name, None, f"{told}; its error cannot be told.", found.effect, 0)
    passed = 0 in found.interval
    words = f"{told}, {'which may be chance' if passed else 'where nothing had happened yet'}."
    return DesignCheck(name, passed, words, found.effect, 0)


def claims(can: str, *, assumption: str, checks: tuple[DesignCheck, ...], more: str = "") -> Claims:
    """What may be said, and what the checks and the method's assumption forbid."""
    failed = [one.name for one in checks if one.passed is False]
    unseen = [one.name for one in checks if one.passed is None]
    words = [f"That {assumption} is assumed, not shown."]
    if failed:
        words.append(f"Not passed: {', '.join(failed)}; until that is explained, do not call it an effect.")
    if unseen:
        words.append(f"Left open: {', '.join(unseen)}.")
    return Claims(can, " ".join([*words, *([more] if more else [])]))


def one_by_one(split: Split) -> tuple[str, ...]:
    """A note where clusters were given to a method that takes every unit for itself."""
    clusters, units = len(np.unique(split.panel.clusters)), len(split.panel.units)
    if clusters == units:
        return ()
    return (f"Every unit counts for itself: that they lie in {clusters} clusters is not part of the error.",)

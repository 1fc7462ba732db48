"""Did what was given by lot make a difference, how large is it, and was the lot drawn as planned?

Means after Welch (Biometrika 34, 1947), proportions after Newcombe (Statistics in Medicine 17, 1998), ratios by the
delta method (Deng, Knoblich and Lu, KDD 2018), relative lifts after Fieller (JRSS B 16, 1954). All from sums.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from opencaio.engines.impact.chances import holm, t_bound, t_p
from opencaio.engines.impact.estimate import (
    LEVEL,
    Claims,
    DesignCheck,
    Estimate,
    Interval,
    count,
    data_hash,
    level_of,
)
from opencaio.engines.impact.moments import Moments, Pair
from opencaio.engines.impact.shares import Share, difference, difference_p
from opencaio.engines.impact.shares import ratio as share_ratio
from opencaio.errors import BadInput

FEW = 30
FEW_CASES = 5
STEADY = 5.0
Checks = tuple[DesignCheck, ...]


@dataclass(frozen=True, slots=True)
class Lift:
    """The effect as a part of the control group's figure (0.05: five per cent more); why there is none, if none."""

    value: float | None
    interval: Interval | None
    words: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison of two groups found beside the effect: both figures, and the relative lift."""

    control: float
    treated: float
    lift: Lift
    freedom: float | None = None
    variance_reduction: float | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """A group's figure and its squared standard error; `freedom` of that error."""

    value: float
    square: float
    freedom: float
    count: int


def means(control: Moments, treated: Moments, *, unit: str = "", level: float = LEVEL, checks: Checks = ()) -> Estimate:
    """The difference of two means, treated less control, with Welch's interval. Raises BadInput without spread."""
    arms = _arm(control, "control"), _arm(treated, "treated")
    made = compare(*arms, method="ab_mean", unit=unit, level=level, checks=(*checks, _size(control, treated)))
    return replace(made, data_hash=data_hash("ab_mean", {"control": control, "treated": treated, "level": level}))


def proportions(control: Share, treated: Share, *, level: float = LEVEL, checks: Checks = ()) -> Estimate:
    """The difference of two shares, treated less control, in points (0 to 1), with Newcombe's interval."""
    gap = treated.rate - control.rate
    error = math.sqrt(sum(one.rate * (1 - one.rate) / one.count for one in (control, treated)))
    return Estimate(
        method="ab_proportion",
        effect=gap,
        interval=difference(treated, control, level=level),
        standard_error=error,
        p_value=difference_p(treated, control),
        unit="share",
        n={"treated": treated.count, "control": control.count},
        checks=(*checks, _cases(control, treated)),
        claims=claims_of("the share"),
        data_hash=data_hash("ab_proportion", {"control": control, "treated": treated, "level": level}),
        details=Compared(control.rate, treated.rate, _share_lift(control, treated, level)),
    )


def ratios(control: Pair, treated: Pair, *, unit: str = "", level: float = LEVEL, checks: Checks = ()) -> Estimate:
    """The difference of two ratios of sums, y over x, where the drawn unit has a y and an x each (delta method)."""
    arms = _ratio_arm(control, "control"), _ratio_arm(treated, "treated")
    seen = (*checks, _size(control.x, treated.x), _steady(control, treated))
    made = compare(*arms, method="ab_ratio", unit=unit, level=level, checks=seen)
    return replace(made, data_hash=data_hash("ab_ratio", {"control": control, "treated": treated, "level": level}))


def variants(
    control: Moments, treated: Mapping[str, Moments], *, unit: str = "", level: float = LEVEL, checks: Checks = ()
) -> dict[str, Estimate]:
    """Several variants against one control: p-values after Holm, intervals that hold together (Bonferroni)."""
    if not treated:
        raise BadInput("No variant is given: name at least one beside the control group.")
    joint = 1 - (1 - level_of(level)) / len(treated)
    found = {name: means(control, one, unit=unit, level=joint, checks=checks) for name, one in treated.items()}
    adjusted = holm(tuple(one.p_value or 0.0 for one in found.values()))
    note = f"{len(found)} variants: p-values after Holm; the intervals hold all together at {level:.0%}."
    return {
        name: replace(one, p_value=value, notes=(note,) if len(found) > 1 else ())
        for (name, one), value in zip(found.items(), adjusted, strict=True)
    }


def compare(control: Arm, treated: Arm, *, method: str, unit: str, level: float, checks: Checks) -> Estimate:
    """Treated less control of two arms that were drawn apart, with Welch's degrees of freedom. Raises BadInput."""
    square = control.square + treated.square
    if square <= 0:
        raise BadInput(
            "All values are equal within each group: there is no spread to judge the difference by. "
            "Check that the right column was taken."
        )
    freedom = 1 / sum((one.square / square) ** 2 / one.freedom for one in (control, treated))
    gap, error = treated.value - control.value, math.sqrt(square)
    half = t_bound(level_of(level), freedom=freedom) * error
    lift = _lift(control, treated, bound=half / error, level=level)
    return Estimate(
        method=method,
        effect=gap,
        interval=Interval(gap - half, gap + half, level),
        standard_error=error,
        p_value=t_p(gap / error, freedom=freedom),
        unit=unit,
        n={"treated": treated.count, "control": control.count},
        checks=checks,
        claims=claims_of("the figure"),
        data_hash="",
        details=Compared(control.value, treated.value, lift, freedom),
    )


def claims_of(what: str) -> Claims:
    """What a comparison by lot lets one say."""
    return Claims(
        can=f"The lot made the groups alike but for chance: the difference in {what} is the effect of what was given, "
        "within the interval, for people like these and for as long as the test ran.",
        cannot="Not that it holds for others, for longer or at another scale; not if people of one group used what was "
        "given to the other, nor if the test was stopped early because it looked good (use the sequential one).",
    )


def _arm(group: Moments, name: str) -> Arm:
    if group.count < 2:
        raise BadInput(f"The {name} group has {group.count} row; at least 2 are needed.")
    return Arm(group.mean, group.variance / group.count, group.count - 1, group.count)


def _ratio_arm(group: Pair, name: str) -> Arm:
    if group.count < 2:
        raise BadInput(f"The {name} group has {group.count} row; at least 2 are needed.")
    if group.x.mean == 0:
        raise BadInput(f"The denominators of the {name} group sum to zero: a ratio over nothing is no number.")
    value = group.y.mean / group.x.mean
    square = group.y.variance - 2 * value * group.covariance + value**2 * group.x.variance
    square = 0.0 if square <= 1e-12 * group.y.variance else square
    return Arm(value, square / (group.count * group.x.mean**2), group.count - 1, group.count)


def _lift(control: Arm, treated: Arm, *, bound: float, level: float) -> Lift:
    """Fieller's interval of treated over control, less one."""
    if control.value <= 0:
        return Lift(None, None, "The control group's figure is not above zero: a part of it means nothing.")
    lean = bound**2 * control.square / control.value**2
    if lean >= 1:
        return Lift(None, None, "The control group's figure is not surely above zero: no relative interval.")
    ratio = treated.value / control.value
    root = math.sqrt(treated.square * (1 - lean) + ratio**2 * control.square) * bound / control.value
    low, high = (ratio - root) / (1 - lean), (ratio + root) / (1 - lean)
    return Lift(ratio - 1, Interval(low - 1, high - 1, level), "Of the control group's figure (Fieller).")


def _share_lift(control: Share, treated: Share, level: float) -> Lift:
    interval = share_ratio(treated, control, level=level)
    if control.hits == 0:
        return Lift(None, None, "Nobody in the control group was counted: a part of nothing means nothing.")
    value = treated.rate / control.rate - 1
    if interval is None:
        return Lift(value, None, "Nobody in the treated group was counted: no relative interval.")
    return Lift(value, Interval(interval.low - 1, interval.high - 1, level), "Of the control group's share (Katz).")


def _size(control: Moments, treated: Moments) -> DesignCheck:
    least = min(control.count, treated.count)
    good = least >= FEW
    words = "Enough in each group." if good else "So few that one unusual value can decide, and a skewed one does."
    return DesignCheck("group size", good, words, float(least), float(FEW))


def _cases(control: Share, treated: Share) -> DesignCheck:
    least = min(control.hits, control.missed, treated.hits, treated.missed)
    good = least >= FEW_CASES
    words = "Enough of both outcomes in each group." if good else "So few of one outcome: the interval is rough."
    return DesignCheck("cases", good, words, float(least), float(FEW_CASES))


def _steady(control: Pair, treated: Pair) -> DesignCheck:
    """Whether both denominators are surely away from zero, as the delta method needs."""
    away = min(abs(one.x.mean) / math.sqrt(max(one.x.variance / one.count, 1e-300)) for one in (control, treated))
    words = (
        "The denominators are surely above zero." if away >= 5 else "A denominator may be near zero: ratio unsteady."
    )
    return DesignCheck("denominator", away >= 5, words, min(away, 1e6), 5.0)


def checked_counts(groups: Mapping[str, int]) -> dict[str, int]:
    """Group sizes as they came. Raises BadInput for negative ones and for fewer than two groups."""
    if len(groups) < 2:
        raise BadInput("A comparison needs at least two groups.")
    return {name: count(number, name=f"Group {name}") for name, number in groups.items()}

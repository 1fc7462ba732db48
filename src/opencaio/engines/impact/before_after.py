"""Was the level different afterwards, when neighbouring periods are alike and nothing untouched stands beside?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from opencaio.engines.impact.autoregression import Fitted, Known, fit, newey_west
from opencaio.engines.impact.estimate import (
    LEVEL,
    Claims,
    DesignCheck,
    Estimate,
    Interval,
    Number,
    Series,
    count,
    data_hash,
    series,
)
from opencaio.engines.impact.seasons import residual_checks, season_columns
from opencaio.errors import BadInput

LEAST_BEFORE = 6
LEAST_AFTER = 3
FEW = 30
"""Of 24 periods 92 to 98 % were covered: too few to tell a long memory from none."""
ALIKE = 0.9
LEAN = 0.1


@dataclass(frozen=True, slots=True)
class Levels:
    """What a before-and-after comparison found beside the effect."""

    before: float
    after: float
    rho: float
    newey_west_error: float


def before_after(
    values: Sequence[Number] | Series, *, began: int, season: int = 0, unit: str = "", level: float = LEVEL
) -> Estimate:
    """The mean afterwards less the mean before; `began` is the place (from 0) of the first period with it.

    `values` are one number a period, in order and without gaps; `season` the periods after which it repeats. Raises
    BadInput for fewer than 6 periods before or 3 after, for fewer periods than parameters and for no spread.
    """
    read = split(values, began=began, before=LEAST_BEFORE, after=LEAST_AFTER)
    after = (np.arange(read.size) >= began).astype(float)
    design = np.column_stack([np.ones(read.size), after, season_columns(read.size, season=season)])
    fitted = fit(read, design, lean=LEAN)
    contrast = np.eye(design.shape[1])[1]
    found, step = fitted.known_plainly(contrast, level=level), fitted.known(contrast, level=level)
    beside = newey_west(design, fitted.residuals, contrast)
    trend = _trend(read[:began], read.size)
    return Estimate(
        method="before_after",
        effect=found.value,
        interval=found.interval,
        standard_error=found.error,
        p_value=found.p_value,
        unit=unit,
        n={"before": began, "after": read.size - began, "periods": read.size},
        checks=(
            *length_checks(fitted, few=FEW, alike=ALIKE),
            trend,
            *residual_checks(fitted, season=season),
        ),
        claims=CLAIMS if trend.passed is not False else MOVING,
        data_hash=data_hash("before_after", {"values": read, "began": began, "season": season, "level": level}),
        notes=(
            f"Newey-West's error would be {beside:.4g}; it is too small in series of this length.",
            *_gradually(found, step),
        ),
        details=Levels(float(read[:began].mean()), float(read[began:].mean()), fitted.rho, beside),
    )


CLAIMS = Claims(
    can="The level after the start differed from the level before by this much, beyond what neighbouring periods that "
    "resemble each other explain.",
    cannot="Not that the change was caused by it: whatever else changed at that time, a trend, a season or a return to "
    "the usual after an unusual time, is in the figure. A comparison group would tell.",
)

MOVING = Claims(
    can="The mean of the time after the start differs from that of the time before by this much.",
    cannot="Nothing of a change: the series was moving before the start already, so that the two times would differ "
    "without it. Take the interrupted time series or a comparison group, and leave this figure out.",
)


def split(values: Sequence[Number] | Series, *, began: int, before: int, after: int) -> Series:
    """The series, with enough periods on both sides of the start. Raises BadInput."""
    read = series(values, name="The series")
    count(began, name="The place where it began")
    if began < before:
        raise BadInput(f"{began} periods before the start, and at least {before} are needed.")
    if read.size - began < after:
        raise BadInput(f"{max(read.size - began, 0)} periods after the start, and at least {after} are needed.")
    if np.ptp(read) == 0:
        raise BadInput("All values of the series are equal: there is no spread to judge a change by.")
    return read


def length_checks(fitted: Fitted, *, few: int, alike: float) -> tuple[DesignCheck, DesignCheck]:
    """Whether the series is long enough, and its memory short enough, for the interval to hold what it says."""
    periods = fitted.values.size
    enough, calm = periods >= few, fitted.rho <= alike
    long_words = f"{periods} periods." if enough else f"{periods} periods: below {few} the interval may be too narrow."
    calm_words = (
        f"A period takes over {fitted.rho:.0%} of the deviation of the one before."
        if calm
        else f"A period takes over {fitted.rho:.0%} of the deviation of the one before: levels wander by themselves."
    )
    return (
        DesignCheck("length", enough, long_words, periods, few),
        DesignCheck("memory", calm, calm_words, fitted.rho, alike),
    )


def _gradually(found: Known, step: Known) -> tuple[str, ...]:
    """A word where the step at the start alone is another one than the difference of the two times."""
    if found.value in step.interval:
        return ()
    ends = f"{step.interval.low:+.4g} to {step.interval.high:+.4g}"
    return (
        f"A step at the start alone would be {step.value:+.4g} ({ends}): the change came gradually, or the level "
        "wanders by itself.",
    )


def _trend(before: Series, periods: int) -> DesignCheck:
    """Whether the series was already rising or falling before; what that line carried on would make of it."""
    if before.size < 2 * LEAST_BEFORE or np.ptp(before) == 0:
        return DesignCheck("trend before", None, "Too few periods before to see a trend.")
    line = trend_of(before)
    if 0 in line.interval:
        return DesignCheck("trend before", True, "No trend is seen before the start.", line.value, 0)
    carried = line.value * periods / 2
    words = (
        f"It was moving before, by {line.value:+.3g} a period: the line carried on would by itself differ by "
        f"{carried:+.4g} between the two times. Use the interrupted time series."
    )
    return DesignCheck("trend before", False, words, line.value, 0)


def trend_of(before: Series) -> Known:
    """The slope a period; without doubt where the periods lie on a line."""
    time = np.arange(before.size) - (before.size - 1) / 2
    try:
        return fit(before, np.column_stack([np.ones(before.size), time]), lean=0.25).known(np.array([0.0, 1.0]))
    except BadInput:
        slope = float(time @ before) / float(time @ time)
        return Known(slope, 0.0, Interval(slope, slope), 0.0)

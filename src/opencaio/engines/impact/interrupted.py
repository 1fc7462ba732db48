"""Did level and slope of a series break on the day on which it began?

Segmented regression (Wagner, Soumerai, Zhang and Ross-Degnan, Journal of Clinical Pharmacy and Therapeutics 27, 2002),
with errors as in `autoregression`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from opencaio.engines.impact.autoregression import Fitted, Known, Matrix, fit, newey_west
from opencaio.engines.impact.before_after import length_checks, split
from opencaio.engines.impact.estimate import LEVEL, Claims, DesignCheck, Estimate, Number, Series, data_hash
from opencaio.engines.impact.seasons import residual_checks, season_columns
from opencaio.errors import BadInput

LEAST_BEFORE = 8
LEAST_AFTER = 4
FEW = 36
ALIKE = 0.8
"""Beside a line a longer memory is told apart from the slope badly: of 60 periods 92.6 % were covered at 0.9."""
LEAN = 0.35
LEVEL_AT, SLOPE_AT = 2, 3


@dataclass(frozen=True, slots=True)
class Broken:
    """What an interrupted time series found beside the mean effect: the break in level and in slope (a period), the
    sum over all periods after, and for each period the fitted value and the one that the line before foretold."""

    level: Known
    slope: Known
    total: Known
    fitted: tuple[float, ...]
    foretold: tuple[float, ...]
    rho: float
    newey_west_error: float


def interrupted(
    values: Sequence[Number] | Series, *, began: int, season: int = 0, unit: str = "", level: float = LEVEL
) -> Estimate:
    """The mean effect over the periods after, against the line before carried on; `began` counts from 0.

    Needs 8 periods before and 4 after; below 36 in all a check says that the interval may be too narrow. Raises
    BadInput for fewer, for fewer periods than parameters and for no spread.
    """
    read = split(values, began=began, before=LEAST_BEFORE, after=LEAST_AFTER)
    fitted = fit(read, _design(read.size, began, season), lean=LEAN)
    mean = _contrast(fitted, began)
    found = fitted.known(mean, level=level)
    return Estimate(
        method="interrupted",
        effect=found.value,
        interval=found.interval,
        standard_error=found.error,
        p_value=found.p_value,
        unit=unit,
        n={"before": began, "after": read.size - began, "periods": read.size},
        checks=(
            *length_checks(fitted, few=FEW, alike=ALIKE),
            *residual_checks(fitted, season=season),
            placebo_break(read[:began], season=season, level=level),
        ),
        claims=CLAIMS,
        data_hash=data_hash("interrupted", {"values": read, "began": began, "season": season, "level": level}),
        details=_broken(fitted, mean, began, level),
    )


CLAIMS = Claims(
    can="Had the line and the season of the time before gone on, the periods after would have differed from what "
    "happened by this much on average.",
    cannot="Not that nothing else broke at the same time, nor that the line would have gone on; the further from the "
    "start, the less. A series that it did not touch would tell.",
)


def placebo_break(before: Series, *, season: int, level: float = LEVEL) -> DesignCheck:
    """Whether a break is found in the middle of the time before, where none was."""
    name, middle = "placebo break", before.size // 2
    try:
        read = split(before, began=middle, before=LEAST_BEFORE, after=LEAST_AFTER)
        fitted = fit(read, _design(read.size, middle, season), lean=LEAN)
    except BadInput:
        return DesignCheck(name, None, "Too few periods before the start to try a break where none was.")
    found = fitted.known(_contrast(fitted, middle), level=level)
    good = 0 in found.interval
    words = "No break where none was." if good else "A break is found where none was: the line does not describe it."
    return DesignCheck(name, good, words, found.value)


def _design(periods: int, began: int, season: int) -> Matrix:
    time = np.arange(periods)
    step = (time >= began).astype(float)
    columns = [np.ones(periods), time - (periods - 1) / 2, step, step * (time - began)]
    return np.column_stack([*columns, season_columns(periods, season=season)])


def _contrast(fitted: Fitted, began: int) -> Series:
    """The mean of the two breaks over the periods after."""
    contrast = np.zeros(fitted.design.shape[1])
    contrast[LEVEL_AT], contrast[SLOPE_AT] = 1.0, (fitted.values.size - began - 1) / 2
    return contrast


def _broken(fitted: Fitted, mean: Series, began: int, level: float) -> Broken:
    unbroken, after = fitted.mean.copy(), fitted.values.size - began
    unbroken[[LEVEL_AT, SLOPE_AT]] = 0.0
    one = np.eye(unbroken.size)
    return Broken(
        level=fitted.known(one[LEVEL_AT], level=level),
        slope=fitted.known(one[SLOPE_AT], level=level),
        total=fitted.known(mean * after, level=level),
        fitted=tuple(float(value) for value in fitted.design @ fitted.mean),
        foretold=tuple(float(value) for value in fitted.design @ unbroken),
        rho=fitted.rho,
        newey_west_error=newey_west(fitted.design, fitted.residuals, mean),
    )

"""What can be said of a running test now, however often it was looked at before, and should one stop?

Always-valid intervals: the normal mixture of Robbins (Annals of Mathematical Statistics 41, 1970) in its asymptotic
form (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Annals of Statistics 52, 2024, theorem 2.2); for a normal
prior it is the mixture test of Johari, Koomen, Pekelis and Walsh (Operations Research 70, 2022). It rests on sums.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from opencaio.engines.impact.estimate import (
    LEVEL,
    Claims,
    DesignCheck,
    Estimate,
    Interval,
    count,
    data_hash,
    finite,
    level_of,
)
from opencaio.engines.impact.moments import Moments
from opencaio.engines.impact.shares import Share
from opencaio.errors import BadInput

FIRST_LOOK = 30
"""The fewest in each group at a first look: before it the spread itself is hardly known."""
FIRST_CASES = 10
"""Of shares, the fewest of each outcome in each group, for the same reason."""
Advice = Literal["stop", "go on"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to stop, and the reasons in plain words."""

    advice: Advice
    reasons: tuple[str, ...]


def difference(
    control: Moments | Share,
    treated: Moments | Share,
    *,
    planned: int,
    unit: str = "",
    level: float = LEVEL,
    checks: tuple[DesignCheck, ...] = (),
) -> Estimate:
    """Treated less control at this look, with an interval that holds at all looks together.

    `planned` is the size of both groups together at which it shall be sharpest: set it before the first look, never
    after. Raises BadInput for groups that are too small to look at yet, or without spread.
    """
    first, second = _moments(control, "control"), _moments(treated, "treated")
    _may_look(control, treated)
    square = first.variance / first.count + second.variance / second.count
    if square <= 0:
        raise BadInput("All values are equal within each group: there is no spread to judge the difference by.")
    gap, rows = second.mean - first.mean, first.count + second.count
    half = reach(square, rows=rows, planned=planned, level=level)
    inputs = {"control": first, "treated": second, "planned": planned, "level": level}
    return Estimate(
        method="sequential",
        effect=gap,
        interval=Interval(gap - half, gap + half, level, "always valid"),
        standard_error=math.sqrt(square),
        p_value=always_valid_p(gap, square, rows=rows, planned=planned, level=level),
        unit=unit,
        n={"treated": second.count, "control": first.count},
        checks=checks,
        claims=CLAIMS,
        data_hash=data_hash("sequential", inputs),
        notes=(f"Sharpest at {planned} in both groups together; {rows} so far.",),
    )


CLAIMS = Claims(
    can="However often one looked, and whatever made one stop, the interval holds the true difference in at least "
    "the stated share of all tests.",
    cannot="Not that the figure in the middle is the best guess where one stopped because it was large: it then leans "
    "away from zero; and not that the effect stays so after the test.",
)


def reach(square: float, *, rows: int, planned: int, level: float = LEVEL) -> float:
    """Half the width of the interval where the difference has the squared standard error `square` at `rows`."""
    grown = rows * _mixture(planned, level) + 1
    return math.sqrt(square * grown / (grown - 1) * (math.log(grown) - 2 * math.log(1 - level)))


def always_valid_p(effect: float, square: float, *, rows: int, planned: int, level: float = LEVEL) -> float:
    """The p-value of no difference at this look; the smallest of all looks so far stays valid."""
    grown = rows * _mixture(planned, level) + 1
    against = 0.5 * effect**2 / square * (grown - 1) / grown - 0.5 * math.log(grown)
    return math.exp(-max(against, 0.0))


def looks(pairs: Iterable[tuple[Moments | Share, Moments | Share]], *, planned: int, unit: str = "") -> list[Estimate]:
    """One estimate for each look, in order, of groups as they had grown by then; p-values never rise again."""
    found: list[Estimate] = []
    lowest, seen = 1.0, (0, 0)
    for control, treated in pairs:
        if control.count < seen[0] or treated.count < seen[1]:
            raise BadInput("A later look has fewer rows than an earlier one: give the sums since the start at each.")
        seen = control.count, treated.count
        made = difference(control, treated, planned=planned, unit=unit)
        lowest = min(lowest, made.p_value or 0.0)
        found.append(replace(made, p_value=lowest))
    return found


def verdict(estimate: Estimate, *, worth: float) -> Verdict:
    """Whether a test can end: the effect is surely there, or surely smaller than `worth`, the least worth having."""
    interval = estimate.interval
    if interval is None or interval.kind != "always valid":
        raise BadInput("Only an always-valid interval may end a test early: use the sequential method.")
    least = finite(worth, name="The least effect worth having")
    if interval.high < least:
        said = f"The effect is at most {interval.high:.4g}, and at least {least:.4g} would be worth it."
        return Verdict("stop", (said,))
    if interval.low > 0:
        return Verdict("stop", (f"The effect is above zero: at least {interval.low:.4g}, whenever one looks.",))
    return Verdict("go on", (f"Between {interval.low:.4g} and {interval.high:.4g} all is still possible.",))


def _mixture(planned: int, level: float) -> float:
    """The spread of the mixture, in squared effects a row, that is sharpest at `planned` rows."""
    wide = -2 * math.log(1 - level_of(level))
    return (wide + math.log(wide + 1)) / count(planned, name="The planned size", least=2)


def _moments(group: Moments | Share, name: str) -> Moments:
    if isinstance(group, Moments):
        return group
    return Moments(group.count, group.rate, group.hits * group.missed / group.count)


def _may_look(*groups: Moments | Share) -> None:
    for group in groups:
        few = min(group.hits, group.missed) if isinstance(group, Share) else group.count
        least = FIRST_CASES if isinstance(group, Share) else FIRST_LOOK
        what = "of each outcome " if isinstance(group, Share) else ""
        if few < least:
            raise BadInput(f"Too early to look: {few} {what}in a group, and at least {least} are needed in each.")

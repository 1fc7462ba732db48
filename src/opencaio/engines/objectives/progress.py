"""How far is a key result from its baseline to its target, how far should it be, and where does it tend?

Progress is the share of the way: (value - baseline) / (target - baseline), so that it serves both directions, more and
less (Doerr, Measure What Matters, 2018, grades key results from 0 to 1). Expected progress runs in a straight line from
the first day of the period to its last: an assumption, which is why it is a yardstick and no promise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from opencaio.errors import BadInput

State = Literal["met", "on_track", "behind", "missed", "ahead", "open", "unmeasured", "undefined"]
"""ahead: its period has not begun; open: it has no period to be held to; undefined: no baseline or target."""

TOLERANCE = 0.1
"""How far progress may lie below the straight line, as a share of the whole way, and still be on track."""

STALE = timedelta(days=92)
"""A reading older than a quarter no longer says where things stand."""

MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured on a day."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """A key result: from ``baseline`` to ``target`` between two days, with its readings in any order."""

    baseline: Decimal | None
    target: Decimal | None
    starts_on: date | None
    ends_on: date | None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a key result stands on a day.

    ``progress`` is a share of the way (below 0: it went the wrong way, above 1: past the target), ``expected_then`` the
    one that was expected on the day of the last reading, ``expected`` that of the day asked about. ``trend`` is
    progress a month between the last two readings, ``projected`` where that leads at the end. ``needed`` is what a
    month must bring to reach the target. Whatever cannot be known is None.
    """

    state: State
    progress: float | None = None
    expected: float | None = None
    expected_then: float | None = None
    last: Reading | None = None
    trend: float | None = None
    projected: float | None = None
    needed: float | None = None
    days_left: int | None = None
    is_stale: bool = False

    @property
    def gap(self) -> float | None:
        """Progress less what was expected on the day of the reading."""
        if self.progress is None or self.expected_then is None:
            return None
        return self.progress - self.expected_then


def progress_of(measure: Measure, value: Decimal) -> float | None:
    """The share of the way from baseline to target; None where the two do not make a way."""
    if measure.baseline is None or measure.target is None or measure.baseline == measure.target:
        return None
    return float((value - measure.baseline) / (measure.target - measure.baseline))


def expected(measure: Measure, on: date) -> float | None:
    """The progress that a straight line asks for on that day, 0 to 1; None without a period."""
    if measure.starts_on is None or measure.ends_on is None:
        return None
    _check(measure)
    days = (measure.ends_on - measure.starts_on).days
    if on >= measure.ends_on:
        return 1.0
    return max(0.0, (on - measure.starts_on).days / days) if days else 0.0


def stand(measure: Measure, *, on: date) -> Standing:
    """Judge a key result on a day; readings of later days are left aside. Raises ``BadInput`` for a turned period."""
    _check(measure)
    known = sorted((one for one in measure.readings if one.on <= on), key=lambda one: one.on)
    left = (measure.ends_on - on).days if measure.ends_on else None
    due = expected(measure, on)
    last = known[-1] if known else None
    if progress_of(measure, Decimal(0)) is None:
        return Standing("undefined", expected=due, last=last, days_left=left)
    if last is None:
        has_begun = measure.starts_on is None or on >= measure.starts_on
        return Standing("unmeasured" if has_begun else "ahead", expected=due, days_left=left)
    progress = _surely(progress_of(measure, last.value))
    trend = _trend(measure, known)
    return Standing(
        _state(measure, progress, last, on=on),
        progress=progress,
        expected=due,
        expected_then=expected(measure, last.on),
        last=last,
        trend=trend,
        projected=_projected(measure, progress, trend, last),
        needed=_needed(progress, left),
        days_left=left,
        is_stale=on - last.on > STALE and (left is None or left >= 0) and progress < 1,
    )


def _state(measure: Measure, progress: float, last: Reading, *, on: date) -> State:
    if progress >= 1:
        return "met"
    if measure.ends_on is not None and on > measure.ends_on:
        return "missed"
    if measure.starts_on is not None and on < measure.starts_on:
        return "ahead"
    due = expected(measure, last.on)
    if due is None:
        return "open"
    # Ten points below the line are on track; a hair of floating point is not held against anybody.
    return "on_track" if progress >= due - TOLERANCE - 1e-9 else "behind"


def _trend(measure: Measure, known: Sequence[Reading]) -> float | None:
    """Progress a month between the last two days on which anything is known; the baseline counts for the first day."""
    if len(known) > 1:
        before, was = known[-2].on, _surely(progress_of(measure, known[-2].value))
    elif measure.starts_on is not None and known[-1].on > measure.starts_on:
        before, was = measure.starts_on, 0.0
    else:
        return None
    days = (known[-1].on - before).days
    return (_surely(progress_of(measure, known[-1].value)) - was) / days * MONTH if days else None


def _projected(measure: Measure, progress: float, trend: float | None, last: Reading) -> float | None:
    if trend is None or measure.ends_on is None or last.on > measure.ends_on:
        return None
    return progress + trend * (measure.ends_on - last.on).days / MONTH


def _needed(progress: float, left: int | None) -> float | None:
    if left is None or left <= 0:
        return None
    return max(0.0, 1 - progress) / left * MONTH


def _check(measure: Measure) -> None:
    for value in (measure.baseline, measure.target, *(one.value for one in measure.readings)):
        if value is not None and not value.is_finite():
            raise BadInput("A measured value must be a number.")
    if measure.starts_on and measure.ends_on and measure.ends_on < measure.starts_on:
        raise BadInput(f"The period cannot end on {measure.ends_on} when it starts on {measure.starts_on}.")


def _surely(progress: float | None) -> float:
    assert progress is not None
    return progress

"""How far is an objective, from its key results and the objectives below it, when some of them are unknown?

Weighted mean of the parts, each between 0 and 1: more than the target of one does not make up for another. A part that
nobody measured is not nothing: it widens the range from ``low`` (it brought nothing) to ``high`` (it is reached).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from opencaio.engines.objectives.progress import TOLERANCE, Standing, State
from opencaio.errors import BadInput


@dataclass(frozen=True, slots=True)
class Part:
    """A key result or an objective below: how much it weighs, where it stands (None: unknown), what was expected."""

    weight: float
    low: float | None
    high: float | None
    progress: float | None
    expected: float | None = None
    state: State = "unmeasured"
    known: float = 1.0


@dataclass(frozen=True, slots=True)
class Rolled:
    """An objective from its parts: ``progress`` over what is known, ``known`` the share of weight that is.

    ``low`` and ``high`` hold the true progress whatever the unknown parts turn out to be; None without any part.
    """

    state: State
    progress: float | None
    low: float | None
    high: float | None
    expected: float | None
    known: float
    parts: int

    @property
    def is_whole(self) -> bool:
        """True when every part was measured."""
        return self.known >= 1 - 1e-9


def part_of(standing: Standing, *, weight: float = 1.0) -> Part:
    """A key result as a part; one that cannot be measured is unknown."""
    if standing.progress is None:
        return Part(weight, 0.0, 1.0, None, standing.expected, standing.state, known=0.0)
    held = min(1.0, max(0.0, standing.progress))
    return Part(weight, held, held, held, standing.expected_then, standing.state)


def roll_up(parts: Iterable[Part]) -> Rolled:
    """The weighted mean of the parts, with its range. Raises ``BadInput`` for a weight that is not positive."""
    held = tuple(parts)
    for one in held:
        if not isfinite(one.weight) or one.weight <= 0:
            raise BadInput("A weight must be a number above 0.")
    if not held:
        return Rolled("undefined", None, None, None, None, known=0.0, parts=0)
    whole = sum(one.weight for one in held)
    known = [(one, one.weight * one.known) for one in held if one.progress is not None and one.known > 0]
    weight = sum(share for _one, share in known)
    progress = sum((one.progress or 0.0) * share for one, share in known) / weight if known else None
    due = _expected(known)
    return Rolled(
        _state(held, progress, due),
        progress,
        sum((one.low if one.low is not None else 0.0) * one.weight for one in held) / whole,
        sum((one.high if one.high is not None else 1.0) * one.weight for one in held) / whole,
        due,
        known=min(1.0, weight / whole),
        parts=len(held),
    )


def as_part(rolled: Rolled, *, weight: float) -> Part:
    """An objective as a part of the one above it."""
    return Part(weight, rolled.low, rolled.high, rolled.progress, rolled.expected, rolled.state, known=rolled.known)


def _expected(known: list[tuple[Part, float]]) -> float | None:
    """What was expected of the known parts; None when one of them has no period."""
    if not known or any(one.expected is None for one, _share in known):
        return None
    return sum((one.expected or 0.0) * share for one, share in known) / sum(share for _one, share in known)


def _state(parts: tuple[Part, ...], progress: float | None, due: float | None) -> State:
    states = {one.state for one in parts}
    if states == {"met"}:
        return "met"
    if progress is None:
        return "unmeasured" if "unmeasured" in states else "ahead" if "ahead" in states else "undefined"
    if "missed" in states and not states & {"on_track", "behind", "open", "ahead", "unmeasured"}:
        return "missed"
    if due is None:
        return "open"
    if states <= {"ahead", "met", "undefined"}:
        return "ahead"
    return "on_track" if progress >= due - TOLERANCE - 1e-9 else "behind"

"""How far are two groups apart: in how often they are chosen, rightly chosen, wrongly chosen, and rightly scored?

Equal opportunity and equalised odds: Hardt, Price and Srebro, NeurIPS (2016); calibration within groups: Kleinberg,
Mullainathan and Raghavan, ITCS (2017), who show that these cannot all be equal at once where base rates differ.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from opencaio.engines.impact.estimate import LEVEL, Interval, count
from opencaio.engines.impact.experiment import means
from opencaio.engines.impact.moments import Moments
from opencaio.engines.impact.shares import Share, difference, difference_p
from opencaio.errors import BadInput

FEW = 30


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Decisions of one group held against what turned out true: chosen and right, chosen and wrong, and so on."""

    chosen_true: int
    chosen_false: int
    passed_true: int
    passed_false: int

    def __post_init__(self) -> None:
        for name in ("chosen_true", "chosen_false", "passed_true", "passed_false"):
            count(getattr(self, name), name=name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Gap:
    """One group less another. `value` and `interval` are None where a group is empty there; `words` say why."""

    name: str
    group: str
    against: str
    value: float | None
    interval: Interval | None
    p_value: float | None
    words: str


def gaps(groups: Mapping[str, Outcomes], *, against: str, level: float = LEVEL) -> tuple[Gap, ...]:
    """For every other group: how far its rates are from those of the group `against`. Raises BadInput."""
    if against not in groups:
        raise BadInput(f"There is no group “{against}” to hold the others against: {', '.join(groups)}.")
    others = [name for name in groups if name != against]
    if not others:
        raise BadInput("One group alone has no gap: give at least two.")
    return tuple(
        _gap(measure, {name: parts(one) for name, one in groups.items()}, name=other, against=against, level=level)
        for other in others
        for measure, parts in MEASURES.items()
    )


def calibration_gap(errors: Mapping[str, Moments], *, group: str, against: str, level: float = LEVEL) -> Gap:
    """How much more one group's outcomes exceed its scores; `errors` are of outcome (0 or 1) less score (0 to 1)."""
    for name in (group, against):
        if name not in errors:
            raise BadInput(f"There is no group “{name}”: {', '.join(errors)}.")
    made = means(errors[against], errors[group], level=level)
    words = _size(min(errors[group].count, errors[against].count))
    return Gap("calibration", group, against, made.effect, made.interval, made.p_value, words)


MEASURES: dict[str, Callable[[Outcomes], tuple[int, int]]] = {
    "selection rate": lambda one: (one.chosen_true + one.chosen_false, one.passed_true + one.passed_false),
    "equal opportunity (true positive rate)": lambda one: (one.chosen_true, one.passed_true),
    "false positive rate": lambda one: (one.chosen_false, one.passed_false),
    "precision": lambda one: (one.chosen_true, one.chosen_false),
}
"""By name: how many count, and how many others there are."""


def _gap(measure: str, parts: Mapping[str, tuple[int, int]], *, name: str, against: str, level: float) -> Gap:
    for one in (name, against):
        if sum(parts[one]) == 0:
            words = f"Nobody in {one} to measure the {measure} by."
            return Gap(measure, name, against, None, None, None, words)
    first, second = (Share(parts[one][0], sum(parts[one]), one) for one in (name, against))
    interval = difference(first, second, level=level)
    words = _size(min(first.count, second.count)) or _sure(interval)
    return Gap(measure, name, against, first.rate - second.rate, interval, difference_p(first, second), words)


def _size(least: int) -> str:
    return f"Only {least} people in the smaller group: a gap may be chance, and none may hide." if least < FEW else ""


def _sure(interval: Interval) -> str:
    return "No gap is sure." if 0 in interval else "The gap is more than chance."

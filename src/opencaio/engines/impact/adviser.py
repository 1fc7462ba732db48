"""Which method fits what can be done here, why, and what would make the answer stronger?

Four questions decide: may it be given by lot, who stays without it, does it start at one time, and how long is the
series before. What is not known is not taken as no: it is reported, and the advice says that it may change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from opencaio.engines.impact.estimate import count
from opencaio.engines.impact.methods import METHODS

Starts = Literal["one", "several"]
MANY_UNITS = 5
ONE_WAVE = 2
PRE_TREND = 3
LONG_PANEL = 8
ONE_SERIES = 6
LINE = 24
PAST = 12
QUESTIONS = (
    ("randomise", "Can it be decided by lot who gets it, or who gets it first?"),
    ("units", "How many teams, sites or people get it, and how many like them do not?"),
    ("starts", "Does it start at one time for all, or at several?"),
    ("before", "For how many periods before the start is the figure known?"),
)


@dataclass(frozen=True, slots=True)
class Situation:
    """The four answers; None where not known. `treated` and `untreated` count units, `before` counts periods."""

    randomise: bool | None = None
    treated: int | None = None
    untreated: int | None = None
    starts: Starts | None = None
    before: int | None = None

    def __post_init__(self) -> None:
        for name in ("treated", "untreated", "before"):
            value = getattr(self, name)
            if value is not None:
                count(value, name=f"The number “{name}”")


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A method of `METHODS` by name, and why it fits."""

    method: str
    because: str

    @property
    def title(self) -> str:
        """What the method is called."""
        return METHODS[self.method].title


@dataclass(frozen=True, slots=True)
class Advice:
    """The best method and the second best (None where there is none yet), and what to do about it.

    `stronger` says what would make the answer stronger, `collect` what to gather, `missing` which questions are open.
    """

    first: Recommendation | None
    second: Recommendation | None
    stronger: tuple[str, ...]
    collect: tuple[str, ...]
    missing: tuple[str, ...]


def advise(situation: Situation) -> Advice:
    """The method that fits these four answers."""
    fitting: dict[str, str] = {}
    for method, because in _fitting(situation):
        fitting.setdefault(method, because)
    found = [Recommendation(method, because) for method, because in fitting.items()]
    first, second = (*found, None, None)[:2]
    return Advice(
        first=first,
        second=second,
        stronger=tuple(_stronger(situation)),
        collect=_collect(first),
        missing=_missing(situation),
    )


def _fitting(told: Situation) -> Iterator[tuple[str, str]]:
    """All methods that fit, the strongest first."""
    if told.randomise:
        yield from _by_lot(told)
    yield from _beside_others(told)
    yield from _alone(told)


def _by_lot(told: Situation) -> Iterator[tuple[str, str]]:
    if told.before:
        yield "cuped", "A lot makes the groups alike, and the figure before takes noise out of the figure after."
    else:
        yield "ab_mean", "A lot makes the groups alike: nothing else has to be assumed."
    yield "sequential", "By lot as well; take it if you want to look, or to stop, before the planned end."


def _beside_others(told: Situation) -> Iterator[tuple[str, str]]:
    treated, untreated, before = told.treated or 0, told.untreated or 0, told.before or 0
    if told.starts == "several" and treated > 1 and before:
        yield "staggered", _staggered(untreated)
        if untreated >= ONE_WAVE:
            yield "did", "The first wave alone against those that never had it: simpler, and it uses less of the data."
    if told.starts == "several" or not untreated:
        return
    long = before >= LONG_PANEL and untreated >= MANY_UNITS
    if treated == 1 and long:
        yield "synthetic_control", "One unit has it: a mixture of the others that was like it before stands in for it."
        yield (
            "synthetic_did",
            "The others need not be at its level, only move alike: weights on units and periods.",
        )
    elif long:
        yield "synthetic_did", "Many periods before and several others: weights make the groups move alike before."
    if min(untreated, treated) >= ONE_WAVE and before:
        yield "did", _did(before)
    if before >= PAST:
        yield "structural", "The untreated ones say what its series would have been; few of them are enough."


def _staggered(untreated: int) -> str:
    beside = "those that never had it" if untreated else "those that did not have it yet"
    return f"They start at several times: each start is held against {beside}, never against earlier starters."


def _did(before: int) -> str:
    if before >= PRE_TREND:
        return "Others went without it, and the periods before show whether both moved alike."
    return "Others went without it; too few periods before to see whether both moved alike, so that must be believed."


def _alone(told: Situation) -> Iterator[tuple[str, str]]:
    before = told.before or 0
    if before >= LINE:
        yield (
            "interrupted",
            "The series before is long enough to carry its line on beyond the start.",
        )
    if before >= PAST:
        yield "structural", "Its own past says what would have been; series that it did not touch would help much."
    if before >= ONE_SERIES:
        yield "before_after", "Only the level before is known: a change can be shown, its cause can not."


def _stronger(told: Situation) -> Iterator[str]:
    if not told.randomise:
        yield "Draw by lot who gets it first: even two waves a month apart make the strongest comparison there is."
    if told.randomise and not told.before:
        yield "Record the figure for some weeks before the start: it takes noise out of the comparison."
    if not told.randomise and not told.untreated:
        yield "Find teams, sites or products that stay without it for the time being, and record the same figure there."
    if told.starts == "one" and not told.randomise and (told.treated or 0) > 1:
        yield "Start in waves: each later wave is a comparison for the earlier ones."
    if 0 <= (told.before or 0) < LINE and not told.randomise:
        yield f"Wait for, or dig out, more periods before the start: {LINE} and more let trend and season be told."
    if told.untreated and told.untreated < MANY_UNITS and not told.randomise:
        yield f"Add untreated units: from {MANY_UNITS} on a mixture of them can be fitted and tested by placebos."


def _collect(first: Recommendation | None) -> tuple[str, ...]:
    basis = ("Freeze the baseline and the figure's definition before the start.",)
    if first is None:
        return (*basis, f"The figure of each period: after {ONE_SERIES} before the start a first method fits.")
    return (*basis, *(f"{need[0].upper()}{need[1:]}." for need in METHODS[first.method].needs))


def _missing(told: Situation) -> tuple[str, ...]:
    units = told.treated is None or told.untreated is None
    open_ones = {
        "randomise": told.randomise is None,
        "units": units and not told.randomise,
        "starts": told.starts is None and not told.randomise,
        "before": told.before is None,
    }
    return tuple(words for name, words in QUESTIONS if open_ones[name])

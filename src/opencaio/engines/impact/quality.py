"""Do scores mean what they say, and how often do people overrule the machine?

Expected calibration error over bins (Naeini, Cooper and Hauskrecht, AAAI 2015), Brier's score (Monthly Weather Review
78, 1950), the fit of Hosmer and Lemeshow (Communications in Statistics A 9, 1980). All from counts and sums by bin.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from opencaio.engines.impact.chances import chi_square_p
from opencaio.engines.impact.estimate import (
    LEVEL,
    DesignCheck,
    Interval,
    Number,
    Series,
    as_long,
    count,
    finite,
    series,
)
from opencaio.engines.impact.shares import Share, wilson
from opencaio.errors import BadInput

BINS = 10
RARE = 0.01
FEW = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases of like scores (0 to 1): how many, how many turned out true, and sums of score, its square, and of the
    scores of those that turned out true."""

    count: int
    true: int
    scores: float
    squares: float
    true_scores: float

    def __post_init__(self) -> None:
        if count(self.true, name="The number that turned out true") > count(self.count, name="The number of cases"):
            raise BadInput(f"{self.true} turned out true of {self.count} cases. That cannot be.")
        for name in ("scores", "squares", "true_scores"):
            if not 0 <= finite(getattr(self, name), name=f"The sum of {name}") <= self.count * (1 + 1e-9):
                raise BadInput(f"The sum of {name} does not belong to {self.count} scores from 0 to 1.")


@dataclass(frozen=True, slots=True)
class Reliability:
    """One bin: the mean score, how often it turned out true, with Wilson's interval."""

    count: int
    score: float
    rate: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Calibration:
    """`ece`: the mean distance of score and rate; `brier`: the mean squared error; `skill`: against the base rate.

    `large`: the mean rate less the mean score. `skill` is None where all outcomes are the same.
    """

    ece: float
    brier: float
    skill: float | None
    large: float
    bins: tuple[Reliability, ...]
    check: DesignCheck


def binned(scores: Sequence[Number] | Series, outcomes: Sequence[Number] | Series, *, bins: int = BINS) -> list[Bin]:
    """Bins of equal width from the rows themselves. Raises BadInput for scores outside 0 to 1 and odd outcomes."""
    as_long(scores, outcomes, names=("Scores", "outcomes"))
    said, came = series(scores, name="Scores"), series(outcomes, name="Outcomes")
    for name, bad in (("Scores", (said < 0) | (said > 1)), ("Outcomes", (came != 0) & (came != 1))):
        if bad.any():
            wanted = "between 0 and 1" if name == "Scores" else "0 or 1"
            raise BadInput(f"{name}, row {int(np.argmax(bad)) + 1}, must be {wanted}.")
    place = np.minimum((said * bins).astype(int), bins - 1)
    sums = [np.bincount(place, weights=one, minlength=bins) for one in (came, said, said**2, came * said)]
    numbers = np.bincount(place, minlength=bins)
    return [
        Bin(int(number), round(true), float(score), float(square), float(both))
        for number, true, score, square, both in zip(numbers, *sums, strict=True)
    ]


def calibration(bins: Sequence[Bin], *, level: float = LEVEL) -> Calibration:
    """How well scores and outcomes agree. Raises BadInput without any case."""
    filled = [one for one in bins if one.count]
    cases = sum(one.count for one in filled)
    if not cases:
        raise BadInput("No case has both a score and an outcome: nothing can be said of the scores.")
    true = sum(one.true for one in filled)
    brier = sum(one.squares - 2 * one.true_scores + one.true for one in filled) / cases
    base = true / cases * (1 - true / cases)
    return Calibration(
        ece=sum(abs(one.true - one.scores) for one in filled) / cases,
        brier=brier,
        skill=1 - brier / base if base else None,
        large=(true - sum(one.scores for one in filled)) / cases,
        bins=tuple(_reliability(one, level) for one in filled),
        check=_fit(filled),
    )


def overridden(changed: int, decided: int, *, level: float = LEVEL) -> tuple[float, Interval]:
    """How often people overruled what the machine proposed, of all that they looked at, with Wilson's interval."""
    share = Share(changed, decided, "The decisions that a person looked at")
    return share.rate, wilson(share, level=level)


def _reliability(one: Bin, level: float) -> Reliability:
    share = Share(one.true, one.count)
    return Reliability(one.count, one.scores / one.count, share.rate, wilson(share, level=level))


def _fit(bins: Sequence[Bin]) -> DesignCheck:
    """Whether outcomes differ from scores by more than chance; bins where none or all are expected are left out."""
    told = [(one.true, one.scores, one.scores * (1 - one.scores / one.count)) for one in bins]
    used = [(true, score, spread) for true, score, spread in told if spread > 0]
    if not used or sum(one.count for one in bins) < FEW * len(bins):
        return DesignCheck("calibration", None, "Too few cases in the bins to tell chance from fault.")
    statistic = sum((true - score) ** 2 / spread for true, score, spread in used)
    chance = chi_square_p(statistic, freedom=len(used))
    good = chance >= RARE
    words = "Outcomes agree with the scores but for chance." if good else "Outcomes differ from the scores."
    return DesignCheck("calibration", good, words, chance, RARE)

"""What would this series have been without it, judged by its own past and by series that it did not touch?

A Bayesian structural time series: level, slope and season that may wander, and a spike-and-slab regression on the
untouched series; drawn by Gibbs sampling from the periods before and carried on over those after (Brodersen,
Gallusser, Koehler, Remy and Scott, Annals of Applied Statistics 9, 2015).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from opencaio.engines.impact.before_after import trend_of
from opencaio.engines.impact.estimate import (
    LEVEL,
    Claims,
    DesignCheck,
    Estimate,
    Interval,
    Number,
    Series,
    as_long,
    count,
    data_hash,
    level_of,
    series,
)
from opencaio.engines.impact.gibbs import Draws, Model, Settings, draw
from opencaio.errors import BadInput

LEAST = 12
DRAWS = 1000
SEED = 20261123
HELD_BACK = 0.25
HITS = 0.8
STEADY = 1.1
FARTHEST = 1e6
"""More standard deviations of the time before are no effect but another unit."""


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What was expected without it, and the difference, for each period after; sums run from the start.

    `expected`, `effects` and `sums` hold the middle, low and high of each period; `chosen` the share of the draws
    that used each untouched series; `variances` the mean of each part's, in squared units of the series.
    """

    expected: tuple[tuple[float, float, float], ...]
    effects: tuple[tuple[float, float, float], ...]
    sums: tuple[tuple[float, float, float], ...]
    chosen: Mapping[str, float]
    variances: Mapping[str, float]
    relative: Interval | None


def structural(
    values: Sequence[Number] | Series,
    *,
    began: int,
    controls: Mapping[str, Sequence[Number] | Series] | None = None,
    season: int = 0,
    trend: bool = False,
    unit: str = "",
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Estimate:
    """The mean effect over the periods after; `began` is the place (from 0) of the first of them.

    `controls` are series of the same periods that it did not touch. Equal inputs and seed give equal figures. Raises
    BadInput for fewer than 12 periods (or two seasons) before, none after, no spread, and controls that do not vary.
    """
    read = series(values, name="The series")
    asked = Settings(season=count(season, name="The season's length"), trend=trend, draws=draws, seed=seed)
    beside = _controls(controls or {}, read)
    _long_enough(read, began, asked)
    model = Model.of(read[:began], {name: one[:began] for name, one in beside.items()}, asked)
    _same_unit(read, began, model)
    drawn = draw(model)
    ahead = model.ahead(drawn, {name: one[began:] for name, one in beside.items()}, periods=read.size - began)
    effects = read[began:] - ahead
    mean = effects.mean(axis=1)
    moving = _trend(read[:began], beside, asked)
    inputs = {"values": read, "began": began, "controls": beside, "settings": asked, "level": level}
    return Estimate(
        method="structural",
        effect=float(np.median(mean)),
        interval=_interval(mean, level),
        standard_error=float(mean.std(ddof=1)),
        p_value=2 * min(_above(mean), _above(-mean)),
        unit=unit,
        n={"before": began, "after": read.size - began, "periods": read.size, "controls": len(beside)},
        checks=(_held_back(read[:began], beside, asked), moving, _settled(mean), *_used(drawn)),
        claims=CLAIMS if moving.passed is not False else MOVING,
        data_hash=data_hash("structural", inputs),
        seed=seed,
        notes=("The interval is a share of what is believed after the data; the p-value is twice the smaller tail.",),
        details=_details(read[began:], ahead, drawn, model, level),
    )


CLAIMS = Claims(
    can="If level, season and the relation to the untouched series had gone on as before, the periods after would have "
    "differed from what happened by this much.",
    cannot="Not that the other series were untouched (that is for you to know), nor that nothing else happened at the "
    "same time; the further from the start, the wider and the less sure.",
)

MOVING = Claims(
    can="The level reached before the start, held as it was, lies so far from what happened afterwards.",
    cannot="Nothing of a change: the series was moving before the start already, and a level without a trend does not "
    "carry that on. Plan the study with a trend, with untouched series that move alike, or as an interrupted series.",
)


def _controls(told: Mapping[str, Sequence[Number] | Series], values: Series) -> dict[str, Series]:
    found = {name: series(told[name], name=f"Control {name}") for name in sorted(told)}
    for name, one in found.items():
        as_long(one, values, names=(f"Control {name}", "the series"))
    return found


def _long_enough(values: Series, began: int, asked: Settings) -> None:
    least = max(LEAST, 2 * asked.season)
    if count(began, name="The place where it began") < least:
        raise BadInput(f"{began} periods before the start, and at least {least} are needed to learn from.")
    if values.size <= began:
        raise BadInput("No period after the start: there is nothing to compare yet.")


def _same_unit(values: Series, began: int, model: Model) -> None:
    away = np.abs(values[began:] - model.centre) / model.scale
    if away.max() > FARTHEST:
        row = began + int(np.argmax(away)) + 1
        raise BadInput(f"The series, row {row}, is {values[row - 1]:.4g}: beyond anything before. Check its unit.")


def _interval(draws: Series, level: float) -> Interval:
    tail = (1 - level_of(level)) / 2
    low, high = np.quantile(draws, (tail, 1 - tail))
    return Interval(float(low), float(high), level, "credible")


def _above(draws: Series) -> float:
    """The share of the draws above zero, never told as none."""
    return float((np.count_nonzero(draws > 0) + 0.5) / (draws.size + 1))


def _held_back(before: Series, beside: Mapping[str, Series], asked: Settings) -> DesignCheck:
    """Whether the last quarter of the time before, held back, lies within what the rest foretells."""
    name, kept = "time before, held back", before.size - max(int(before.size * HELD_BACK), 3)
    few = Settings(asked.season, asked.trend, max(asked.draws // 2, 200), asked.seed + 1)
    try:
        _long_enough(before, kept, few)
        model = Model.of(before[:kept], {key: one[:kept] for key, one in beside.items()}, few)
    except BadInput:
        return DesignCheck(name, None, "Too few periods before to hold some back and foretell them.")
    ahead = {key: one[kept : before.size] for key, one in beside.items()}
    told = model.ahead(draw(model), ahead, periods=before.size - kept)
    low, high = np.quantile(told, (0.025, 0.975), axis=0)
    hits = float(np.mean((before[kept:] >= low) & (before[kept:] <= high)))
    whole = _interval((before[kept:] - told).mean(axis=1), LEVEL)
    good = hits >= HITS and 0 in whole
    words = f"{hits:.0%} of {before.size - kept} periods before the start lie where the earlier ones foretold them"
    tail = "." if good else ": what it foretells cannot be relied on."
    return DesignCheck(name, good, words + tail, hits, HITS)


def _trend(before: Series, beside: Mapping[str, Series], asked: Settings) -> DesignCheck:
    """Whether the series moved before in a way that neither a trend of the model nor the untouched series carry on."""
    if asked.trend:
        return DesignCheck("trend before", None, "The model carries a trend of its own.")
    columns = np.column_stack([np.ones(before.size), *(one[: before.size] for one in beside.values())])
    left = before - columns @ np.linalg.lstsq(columns, before, rcond=None)[0]
    if before.size - columns.shape[1] < LEAST or np.ptp(left) <= 1e-9 * np.ptp(before):
        return DesignCheck("trend before", None, "Beside the untouched series too little is left to see a trend.")
    line = trend_of(left)
    if 0 in line.interval:
        return DesignCheck("trend before", True, "No trend is left that is not carried on.", line.value, 0)
    words = f"It was moving before, by {line.value:+.3g} a period, and a level without a trend does not carry that on."
    return DesignCheck("trend before", False, words, line.value, 0)


def _settled(draws: Series) -> DesignCheck:
    """Whether both halves of the draws say the same (Gelman and Rubin, Statistical Science 7, 1992)."""
    halves = np.stack(np.array_split(draws[: draws.size // 2 * 2], 2))
    within, between = halves.var(axis=1, ddof=1).mean(), halves.mean(axis=1).var(ddof=1)
    figure = float(np.sqrt((within + between) / within)) if within > 0 else 1.0
    good = figure <= STEADY
    words = "Both halves of the draws agree." if good else "The draws have not settled: take more of them."
    return DesignCheck("draws", good, words, figure, STEADY)


def _used(drawn: Draws) -> tuple[DesignCheck, ...]:
    if not drawn.names:
        return (DesignCheck("untouched series", None, "None is given: only its own past says what would have been."),)
    best = max(drawn.chosen.values())
    good = best >= 0.5
    told = ", ".join(f"{name} {share:.0%}" for name, share in drawn.chosen.items())
    words = f"Used in the draws: {told}." if good else f"None of them goes with the series: {told}."
    return (DesignCheck("untouched series", True if good else None, words, best, 0.5),)


def _details(after: Series, ahead: Series, drawn: Draws, model: Model, level: float) -> Counterfactual:
    effects = after - ahead
    expected = ahead.mean(axis=1)
    sure = bool(expected.min() > 0)
    return Counterfactual(
        expected=_bands(ahead, level),
        effects=_bands(effects, level),
        sums=_bands(np.cumsum(effects, axis=1), level),
        chosen=drawn.chosen,
        variances={part: float(one.mean()) * model.scale**2 for part, one in drawn.variances.items()},
        relative=_interval(after.mean() / expected - 1, level) if sure else None,
    )


def _bands(draws: Series, level: float) -> tuple[tuple[float, float, float], ...]:
    tail = (1 - level) / 2
    low, high = np.quantile(draws, (tail, 1 - tail), axis=0)
    middle = np.median(draws, axis=0)
    return tuple((float(m), float(a), float(b)) for m, a, b in zip(middle, low, high, strict=True))

"""Which parts and coefficients may have made the periods before, drawn one after the other given the rest?

The sampler of `structural`: states given variances and coefficients, variances given states, coefficients given what
the states leave. All in units of the series' own standard deviation before the start.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from opencaio.engines.impact.estimate import Series, count
from opencaio.engines.impact.selection import Search
from opencaio.engines.impact.states import Cube, Frame, Matrix, frame, onward
from opencaio.errors import BadInput

LEAN = 0.25
"""How far the deviation of a part's steps leans to nothing beforehand: it weighs its power of -LEAN.

Flat (0; Gelman, Bayesian Analysis 1, 2006) covered 98 % and more where levels hardly wander; a half covered 92 % where
they do; the usual priors, which lean far more, 80 to 93 %.
"""
LEAST_STEP = 1e-10
FIRST_STEP = 1e-3
"""Where the chain starts: untouched series explain what they can, before a wandering level takes it over."""
UNSETTLED = 0.3
"""Draws before the first that is kept, as a part of those kept."""
MOST_DRAWS = 20_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Season (0: none), whether there is a wandering slope, how many draws are kept, and their seed."""

    season: int = 0
    trend: bool = False
    draws: int = 1000
    seed: int = 0


@dataclass(frozen=True)
class Draws:
    """What was drawn: the last states (draws, …), variances by part, the noise's, and coefficients (draws, k)."""

    last: Matrix
    variances: dict[str, Series]
    noise: Series
    coefficients: Matrix
    names: tuple[str, ...]

    @property
    def chosen(self) -> dict[str, float]:
        """The share of the draws that used each untouched series."""
        shares = (self.coefficients != 0).mean(axis=0)
        return {name: float(share) for name, share in zip(self.names, shares, strict=True)}


@dataclass(frozen=True)
class Model:
    """The periods before, scaled: `values` (n,), `controls` (n, k), and what turns them back."""

    values: Series
    controls: Matrix
    names: tuple[str, ...]
    centre: float
    scale: float
    centres: Series
    scales: Series
    settings: Settings

    @classmethod
    def of(cls, before: Series, controls: Mapping[str, Series], settings: Settings) -> "Model":
        """From the series before the start. Raises BadInput for one that does not vary."""
        if count(settings.draws, name="The number of draws", least=100) > MOST_DRAWS:
            raise BadInput(f"{settings.draws} draws are more than {MOST_DRAWS}: they would say no more.")
        for name, one in {"The series": before, **{f"Control {name}": one for name, one in controls.items()}}.items():
            if np.ptp(one) == 0:
                raise BadInput(f"{name} does not vary before the start: it says nothing of what would have been.")
        columns = np.column_stack(list(controls.values())) if controls else np.zeros((before.size, 0))
        centres, scales = columns.mean(axis=0), columns.std(axis=0)
        centre, scale = float(before.mean()), float(before.std())
        scaled = (before - centre) / scale
        return cls(scaled, (columns - centres) / scales, tuple(controls), centre, scale, centres, scales, settings)

    def ahead(self, drawn: Draws, controls: Mapping[str, Series], *, periods: int) -> Matrix:
        """The periods after, without it, for each draw: shape (draws, periods), in the series' own unit."""
        rng = np.random.default_rng([self.settings.seed, 1])
        season = self.settings.season
        made = onward(drawn.last, drawn.variances, drawn.noise, periods=periods, season=season, rng=rng)
        if self.names:
            columns = np.column_stack([controls[name] for name in self.names])
            made = made + drawn.coefficients @ ((columns - self.centres) / self.scales).T
        return self.centre + self.scale * made


def draw(model: Model) -> Draws:
    """The kept draws of one chain; equal for equal models."""
    return draw_each([model])[0]


def draw_each(models: Sequence[Model]) -> list[Draws]:
    """The kept draws of one chain for each model, all chains moved together: a thousand take seconds.

    The models have equal periods, settings and numbers of controls; the seed is that of the first. Raises BadInput.
    """
    settings, shapes = models[0].settings, {(one.controls.shape, one.settings) for one in models}
    if len(shapes) > 1:
        raise BadInput("Models that are drawn together have equal periods, settings and numbers of controls.")
    rng = np.random.default_rng([settings.seed, 0])
    values, controls = np.stack([one.values for one in models]), np.stack([one.controls for one in models])
    shape = frame(values.shape[1], trend=settings.trend, season=settings.season)
    search = Search(controls, np.ones((len(models), controls.shape[2]), dtype=bool))
    variances, noise = {part: np.full(len(models), FIRST_STEP) for part in shape.squares}, np.full(len(models), 0.5)
    coefficients, kept = search.start(values), _Kept()
    unsettled = int(UNSETTLED * settings.draws) + 50
    for turn in range(unsettled + settings.draws):
        left = values - np.einsum("spi,si->sp", controls, coefficients)
        states = shape.drawn(left, variances, noise, rng)
        variances = {part: _variance(steps, rng) for part, steps in shape.steps(states).items()}
        states, variances = _rescaled(shape, states, variances, left, noise, rng)
        coefficients, noise = search.drawn(values - shape.signal(states), rng)
        if turn >= unsettled:
            kept.add(_last(shape, states), variances, noise, coefficients)
    return kept.draws([one.names for one in models])


def _variance(steps: Matrix, rng: np.random.Generator) -> Series:
    """A part's variance in each series, given its steps; beforehand the deviation weighs its power of -`LEAN`."""
    energy = np.einsum("sp,sp->s", steps, steps)
    found: Series = np.maximum(energy / rng.chisquare(steps.shape[1] - 1 + LEAN, size=len(steps)), LEAST_STEP)
    return found


def _rescaled(
    shape: Frame, states: Cube, variances: dict[str, Series], left: Matrix, noise: Series, rng: np.random.Generator
) -> tuple[Cube, dict[str, Series]]:
    """Level and slope drawn again by their scale, their shape given, else small variances hardly ever move.

    Interweaving after Kastner and Frühwirth-Schnatter, Computational Statistics and Data Analysis 76 (2014). The scale
    is drawn as if all were equally likely beforehand, and taken as often as `LEAN` says.
    """
    found = dict(variances)
    for part in [name for name in found if name != "season"]:
        path = shape.path(part, shape.steps(states)[part])
        deviation = np.sqrt(found[part])
        own = path[..., 0] / deviation[:, None]
        others = left - shape.signal(states) + path[..., 0]
        energy = np.einsum("sp,sp->s", own, own)
        scale = np.einsum("sp,sp->s", own, others) / energy
        scale = scale + np.sqrt(noise / energy) * rng.standard_normal(len(left))
        taken = np.log(rng.random(len(left))) < LEAN * (np.log(deviation) - np.log(np.abs(scale)))
        scale = np.where(taken, scale, deviation)
        states = states + (scale / deviation - 1)[:, None, None] * path
        found[part] = np.maximum(scale**2, LEAST_STEP)
    return states, found


def _last(shape: Frame, states: Cube) -> Matrix:
    """What the periods to come depend on: the last level, slope and seasons, newest first; a row a series."""
    if shape.season <= 1:
        return states[:, -1]
    return np.concatenate([states[:, -1, : shape.width - 1], states[:, : -shape.season : -1, -1]], axis=1)


class _Kept:
    """The draws that are kept, as they come."""

    def __init__(self) -> None:
        self.last: list[Matrix] = []
        self.variances: list[dict[str, Series]] = []
        self.noise: list[Series] = []
        self.coefficients: list[Matrix] = []

    def add(self, last: Matrix, variances: dict[str, Series], noise: Series, coefficients: Matrix) -> None:
        self.last.append(last)
        self.variances.append(variances)
        self.noise.append(noise)
        self.coefficients.append(coefficients)

    def draws(self, names: list[tuple[str, ...]]) -> list[Draws]:
        last, noise, told = np.stack(self.last, 1), np.stack(self.noise, 1), np.stack(self.coefficients, 1)
        parts = {part: np.stack([one[part] for one in self.variances], 1) for part in self.variances[0]}
        return [
            Draws(last[place], {part: one[place] for part, one in parts.items()}, noise[place], told[place], own)
            for place, own in enumerate(names)
        ]

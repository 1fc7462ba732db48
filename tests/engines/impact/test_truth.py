"""Do the intervals hold what they promise, on thousands of drawn experiments and series whose truth is known?

Each figure is a share of 2,000 draws, if nothing else is said: its own error is half a point. The seeds are fixed.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.signal import lfilter

from opencaio.engines.impact.autoregression import fit, newey_west
from opencaio.engines.impact.before_after import FEW
from opencaio.engines.impact.before_after import LEAN as LEAN_OF_LEVELS
from opencaio.engines.impact.cuped import cuped
from opencaio.engines.impact.estimate import Estimate, Interval
from opencaio.engines.impact.experiment import Compared, means, proportions, ratios
from opencaio.engines.impact.gibbs import LEAN as STEP_LEAN
from opencaio.engines.impact.gibbs import Model, Settings, draw_each
from opencaio.engines.impact.interrupted import LEAN as LEAN_OF_LINES
from opencaio.engines.impact.moments import Moments, Pair
from opencaio.engines.impact.sequential import FIRST_CASES, FIRST_LOOK, difference, reach
from opencaio.engines.impact.shares import Share

pytestmark = pytest.mark.slow
DRAWS = 2000
Draw = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]


def normal(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return rng.normal(size=shape)


def skewed(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return rng.exponential(size=shape) - 1


def heavy(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return np.asarray(rng.standard_t(4, size=shape))


def rare(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return (rng.random(shape) < 0.1).astype(float)


def holds(made: Estimate | Interval | None, truth: float) -> bool:
    interval = made.interval if isinstance(made, Estimate) else made
    assert interval is not None
    return truth in interval


def covered(one: Callable[[np.random.Generator], bool], *, seed: int) -> float:
    rng = np.random.default_rng(seed)
    return float(np.mean([one(rng) for _ in range(DRAWS)]))


@pytest.mark.parametrize(("draw", "seed"), [(normal, 101), (skewed, 102), (heavy, 103)])
def test_welch_covers_what_it_promises(draw: Draw, seed: int) -> None:
    def one(rng: np.random.Generator) -> bool:
        return holds(means(Moments.of(draw(rng, (90,))), Moments.of(2 * draw(rng, (60,)) + 0.3)), 0.3)

    assert 0.93 <= covered(one, seed=seed) <= 0.97


@pytest.mark.parametrize(("share", "size", "seed"), [(0.5, 40, 104), (0.1, 150, 105), (0.02, 1000, 106)])
def test_newcombe_covers_what_it_promises(share: float, size: int, seed: int) -> None:
    def one(rng: np.random.Generator) -> bool:
        control, treated = rng.binomial(size, share), rng.binomial(size, share * 1.3)
        return holds(proportions(Share(int(control), size), Share(int(treated), size)), 0.3 * share)

    assert 0.93 <= covered(one, seed=seed) <= 0.97


def test_cuped_covers_what_it_promises_and_is_half_as_wide() -> None:
    widths = []

    def one(rng: np.random.Generator) -> bool:
        before, error = rng.normal(size=120), rng.normal(size=120)
        after = 0.9 * before + 0.44 * error
        groups = Pair.of(before[:60], after[:60]), Pair.of(before[60:], after[60:] + 0.2)
        made, plain = cuped(*groups), means(groups[0].y, groups[1].y)
        assert made.interval is not None and plain.interval is not None
        widths.append(made.interval.half / plain.interval.half)
        return holds(made, 0.2)

    assert 0.93 <= covered(one, seed=107) <= 0.97
    assert np.mean(widths) == pytest.approx(0.44, abs=0.02)


def test_the_delta_method_and_fiellers_lift_cover_what_they_promise() -> None:
    lifts = []

    def one(rng: np.random.Generator) -> bool:
        groups = []
        for price in (2.0, 2.4):
            seen = rng.poisson(6, 200) + 1.0
            groups.append(Pair.of(seen, price * seen * rng.gamma(4, 0.25, 200)))
        made = ratios(groups[0], groups[1])
        assert isinstance(made.details, Compared)
        lifts.append(holds(made.details.lift.interval, 0.2))
        return holds(made, 0.4)

    assert 0.93 <= covered(one, seed=108) <= 0.97
    assert 0.93 <= np.mean(lifts) <= 0.97


def ever_outside(draw: Draw, *, planned: int, share: float, seed: int, looks: int = 1500) -> float:
    """The share of tests without any effect whose interval ever leaves out zero, looked at after every row.

    `share` of the rows goes to the treated group, in turns; every look from the first one allowed is taken.
    """
    rng, missed = np.random.default_rng(seed), 0
    treated = np.floor(np.arange(1, looks + 1) * share) > np.floor(np.arange(looks) * share)
    for _ in range(DRAWS // 200):
        rows = draw(rng, (200, looks))
        missed += int(_outside(rows, treated, planned=planned, cases=draw is rare).any(axis=1).sum())
    return missed / DRAWS


def _outside(rows: np.ndarray, treated: np.ndarray, *, planned: int, cases: bool) -> np.ndarray:
    sides, ready = [], np.ones(rows.shape, dtype=bool)
    for group in (~treated, treated):
        count = np.maximum(np.cumsum(group), 2)
        total, squares = np.cumsum(rows * group, axis=1), np.cumsum(rows**2 * group, axis=1)
        centred = squares - total**2 / count
        sides.append((total / count, (centred / count if cases else centred / (count - 1)) / count))
        ready &= np.minimum(total, count - total) >= FIRST_CASES if cases else np.cumsum(group) >= FIRST_LOOK
    square = np.maximum(sides[0][1] + sides[1][1], 1e-12)
    unit = np.array([reach(1.0, rows=size, planned=planned) for size in range(1, rows.shape[1] + 1)])
    outside: np.ndarray = ready & (np.abs(sides[1][0] - sides[0][0]) > unit * np.sqrt(square))
    return outside


@pytest.mark.parametrize(
    ("draw", "planned", "share", "seed"),
    [
        (normal, 300, 0.5, 109),
        (normal, 1500, 0.5, 110),
        (skewed, 300, 0.5, 111),
        (skewed, 1500, 0.2, 112),
        (heavy, 1500, 0.5, 113),
        (rare, 300, 0.5, 114),
        (rare, 1500, 0.2, 115),
    ],
)
def test_looked_at_after_every_row_at_most_one_in_twenty_is_ever_wrong(
    draw: Draw, planned: int, share: float, seed: int
) -> None:
    assert ever_outside(draw, planned=planned, share=share, seed=seed) <= 0.05


def test_a_plain_interval_looked_at_after_every_row_would_be_wrong_far_more_often() -> None:
    rng = np.random.default_rng(116)
    rows = rng.normal(size=(DRAWS, 1000, 2))
    count = np.arange(1, 1001)
    gap = np.cumsum(rows[..., 1] - rows[..., 0], axis=1) / count
    assert (np.abs(gap[:, 30:]) > 1.96 * np.sqrt(2 / count[30:])).any(axis=1).mean() > 0.25


def test_the_vectorised_look_is_the_one_that_users_get() -> None:
    rows = np.random.default_rng(117).normal(size=(1, 200))
    treated = np.arange(200) % 2 == 1
    rows[0, treated] += 0.55
    outside = _outside(rows, treated, planned=150, cases=False)[0]
    for size in (70, 100, 140, 200):
        seen, group = rows[0, :size], treated[:size]
        made = difference(Moments.of(seen[~group]), Moments.of(seen[group]), planned=150)
        assert made.interval is not None and (0 not in made.interval) == outside[size - 1]
    assert outside.any() and not outside.all()


def alike(rng: np.random.Generator, periods: int, *, memory: tuple[float, float]) -> np.ndarray:
    """A stationary series in which a period takes over parts of the two before."""
    fresh = rng.normal(size=periods + 200)
    return np.asarray(lfilter([1.0], [1.0, -memory[0], -memory[1]], fresh))[200:]


def covers(
    design: np.ndarray,
    contrast: np.ndarray,
    *,
    lean: float,
    memory: tuple[float, float],
    seed: int,
    plainly: bool = False,
) -> float:
    def one(rng: np.random.Generator) -> bool:
        fitted = fit(alike(rng, len(design), memory=memory), design, lean=lean)
        believed = fitted.plain_posterior(contrast) if plainly else fitted.posterior(contrast)
        return 0.025 <= believed.below(0.0) <= 0.975

    return covered(one, seed=seed + int(10 * memory[0]))


def level_and_step(periods: int, began: int) -> tuple[np.ndarray, np.ndarray]:
    return np.column_stack([np.ones(periods), np.arange(periods) >= began]).astype(float), np.array([0.0, 1.0])


def line_and_break(periods: int, began: int) -> tuple[np.ndarray, np.ndarray]:
    time = np.arange(periods)
    step = (time >= began).astype(float)
    design = np.column_stack([np.ones(periods), time - (periods - 1) / 2, step, step * (time - began)])
    return design, np.array([0.0, 0.0, 1.0, (periods - began - 1) / 2])


#: What an error takes over from the one before and the one before that.
ONE = [(0.0, 0.0), (0.4, 0.0), (0.8, 0.0)]
TWO = [(0.5, 0.25), (0.3, 0.4), (1.0, -0.5)]


@pytest.mark.parametrize("memory", [*ONE, *TWO])
@pytest.mark.parametrize(("periods", "began"), [(30, 24), (104, 78)])
def test_before_and_after_covers_from_thirty_periods_on(periods: int, began: int, memory: tuple[float, float]) -> None:
    share = covers(
        *level_and_step(periods, began), lean=LEAN_OF_LEVELS, memory=memory, seed=200 + periods, plainly=True
    )
    assert 0.93 <= share <= 0.975


@pytest.mark.parametrize("memory", ONE)
def test_before_and_after_of_a_dozen_periods_is_doubtful_and_said_to_be(memory: tuple[float, float]) -> None:
    """A memory cannot be told from none: too wide without one, too narrow with a long one."""
    share = covers(*level_and_step(12, 6), lean=LEAN_OF_LEVELS, memory=memory, seed=212, plainly=True)
    assert 0.89 <= share <= 0.995 and FEW > 12


@pytest.mark.parametrize("memory", [*ONE, *TWO])
@pytest.mark.parametrize(("periods", "began"), [(60, 48), (120, 90)])
def test_the_interrupted_series_covers_from_sixty_periods_on(
    periods: int, began: int, memory: tuple[float, float]
) -> None:
    share = covers(*line_and_break(periods, began), lean=LEAN_OF_LINES, memory=memory, seed=300 + periods)
    assert 0.93 <= share <= 0.97


@pytest.mark.parametrize("memory", [*ONE, *TWO])
def test_the_interrupted_series_of_three_years_of_months_covers_a_little_more_or_less(
    memory: tuple[float, float],
) -> None:
    """Shorter ones are told as doubtful by a check."""
    share = covers(*line_and_break(36, 24), lean=LEAN_OF_LINES, memory=memory, seed=336)
    assert 0.92 <= share <= 0.98


def test_newey_wests_errors_alone_would_cover_far_too_little() -> None:
    def one(rng: np.random.Generator) -> bool:
        series = alike(rng, 36, memory=(0.6, 0.0))
        step = fit(series, design, lean=LEAN_OF_LEVELS)
        plain = np.linalg.lstsq(design, series, rcond=None)[0]
        error = newey_west(design, series - design @ plain, np.array([0.0, 1.0]))
        assert step.freedom == 34
        return bool(abs(plain[1]) < 2.03 * error)

    design = np.column_stack([np.ones(36), np.arange(36) >= 24]).astype(float)
    assert covered(one, seed=402) < 0.85


def structural_covers(
    *, periods: int, ahead: int, step: float, seed: int, followed: float = 0.0, controls: int = 0
) -> float:
    """The share of 2,000 series whose mean over the periods ahead lies in the interval; noise of deviation one."""
    rng, models, after, beside = np.random.default_rng(seed), [], [], []
    for _ in range(DRAWS):
        others = 0.7 * rng.normal(size=(periods + ahead, controls)).cumsum(axis=0)
        values = step * rng.normal(size=periods + ahead).cumsum() + rng.normal(size=periods + ahead)
        values = values + (followed * others[:, 0] if controls else 0)
        before = {str(place): others[:periods, place] for place in range(controls)}
        models.append(Model.of(values[:periods], before, Settings(draws=400, seed=seed + len(models))))
        after.append(values[periods:].mean())
        beside.append({str(place): others[periods:, place] for place in range(controls)})
    together = [replace(one, settings=models[0].settings) for one in models]
    hits = 0
    for model, drawn, truth, others in zip(models, draw_each(together), after, beside, strict=True):
        low, high = np.quantile(model.ahead(drawn, others, periods=ahead).mean(axis=1), (0.025, 0.975))
        hits += low <= truth <= high
    return hits / DRAWS


@pytest.mark.parametrize(
    ("periods", "ahead", "step"),
    [(75, 25, 0.1), (75, 25, 0.2), (75, 25, 0.3), (75, 25, 0.6), (75, 25, 1.5), (150, 30, 0.1), (150, 30, 0.6)],
)
def test_the_structural_model_covers_a_level_that_wanders(periods: int, ahead: int, step: float) -> None:
    share = structural_covers(periods=periods, ahead=ahead, step=step, seed=403 + periods + int(10 * step))
    assert 0.93 <= share <= 0.97


def test_the_structural_model_covers_a_series_that_follows_another() -> None:
    share = structural_covers(periods=75, ahead=25, step=0.3, seed=404, followed=1.5, controls=3)
    assert 0.93 <= share <= 0.97


@pytest.mark.parametrize(("periods", "ahead", "step"), [(75, 25, 0.0), (24, 8, 0.0), (24, 8, 0.3)])
def test_the_structural_model_covers_more_where_a_wandering_level_cannot_be_ruled_out(
    periods: int, ahead: int, step: float
) -> None:
    """A level that stays put looks, over so many periods, like one that wanders a little: the interval allows both."""
    assert 0.96 <= structural_covers(periods=periods, ahead=ahead, step=step, seed=405 + periods) <= 1


def test_the_structural_model_covers_95_of_100_over_all_that_it_thinks_likely() -> None:
    """With truths drawn as the model draws them beforehand (Talts et al., arXiv 1804.06788), by the middle half too."""
    rng, models, after = np.random.default_rng(406), [], []
    for _ in range(DRAWS):
        step = 2 * rng.random() ** (1 / (1 - STEP_LEAN))
        values = step * rng.normal(size=60).cumsum() + rng.normal(size=60)
        models.append(Model.of(values[:50], {}, Settings(draws=400, seed=len(models))))
        after.append(values[50:].mean())
    together = [replace(one, settings=models[0].settings) for one in models]
    ranks = [
        float((model.ahead(drawn, {}, periods=10).mean(axis=1) < truth).mean())
        for model, drawn, truth in zip(models, draw_each(together), after, strict=True)
    ]
    outer, inner = (np.mean(np.abs(np.array(ranks) - 0.5) <= half) for half in (0.475, 0.25))
    assert 0.94 <= outer <= 0.97
    assert 0.47 <= inner <= 0.54

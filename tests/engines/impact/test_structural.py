"""Does the structural model find published variances, a known effect, and the series that go with it?"""

import numpy as np
import pytest
import statsmodels.api as sm

from opencaio.engines.impact.estimate import DesignCheck, Estimate
from opencaio.engines.impact.gibbs import Model, Settings, draw, draw_each
from opencaio.engines.impact.local_level import local_level
from opencaio.engines.impact.selection import Search
from opencaio.engines.impact.states import FIRST_LEVEL, FIRST_SEASON, FIRST_SLOPE, frame
from opencaio.engines.impact.structural import Counterfactual, structural
from opencaio.errors import BadInput

RNG = np.random.default_rng(20261123)
DRAWS = 300


def nile() -> np.ndarray:
    return np.asarray(sm.datasets.nile.load().data["volume"], dtype=float)


def check(estimate: Estimate, name: str) -> DesignCheck:
    (found,) = (one for one in estimate.checks if one.name == name)
    return found


def kept(estimate: Estimate) -> Counterfactual:
    assert isinstance(estimate.details, Counterfactual)
    return estimate.details


def visits(effect: float, *, periods: int = 100, began: int = 70) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """A series that follows one of three others, and an effect on it from `began` on."""
    rng = np.random.default_rng(6)
    others = {name: 50 + rng.normal(size=periods).cumsum() for name in ("north", "south", "west")}
    values = 20 + 1.2 * others["north"] + rng.normal(0, 0.8, periods)
    values[began:] += effect
    return values, others


@pytest.fixture(scope="module")
def found() -> Estimate:
    values, others = visits(8.0)
    return structural(values, began=70, controls=others, unit="visits", draws=DRAWS)


def test_the_nile_has_the_published_variances() -> None:
    """Durbin and Koopman 2012, section 2.10: 15099 and 1469; -632.55 as KFAS and statsmodels give it."""
    level = local_level(nile())
    assert level.irregular == pytest.approx(15099, rel=0.01)
    assert level.step == pytest.approx(1469, rel=0.01)
    assert level.log_likelihood == pytest.approx(-632.5456, abs=1e-3)


def test_the_level_is_that_of_statsmodels_filter() -> None:
    level, model = local_level(nile()), sm.tsa.UnobservedComponents(nile(), "llevel")
    theirs = model.smooth([level.irregular, level.step]).filtered_state[0]
    assert level.level[10:] == pytest.approx(theirs[10:], rel=1e-3)


def test_a_series_of_pure_noise_or_pure_steps_has_only_one_variance() -> None:
    noise = np.random.default_rng(1).normal(size=200)
    assert local_level(noise).step < 0.02 * local_level(noise).irregular
    assert local_level(noise.cumsum()).irregular < 0.25 * local_level(noise.cumsum()).step


@pytest.mark.parametrize(("trend", "season"), [(False, 0), (True, 0), (False, 4), (True, 3)])
def test_states_are_drawn_from_the_exact_distribution(trend: bool, season: int) -> None:
    """Against the mean and the variances of the joint normal, worked out with full matrices."""
    periods, noise = 14, 0.5
    shape = frame(periods, trend=trend, season=season)
    variances = dict.fromkeys(shape.squares, np.full(4000, 0.3))
    values = RNG.normal(size=periods)
    precision, look = _dense(periods, trend=trend, season=season, variance=0.3)
    precision = precision + look.T @ look / noise
    mean = np.linalg.solve(precision, look.T @ values / noise)
    rng = np.random.default_rng(2)
    drawn = shape.drawn(np.tile(values, (4000, 1)), variances, np.full(4000, noise), rng).reshape(4000, -1)
    spread = np.sqrt(np.diag(np.linalg.inv(precision)))
    assert np.abs((drawn.mean(axis=0) - mean) / spread).max() < 4.5 / np.sqrt(4000)
    assert drawn.std(axis=0) == pytest.approx(spread, rel=0.06)


def _dense(periods: int, *, trend: bool, season: int, variance: float) -> tuple[np.ndarray, np.ndarray]:
    """The prior precision, state by state from the model's equations, and what is seen of the states."""
    width = 1 + trend + (season > 1)
    rows, look = [], np.zeros((periods, periods * width))

    def row(entries: dict[int, float], scale: float) -> None:
        made = np.zeros(periods * width)
        for place, entry in entries.items():
            made[place] = entry / np.sqrt(scale)
        rows.append(made)

    row({0: 1.0}, FIRST_LEVEL)
    if trend:
        row({1: 1.0}, FIRST_SLOPE)
    for period in range(periods):
        here, then, last = period * width, (period + 1) * width, period * width + width - 1
        look[period, here] = 1.0
        if period + 1 < periods:
            row({then: 1.0, here: -1.0, **({here + 1: -1.0} if trend else {})}, variance)
        if trend and period + 1 < periods:
            row({then + 1: 1.0, here + 1: -1.0}, variance)
        if season > 1:
            look[period, last] = 1.0
            if period < season - 1:
                row({last: 1.0}, FIRST_SEASON)
            else:
                row({last - lag * width: 1.0 for lag in range(season)}, variance)
    matrix = np.array(rows)
    return matrix.T @ matrix, look


def test_the_search_finds_the_series_that_matter() -> None:
    rng = np.random.default_rng(3)
    columns = rng.normal(size=(80, 6))
    left = 0.8 * columns[:, 1] - 0.5 * columns[:, 4] + 0.5 * rng.normal(size=80)
    search = Search(columns[None], np.zeros((1, 6), dtype=bool))
    drawn = np.array([search.drawn(left[None], rng)[0][0] for _ in range(400)])[50:]
    used = (drawn != 0).mean(axis=0)
    assert used[[1, 4]].min() > 0.99 and used[[0, 2, 3, 5]].max() < 0.4
    assert drawn.mean(axis=0)[[1, 4]] == pytest.approx([0.8, -0.5], abs=0.15)


def test_a_known_effect_is_found_with_the_series_that_goes_with_it(found: Estimate) -> None:
    assert found.interval is not None and 8.0 in found.interval and found.interval.half < 1.5
    assert found.interval.kind == "credible" and found.tells == "above zero" and (found.p_value or 1) < 0.01
    assert kept(found).chosen["north"] > 0.95 and found.sound
    assert found.n == {"before": 70, "after": 30, "periods": 100, "controls": 3}


def test_effects_of_periods_add_up_to_their_sum(found: Estimate) -> None:
    told = kept(found)
    assert len(told.expected) == len(told.effects) == len(told.sums) == 30
    assert told.sums[-1][0] == pytest.approx(30 * found.effect)
    assert all(low <= middle <= high for middle, low, high in told.sums)
    widths = [high - low for _, low, high in told.sums]
    assert widths[-1] > 3 * widths[0]
    assert told.relative is not None and told.relative.low > 0.05


def test_nothing_is_found_where_nothing_was() -> None:
    values, others = visits(0.0)
    made = structural(values, began=70, controls=others, draws=DRAWS)
    assert made.tells == "nothing sure" and (made.p_value or 0) > 0.05


def test_equal_seeds_give_equal_figures_and_the_unit_does_not_matter(found: Estimate) -> None:
    values, others = visits(8.0)
    again = structural(values, began=70, controls=dict(reversed(others.items())), unit="visits", draws=DRAWS)
    assert again == found and again.data_hash == found.data_hash
    scaled = structural(1000 * values + 7, began=70, controls=others, draws=DRAWS)
    assert scaled.effect == pytest.approx(1000 * found.effect, rel=1e-6)


@pytest.mark.parametrize("noise", [0.0, 0.01, 0.5])
def test_a_straight_line_held_as_a_level_is_told_as_no_change(noise: float) -> None:
    """Without a trend the model says 6.7 where nothing happened: that figure must not stand alone."""
    values = np.arange(40) + noise * np.random.default_rng(3).normal(size=40)
    blind, seeing = structural(values, began=28, draws=DRAWS), structural(values, began=28, trend=True, draws=DRAWS)
    assert blind.tells == "above zero" and check(blind, "trend before").passed is False
    assert blind.claims.cannot.startswith("Nothing of a change")
    assert seeing.tells == "nothing sure" and seeing.sound and abs(seeing.effect) < 1


def test_a_trend_that_the_untouched_series_share_is_no_fault(found: Estimate) -> None:
    rng = np.random.default_rng(12)
    other = np.arange(60) + rng.normal(size=60)
    made = structural(2 * other + rng.normal(size=60), began=45, controls={"other": other}, draws=DRAWS)
    assert check(made, "trend before").passed and check(found, "trend before").passed


def test_models_that_are_drawn_together_are_drawn_as_each_alone_would_be() -> None:
    rng = np.random.default_rng(13)
    values, other = 0.3 * rng.normal(size=40).cumsum() + rng.normal(size=40), rng.normal(size=40)
    alone = draw(Model.of(values, {"other": other}, Settings(draws=4000, seed=5)))
    noise = Model.of(rng.normal(size=40), {"other": rng.normal(size=40)}, Settings(draws=200, seed=5))
    together = draw_each([*[Model.of(values, {"other": other}, Settings(draws=200, seed=5))] * 40, noise])[:40]
    assert together[0].last.shape == (200, 1) and together[0].coefficients.shape == (200, 1)
    assert np.mean([one.last.mean() for one in together]) == pytest.approx(alone.last.mean(), abs=0.05)
    assert np.mean([one.noise.mean() for one in together]) == pytest.approx(alone.noise.mean(), rel=0.15)
    deviation = np.mean([np.sqrt(one.variances["level"]).mean() for one in together])
    assert deviation == pytest.approx(np.sqrt(alone.variances["level"]).mean(), rel=0.2)
    with pytest.raises(BadInput, match="equal periods"):
        draw_each([noise, Model.of(values[:30], {}, Settings(draws=200, seed=5))])


def test_a_season_and_a_trend_are_carried_on() -> None:
    time = np.arange(84)
    values = 0.5 * time + 6 * np.sin(2 * np.pi * time / 7) + np.random.default_rng(6).normal(size=84)
    made = structural(values, began=70, season=7, trend=True, draws=DRAWS)
    expected = [middle for middle, _, _ in kept(made).expected]
    assert np.corrcoef(expected, values[70:])[0, 1] > 0.95
    assert made.interval is not None and 0 in made.interval
    assert check(made, "untouched series").passed is None


def test_a_time_before_that_foretells_badly_is_told() -> None:
    values = np.random.default_rng(8).normal(size=100)
    values[60:80] += 12
    found = check(structural(values, began=80, draws=DRAWS), "time before, held back")
    assert found.passed is False and "cannot be relied on" in found.words


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (lambda: structural([1.0, 2.0] * 5, began=8), "8 periods before the start"),
        (lambda: structural([1.0, 2.0] * 15, began=20, season=12), "at least 24"),
        (lambda: structural([1.0, 2.0] * 10, began=20), "No period after"),
        (lambda: structural([5.0] * 20 + [6.0] * 5, began=20), "The series does not vary"),
        (lambda: structural(RNG.normal(size=30), began=20, controls={"a": [1.0] * 30}), "Control a does not vary"),
        (lambda: structural(RNG.normal(size=30), began=20, controls={"a": [1.0] * 29}), "Control a has 29 rows"),
        (lambda: structural([1.0, float("inf")] * 15, began=20), "row 2, is inf"),
        (lambda: structural(RNG.normal(size=30), began=20, draws=10), "at least 100"),
        (lambda: structural(RNG.normal(size=30), began=20, draws=10**6), "they would say no more"),
        (lambda: local_level([1.0, 1.0, 1.0, 1.0, 1.0]), "neither noise nor"),
        (lambda: local_level([1.0, 2.0]), "at least 5"),
    ],
)
def test_what_cannot_be_told_is_refused_in_words(asked: object, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        asked()  # type: ignore[operator]


def test_a_model_turns_its_units_back() -> None:
    model = Model.of(np.array([10.0, 20.0, 30.0]), {}, Settings())
    assert model.centre + model.scale * model.values == pytest.approx([10, 20, 30])

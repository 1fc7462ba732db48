"""Are changes in one series told with an error that knows that neighbouring periods are alike?"""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.linalg import toeplitz
from scipy.signal import lfilter
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.stats.stattools import durbin_watson as their_durbin_watson
from statsmodels.tsa.arima_process import arma_acovf

from opencaio.engines.impact.autoregression import fit, newey_west, taken_over
from opencaio.engines.impact.before_after import LEAN, Levels, before_after
from opencaio.engines.impact.estimate import DesignCheck, Estimate
from opencaio.engines.impact.interrupted import Broken, interrupted
from opencaio.engines.impact.seasons import durbin_watson, ljung_box, season_columns
from opencaio.errors import BadInput


def wandering(seed: int, periods: int, *, rho: float = 0.5) -> np.ndarray:
    """Errors that take over `rho` of the one before."""
    fresh = np.random.default_rng(seed).normal(size=periods)
    for place in range(1, periods):
        fresh[place] += rho * fresh[place - 1]
    return fresh


def check(estimate: Estimate, name: str) -> DesignCheck:
    (found,) = (one for one in estimate.checks if one.name == name)
    return found


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_an_interval_ends_where_as_much_of_what_is_believed_lies_beyond_on_either_side(level: float) -> None:
    fitted = fit(wandering(9, 60) + 5, np.column_stack([np.ones(60), np.arange(60) >= 40]).astype(float), lean=LEAN)
    contrast = np.array([0.0, 1.0])
    for believed in (fitted.posterior(contrast), fitted.plain_posterior(contrast)):
        known = believed.known(level)
        assert believed.below(known.interval.low) == pytest.approx((1 - level) / 2, abs=1e-6)
        assert believed.below(known.interval.high) == pytest.approx((1 + level) / 2, abs=1e-6)


def test_for_each_memory_the_regression_is_that_of_statsmodels() -> None:
    values = wandering(1, 40, rho=0.0) + 5
    design = np.column_stack([np.ones(40), np.arange(40) >= 25]).astype(float)
    ours = fit(values, design, lean=1.0)
    assert ours.weights.sum() == pytest.approx(1) and len(ours.weights) > 100
    for place in (0, len(ours.weights) // 2, len(ours.weights) - 1):
        first, second = taken_over(*ours.memory[place])
        sigma = toeplitz(arma_acovf([1, -float(first), -float(second)], [1], nobs=40))
        theirs = sm.GLS(values, design, sigma=sigma).fit()
        assert ours.coefficients[place] == pytest.approx(theirs.params, rel=1e-7)
        assert np.sqrt(np.diag(ours.spreads[place])) == pytest.approx(theirs.bse, rel=1e-7)


def test_errors_that_remember_two_periods_are_told_from_those_that_remember_one() -> None:
    fresh = np.random.default_rng(23).normal(size=260)
    both = np.asarray(lfilter([1.0], [1.0, -0.3, -0.5], fresh))[60:]
    one = np.asarray(lfilter([1.0], [1.0, -0.5], fresh))[60:]
    level = np.ones((200, 1))
    assert fit(both, level, lean=1.2).second == pytest.approx(0.5, abs=0.12)
    assert fit(one, level, lean=1.2).second == pytest.approx(0.0, abs=0.08)
    assert check(before_after(both, began=100), "memory of the errors").passed


def test_newey_west_durbin_watson_and_ljung_box_are_those_of_statsmodels() -> None:
    values = wandering(2, 80)
    design = np.column_stack([np.ones(80), np.arange(80) >= 50]).astype(float)
    fitted = sm.OLS(values, design).fit(cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True})
    assert newey_west(design, fitted.resid, np.array([0.0, 1.0])) == pytest.approx(fitted.bse[1], rel=1e-9)
    assert durbin_watson(fitted.resid) == pytest.approx(their_durbin_watson(fitted.resid))
    theirs = acorr_ljungbox(fitted.resid, lags=[6], model_df=1)["lb_pvalue"].iloc[0]
    assert ljung_box(fitted.resid, lags=6) == pytest.approx(theirs, rel=1e-9)


def test_a_change_of_level_is_found_and_wider_than_if_periods_were_strangers() -> None:
    values = wandering(3, 60, rho=0.6) + 20 + 5 * (np.arange(60) >= 40)
    made = before_after(values, began=40, unit="tickets")
    assert made.tells == "above zero" and made.interval is not None and 5 in made.interval
    assert isinstance(made.details, Levels) and 0.3 < made.details.rho < 0.8
    plain = sm.OLS(values, np.column_stack([np.ones(60), np.arange(60) >= 40]).astype(float)).fit()
    assert made.standard_error is not None and made.standard_error > 1.4 * plain.bse[1]
    assert made.n == {"before": 40, "after": 20, "periods": 60}
    assert "not that the change was caused" in made.claims.cannot.lower()


def test_with_strangers_it_is_near_the_t_test() -> None:
    values = np.random.default_rng(4).normal(size=200) + (np.arange(200) >= 100)
    made = before_after(values, began=100)
    plain = sm.OLS(values, np.column_stack([np.ones(200), np.arange(200) >= 100]).astype(float)).fit()
    assert made.effect == pytest.approx(plain.params[1], abs=0.02)
    assert made.standard_error == pytest.approx(plain.bse[1], rel=0.2)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), shift=st.floats(-1e4, 1e4), scale=st.floats(0.01, 100), back=st.booleans())
def test_shift_and_scale_and_sign_move_effect_and_interval_as_they_should(
    seed: int, shift: float, scale: float, back: bool
) -> None:
    values, factor = wandering(seed, 30), -scale if back else scale
    plain, moved = before_after(values, began=18), before_after(factor * values + shift, began=18)
    assert moved.effect == pytest.approx(factor * plain.effect, rel=1e-4, abs=1e-4)
    assert plain.interval is not None and moved.interval is not None
    assert moved.interval.half == pytest.approx(scale * plain.interval.half, rel=1e-4, abs=1e-5)
    assert moved.p_value == pytest.approx(plain.p_value, abs=1e-3)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), level=st.floats(-100, 100), slope=st.floats(-10, 10))
def test_a_line_under_the_whole_series_is_no_break(seed: int, level: float, slope: float) -> None:
    values = wandering(seed, 40)
    plain, tilted = interrupted(values, began=24), interrupted(values + level + slope * np.arange(40), began=24)
    assert tilted.effect == pytest.approx(plain.effect, abs=1e-5)
    assert plain.interval is not None and tilted.interval is not None
    assert tilted.interval.half == pytest.approx(plain.interval.half, rel=1e-4)


def test_a_trend_before_is_seen_and_the_other_method_named() -> None:
    values = 0.5 * np.arange(40) + wandering(5, 40, rho=0.0)
    found = check(before_after(values, began=25), "trend before")
    assert found.passed is False and "interrupted" in found.words
    assert check(before_after(wandering(6, 40, rho=0.2), began=25), "trend before").passed


@pytest.mark.parametrize("noise", [0.0, 1e-9, 0.01, 0.5])
def test_a_straight_line_is_no_effect_of_a_start_and_that_is_said_loudly(noise: float) -> None:
    """The mean afterwards is higher, and would have been without it: the figure must not stand alone."""
    values = 0.3 * np.arange(40) + noise * np.random.default_rng(22).normal(size=40)
    made = before_after(values, began=25, unit="tickets")
    assert check(made, "trend before").passed is False and not made.sound
    assert "line carried on" in check(made, "trend before").words
    assert made.claims.cannot.startswith("Nothing of a change") and "interrupted" in made.claims.cannot
    assert (check(made, "trend before").figure or 0) * 20 == pytest.approx(6, abs=0.8)


def test_a_change_that_comes_gradually_counts_whole_and_is_told_from_a_step() -> None:
    time = np.arange(120)
    slowly = 10 - 6 * (1 - np.exp(-np.maximum(time - 60, 0) / 8)) + 0.3 * wandering(23, 120, rho=0.5)
    made = before_after(slowly, began=60)
    assert made.effect == pytest.approx(slowly[60:].mean() - slowly[:60].mean()) and made.effect < -4.8
    assert any("A step at the start alone" in one and "gradually" in one for one in made.notes)
    at_once = before_after(10 - 6.0 * (time >= 60) + 0.3 * wandering(24, 120, rho=0.5), began=60)
    assert at_once.tells == "below zero" and not any("gradually" in one for one in at_once.notes)


def test_the_error_of_a_difference_of_means_is_the_exact_one_under_each_memory() -> None:
    values = wandering(25, 40, rho=0.4)
    design = np.column_stack([np.ones(40), np.arange(40) >= 25]).astype(float)
    ours = fit(values, design, lean=0.25)
    place = int(np.argmax(ours.weights))
    alone = replace(ours, weights=np.eye(len(ours.weights))[place])
    first, second = taken_over(*ours.memory[place])
    cover = toeplitz(arma_acovf([1, -float(first), -float(second)], [1], nobs=40)) * ours.noises[place]
    weigh = np.where(np.arange(40) >= 25, 1 / 15, -1 / 25)
    found = alone.known_plainly(np.array([0.0, 1.0]))
    bound = stats.t.ppf(0.975, 38) * np.sqrt(weigh @ cover @ weigh)
    assert found.value == pytest.approx(values[25:].mean() - values[:25].mean())
    assert found.interval.half == pytest.approx(bound, rel=1e-5)


def test_breaks_in_level_and_slope_are_told_apart() -> None:
    time, after = np.arange(72), np.arange(72) >= 48
    values = 10 + 0.2 * time + after * (4 + 0.3 * (time - 48)) + 0.5 * wandering(7, 72, rho=0.3)
    made = interrupted(values, began=48, unit="hours")
    assert isinstance(made.details, Broken) and made.interval is not None
    assert 4 in made.details.level.interval and 0.3 in made.details.slope.interval
    assert 4 + 0.3 * 11.5 in made.interval and made.sound
    assert made.details.total.value == pytest.approx(24 * made.effect)
    gap = np.subtract(made.details.fitted, made.details.foretold)
    assert gap[:48] == pytest.approx(np.zeros(48), abs=1e-9) and gap[48:].mean() == pytest.approx(made.effect)


def test_a_season_that_is_told_of_no_longer_hides_the_break() -> None:
    time = np.arange(96)
    values = 5 * np.sin(2 * np.pi * time / 12) + 2 * (time >= 60) + 0.5 * wandering(8, 96, rho=0.2)
    blind, seeing = interrupted(values, began=60), interrupted(values, began=60, season=12)
    assert check(blind, "memory of the errors").passed is False
    assert seeing.sound and seeing.interval is not None and blind.interval is not None
    assert 2 in seeing.interval and seeing.interval.half < 0.6 * blind.interval.half


def test_a_break_where_none_was_is_found_in_a_series_that_no_line_describes() -> None:
    time = np.arange(60)
    bent = np.where(time < 20, 0.0, 3.0) + 0.3 * wandering(9, 60, rho=0.0)
    assert check(interrupted(bent, began=40), "placebo break").passed is False
    assert check(interrupted(wandering(10, 60, rho=0.2), began=40), "placebo break").passed
    assert check(interrupted(wandering(11, 20, rho=0.2), began=10), "placebo break").passed is None


def test_a_short_series_and_a_long_memory_are_named_as_doubts() -> None:
    assert check(interrupted(wandering(12, 24), began=12), "length").passed is False
    assert check(before_after(wandering(12, 24), began=12), "length").passed is False
    assert check(before_after(wandering(13, 200, rho=0.99), began=100), "memory").passed is False


def test_waves_repeat_after_a_season_and_are_no_more_than_it_has() -> None:
    assert season_columns(24, season=12).shape == (24, 4)
    assert season_columns(24, season=2).shape == (24, 1)
    assert season_columns(24, season=0).shape == (24, 0)
    columns = season_columns(28, season=7)
    assert columns[:7] == pytest.approx(columns[7:14])


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (lambda: before_after([1.0, 2.0, 3.0], began=2), "2 periods before the start"),
        (lambda: before_after(list(range(12)), began=11), "1 periods after the start"),
        (lambda: before_after(list(range(12)), began=40), "0 periods after the start"),
        (lambda: before_after([3.0] * 20, began=10), "All values of the series are equal"),
        (lambda: before_after([1.0] * 10 + [2.0] * 10, began=10), "no spread left"),
        (lambda: before_after([1.0] * 5 + [float("nan")] * 15, began=10), "row 6, is nan"),
        (lambda: before_after([1.0, 2.0] * 10, began=10, season=12), "at least 24"),
        (lambda: interrupted(wandering(1, 10), began=6), "6 periods before"),
        (lambda: interrupted(np.arange(20.0), began=10), "lie on a line"),
        (lambda: fit(np.arange(5.0), np.ones((5, 4)), lean=1.0), "5 periods are too few for 4 parameters"),
        (lambda: before_after(wandering(1, 20), began=-3), "at least 0"),
    ],
)
def test_what_cannot_be_told_is_refused_in_words(asked: object, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        asked()  # type: ignore[operator]

"""Does difference in differences find what is there, say how surely, and notice what speaks against it?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from opencaio.engines.impact.clustered import Groups, contrast, covariance, robust
from opencaio.engines.impact.did import did
from opencaio.engines.impact.estimate import DesignCheck, Estimate
from opencaio.engines.impact.panel import Panel
from opencaio.engines.impact.two_way import two_way
from tests.engines.impact.panels.draws import additive, names, panel


def check(found: Estimate, name: str) -> DesignCheck:
    return next(one for one in found.checks if one.name == name)


@given(st.integers(0, 10_000), st.integers(1, 8), st.floats(-50, 50))
@settings(max_examples=40)
def test_an_effect_added_is_found_exactly_and_shifts_of_units_and_periods_change_nothing(
    seed: int, treated: int, effect: float
) -> None:
    lots = np.random.default_rng(seed)
    outcomes, starts = additive(lots, units=16, periods=9, noise=1.0), dict.fromkeys(range(treated), 5)
    before = did(panel(outcomes, starts))
    moved = outcomes + lots.normal(size=(16, 1)) * 100 + lots.normal(size=9) * 100
    moved[:treated, 5:] += effect
    after = did(panel(moved, starts))
    assert after.effect == pytest.approx(before.effect + effect, abs=1e-9)
    assert before.interval is not None and after.interval is not None
    assert after.interval.half == pytest.approx(before.interval.half)


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_the_order_of_units_does_not_matter(seed: int) -> None:
    lots = np.random.default_rng(seed)
    outcomes, order = additive(lots, units=12, periods=6, noise=1.0), lots.permutation(12)
    there = did(panel(outcomes, dict.fromkeys(range(6), 3)))
    back = did(panel(outcomes[order], {int(np.flatnonzero(order == row)[0]): 3 for row in range(6)}))
    assert back.effect == pytest.approx(there.effect) and back.p_value == pytest.approx(there.p_value)


def test_without_noise_there_is_an_effect_but_no_interval_to_pretend_surety() -> None:
    outcomes = additive(np.random.default_rng(3), units=14, periods=8)
    outcomes[:7, 4:] += 2.5
    found = did(panel(outcomes, dict.fromkeys(range(7), 4)))
    assert found.effect == pytest.approx(2.5)
    assert found.interval is None and found.standard_error is None and found.p_value is None
    assert "no spread" in found.notes[0]


def test_with_each_unit_its_own_cluster_the_error_is_welchs() -> None:
    lots = np.random.default_rng(1)
    values, treated = np.concatenate([lots.normal(0, 3, 8), lots.normal(0, 1, 20)]), np.arange(28) < 8
    error, freedom = robust(values, Groups(treated, np.arange(28)))
    welch = stats.ttest_ind(values[treated], values[~treated], equal_var=False)
    assert abs(values[treated].mean() - values[~treated].mean()) / error == pytest.approx(abs(welch.statistic))
    # Bell and McCaffrey: as if both had one variance.
    assert freedom == pytest.approx((1 / 8 + 1 / 20) ** 2 / (1 / (64 * 7) + 1 / (400 * 19)))


def test_the_formula_for_clusters_on_one_side_agrees_with_the_general_one() -> None:
    from opencaio.engines.impact.clustered import _apart, _mixed

    lots = np.random.default_rng(2)
    groups = Groups(np.arange(40) < 18, np.arange(40) // 3 * 1)
    apart = Groups(np.arange(40) < 18, np.concatenate([np.arange(18) // 3, 10 + np.arange(22) // 4]))
    values = lots.normal(size=(40, 2))
    assert not apart.mixed and not groups.mixed
    for one in (apart, groups):
        (first, freedom), (second, other) = _apart(values, one), _mixed(values, one)
        assert first == pytest.approx(second) and freedom == pytest.approx(other)


def test_alike_units_in_clusters_widen_the_interval() -> None:
    lots = np.random.default_rng(4)
    shared = np.repeat(lots.normal(size=(20, 2)), 6, axis=0)
    outcomes = shared + 0.1 * lots.normal(size=(120, 2))
    starts = dict.fromkeys(range(60), 1)
    clusters = {name: f"team {row // 6}" for row, name in enumerate(names(120))}
    blind, told = did(panel(outcomes, starts)), did(panel(outcomes, starts, clusters=clusters))
    assert told.effect == pytest.approx(blind.effect)
    assert told.interval is not None and blind.interval is not None
    assert told.interval.half > 2 * blind.interval.half
    assert told.n["clusters"] == 20


def test_clusters_that_hold_both_kinds_share_their_noise() -> None:
    lots = np.random.default_rng(5)
    values = np.repeat(lots.normal(size=12), 10) * 5 + lots.normal(size=120)
    treated, clusters = np.arange(120) % 2 == 0, np.arange(120) // 10
    within, alone = (robust(values, Groups(treated, one))[0] for one in (clusters, np.arange(120)))
    assert within < alone / 2
    assert Groups(treated, clusters).mixed


def test_few_treated_are_judged_by_placements_and_a_warning_says_so() -> None:
    outcomes = additive(np.random.default_rng(6), units=30, periods=10, noise=1.0)
    outcomes[0, 5:] += 8
    found = did(panel(outcomes, {0: 5}))
    assert found.details.way == "placements" and found.standard_error is None
    assert found.p_value == pytest.approx(1 / 30)
    told = check(found, "clusters")
    assert told.passed is None and "1 treated" in told.words
    assert found.interval is not None and 8 in found.interval and found.tells == "above zero"


def test_too_few_units_for_the_level_give_a_lower_level_or_none_and_say_so() -> None:
    lots = np.random.default_rng(7)
    ten = did(panel(additive(lots, units=10, periods=6, noise=1.0), {0: 3}))
    assert ten.interval is not None and ten.interval.level == pytest.approx(0.9)
    assert check(ten, "placebo steps").passed is False and "90%" in ten.notes[0]
    three = did(panel(additive(lots, units=3, periods=6, noise=1.0), {0: 3}))
    assert three.interval is None and "too few" in three.notes[0]


def test_a_trend_before_is_noticed_and_forbids_the_claim() -> None:
    lots = np.random.default_rng(8)
    outcomes = additive(lots, units=40, periods=12, noise=0.3)
    outcomes[:20] += 0.5 * np.arange(12)
    found = did(panel(outcomes, dict.fromkeys(range(20), 6)))
    assert found.effect == pytest.approx(3, abs=0.3)
    assert {one.name for one in found.failed} >= {"pre-trend", "pre-trend slope", "placebo in time"}
    # Continued, the slope makes all of the effect.
    assert check(found, "pre-trend slope").figure == pytest.approx(3, abs=0.4)
    assert "do not call it an effect" in found.claims.cannot and not found.sound
    still = did(panel(outcomes - 0.5 * np.arange(12) * (np.arange(40) < 20)[:, None], dict.fromkeys(range(20), 6)))
    assert still.sound and check(still, "pre-trend").passed


def test_one_period_before_tells_nothing_of_trends() -> None:
    outcomes = additive(np.random.default_rng(9), units=20, periods=3, noise=1.0)
    found = did(panel(outcomes, dict.fromkeys(range(10), 1)))
    assert [check(found, name).passed for name in ("pre-trend", "pre-trend slope", "placebo in time")] == [None] * 3
    assert "Left open: pre-trend" in found.claims.cannot


def test_the_event_study_is_zero_at_its_base_and_ends_in_the_effect() -> None:
    outcomes = additive(np.random.default_rng(10), units=24, periods=8)
    outcomes[:12, 5:] += [1.0, 2.0, 3.0]
    leads = did(panel(outcomes, dict.fromkeys(range(12), 5))).details.leads
    assert [round(one.effect, 9) for one in leads] == [0, 0, 0, 0, 0, 1, 2, 3]
    assert [one.relative for one in leads] == list(range(-5, 3))


@given(st.integers(0, 10_000))
@settings(max_examples=25)
def test_two_way_fixed_effects_are_the_weighted_mean_of_their_comparisons(seed: int) -> None:
    lots = np.random.default_rng(seed)
    starts = {row: int(lots.integers(0, 9)) for row in range(10)}
    made = panel(lots.normal(size=(14, 8)), {row: start for row, start in starts.items() if start < 8})
    found = two_way(made)
    assert sum(one.weight for one in found.comparisons) == pytest.approx(1)
    assert sum(one.weight * one.effect for one in found.comparisons) == pytest.approx(found.effect)
    assert found.effect == pytest.approx(_least_squares(made))


def _least_squares(made: Panel) -> float:
    units, periods = made.outcomes.shape
    on = (np.arange(periods) >= made.starts[:, None]).astype(float).ravel()
    marks = [on, *np.repeat(np.eye(units), periods, axis=0).T, *np.tile(np.eye(periods), (units, 1)).T[1:]]
    return float(np.linalg.lstsq(np.column_stack(marks), made.outcomes.ravel(), rcond=None)[0][0])


def test_the_joint_covariance_holds_each_error() -> None:
    lots = np.random.default_rng(11)
    values, groups = lots.normal(size=(30, 3)), Groups(np.arange(30) < 10, np.arange(30))
    variance, _ = covariance(values, groups)
    for column in range(3):
        found = contrast(values[:, column], groups, level=0.95)
        assert found.error == pytest.approx(np.sqrt(variance[column, column]))

"""Do mixtures of donors find what was added, and say when they should not be believed?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines.impact.estimate import DesignCheck, Estimate
from opencaio.engines.impact.panel import Panel, matrix_panel
from opencaio.engines.impact.placebo import placements
from opencaio.engines.impact.predictors import nested, standardised
from opencaio.engines.impact.synthetic_control import synthetic_control
from opencaio.engines.impact.synthetic_did import synthetic_did
from opencaio.engines.impact.synthetic_fit import place_all
from opencaio.engines.impact.synthetic_weights import estimated, weights_of
from opencaio.errors import BadInput
from tests.engines.impact.panels.draws import Numbers, additive, names, panel


def check(found: Estimate, name: str) -> DesignCheck:
    return next(one for one in found.checks if one.name == name)


def factors(seed: int, *, units: int = 20, periods: int = 18, noise: float = 0.0) -> Numbers:
    """Units that load on two common factors: no parallel trends."""
    lots = np.random.default_rng(seed)
    common = np.cumsum(lots.normal(size=(2, periods)), axis=1)
    return np.asarray(20 + lots.uniform(0, 1, size=(units, 2)) @ common + noise * lots.normal(size=(units, periods)))


def mixed(seed: int, *, effect: float = 0.0, start: int = 12, noise: float = 0.0) -> Panel:
    """The first unit is a mixture of the third to fifth, and more by `effect` from `start` on."""
    outcomes = factors(seed, noise=noise)
    outcomes[0] = np.array([0.5, 0.3, 0.2]) @ outcomes[2:5]
    outcomes[0, start:] += effect
    return panel(outcomes, {0: start})


@given(st.integers(0, 10_000), st.floats(-10, 10))
@settings(max_examples=15)
def test_an_effect_added_to_a_mixture_is_found_exactly(seed: int, effect: float) -> None:
    found = synthetic_control(mixed(seed, effect=effect))
    assert found.effect == pytest.approx(effect, abs=1e-6)
    assert sum(share for _, share in found.details.weights) == pytest.approx(1)
    assert all(share > 0 for _, share in found.details.weights)


def test_a_constant_effect_moves_effect_and_interval_alike() -> None:
    there = synthetic_control(mixed(3, noise=0.3))
    more = synthetic_control(mixed(3, noise=0.3, effect=5))
    assert more.effect == pytest.approx(there.effect + 5)
    assert more.p_value is not None and there.p_value is not None and more.p_value <= there.p_value
    assert there.interval is not None and more.interval is not None
    assert more.interval.low == pytest.approx(there.interval.low + 5)
    assert more.interval.high == pytest.approx(there.interval.high + 5)


def test_a_unit_that_nobody_is_like_fails_its_fit_and_the_words_say_so() -> None:
    outcomes = factors(4, noise=0.05)
    outcomes[0] += 50
    found = synthetic_control(panel(outcomes, {0: 12}))
    assert check(found, "fit before").passed is False and check(found, "overlap").passed is False
    assert "fit before" in found.claims.cannot and not found.sound
    # A level apart is what synthetic difference in differences allows.
    assert check(synthetic_did(panel(outcomes, {0: 12})), "fit before").passed


def test_a_perfect_fit_from_more_donors_than_periods_shows_nothing() -> None:
    lots = np.random.default_rng(5)
    outcomes = lots.normal(size=(30, 8))
    outcomes[0] = outcomes[1:].mean(axis=0) + 0.01 * lots.normal(size=8)
    told = check(synthetic_control(panel(outcomes, {0: 5})), "fit before")
    assert told.passed is None and "shows nothing" in told.words


def test_a_donor_that_carries_the_effect_is_named_by_leaving_it_out() -> None:
    outcomes = factors(6, noise=0.01)
    outcomes[0, :12] = outcomes[7, :12]
    outcomes[7, 12:] -= 30
    outcomes[8:, :] += 40
    found = synthetic_control(panel(outcomes, {0: 12}))
    assert found.details.weights[0][0] == "unit-007"
    assert dict(found.details.without)["unit-007"] < found.effect - 10
    told = check(found, "one donor left out")
    assert told.passed is False and "Without unit-007" in told.words
    excluded = synthetic_control(panel(outcomes, {0: 12}), exclude=["unit-007"])
    assert "unit-007" not in dict(excluded.details.weights)
    assert excluded.data_hash != found.data_hash
    for wrong in ("unit-000", "nobody"):
        with pytest.raises(BadInput, match=f"Not among the donors.*{wrong}"):
            synthetic_control(panel(outcomes, {0: 12}), exclude=[wrong])


def test_placebos_with_a_bad_fit_are_marked_and_left_out_of_the_second_rank() -> None:
    outcomes = factors(7, noise=0.3)
    outcomes[5] += 60
    found = synthetic_control(panel(outcomes, {0: 12}))
    odd = next(one for one in found.details.placebos if one.units == ("unit-005",))
    assert not odd.kept and odd.before > 5 * found.details.before
    assert len(found.details.placebos) == 19


def test_the_p_value_ranks_among_all_units_and_says_its_steps() -> None:
    found = synthetic_control(mixed(8, noise=0.3, effect=30))
    assert found.p_value == pytest.approx(1 / 20)
    assert "steps of 0.05" in " ".join(found.notes)
    assert found.interval is not None and 30 in found.interval


def test_several_treated_with_one_start_count_by_their_mean() -> None:
    outcomes = factors(9, noise=0.2)
    outcomes[:3, 12:] += 4
    for method in (synthetic_control, synthetic_did):
        found = method(panel(outcomes, dict.fromkeys(range(3), 12)), most=60)
        assert found.effect == pytest.approx(4, abs=0.6)
        assert found.n["treated"] == 3 and found.seed is not None


def test_the_share_of_the_true_effect_that_a_placebo_shows_is_known() -> None:
    outcomes = factors(10, noise=0.3)
    moved = outcomes.copy()
    moved[0, 12:] += 7
    placed = placements(np.arange(20) == 0)
    there, after = (place_all(one, 12, placed) for one in (outcomes, moved))
    assert after.effects == pytest.approx(there.effects + 7 * there.shares)
    assert there.shares[0] == 1 and (there.shares[1:] <= 0).all()


@given(st.integers(0, 10_000), st.floats(-20, 20))
@settings(max_examples=25)
def test_synthetic_differences_ignore_the_units_levels_and_add_what_was_added(seed: int, effect: float) -> None:
    lots = np.random.default_rng(seed)
    outcomes, treated = factors(seed, noise=0.5), np.arange(20) < 2
    moved = outcomes + lots.normal(size=(20, 1)) * 30
    moved[:2, 12:] += effect
    assert estimated(moved, treated, 12) == pytest.approx(estimated(outcomes, treated, 12) + effect, abs=1e-6)
    weights = weights_of(outcomes, treated, 12)
    for one in (weights.donors, weights.periods):
        assert one.weights.sum() == pytest.approx(1) and one.weights.min() >= 0 and one.kkt < 1e-10
    # What all share after the start is no effect.
    shared = moved + 100 * lots.normal(size=18) * (np.arange(18) >= 12)
    assert estimated(shared, treated, 12) == pytest.approx(estimated(moved, treated, 12), abs=1e-6)


@given(st.integers(0, 10_000), st.floats(-20, 20))
@settings(max_examples=5)
def test_in_parallel_panels_without_noise_synthetic_differences_are_exact(seed: int, effect: float) -> None:
    outcomes = additive(np.random.default_rng(seed), units=12, periods=10)
    outcomes[0, 6:] += effect
    found = synthetic_did(panel(outcomes, {0: 6}), most=20)
    assert found.effect == pytest.approx(effect, abs=1e-8)
    assert found.interval is None


def test_many_treated_units_get_a_jackknife_and_both_ways_agree() -> None:
    lots = np.random.default_rng(11)
    outcomes = additive(lots, units=50, periods=14, noise=1.0)
    outcomes[:15, 10:] += 2
    made = panel(outcomes, dict.fromkeys(range(15), 10))
    by_default, drawn = synthetic_did(made), synthetic_did(made, by="bootstrap")
    assert by_default.details.by == "jackknife" and drawn.details.by == "bootstrap"
    assert by_default.effect == drawn.effect == pytest.approx(2, abs=0.6)
    assert by_default.standard_error == pytest.approx(drawn.standard_error, rel=0.5)
    with pytest.raises(BadInput, match="With one treated unit there is no jackknife"):
        synthetic_did(panel(outcomes, {0: 10}), by="jackknife")
    with pytest.raises(BadInput, match="more untreated than treated"):
        synthetic_did(panel(outcomes, dict.fromkeys(range(30), 10)), by="placebo")


def with_predictors(seed: int) -> Panel:
    """Outcomes follow from one predictor, the other is chance."""
    lots = np.random.default_rng(seed)
    size, chance = lots.uniform(1, 5, size=16), lots.normal(size=16)
    outcomes = np.outer(size, np.linspace(1, 3, 14)) + 0.05 * lots.normal(size=(16, 14))
    known = {u: {"size": float(s), "chance": float(c)} for u, s, c in zip(names(16), size, chance, strict=True)}
    return matrix_panel(outcomes, units=names(16), periods=range(14), treated_from={"unit-003": 10}, covariates=known)


def test_the_predictor_that_tells_outcomes_gets_the_weight() -> None:
    made = with_predictors(12)
    found = nested(made.outcomes[:, :10], made.treated, standardised(made.covariates))
    told = dict(zip(made.covariate_names, found.importance, strict=True))
    assert told["size"] > 0.8 and sum(told.values()) == pytest.approx(1)
    assert found.bound <= found.miss < 0.1


def test_a_fit_on_predictors_says_so_and_how_far_it_is_from_the_bound() -> None:
    found = synthetic_control(with_predictors(12), fit_by="predictors")
    assert found.details.predictors == ("chance", "size") and found.details.nested is not None
    assert abs(found.effect) < 0.5
    assert any("no weights can go below" in note for note in found.notes)
    with pytest.raises(BadInput, match="no predictors"):
        synthetic_control(mixed(1), fit_by="predictors")
    with pytest.raises(BadInput, match="none of: outcomes, predictors"):
        synthetic_control(mixed(1), fit_by="chance")  # type: ignore[arg-type]


def test_every_estimate_says_what_it_cannot_claim() -> None:
    for found in (synthetic_control(mixed(13, noise=0.2)), synthetic_did(mixed(13, noise=0.2))):
        assert "assumed, not shown" in found.claims.cannot
        assert "unit-000" in found.claims.can and len(found.data_hash) == 64
        assert {one.name for one in found.checks} >= {
            "fit before",
            "optimum",
            "placebo in time",
            "placebo steps",
            "gaps",
        }


def test_outcomes_that_never_change_give_no_interval() -> None:
    still = np.repeat(np.arange(12.0)[:, None], 8, axis=1)
    for method in (synthetic_control, synthetic_did):
        found = method(panel(still, {3: 4}))
        assert found.effect == pytest.approx(0, abs=1e-9) and found.interval is None


def test_the_smallest_numbers_are_no_trouble() -> None:
    outcomes = factors(14, noise=0.3)
    for method in (synthetic_control, synthetic_did):
        large, small = (method(panel(outcomes * size, {0: 12})).effect for size in (1.0, 1e-90))
        assert small == pytest.approx(large * 1e-90, rel=1e-6)


def test_clusters_that_are_not_part_of_the_error_are_told() -> None:
    outcomes = factors(15, noise=0.3)
    clusters = {name: f"team {row // 2}" for row, name in enumerate(names(20))}
    for method in (synthetic_control, synthetic_did):
        assert "10 clusters is not part" in method(panel(outcomes, {0: 12}, clusters=clusters)).notes[-1]

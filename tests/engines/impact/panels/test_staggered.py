"""Does the staggered method find effects that grow, where the usual regression turns their sign?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines.impact.did import did
from opencaio.engines.impact.doubly_robust import doubly_robust, plain
from opencaio.engines.impact.estimate import DesignCheck, Estimate
from opencaio.engines.impact.panel import Panel, matrix_panel
from opencaio.engines.impact.staggered import staggered
from opencaio.errors import BadInput
from tests.engines.impact.panels.draws import Numbers, additive, names, panel


def check(found: Estimate, name: str) -> DesignCheck:
    return next(one for one in found.checks if one.name == name)


def growing(*, noise: float = 0.0, never: int = 4, seed: int = 1) -> tuple[Panel, float]:
    """Three groups that begin at 2, 5 and 8 of 12 periods; the effect grows with the square of time; its mean."""
    lots = np.random.default_rng(seed)
    starts = {row: (2, 5, 8)[row % 3] for row in range(30)}
    outcomes, effects = additive(lots, units=30 + never, periods=12, noise=noise), []
    for row, start in starts.items():
        grown = 0.5 * np.arange(1, 13 - start) ** 2
        outcomes[row, start:] += grown
        effects.extend(grown)
    return panel(outcomes, starts), float(np.mean(effects))


def test_where_the_usual_regression_has_the_wrong_sign_the_effect_comes_out_right() -> None:
    made, truth = growing()
    found = staggered(made)
    assert found.effect == pytest.approx(truth) and truth > 0
    assert found.details.beside.effect < 0
    assert found.details.beside.forbidden > 0.2 and found.details.beside.negative > 0.2
    assert any("wrong sign" in note for note in found.notes)
    assert "wrong sign" in check(found, "two-way regression").words


@pytest.mark.parametrize("control", ["never", "not_yet"])
@pytest.mark.parametrize("base", ["varying", "universal"])
def test_without_noise_every_cell_is_exact(control: str, base: str) -> None:
    made, _ = growing()
    found = staggered(made, control=control, base=base)  # type: ignore[arg-type]
    for cell in found.details.cells:
        truth = 0.5 * (cell.relative + 1) ** 2 if cell.relative >= 0 else 0.0
        assert cell.effect == pytest.approx(truth, abs=1e-9)
    assert found.effect > 0
    for at, point in ((p.at, p) for p in found.details.event_study):
        assert point.effect == pytest.approx(0.5 * (at + 1) ** 2 if at >= 0 else 0.0, abs=1e-9)


def test_where_all_begin_some_day_those_not_yet_treated_serve() -> None:
    made, _ = growing(never=0)
    with pytest.raises(BadInput, match=r"none was never treated\. Compare with those not treated yet"):
        staggered(made)
    found = staggered(made, control="not_yet")
    assert {cell.group for cell in found.details.cells if cell.relative >= 0} == {2, 5}
    assert all(cell.period < 8 for cell in found.details.cells)


def test_those_treated_all_along_are_left_out_by_name() -> None:
    made, truth = growing()
    outcomes = np.vstack([made.outcomes, 100 + np.arange(12.0) ** 2])
    starts = {row: int(start) for row, start in enumerate(made.starts) if start < 12}
    found = staggered(panel(outcomes, {**starts, len(outcomes) - 1: 0}))
    assert found.effect == pytest.approx(truth)
    assert "unit-034" in check(found, "always treated").words


def test_people_who_react_ahead_are_allowed_for() -> None:
    outcomes = additive(np.random.default_rng(2), units=30, periods=8)
    outcomes[:15, 3:] += 1.0
    outcomes[:15, 4:] += 2.0
    blind, told = (staggered(panel(outcomes, dict.fromkeys(range(15), 4)), anticipation=ahead) for ahead in (0, 1))
    assert blind.effect == pytest.approx(2) and told.effect == pytest.approx(3)
    assert check(blind, "pre-trend").passed is not True and check(told, "pre-trend").passed


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_with_one_start_it_agrees_with_plain_differences(seed: int) -> None:
    lots = np.random.default_rng(seed)
    made = panel(additive(lots, units=20, periods=2, noise=1.0), dict.fromkeys(range(8), 1))
    assert staggered(made).effect == pytest.approx(did(made).effect)


@given(st.integers(0, 10_000), st.floats(-20, 20))
@settings(max_examples=20)
def test_levels_common_movements_and_the_order_of_units_change_nothing(seed: int, effect: float) -> None:
    lots = np.random.default_rng(seed)
    made, _ = growing(noise=1.0, seed=seed)
    starts = {row: int(start) for row, start in enumerate(made.starts) if start < 12}
    moved = made.outcomes + lots.normal(size=(34, 1)) * 50 + lots.normal(size=12) * 50
    for row, start in starts.items():
        moved[row, start:] += effect
    order = lots.permutation(34)
    back = panel(moved[order], {int(np.flatnonzero(order == row)[0]): start for row, start in starts.items()})
    there, again = staggered(made, draws=200), staggered(back, draws=200)
    assert again.effect == pytest.approx(there.effect + effect, abs=1e-8)
    assert again.standard_error == pytest.approx(there.standard_error)


def test_bands_are_wider_than_intervals_and_the_same_for_a_seed() -> None:
    made, _ = growing(noise=2.0, never=20)
    first, again, other = (staggered(made, seed=seed) for seed in (5, 5, 6))
    bounds = [one.details.summaries["dynamic"].bound for one in (first, again, other)]
    assert bounds[0] == bounds[1] != bounds[2]
    assert bounds[0] == pytest.approx(bounds[2], rel=0.1)
    assert all(point.band.half > point.interval.half for point in first.details.event_study)


def test_alike_units_in_clusters_widen_the_error() -> None:
    lots = np.random.default_rng(3)
    outcomes = np.repeat(lots.normal(size=(30, 6)), 4, axis=0) + 0.1 * lots.normal(size=(120, 6))
    starts = {row: (2, 4)[row // 4 % 2] for row in range(60)}
    clusters = {name: f"team {row // 4}" for row, name in enumerate(names(120))}
    blind, told = staggered(panel(outcomes, starts)), staggered(panel(outcomes, starts, clusters=clusters))
    assert told.effect == pytest.approx(blind.effect)
    assert told.standard_error is not None and blind.standard_error is not None
    assert told.standard_error > 1.8 * blind.standard_error


def test_a_group_of_few_is_warned_of() -> None:
    lots = np.random.default_rng(4)
    found = staggered(panel(additive(lots, units=30, periods=6, noise=1.0), {0: 3, **dict.fromkeys(range(1, 10), 4)}))
    told = check(found, "group sizes")
    assert told.passed is False and "3" in told.words


def drawn_by_size(lots: np.random.Generator, count: int) -> tuple[Numbers, Numbers, Numbers]:
    """Larger units are treated more often and grow faster anyway; the effect is 1."""
    size = lots.normal(size=count)
    treated = lots.uniform(size=count) < 1 / (1 + np.exp(-size))
    change = 2 * size + treated + 0.3 * lots.normal(size=count)
    return change, treated, size[:, None]


def test_covariates_make_alike_what_the_plain_difference_confounds() -> None:
    change, treated, size = drawn_by_size(np.random.default_rng(5), 4_000)
    assert plain(change, treated).effect > 2
    found = doubly_robust(change, treated, size)
    assert found.effect == pytest.approx(1, abs=0.05)
    assert found.influence.mean() == pytest.approx(0, abs=1e-10)


def test_without_covariates_the_doubly_robust_form_is_the_plain_one() -> None:
    change, treated, _ = drawn_by_size(np.random.default_rng(6), 200)
    robust, simple = doubly_robust(change, treated, np.zeros((200, 0))), plain(change, treated)
    assert robust.effect == pytest.approx(simple.effect)
    assert robust.influence == pytest.approx(simple.influence)


def test_covariates_that_tell_who_is_treated_or_are_too_many_are_refused() -> None:
    lots = np.random.default_rng(7)
    outcomes, treated = additive(lots, units=40, periods=4, noise=1.0), dict.fromkeys(names(40)[:20], 2)

    def with_covariates(columns: Numbers) -> Panel:
        told = [{f"c{place:02}": float(v) for place, v in enumerate(row)} for row in columns]
        known = dict(zip(names(40), told, strict=True))
        return matrix_panel(outcomes, units=names(40), periods=range(4), treated_from=treated, covariates=known)

    for columns, words in (
        (np.where(np.arange(40) < 20, 1.0, 0.0)[:, None] * 3 + lots.normal(size=(40, 1)) * 0.01, "no overlap"),
        (lots.normal(size=(40, 25)), "too few for 26 parameters"),
        (np.repeat(lots.normal(size=(40, 1)), 2, axis=1), "follows from the others"),
    ):
        with pytest.raises(BadInput, match=words):
            staggered(with_covariates(columns))


def test_unknown_choices_are_refused_with_the_known_ones() -> None:
    made, _ = growing()
    for choice, words in (
        ({"headline": "median"}, "simple, dynamic, group, calendar"),
        ({"control": "all"}, "never, not_yet"),
        ({"base": "first"}, "varying, universal"),
        ({"anticipation": -1}, "at least 0"),
        ({"draws": 10}, "at least 200"),
        ({"level": 1.2}, "level"),
    ):
        with pytest.raises(BadInput, match=words):
            staggered(made, **choice)  # type: ignore[arg-type]


def test_groups_of_one_have_effects_but_no_error_to_pretend_surety() -> None:
    lots = np.random.default_rng(8)
    outcomes = additive(lots, units=30, periods=8, noise=1.0)
    alone = staggered(panel(outcomes, {0: 3, 1: 4, 2: 6}))
    assert alone.interval is None and alone.p_value is None and alone.standard_error is None
    assert any("no error can be told" in note for note in alone.notes)
    assert all(cell.error is None for cell in alone.details.cells)
    assert "How surely cannot be said" in alone.claims.can


def test_small_groups_have_wide_intervals() -> None:
    lots = np.random.default_rng(9)
    outcomes = additive(lots, units=60, periods=6, noise=1.0)
    small = staggered(panel(outcomes, {0: 3, 1: 3, 2: 4, 3: 4})).details.summaries["simple"]
    large = staggered(panel(outcomes, {row: 3 + row % 2 for row in range(20)})).details.summaries["simple"]
    assert small.freedom < 4 < 10 < large.freedom
    assert small.interval.half / small.error > 1.3 * large.interval.half / large.error

"""Does the placebo test hold its size and its interval what the test says?"""

from math import comb

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines.impact.clustered import Groups, contrast
from opencaio.engines.impact.placebo import Shifted, inverted, placements, rank_p, resolution


@given(st.integers(2, 9), st.integers(1, 4))
def test_all_placements_are_tried_once_where_they_are_few(units: int, treated: int) -> None:
    first = np.arange(units) < min(treated, units - 1)
    found = placements(first)
    assert found.exact and found.count == comb(units, int(first.sum()))
    assert len({tuple(row) for row in found.rows.tolist()}) == found.count
    assert (found.rows.sum(axis=1) == first.sum()).all() and (found.rows[0] == first).all()


def test_of_many_placements_some_are_drawn_and_the_same_for_a_seed() -> None:
    first = np.arange(60) < 10
    found, again = placements(first, most=500, seed=3), placements(first, most=500, seed=3)
    assert not found.exact and found.count == 500 and (found.rows == again.rows).all()
    assert (found.rows.sum(axis=1) == 10).all()
    assert "drawn" in found.words()


def test_the_p_value_is_a_rank_in_steps() -> None:
    assert rank_p(np.array([5.0, 1.0, 2.0, 3.0])) == 0.25
    assert rank_p(np.array([1.0, 1.0, 2.0, 3.0])) == 1.0
    assert rank_p(np.array([2.0, 1.0, 2.0, 3.0])) == 0.75


def test_over_every_placement_a_p_value_of_at_most_alpha_comes_in_at_most_alpha_of_cases() -> None:
    lots = np.random.default_rng(1)
    for _ in range(20):
        values = lots.standard_cauchy(size=9)
        p_values = []
        for row in placements(np.arange(9) < 2).rows:
            found = contrast(values, Groups(row, np.arange(9)), level=0.95)
            p_values.append(found.p_value)
        told = np.array(p_values, dtype=float)
        for alpha in (0.03, 0.05, 0.1, 0.25, 0.5):
            assert np.mean(told <= alpha) <= alpha + 1e-12


@given(st.integers(0, 10_000))
@settings(max_examples=30)
def test_the_interval_holds_the_effects_that_the_test_does_not_reject(seed: int) -> None:
    lots = np.random.default_rng(seed)
    treated, values = np.arange(24) < 2, lots.normal(size=24)
    found = contrast(values, Groups(treated, np.arange(24)), level=0.95)
    assert found.interval is not None
    for end, side in ((found.interval.low, -1), (found.interval.high, 1)):
        for step, kept in ((1e-6, False), (-1e-6, True)):
            shifted = values - (end + side * step) * treated
            p_value = contrast(shifted, Groups(treated, np.arange(24)), level=0.95).p_value
            assert p_value is not None and (p_value > 0.05) is kept


def test_a_placement_that_looks_as_strong_at_any_effect_leaves_no_interval() -> None:
    few = Shifted(np.array([1.0, 0.2]), np.array([1.0, -1.0]), np.ones(2))
    assert inverted(few, level=0.95) is None
    unbounded = Shifted(np.full(40, 1.0), np.concatenate([[1.0], np.full(39, -1.0)]), np.ones(40))
    assert inverted(unbounded, level=0.95) is None


def test_the_step_is_held_against_the_level() -> None:
    assert resolution(placements(np.arange(20) < 1), level=0.95).passed
    told = resolution(placements(np.arange(19) < 1), level=0.95)
    assert told.passed is False and "needs 20 or more" in told.words

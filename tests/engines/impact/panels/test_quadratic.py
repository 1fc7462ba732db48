"""Is the mixture that is found the nearest there is, whatever the shape of the problem?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from opencaio.engines.impact.quadratic import nearest_mixture
from opencaio.errors import BadInput

shapes = st.tuples(st.integers(1, 12), st.integers(1, 30), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.01, 2.0]))


def drawn(rows: int, columns: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lots = np.random.default_rng(seed)
    made = lots.normal(size=(rows, columns))
    if seed % 3 == 0:
        made[:, columns // 2 :] = made[:, : columns - columns // 2]
    return made, lots.normal(size=rows) * lots.choice([0.1, 1, 10])


@given(shapes)
@settings(max_examples=60)
def test_no_other_shares_are_nearer(shape: tuple[int, int, int, float]) -> None:
    rows, columns, seed, ridge = shape
    made, target = drawn(rows, columns, seed)
    found = nearest_mixture(made, target, ridge=ridge)
    assert found.weights.min() >= 0 and found.weights.sum() == pytest.approx(1, abs=1e-12)

    def reached(weights: NDArray[np.float64]) -> float:
        return float(np.sum((made @ weights - target) ** 2) + ridge * weights @ weights)

    assert found.objective == pytest.approx(reached(found.weights), abs=1e-9)
    assert found.kkt < 1e-10
    others = np.random.default_rng(seed).dirichlet(np.full(columns, 0.3), size=200)
    assert min(reached(one) for one in others) >= found.objective - 1e-9
    # A step from the optimum towards any corner goes no lower: the conditions of Karush, Kuhn and Tucker.
    gradient = 2 * made.T @ (made @ found.weights - target) + 2 * ridge * found.weights
    price = gradient @ found.weights
    size = 1 + float(np.abs(gradient).max())
    assert (gradient >= price - 1e-8 * size).all()
    assert np.abs(gradient[found.weights > 1e-9] - price).max() < 1e-7 * size


@given(st.integers(2, 12), st.integers(0, 10_000))
@settings(max_examples=40)
def test_a_target_that_is_a_mixture_is_met(columns: int, seed: int) -> None:
    lots = np.random.default_rng(seed)
    made, shares = lots.normal(size=(columns + 3, columns)), lots.dirichlet(np.ones(columns))
    found = nearest_mixture(made, made @ shares)
    assert found.weights == pytest.approx(shares, abs=1e-7)
    assert found.unique and found.objective < 1e-14


@pytest.mark.parametrize(
    ("rows", "columns", "ridge"), [(20, 300, 0.0), (20, 600, 3.0), (30, 365, 1e-10), (60, 90, 1.0)]
)
def test_many_candidates_are_weighed_as_surely_as_few(rows: int, columns: int, ridge: float) -> None:
    lots = np.random.default_rng(5)
    for made in (lots.normal(size=(rows, columns)), np.cumsum(lots.normal(size=(rows, columns)), axis=1)):
        assert nearest_mixture(made, lots.normal(size=rows), ridge=ridge).kkt < 1e-12


def test_of_many_perfect_mixtures_the_penalty_takes_the_most_even() -> None:
    made = np.random.default_rng(6).normal(size=(3, 80))
    found = nearest_mixture(made, made.mean(axis=1), ridge=1e-10)
    assert found.weights == pytest.approx(np.full(80, 1 / 80), abs=1e-6)


def test_equal_candidates_are_told_to_be_exchangeable() -> None:
    column = np.array([1.0, 2.0, 3.0])
    found = nearest_mixture(np.column_stack([column, column, -column]), column)
    assert not found.unique
    assert found.objective == pytest.approx(0, abs=1e-15)
    assert nearest_mixture(column[:, None], column + 1).weights == pytest.approx([1.0])


def test_scale_does_not_matter() -> None:
    made, target = drawn(6, 9, 4)
    small, large = (nearest_mixture(made * size, target * size).weights for size in (1e-9, 1e9))
    assert small == pytest.approx(large, abs=1e-9)


def test_bad_input_is_refused_in_words() -> None:
    ones = np.ones((2, 2))
    for columns, target, ridge, words in (
        (np.ones((2, 0)), np.ones(2), 0.0, "at least one candidate"),
        (ones, np.ones(3), 0.0, "2 rows and the target has 3"),
        (ones * np.nan, np.ones(2), 0.0, "finite"),
        (ones, np.ones(2), -1.0, "zero or more"),
    ):
        with pytest.raises(BadInput, match=words):
            nearest_mixture(columns, target, ridge=ridge)

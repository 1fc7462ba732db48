"""Are calibration, overruling and drift told from counts as they would be from the rows?"""

import math

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import brier_score_loss

from opencaio.engines.impact.drift import kolmogorov_smirnov, stability
from opencaio.engines.impact.quality import Bin, binned, calibration, overridden
from opencaio.errors import BadInput

RNG = np.random.default_rng(11)
SCORES = RNG.beta(2, 3, 2000)
TRUE = (RNG.random(2000) < SCORES).astype(float)


def test_brier_is_that_of_sklearn_and_ece_that_of_a_plain_loop() -> None:
    found = calibration(binned(SCORES, TRUE))
    assert found.brier == pytest.approx(brier_score_loss(TRUE, SCORES), rel=1e-9)
    place = np.minimum((SCORES * 10).astype(int), 9)
    parts = [abs((TRUE - SCORES)[place == one].sum()) for one in range(10)]
    assert found.ece == pytest.approx(sum(parts) / 2000, rel=1e-9)
    assert found.check.passed and found.skill is not None and 0 < found.skill < 1
    assert found.large == pytest.approx((TRUE - SCORES).mean())


def test_scores_that_promise_too_much_are_found() -> None:
    found = calibration(binned(np.sqrt(SCORES), TRUE))
    assert found.check.passed is False and found.ece > 0.15 and found.large < -0.15
    assert all(one.rate < one.score for one in found.bins if one.count > 50)


def test_two_cases_by_hand() -> None:
    """Scores 0.8 (true) and 0.4 (not): Brier (0.04 + 0.16) / 2, calibration error (0.2 + 0.4) / 2."""
    found = calibration(binned([0.8, 0.4], [1, 0]))
    assert found.brier == pytest.approx(0.1) and found.ece == pytest.approx(0.3)
    assert found.check.passed is None
    assert calibration(binned([0.5, 0.4], [1, 1])).skill is None


def test_a_score_of_one_lies_in_the_last_bin() -> None:
    bins = binned([1.0, 0.0, 0.95], [1, 0, 1])
    assert [one.count for one in bins] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 2]


def test_overruling_is_told_with_wilsons_interval() -> None:
    rate, interval = overridden(15, 148)
    assert rate == pytest.approx(0.1014, abs=5e-5)
    assert (interval.low, interval.high) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_the_stability_index_is_as_in_a_worked_table() -> None:
    """Shares 10, 20, 40, 30 % become 15, 25, 35, 25 %: the four parts of Σ (q - p) ln(q / p)."""
    found = stability({"a": 1000, "b": 2000, "c": 4000, "d": 3000}, {"a": 1500, "b": 2500, "c": 3500, "d": 2500})
    by_hand = 0.05 * math.log(1.5) + 0.05 * math.log(1.25) + 0.05 * math.log(8 / 7) + 0.05 * math.log(1.2)
    assert found.index == pytest.approx(by_hand) and found.moved == "stable"
    assert sum(part for *_, part in found.parts) == pytest.approx(found.index)


def test_drift_is_named_with_the_bin_that_moved_most() -> None:
    found = stability({"a": 500, "b": 400, "c": 100}, {"a": 200, "b": 400, "c": 400})
    assert found.moved == "much" and "most in c" in found.words and "10.0% before, 40.0% now" in found.words
    assert stability({"a": 500, "b": 500}, {"a": 680, "b": 320}).moved == "some"


def test_few_cases_move_by_chance_and_equal_shares_do_not() -> None:
    assert stability({"a": 10, "b": 10, "c": 10}, {"a": 4, "b": 13, "c": 13}).moved == "within chance"
    same = stability({"a": 10, "b": 30}, {"a": 100, "b": 300})
    assert same.index == pytest.approx(0) and same.moved == "stable"


def test_chance_exceeds_its_bound_about_once_in_twenty_times() -> None:
    shares, beyond = [0.1, 0.2, 0.3, 0.2, 0.2], 0
    for _ in range(400):
        first, second = RNG.multinomial(800, shares), RNG.multinomial(500, shares)
        found = stability(
            dict(zip("abcde", first.tolist(), strict=True)), dict(zip("abcde", second.tolist(), strict=True))
        )
        beyond += found.index > found.chance
    assert 0.02 < beyond / 400 < 0.09


def test_an_empty_bin_counts_as_half_a_case_and_a_new_one_is_seen() -> None:
    found = stability({"a": 100, "b": 100}, {"a": 100, "b": 60, "new": 40})
    assert math.isfinite(found.index) and found.moved == "much" and "most in new" in found.words


def test_the_distance_of_two_histograms_is_that_of_scipy() -> None:
    edges = np.arange(0, 6)
    first, second = RNG.integers(0, 6, 300), np.minimum(RNG.integers(0, 7, 200), 5)
    theirs = stats.ks_2samp(first, second, method="asymp")
    counts = [np.bincount(one, minlength=6).tolist() for one in (first, second)]
    found = kolmogorov_smirnov(counts[0], counts[1], edges=[str(one) for one in edges])
    assert found.value == pytest.approx(theirs.statistic) and found.p_value == pytest.approx(theirs.pvalue, rel=0.2)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (lambda: binned([0.5, 1.5], [1, 0]), "Scores, row 2, must be between 0 and 1"),
        (lambda: binned([0.5, 0.5], [1, 2]), "Outcomes, row 2, must be 0 or 1"),
        (lambda: binned([0.5], [1, 0]), "each row needs both"),
        (lambda: calibration([Bin(0, 0, 0, 0, 0)]), "No case has both"),
        (lambda: Bin(3, 4, 1, 1, 1), "4 turned out true of 3"),
        (lambda: Bin(3, 1, 7.0, 1, 1), "does not belong to 3 scores"),
        (lambda: overridden(3, 0), "is empty"),
        (lambda: stability({"a": 0, "b": 0}, {"a": 1, "b": 1}), "no cases before"),
        (lambda: stability({"a": 3}, {"a": 1}), "At least two bins"),
        (lambda: stability({"a": -3, "b": 9}, {"a": 1, "b": 1}), "a, before"),
        (lambda: kolmogorov_smirnov([1, 2], [1], edges=["a", "b"]), "Bins differ"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_words(asked: object, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        asked()  # type: ignore[operator]

"""Are sizes of tests those of the textbooks and of statsmodels?"""

import pytest
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.proportion import power_proportions_2indep

from opencaio.engines.impact.power import (
    power_of_means,
    power_of_proportions,
    size_for_means,
    size_for_proportions,
    smallest_mean,
    smallest_proportion,
)
from opencaio.errors import BadInput


def test_cohens_table_and_fleiss_example() -> None:
    assert [size_for_means(one, spread=1).treated for one in (0.2, 0.5, 0.8)] == [394, 64, 26]
    assert size_for_means(0.5, spread=1, power=0.9).treated == 86
    assert size_for_proportions(0.65, 0.2).treated == 73


def test_power_is_that_of_statsmodels() -> None:
    theirs = TTestIndPower().power(0.3, nobs1=50, ratio=2, alpha=0.05)
    assert power_of_means(0.6, spread=2, control=50, treated=100) == pytest.approx(theirs, abs=1e-6)
    theirs = power_proportions_2indep(0.05, 0.1, 400, ratio=1).power
    assert power_of_proportions(0.1, 0.05, control=400, treated=400) == pytest.approx(theirs, abs=1e-6)


def test_the_smallest_effect_of_a_size_needs_that_size() -> None:
    assert smallest_mean(spread=3, control=200, treated=200) == pytest.approx(0.8425, abs=1e-3)
    least = smallest_mean(spread=3, control=200, treated=200)
    assert size_for_means(least, spread=3).treated == 200
    rise = smallest_proportion(0.2, control=500, treated=500)
    assert size_for_proportions(0.2, rise).treated == 500


def test_what_is_known_before_and_an_uneven_lot_change_the_size() -> None:
    plain, sharper = size_for_means(1, spread=5), size_for_means(1, spread=5, known=0.7)
    assert sharper.total / plain.total == pytest.approx(1 - 0.49, abs=0.01)
    uneven = size_for_means(1, spread=5, share=0.1)
    assert uneven.control == 9 * uneven.treated and uneven.total > plain.total
    assert plain.periods(100) == -(-plain.total // 100)


def test_what_cannot_be_planned_is_refused() -> None:
    for asked, words in (
        (lambda: size_for_means(0, spread=1), "effect of nothing"),
        (lambda: size_for_means(1, spread=0), "above zero"),
        (lambda: size_for_means(1e-9, spread=1), "ten billion"),
        (lambda: size_for_proportions(0.9, 0.2), "between 0 and 1"),
        (lambda: size_for_means(1, spread=1, power=80), "power of 80"),
        (lambda: size_for_means(1, spread=1, share=1), "treated part"),
        (lambda: smallest_proportion(0.9, control=3, treated=3), "more are needed"),
    ):
        with pytest.raises(BadInput, match=words):
            asked()

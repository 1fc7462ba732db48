"""Are comparisons by lot those of the textbooks, whichever way their sums came in?"""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from opencaio.engines.impact.cuped import cuped, slope
from opencaio.engines.impact.estimate import Estimate, Interval
from opencaio.engines.impact.experiment import Compared, means, proportions, ratios, variants
from opencaio.engines.impact.lots import balance, sample_ratio
from opencaio.engines.impact.moments import Moments, Pair
from opencaio.engines.impact.shares import Share, difference, difference_p, ratio, wilson
from opencaio.errors import BadInput

RNG = np.random.default_rng(20261123)
FIRST = RNG.normal(10, 2, 80)
SECOND = RNG.normal(11, 3, 60)
numbers = st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=20)


def of(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return interval.low, interval.high


def found(estimate: Estimate) -> Compared:
    assert isinstance(estimate.details, Compared)
    return estimate.details


def sums(values: np.ndarray) -> Moments:
    return Moments.from_sums(count=values.size, total=math.fsum(values), squares=math.fsum(values**2))


def test_welch_is_that_of_scipy_and_statsmodels() -> None:
    made = means(Moments.of(FIRST), Moments.of(SECOND), unit="min")
    peer = stats.ttest_ind(SECOND, FIRST, equal_var=False)
    assert made.p_value == pytest.approx(peer.pvalue, rel=1e-9)
    theirs = CompareMeans(DescrStatsW(SECOND), DescrStatsW(FIRST)).tconfint_diff(usevar="unequal")
    assert of(made.interval) == pytest.approx(theirs, rel=1e-9)
    assert made.n == {"treated": 60, "control": 80} and made.unit == "min" and made.sound


def test_sums_and_rows_and_decimals_give_the_same_figures() -> None:
    rows, summed = means(Moments.of(FIRST), Moments.of(SECOND)), means(sums(FIRST), sums(SECOND))
    assert of(summed.interval) == pytest.approx(of(rows.interval), rel=1e-9)
    money = [Decimal("10.05"), Decimal("9.95"), Decimal("10.00")]
    exact = Moments.from_sums(count=3, total=sum(money), squares=sum(one * one for one in money))
    assert exact.variance == pytest.approx(0.0025, rel=1e-12)


def test_a_small_spread_on_a_large_level_is_not_lost_in_the_sums() -> None:
    values = [10**9 + one for one in (1, 2, 3)]
    summed = Moments.from_sums(count=3, total=sum(values), squares=sum(one * one for one in values))
    assert summed.variance == 1.0


@settings(max_examples=60, deadline=None)
@given(first=numbers, second=numbers, shift=st.floats(-1e3, 1e3), scale=st.floats(0.1, 10))
def test_shift_and_scale_and_order_of_rows_move_the_effect_as_they_should(
    first: list[float], second: list[float], shift: float, scale: float
) -> None:
    if np.std(first) < 1e-3 or np.std(second) < 1e-3:
        return
    plain = means(Moments.of(first), Moments.of(second))
    moved = means(
        Moments.of([scale * one + shift for one in reversed(first)]),
        Moments.of([scale * one + shift for one in reversed(second)]),
    )
    assert moved.effect == pytest.approx(scale * plain.effect, rel=1e-6, abs=1e-6)
    assert moved.p_value == pytest.approx(plain.p_value, rel=1e-4, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(first=numbers, second=numbers)
def test_two_days_merged_are_as_both_days_read_at_once(first: list[float], second: list[float]) -> None:
    merged, whole = Moments.of(first).merged(Moments.of(second)), Moments.of(first + second)
    assert (merged.mean, merged.centred) == pytest.approx((whole.mean, whole.centred), rel=1e-9, abs=1e-6)
    both = [value * 0.5 for value in first + second]
    half = [value * 0.5 for value in first], [value * 0.5 for value in second]
    pair = Pair.of(first, half[0]).merged(Pair.of(second, half[1]))
    assert pair.cross == pytest.approx(Pair.of(first + second, both).cross, rel=1e-9, abs=1e-6)


def test_the_intervals_of_shares_are_those_of_newcombes_tables() -> None:
    assert of(wilson(Share(81, 263))) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert of(wilson(Share(15, 148))) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert of(wilson(Share(0, 20))) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert of(difference(Share(56, 70), Share(48, 80))) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert of(difference(Share(10, 10), Share(0, 20))) == pytest.approx((0.6791, 1.0), abs=5e-5)


def test_the_intervals_of_shares_are_those_of_statsmodels() -> None:
    theirs = proportion_confint(7, 40, method="wilson")
    assert of(wilson(Share(7, 40))) == pytest.approx(theirs, rel=1e-9)
    theirs = confint_proportions_2indep(30, 100, 20, 120, compare="diff", method="newcomb")
    assert of(difference(Share(30, 100), Share(20, 120))) == pytest.approx(theirs, rel=1e-9)
    theirs = confint_proportions_2indep(30, 100, 20, 120, compare="ratio", method="log")
    assert of(ratio(Share(30, 100), Share(20, 120))) == pytest.approx(theirs, rel=1e-9)
    table = stats.chi2_contingency([[30, 70], [20, 100]], correction=False)
    assert difference_p(Share(30, 100), Share(20, 120)) == pytest.approx(table.pvalue, rel=1e-9)


def test_nobody_and_everybody_are_told_with_an_interval_and_no_invented_ratio() -> None:
    none = proportions(Share(0, 40), Share(0, 50))
    assert none.effect == 0 and none.p_value == 1 and none.interval is not None and none.interval.high > 0.05
    assert found(none).lift.value is None and not none.sound
    assert found(proportions(Share(4, 40), Share(0, 50))).lift.interval is None


def test_the_lift_is_fiellers_as_in_a_direct_search() -> None:
    """The limits are where the t statistic of treated less r times control reaches its bound."""
    made = means(Moments.of(FIRST), Moments.of(SECOND))
    lift = found(made).lift
    freedom = found(made).freedom
    assert lift.interval is not None and freedom is not None
    bound = stats.t.ppf(0.975, freedom)
    for limit in (lift.interval.low, lift.interval.high):
        part = 1 + limit
        error = math.sqrt(SECOND.var(ddof=1) / 60 + part**2 * FIRST.var(ddof=1) / 80)
        assert abs(SECOND.mean() - part * FIRST.mean()) / error == pytest.approx(bound, rel=1e-9)


def test_no_lift_is_told_where_the_control_group_is_not_surely_above_zero() -> None:
    made = means(Moments.of([-1.0, 1.0, 0.2, -0.1]), Moments.of([1.0, 2.0, 3.0]))
    assert found(made).lift.interval is None and "not surely above zero" in found(made).lift.words
    assert found(means(Moments.of([-1.0, -2.0]), Moments.of([1.0, 2.0]))).lift.value is None


def test_a_ratio_over_equal_denominators_is_the_test_of_means() -> None:
    ones = Pair.of(np.full(80, 2.0), FIRST), Pair.of(np.full(60, 2.0), SECOND)
    plain = means(Moments.of(FIRST / 2), Moments.of(SECOND / 2))
    assert of(ratios(*ones).interval) == pytest.approx(of(plain.interval), rel=1e-9)


def test_the_delta_method_is_near_the_jackknife() -> None:
    seen = RNG.poisson(5, 400) + 1.0
    cost = seen * RNG.gamma(2, 1.5, 400)
    made = ratios(Pair.of(seen, cost), Pair.of(seen[:200], cost[:200] * 1.1))
    left_out = (cost.sum() - cost) / (seen.sum() - seen)
    first = 399 / 400 * ((left_out - left_out.mean()) ** 2).sum()
    left_out = (cost[:200].sum() - cost[:200]) / (seen[:200].sum() - seen[:200]) * 1.1
    second = 199 / 200 * ((left_out - left_out.mean()) ** 2).sum()
    assert made.standard_error == pytest.approx(math.sqrt(first + second), rel=0.01)
    assert made.effect == pytest.approx(1.1 * cost[:200].sum() / seen[:200].sum() - cost.sum() / seen.sum())


def test_cuped_takes_out_what_was_known_before() -> None:
    before = RNG.normal(100, 10, 300)
    after = before + RNG.normal(0, 5, 300)
    control, treated = Pair.of(before[:150], after[:150]), Pair.of(before[150:], after[150:] + 2)
    made, plain = cuped(control, treated), means(control.y, treated.y)
    assert found(made).variance_reduction == pytest.approx(0.8, abs=0.05)
    assert made.standard_error is not None and plain.standard_error is not None
    assert made.standard_error < 0.5 * plain.standard_error
    theta = slope(control, treated)
    assert made.effect == pytest.approx(plain.effect - theta * (before[150:].mean() - before[:150].mean()))
    assert theta == pytest.approx(_pooled(before, after), rel=1e-9)


def _pooled(before: np.ndarray, after: np.ndarray) -> float:
    """The slope of a least-squares line with a level for each group (the effect of 2 goes into the level)."""
    design = np.column_stack([np.arange(300) < 150, np.arange(300) >= 150, before])
    return float(np.linalg.lstsq(design.astype(float), after, rcond=None)[0][2])


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_cuped_with_an_unrelated_or_flat_value_before_equals_the_plain_test(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=40), rng.normal(size=40)
    halves = [slice(0, 20), slice(20, 40)]
    for half in halves:
        centred = y[half] - y[half].mean()
        x[half] -= centred * (x[half] @ centred) / (centred @ centred)
    groups = [Pair.of(x[half] - x[half].mean(), y[half]) for half in halves]
    flat = [Pair.of(np.ones(20), y[half]) for half in halves]
    plain = means(groups[0].y, groups[1].y)
    for made in (cuped(*groups), cuped(*flat)):
        assert made.effect == pytest.approx(plain.effect, abs=1e-9)
        assert of(made.interval) == pytest.approx(of(plain.interval), abs=1e-9)


def test_cuped_from_sums_is_cuped_from_rows() -> None:
    x, y = [1.0, 2.0, 4.0, 7.0], [2.0, 3.0, 3.0, 8.0]
    raw = Pair.of(x, y)
    summed = Pair.from_sums(count=4, total_x=14, total_y=16, squares_x=70, squares_y=86, products=76)
    assert (summed.cross, summed.x.centred) == pytest.approx((raw.cross, raw.x.centred))
    assert (summed.cross, summed.x.centred) == (20.0, 21.0)
    other = Pair.of(y, x)
    assert cuped(raw, other).effect == pytest.approx(cuped(summed, other).effect)


def test_several_variants_are_adjusted_after_holm_and_wider() -> None:
    control = Moments.of(FIRST)
    many = {"a": Moments.of(SECOND), "b": Moments.of(FIRST[:40] + 0.1), "c": Moments.of(SECOND + 1)}
    told = variants(control, many)
    alone = means(control, many["a"])
    assert told["a"].interval is not None and alone.interval is not None
    assert told["a"].interval.half > alone.interval.half
    assert told["a"].interval.level == pytest.approx(1 - 0.05 / 3)
    assert all((told[name].p_value or 0) >= (means(control, one).p_value or 0) for name, one in many.items())
    assert variants(control, {"a": many["a"]})["a"].p_value == alone.p_value


def test_sizes_not_as_planned_are_found() -> None:
    good = sample_ratio({"control": 5000, "treated": 5050})
    assert good.passed and good.figure == pytest.approx(stats.chisquare([5000, 5050]).pvalue)
    bad = sample_ratio({"control": 821588, "treated": 815482})
    assert bad.passed is False and "find out why" in bad.words and bad.figure == pytest.approx(1.8e-6, rel=0.05)
    assert sample_ratio({"a": 900, "b": 100}, planned={"a": 9, "b": 1}).passed


def test_groups_that_were_not_alike_are_named_and_chance_in_small_ones_is_forgiven() -> None:
    control, treated = {"age": Moments.of(FIRST)}, {"age": Moments.of(FIRST[:60] + 2)}
    (one,) = balance(control, treated)
    assert one.passed is False and "age" in one.name and one.figure is not None and one.figure > 0.5
    few = balance({"age": Moments.of(FIRST[:10])}, {"age": Moments.of(FIRST[10:20])})
    assert few[0].limit is not None and few[0].limit > 1
    with pytest.raises(BadInput, match="tenure"):
        balance(control, {"tenure": Moments.of(FIRST)})


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (lambda: means(Moments.of([1.0, 1.0]), Moments.of([2.0, 2.0])), "no spread"),
        (lambda: means(Moments.of([1.0]), Moments.of([2.0, 3.0])), "control group has 1 row"),
        (lambda: Moments.from_sums(count=0, total=0, squares=0, name="Minutes"), "Minutes has no rows"),
        (lambda: Moments.from_sums(count=-3, total=0, squares=0), "at least 0"),
        (lambda: Moments.from_sums(count=3, total=30, squares=10), "not of the same rows"),
        (lambda: Moments.from_sums(count=3, total=float("nan"), squares=10), "A sum is nan"),
        (lambda: Share(5, 0, "Group b"), "Group b is empty"),
        (lambda: Share(5, 4), "5 counted of 4"),
        (lambda: Share(-1, 4), "at least 0"),
        (lambda: ratios(Pair.of([0.0, 0.0], [1.0, 2.0]), Pair.of([1.0, 1.0], [1.0, 2.0])), "over nothing"),
        (lambda: cuped(Pair.of([1.0, 2.0], [1.0, 2.0]), Pair.of([1.0, 2.0], [1.0, 3.0])), "at least 3"),
        (lambda: Pair.of([1.0], [1.0, 2.0]), "each row needs both"),
        (lambda: variants(Moments.of(FIRST), {}), "No variant"),
        (lambda: sample_ratio({"a": 0, "b": 0}), "All groups are empty"),
        (lambda: sample_ratio({"a": 3, "b": 3}, planned={"a": 1, "c": 1}), "b, c"),
        (lambda: sample_ratio({"a": 3}), "at least two groups"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(asked: object, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        asked()  # type: ignore[operator]

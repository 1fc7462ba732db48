"""Is the worth of an effect carried with its interval, and do measured plans teach later ones?"""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.impact.adviser import QUESTIONS, Situation, advise
from opencaio.engines.impact.estimate import Claims, DesignCheck, Estimate, Interval
from opencaio.engines.impact.methods import METHODS
from opencaio.engines.impact.worth import (
    Assumption,
    Realised,
    Worth,
    calibrated,
    calibration,
    realised,
    together,
    worth,
)
from opencaio.errors import BadInput

CLAIMS = Claims("It is so.", "Not for others.")
CASES = Assumption("cases a year", Decimal(12000), "register 2025")
COST = Assumption("cost of a minute", Decimal("0.80"), "finance, October 2026")


def effect(
    value: float = 3.0, low: float = 1.0, high: float = 5.0, *, checks: tuple[DesignCheck, ...] = ()
) -> Estimate:
    return Estimate("did", value, Interval(low, high), 1.02, "minutes", {}, CLAIMS, "h", checks=checks)


def measured(amount: float, half: float, currency: str = "EUR") -> Worth:
    told = (Decimal(str(amount)), Decimal(str(amount - half)), Decimal(str(amount + half)))
    return Worth(*told, 0.95, currency, "", (), ())


def part(share: float, half: float = 0.1) -> Realised:
    return realised(measured(share, half), planned=Decimal(1))


def test_three_minutes_saved_on_twelve_thousand_cases_are_so_much_money() -> None:
    made = worth(effect(), volume=CASES, value=COST, currency="EUR")
    assert (made.low, made.amount, made.high) == (Decimal("9600.00"), Decimal("28800.00"), Decimal("48000.00"))
    assert made.formula == "3 minutes x cases a year 12,000 x cost of a minute 0.80 EUR"
    assert made.sources == ("cases a year: register 2025", "cost of a minute: finance, October 2026")
    assert made.doubts == ("Not for others.",)


def test_a_lower_cost_is_a_gain_when_the_value_is_negative_and_low_stays_low() -> None:
    saved = Assumption("euros each", Decimal(-1), "one euro less is one euro saved")
    made = worth(effect(-3, -5, -1), volume=CASES, value=saved, currency="EUR")
    assert (made.low, made.amount, made.high) == (Decimal(12000), Decimal(36000), Decimal(60000))


def test_unsure_assumptions_widen_the_interval_as_drawn_products_do() -> None:
    volume = Assumption("cases", Decimal(100), "guess", Decimal(80), Decimal(120))
    value = Assumption("value", Decimal(10), "guess", Decimal(6), Decimal(14))
    made = worth(effect(3, 2, 4), volume=volume, value=value, currency="EUR")
    rng, size = np.random.default_rng(1), 200_000
    drawn = rng.normal(3, 1 / 1.96, size) * rng.normal(100, 20 / 1.645, size) * rng.normal(10, 4 / 1.645, size)
    assert made.deviation == pytest.approx(drawn.std(), rel=0.01)
    assert made.amount == Decimal(3000)


def test_checks_that_failed_go_with_the_money() -> None:
    bad = effect(checks=(DesignCheck("trend", False, "They moved apart before."),))
    assert "They moved apart before." in worth(bad, volume=CASES, value=COST, currency="EUR").doubts


def test_sums_add_errors_in_squares_and_never_mix_currencies() -> None:
    whole = together([measured(100, 30), measured(50, 40)])
    assert whole.amount == 150 and whole.high - whole.amount == Decimal(50)
    with pytest.raises(BadInput, match="CHF, EUR"):
        together([measured(1, 1), measured(1, 1, "CHF")])


def test_the_measured_part_of_a_plan_carries_its_interval() -> None:
    found = realised(measured(600, 200), planned=Decimal(1000))
    assert found.share == 0.6 and (found.interval.low, found.interval.high) == pytest.approx((0.4, 0.8))
    assert found.words == "60% of the plan (40% to 80%)."
    with pytest.raises(BadInput, match="above zero"):
        realised(measured(600, 200), planned=Decimal(0))


def test_without_anything_measured_a_plan_is_taken_at_its_word_but_loosely() -> None:
    found = calibration([])
    assert found.factor == 1 and found.raw is None and found.coming.low < 0.1 and found.cases == 0
    middle, low, high = calibrated(Decimal(1000), found)
    assert middle == 1000 and low < 100 and high > 1900


def test_plans_that_come_to_half_teach_later_ones_the_more_the_more_there_are() -> None:
    factors = [calibration([part(0.5)] * many).factor for many in (1, 3, 10, 40)]
    assert factors == sorted(factors, reverse=True) and 0.7 < factors[0] < 0.8
    assert factors[-1] == pytest.approx(0.5, abs=0.01)
    assert calibration([part(0.5), part(0.5, 5.0)]).factor == pytest.approx(0.5, abs=0.05)


def test_use_cases_that_differ_leave_the_next_one_open() -> None:
    alike, apart = calibration([part(0.6)] * 8), calibration([part(0.2), part(1.0)] * 4)
    assert apart.spread > 0.3 and alike.spread == 0
    assert apart.coming.half > 3 * alike.coming.half
    assert apart.interval.half < apart.coming.half


@given(st.lists(st.floats(-2, 3), min_size=1, max_size=12), st.floats(0.01, 1))
def test_the_factor_lies_between_one_and_the_average(shares: list[float], half: float) -> None:
    found = calibration([part(round(share, 4), round(half, 4)) for share in shares])
    assert found.raw is not None
    assert min(1.0, found.raw) - 1e-9 <= found.factor <= max(1.0, found.raw) + 1e-9


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (lambda: Assumption("cases", Decimal(1), " "), "cases has no source"),
        (lambda: Assumption("cases", Decimal("NaN"), "x"), "cases is NaN"),
        (lambda: Assumption("cases", Decimal(5), "x", low=Decimal(6), high=Decimal(7)), "does not lie between"),
        (lambda: Assumption("cases", Decimal(5), "x", low=Decimal(4)), "one end of a range"),
        (lambda: together([]), "Nothing has been measured"),
        (
            lambda: worth(effect(), volume=Assumption("a", Decimal(10) ** 20, "x"), value=COST, currency="EUR"),
            "beyond what any organisation has",
        ),
    ],
)
def test_money_that_makes_no_sense_is_refused(asked: object, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        asked()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("situation", "first", "second"),
    [
        (Situation(True, 100, 100, "one", 8), "cuped", "sequential"),
        (Situation(True, 100, 100, "one", 0), "ab_mean", "sequential"),
        (Situation(False, 12, 30, "several", 12), "staggered", "did"),
        (Situation(False, 12, 0, "several", 12), "staggered", "structural"),
        (Situation(False, 1, 20, "one", 24), "synthetic_control", "synthetic_did"),
        (Situation(False, 6, 20, "one", 24), "synthetic_did", "did"),
        (Situation(False, 6, 4, "one", 3), "did", None),
        (Situation(False, 1, 2, "one", 30), "structural", "interrupted"),
        (Situation(False, 1, 0, "one", 40), "interrupted", "structural"),
        (Situation(False, 1, 0, "one", 8), "before_after", None),
        (Situation(False, 1, 0, "one", 2), None, None),
    ],
)
def test_the_adviser_names_the_method_that_fits(situation: Situation, first: str | None, second: str | None) -> None:
    advice = advise(situation)
    assert (advice.first.method if advice.first else None) == first
    if second or not first:
        assert (advice.second.method if advice.second else None) == second
    assert not advice.missing and advice.collect
    for one in (advice.first, advice.second):
        assert one is None or (one.method in METHODS and one.because and one.title)


def test_what_is_not_known_is_asked_and_not_taken_as_no() -> None:
    advice = advise(Situation())
    assert advice.first is None and advice.missing == tuple(words for _, words in QUESTIONS)
    assert advise(Situation(randomise=True, before=4)).missing == ()
    assert len(advise(Situation(before=30)).missing) == 3


def test_what_would_make_it_stronger_is_told() -> None:
    alone = advise(Situation(False, 1, 0, "one", 8))
    assert any("by lot" in words for words in alone.stronger)
    assert any("stay without it" in words for words in alone.stronger)
    assert any("more periods before" in words for words in alone.stronger)
    assert any("waves" in words for words in advise(Situation(False, 9, 9, "one", 40)).stronger)
    assert advise(Situation(True, 9, 9, "one", 40)).stronger == ()
    with pytest.raises(BadInput, match="untreated"):
        Situation(untreated=-1)

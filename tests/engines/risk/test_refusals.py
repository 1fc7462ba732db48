"""Is what cannot be counted with refused, in words?"""

from decimal import Decimal

import pytest

from opencaio.engines.risk import Estimate, Scenario, Treatment, amount_in, simulate
from opencaio.errors import BadInput

ONE = Estimate.fixed(Decimal(1))


@pytest.mark.parametrize(
    ("low", "likely", "high", "words"),
    [
        ("3", "2", "1", "low ≤ likely ≤ high"),
        ("1", "5", "4", "low ≤ likely ≤ high"),
        ("-1", "2", "3", "below zero"),
        ("NaN", "1", "2", "not a number"),
        ("1", "2", "Infinity", "not a number"),
    ],
)
def test_an_estimate_out_of_order_is_refused(low, likely, high, words):
    with pytest.raises(BadInput, match=words):
        Estimate(Decimal(low), Decimal(likely), Decimal(high))


@pytest.mark.parametrize("factor", ["-0.1", "1.01", "NaN", "Infinity"])
def test_a_control_that_would_add_is_refused(factor):
    with pytest.raises(BadInput, match="no factor from 0"):
        Treatment("C", Decimal(factor), Decimal(1), in_place=True)


def test_amounts_beyond_all_measure_are_refused():
    huge = Estimate.fixed(Decimal("1e400"))
    with pytest.raises(BadInput, match="beyond"):
        Scenario("R", ONE, huge)
    with pytest.raises(BadInput, match="running cost"):
        Scenario("R", huge, ONE)


def test_a_long_tail_from_zero_is_refused():
    with pytest.raises(BadInput, match="above zero"):
        Scenario("R", ONE, Estimate(Decimal(0), Decimal(1), Decimal(2)), "lognormal")


@pytest.mark.parametrize("years", [0, 999, 1_000_001])
def test_too_few_and_too_many_years_are_refused(years):
    with pytest.raises(BadInput, match="Simulate from"):
        simulate(Scenario("R", ONE, ONE), years=years)


@pytest.mark.parametrize(
    ("text", "value"), [("1250", "1250"), ("1 250 000.50", "1250000.50"), ("0.05", "0.05"), ("12'000", "12000")]
)
def test_amounts_are_read_as_people_write_them(text, value):
    assert amount_in(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "ten", "-5", "1e400", "nan", "inf", "1,5", "1.2.3", "9" * 30, "=1+1"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(BadInput, match="not a number"):
        amount_in(text)


def test_a_risk_that_never_happens_costs_nothing():
    drawn = simulate(Scenario("R", Estimate.fixed(Decimal(0)), Estimate.fixed(Decimal(100))))
    assert not drawn["inherent"].any()

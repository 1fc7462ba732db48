"""Does the simulation give what can be worked out by hand?"""

import math
from decimal import Decimal

import numpy as np
import pytest

from opencaio.engines.risk import (
    STATES,
    Estimate,
    Scenario,
    Treatment,
    chance_above,
    loss_at,
    magnitude_of,
    measure,
    measure_portfolio,
    moments,
    pert,
    simulate,
)

YEARS = 100_000


def three(low: str, likely: str, high: str) -> Estimate:
    return Estimate(Decimal(low), Decimal(likely), Decimal(high))


def fixed(value: str) -> Estimate:
    return Estimate.fixed(Decimal(value))


FORMS = {
    "one certain loss, a Poisson number of events": Scenario("a", fixed("2"), fixed("1000")),
    "uncertain losses": Scenario("b", fixed("3"), three("100", "400", "2000")),
    "an uncertain rate": Scenario("c", three("0.5", "1", "4"), fixed("500")),
    "both uncertain": Scenario("d", three("0.1", "0.4", "2"), three("1000", "5000", "40000")),
    "a long tail": Scenario("e", three("0.5", "1", "3"), three("1000", "3000", "20000"), "lognormal"),
    "many events a year, drawn as sums": Scenario("f", fixed("5000"), three("1", "3", "9")),
    "nearly a thousand, some years event by event, some as sums": Scenario("g", fixed("1000"), three("1", "3", "9")),
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("state", STATES)
def test_mean_and_variance_are_those_of_the_compound_poisson_distribution(name, state):
    treatments = (
        Treatment("now", Decimal("0.6"), Decimal("0.9"), in_place=True),
        Treatment("later", Decimal("0.5"), Decimal("0.5"), in_place=False),
    )
    form = FORMS[name]
    scenario = Scenario(form.key, form.frequency, form.magnitude, form.shape, treatments)
    losses = simulate(scenario, years=YEARS)[state]
    exact = moments(scenario, state)
    error = math.sqrt(exact.variance / YEARS)
    assert abs(losses.mean() - exact.mean) < 4.5 * error
    # The variance of a variance needs the fourth moment: taken from the draws themselves.
    spread = losses - losses.mean()
    error_of_variance = math.sqrt(max(float(np.mean(spread**4) - np.mean(spread**2) ** 2), 0) / YEARS)
    assert abs(losses.var() - exact.variance) < 5 * error_of_variance


def test_two_certain_events_of_a_thousand_cost_two_thousand_with_the_variance_of_poisson():
    exact = moments(FORMS["one certain loss, a Poisson number of events"], "current")
    assert exact.mean == pytest.approx(2 * 1000)
    assert exact.variance == pytest.approx(2 * 1000**2)


def test_the_chance_of_any_loss_is_one_minus_e_to_the_minus_rate():
    found = measure(Scenario("x", fixed("0.3"), fixed("100")), years=YEARS)["current"]
    expected = 1 - math.exp(-0.3)
    assert found.any_loss == pytest.approx(expected, abs=4.5 * math.sqrt(expected * (1 - expected) / YEARS))


def test_a_control_that_halves_the_frequency_leaves_a_poisson_number_of_events():
    half = Treatment("half", Decimal("0.5"), Decimal(1), in_place=True)
    losses = simulate(Scenario("x", fixed("4"), fixed("1"), treatments=(half,)), years=YEARS)["current"]
    for events in range(6):
        chance = math.exp(-2) * 2**events / math.factorial(events)
        seen = float(np.mean(np.isclose(losses, events)))
        assert seen == pytest.approx(chance, abs=4.5 * math.sqrt(chance / YEARS))


def test_pert_has_the_textbook_mean_and_variance():
    shape = pert(three("10", "20", "60"))
    assert shape.mean == pytest.approx((10 + 4 * 20 + 60) / 6)
    assert shape.variance == pytest.approx((shape.mean - 10) * (60 - shape.mean) / 7)
    drawn = shape.draw(np.random.default_rng(1), 200_000)
    assert drawn.min() >= 10
    assert drawn.max() <= 60
    assert drawn.mean() == pytest.approx(shape.mean, rel=0.005)
    assert drawn.var() == pytest.approx(shape.variance, rel=0.02)


def test_a_long_tail_has_low_and_high_as_fifth_and_ninety_fifth_percentile():
    shape = magnitude_of(three("1000", "5000", "90000"), "lognormal")
    drawn = shape.draw(np.random.default_rng(2), 400_000)
    low, high = np.percentile(drawn, [5, 95])
    assert low == pytest.approx(1000, rel=0.02)
    assert high == pytest.approx(90_000, rel=0.02)
    assert np.median(drawn) == pytest.approx(math.sqrt(1000 * 90_000), rel=0.02)


def test_the_standard_error_says_how_far_the_simulated_mean_may_be_off():
    scenario = FORMS["both uncertain"]
    misses = []
    for seed in range(60):
        found = measure(scenario, years=2_000, seed=seed)["current"]
        misses.append(float((found.simulated - found.expected) / found.standard_error))
    assert abs(np.mean(misses)) < 0.5
    assert 0.6 < np.std(misses) < 1.5


def test_the_exceedance_curve_reads_the_share_of_years_above_an_amount():
    scenario = FORMS["both uncertain"]
    losses = simulate(scenario, years=YEARS)["current"]
    curve = measure(scenario, years=YEARS)["current"].curve
    for amount in (500, 5_000, 20_000, 60_000):
        assert chance_above(curve, Decimal(amount)) == pytest.approx(float(np.mean(losses > amount)), abs=0.01)
    assert chance_above(curve, curve[-1].loss) == 0


def test_the_loss_at_a_chance_is_the_percentile_of_the_years():
    scenario = FORMS["both uncertain"]
    losses = simulate(scenario, years=YEARS)["current"]
    curve = measure(scenario, years=YEARS)["current"].curve
    for chance in (0.5, 0.2, 0.1, 0.05, 0.01):
        exact = float(np.percentile(losses, 100 * (1 - chance)))
        assert float(loss_at(curve, chance)) == pytest.approx(exact, rel=0.03, abs=20)
    assert loss_at(curve, 0.999) == 0


def test_independent_risks_add_up_in_mean_and_variance():
    scenarios = [FORMS[name] for name in ("uncertain losses", "both uncertain", "an uncertain rate")]
    found = measure_portfolio(scenarios, years=YEARS).measured["current"]
    mean = sum(moments(one, "current").mean for one in scenarios)
    variance = sum(moments(one, "current").variance for one in scenarios)
    assert float(found.expected) == pytest.approx(mean, abs=0.01)
    assert float(found.standard_error) == pytest.approx(math.sqrt(variance / YEARS), rel=0.05)
    assert abs(float(found.simulated) - mean) < 4.5 * math.sqrt(variance / YEARS)


def test_bad_years_that_coincide_make_the_worst_years_worse_and_the_mean_no_other():
    whole = measure_portfolio([FORMS[name] for name in ("uncertain losses", "both uncertain", "an uncertain rate")])
    apart, together = whole.measured["current"], whole.together
    assert together.tail_mean > apart.tail_mean
    assert together.p99 > apart.p99
    assert float(together.simulated) == pytest.approx(float(apart.simulated), abs=0.02)


def test_the_parts_in_the_worst_years_add_up_to_their_mean():
    whole = measure_portfolio(list(FORMS.values()))
    assert sum(part.tail_share for part in whole.parts) == pytest.approx(1, abs=1e-4)
    total = sum(part.in_tail for part in whole.parts)
    assert float(total) == pytest.approx(float(whole.measured["current"].tail_mean), rel=1e-4)

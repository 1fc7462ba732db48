"""Does the engine keep its promises for any risk: controls only take away, equal inputs give equal figures?"""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines.risk import Estimate, Scenario, Treatment, digest, measure, measure_portfolio, simulate

FEW = 1_000


def estimates(most: int, *, least: str = "0") -> st.SearchStrategy[Estimate]:
    values = st.decimals(least, most, places=3, allow_nan=False, allow_infinity=False)
    return st.lists(values, min_size=3, max_size=3).map(lambda three: Estimate(*sorted(three)))


factors = st.decimals(0, 1, places=3)
treatments = st.builds(
    Treatment, key=st.sampled_from("abcdef"), frequency=factors, magnitude=factors, in_place=st.booleans()
)
scenarios = st.builds(
    Scenario,
    key=st.text("RSTU0123", min_size=1, max_size=6),
    frequency=st.one_of(estimates(6), estimates(2_500)),
    magnitude=estimates(10**7, least="1"),
    shape=st.sampled_from(["pert", "lognormal"]),
    treatments=st.lists(treatments, max_size=3, unique_by=lambda one: one.key).map(tuple),
)


@settings(max_examples=40)
@given(scenarios)
def test_in_no_year_does_a_control_add_to_the_loss(scenario):
    drawn = simulate(scenario, years=FEW)
    slack = 1e-9 * (1 + drawn["inherent"])
    assert np.all(drawn["current"] <= drawn["inherent"] + slack)
    assert np.all(drawn["planned"] <= drawn["current"] + slack)
    assert np.all(drawn["planned"] >= 0)


@settings(max_examples=40)
@given(scenarios)
def test_the_exceedance_curve_only_falls(scenario):
    for loss in measure(scenario, years=FEW).losses.values():
        assert all(a.loss <= b.loss for a, b in zip(loss.curve, loss.curve[1:], strict=False))
        assert all(a.probability >= b.probability for a, b in zip(loss.curve, loss.curve[1:], strict=False))
        assert not loss.curve or loss.curve[-1].probability == 0
        assert loss.p5 <= loss.p50 <= loss.p95 <= loss.p99


@settings(max_examples=40)
@given(scenarios, st.integers(2, 50))
def test_losses_in_another_currency_are_the_same_years_in_other_money(scenario, rate):
    dearer = Estimate(
        *(value * rate for value in (scenario.magnitude.low, scenario.magnitude.likely, scenario.magnitude.high))
    )
    years = simulate(scenario, years=FEW)["current"]
    assert simulate(replace(scenario, magnitude=dearer), years=FEW)["current"] == pytest.approx(years * rate, rel=1e-9)


@settings(max_examples=20)
@given(scenarios)
def test_equal_inputs_give_equal_bits(scenario):
    first, again = simulate(scenario, years=FEW), simulate(replace(scenario), years=FEW)
    assert all(np.array_equal(first[state], again[state]) for state in first.losses)
    assert measure(scenario, years=FEW) == measure(replace(scenario), years=FEW)


@settings(max_examples=20)
@given(scenarios, treatments)
def test_planning_a_control_moves_no_figure_of_today(scenario, control):
    planned = replace(control, key="planned", in_place=False)
    before = measure(scenario, years=FEW)
    after = measure(replace(scenario, treatments=(*scenario.treatments, planned)), years=FEW)
    assert before["inherent"] == after["inherent"]
    assert before["current"] == after["current"]


def risk(key: str, **changed) -> Scenario:
    plain = Scenario(key, Estimate(*map(Decimal, ("0.5", "1", "4"))), Estimate(*map(Decimal, (100, 500, 9000))))
    return replace(plain, **changed)


def test_another_seed_draws_other_years_around_the_same_expectation():
    one, other = measure(risk("R"), seed=1)["current"], measure(risk("R"), seed=2)["current"]
    assert one.simulated != other.simulated
    assert one.expected == other.expected


def test_two_risks_with_equal_numbers_have_years_of_their_own():
    first, second = simulate(risk("R-1"))["current"], simulate(risk("R-2"))["current"]
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.05


def test_a_risk_among_others_has_the_same_years_as_alone_and_their_order_does_not_matter():
    risks = [risk("R-1"), risk("R-2"), risk("R-3")]
    alone = sum(simulate(one)["current"] for one in risks)
    assert measure_portfolio(risks).measured["current"].simulated == pytest.approx(
        Decimal(str(round(float(alone.mean()), 2))), abs=Decimal("0.01")
    )
    assert measure_portfolio(risks) == measure_portfolio(risks[::-1])


def test_the_digest_of_the_inputs_knows_every_change_and_no_other_spelling():
    plain = digest((risk("R"),), years=FEW, seed=1)
    respelt = risk("R", magnitude=Estimate(Decimal("100.00"), Decimal("5E+2"), Decimal("9000.0")))
    assert digest((respelt,), years=FEW, seed=1) == plain
    control = Treatment("c", Decimal("0.5"), Decimal(1), in_place=True)
    others = [risk("S"), risk("R", shape="lognormal"), risk("R", treatments=(control,))]
    others.append(risk("R", treatments=(replace(control, in_place=False),)))
    found = {digest((one,), years=FEW, seed=1) for one in others}
    found |= {digest((risk("R"),), years=FEW, seed=2), digest((risk("R"),), years=2 * FEW, seed=1)}
    assert len(found) == 6
    assert plain not in found


def test_memory_stays_bounded_when_events_are_many():
    import tracemalloc

    busy = risk("R", frequency=Estimate.fixed(Decimal(900)))
    tracemalloc.start()
    simulate(busy, years=10_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000, "nine million events must not be held at once"


def test_a_portfolio_larger_than_its_store_draws_again_and_tells_the_same(monkeypatch):
    from opencaio.engines.risk import portfolio

    risks = [risk(f"R-{number}") for number in range(4)]
    kept = measure_portfolio(risks)
    monkeypatch.setattr(portfolio, "HELD_NUMBERS", 0)
    again = measure_portfolio(risks)
    assert kept.measured == again.measured
    assert [part.tail_share for part in kept.parts] == pytest.approx(
        [part.tail_share for part in again.parts], abs=1e-6
    )

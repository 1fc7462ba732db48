"""Are later cases corrected by what earlier plans turned out to be, and does a case promise what it is held to?"""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines.value import (
    Case,
    Kept,
    Line,
    Range,
    digest,
    planned,
    planned_value,
    promised,
    read_assumptions,
    simulate,
    tornado,
    value,
)
from opencaio.errors import BadInput

D = Decimal
PLAIN = read_assumptions({"discount_rate": "0.1", "flow_at": "1", "tax_rate": "0.25", "inflation": "0",
                          "wage_growth": "0", "capex_life": "2"})  # fmt: skip
BUILD = Line("b", "build", Range.of(1000), budget="capex")
SAVED = Line("s", "cashable", Range(D(700), D(800), D(900)))
HOURS = Line("h", "productivity", Range.of(10), times=D(50))
CASE = Case("I-1", 2027, 3, (BUILD, SAVED, HOURS), adoption=(D("0.5"), D(1)))
HALF = Kept("cashable", Range.of("0.5"), 4)


def test_a_correction_worked_by_hand() -> None:
    # Cashable: half of 400, 800, 800. Productivity is not corrected: 10 h x 50 x 0.4 = 200, half of it in year one.
    told = planned(replace(CASE, kept=(HALF,)), PLAIN)
    assert told.by_kind["cashable"].tolist() == [200, 400, 400]
    assert told.by_kind["productivity"].tolist() == [100, 200, 200]
    net = [300 * 0.75 + 125 - 1000, 600 * 0.75 + 125, 600 * 0.75]
    assert told.net.tolist() == pytest.approx(net)
    worth = sum(one / 1.1 ** (year + 1) for year, one in enumerate(net))
    assert planned_value(replace(CASE, kept=(HALF,)), PLAIN) == pytest.approx(worth)


def test_costs_are_never_corrected_and_the_draws_follow_the_plan() -> None:
    corrected = replace(CASE, kept=(HALF,))
    halved = replace(CASE, lines=(BUILD, replace(SAVED, amount=Range(D(350), D(400), D(450))), HOURS))
    found, same = (simulate([one], PLAIN, draws=2000)["I-1"] for one in (corrected, halved))
    assert found.npv == pytest.approx(same.npv)
    assert found.built == pytest.approx(same.built)


def test_a_part_that_is_not_surely_known_widens_the_value_and_stands_in_the_tornado() -> None:
    unsure = replace(CASE, kept=(Kept("cashable", Range(D("0.3"), D("0.5"), D("0.7")), 4),))
    wide, narrow = (value(one, PLAIN, draws=4000).spread for one in (unsure, replace(CASE, kept=(HALF,))))
    assert wide.p90 - wide.p10 > 2 * (narrow.p90 - narrow.p10)
    assert wide.p50 == pytest.approx(narrow.p50, abs=20)
    swing = next(one for one in tornado(unsure, PLAIN) if one.key == "kept-cashable")
    assert swing.low < planned_value(unsure, PLAIN) < swing.high
    assert not any(one.key == "kept-revenue" for one in tornado(unsure, PLAIN))


def test_without_a_correction_a_case_has_the_name_that_it_always_had() -> None:
    off, on = read_assumptions({"correct_plans": "0"}), read_assumptions({"correct_plans": "1"})
    names = [digest(CASE, one, draws=100, seed=1) for one in (read_assumptions({}), off, on)]
    assert names[0] == names[1] != names[2]
    assert names[0] == "0dab675111925b46c3b0bc8c6eb54028042fff82008021765638ec45e9b20086"
    assert digest(replace(CASE, kept=(HALF,)), off, draws=100, seed=1) != names[0]
    assert on.corrects and not off.corrects and not read_assumptions({}).corrects
    assert not any("Correct plans" in one for one in value(CASE, read_assumptions({}), draws=100).warnings)
    with pytest.raises(BadInput, match="whole number"):
        read_assumptions({"correct_plans": "0.5"})


def test_a_part_below_nothing_or_of_a_cost_is_refused() -> None:
    for bad in (Kept("build", Range.of(1), 1), Kept("cashable", Range.of(-1), 1)):
        with pytest.raises(BadInput, match="kept part"):
            simulate([replace(CASE, kept=(bad,))], PLAIN, draws=100)


@settings(max_examples=20, deadline=None)
@given(share=st.integers(0, 300), low=st.integers(0, 100), high=st.integers(0, 100))
def test_taken_at_their_word_plans_are_as_they_were_and_more_kept_is_worth_more(
    share: int, low: int, high: int
) -> None:
    whole = replace(CASE, kept=(Kept("cashable", Range.of(1), 9), Kept("revenue", Range.of(0), 9)))
    assert np.array_equal(simulate([whole], PLAIN, draws=100)["I-1"].npv, simulate([CASE], PLAIN, draws=100)["I-1"].npv)
    middle = D(share) / 100
    told = Range(max(middle - D(low) / 100, D(0)), middle, middle + D(high) / 100)
    corrected = planned_value(replace(CASE, kept=(Kept("cashable", told, 1),)), PLAIN)
    gap = corrected - planned_value(CASE, PLAIN)
    assert gap == pytest.approx((float(middle) - 1) * 0.75 * (400 / 1.1 + 800 / 1.21 + 800 / 1.331))


def test_a_case_promises_line_by_line_what_it_plans_whatever_earlier_plans_turned_out_to_be() -> None:
    late = replace(CASE, late=Range(D(0), D("0.5"), D(1)), kept=(HALF,))
    told = promised(late, PLAIN)
    assert told["s"].tolist() == [200, 600, 800] and told["h"].tolist() == [50, 150, 200]
    whole = planned(replace(late, kept=()), PLAIN).benefit
    assert sum(told.values()) == pytest.approx(whole)
    assert set(told) == {"s", "h"}

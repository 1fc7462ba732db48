"""Do the figures of finance agree with numpy-financial and with examples worked by hand?"""

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from opencaio.engines.value.returns import irr, mirr, npv, payback, peak_cash, profitability_index

FLOWS = st.lists(st.floats(1, 1e6), min_size=1, max_size=10)


@given(st.floats(1, 1e6), FLOWS, st.floats(0, 0.4))
def test_npv_irr_and_mirr_agree_with_numpy_financial(out: float, back: list[float], rate: float) -> None:
    flows = [-out, *back]
    assert npv(rate, flows) == pytest.approx(npf.npv(rate, flows), rel=1e-9, abs=1e-6)
    assert mirr(flows, finance=rate, reinvest=rate).value == pytest.approx(npf.mirr(flows, rate, rate), rel=1e-7)
    found, theirs = irr(flows).value, npf.irr(flows)
    assume(found is not None and not np.isnan(theirs))
    assert found == pytest.approx(theirs, rel=1e-5, abs=1e-6)


def test_a_textbook_project() -> None:
    # The office block of Brealey, Myers and Allen, chapter 2, in thousands: 350 now, 400 in a year, 7 %.
    assert npv(0.07, [-350, 400]) == pytest.approx(23.83, abs=0.01)
    assert irr([-350, 400]).value == pytest.approx(400 / 350 - 1)


def test_two_rates_are_both_told_and_neither_is_chosen() -> None:
    found = irr([-1000, 2500, -1540])
    assert found.value is None
    assert found.all == pytest.approx((0.1, 0.4), abs=1e-6)
    assert "10.0%" in found.words and "40.0%" in found.words


@pytest.mark.parametrize("flows", [[100, 50], [-5, -5], [0, 0, 0], []])
def test_where_there_is_no_rate_the_words_say_why(flows: list[float]) -> None:
    assert irr(flows).value is None and irr(flows).words.startswith("No IRR: ")


def test_money_that_flows_one_way_is_told_by_its_way() -> None:
    assert irr([100, 50]).words == "No IRR: in no year does more go out than come in."
    assert irr([-5, -5]).words == "No IRR: in no year does more come in than go out."


def test_payback_is_for_good_and_within_the_year() -> None:
    assert payback([-100, 50, 50, 100]).years == pytest.approx(3.0)
    assert payback([-100, 80, 40]).years == pytest.approx(2.5)
    # It is back after two years and lost again: what counts is when it is back for good.
    assert payback([-100, 150, -80, 60]).years == pytest.approx(3.5)
    assert payback([-100, 50]).years is None
    assert payback([10, 5]).years == 0


def test_discounting_makes_payback_later() -> None:
    flows = [-100.0, 60, 60, 60]
    plain, discounted = payback(flows).years, payback(flows, rate=0.2).years
    assert plain is not None and discounted is not None and discounted > plain
    assert payback(flows, rate=5).years is None


def test_index_and_peak_of_cash() -> None:
    assert profitability_index(50, 100) == 1.5
    assert profitability_index(50, 0) is None
    assert peak_cash([-30, -40, 100]) == 70
    assert peak_cash([5, 5]) == 0


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12))
def test_every_rate_told_makes_the_value_nothing(flows: list[float]) -> None:
    scale = max(abs(one) for one in flows)
    assume(scale > 1)
    for rate in irr(flows).all:
        if -0.5 < rate < 5:
            size = sum(abs(one) / (1 + rate) ** year for year, one in enumerate(flows))
            assert abs(npv(rate, flows)) <= 1e-4 * size

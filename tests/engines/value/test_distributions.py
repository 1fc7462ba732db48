"""Do distributions pass through what was told, and is their tail as fat as its class, cut where it must be?"""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from opencaio.engines.value.distributions import Z90, fit, mean, with_tail
from opencaio.engines.value.model import Range
from opencaio.errors import BadInput

AT = np.array([-Z90, 0.0, Z90])


@given(st.floats(-1e5, 1e5), st.floats(0.01, 1e5), st.floats(0.01, 1e5))
def test_every_fit_is_exact_in_its_three_points(mid: float, below: float, above: float) -> None:
    told = Range(*(Decimal(repr(one)) for one in (mid - below, mid, mid + above)))
    assume(told.p10 < told.p50 < told.p90)
    found = fit(told).at(AT)
    width = float(told.p90 - told.p10)
    # a lognormal with one side a thousandth of the other is exact to a millionth of the width
    assert found == pytest.approx([float(told.p10), float(told.p50), float(told.p90)], abs=width * 1e-5)


@given(st.floats(1, 1e5), st.floats(1.01, 20), st.floats(1.01, 20))
def test_what_starts_above_nothing_stays_above_it_and_never_falls(mid: float, down: float, up: float) -> None:
    found = fit(Range(*(Decimal(repr(one)) for one in (mid / down, mid, mid * up))))
    values = found.at(np.linspace(-4, 4, 400))
    assert np.all(np.diff(values) >= -1e-9 * mid)
    if found.name == "log_metalog":
        assert values.min() > 0


def test_where_no_metalog_passes_the_fit_says_that_it_fell_back() -> None:
    assert fit(Range(Decimal(0), Decimal(1), Decimal(100))).fell_back
    assert fit(Range(Decimal(10), Decimal(20), Decimal(30))).name == "log_metalog"
    assert fit(Range(Decimal(-10), Decimal(0), Decimal(10))).name == "metalog"
    assert fit(Range.of(5)).name == "fixed"


def test_the_mean_is_that_of_many_draws() -> None:
    body = fit(Range(Decimal(100), Decimal(150), Decimal(400)))
    drawn = body.at(np.random.default_rng(7).standard_normal(400_000))
    assert mean(body) == pytest.approx(float(drawn.mean()), rel=0.01)


def test_the_tail_begins_at_p90_and_falls_as_its_exponent_says() -> None:
    told = Range(Decimal(90), Decimal(100), Decimal(150))
    z = np.random.default_rng(3).standard_normal(400_000)
    drawn = with_tail(fit(told), told, exponent=1.4, z=z)
    assert np.mean(drawn > 150) == pytest.approx(0.1, abs=0.003)
    # Pareto: P(X > 300) = 0.1 x (150 / 300)^1.4
    assert np.mean(drawn > 300) == pytest.approx(0.1 * 0.5**1.4, rel=0.03)
    assert np.allclose(drawn[z < Z90], fit(told).at(z[z < Z90]))


@pytest.mark.parametrize("points", [(3, 2, 4), (1, 2, 1), ("NaN", 1, 2), (0, 1, "1e20")])
def test_points_that_fall_or_are_no_numbers_are_refused(points: tuple[str, ...]) -> None:
    with pytest.raises(BadInput):
        Range(*(Decimal(one) for one in points))

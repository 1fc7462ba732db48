"""Does the year's end add up, keep to what is bound, and know how sure it is?"""

import itertools
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import linregress, t

from opencaio.engines.budget import Bound, Line, Planned, Spent, forecast, part_within, rest_of
from opencaio.engines.budget.running import T90
from opencaio.errors import BadInput

D = Decimal
SEPTEMBER = date(2026, 9, 30)
amounts = st.decimals(min_value=0, max_value=10**7, places=2, allow_nan=False)


def booked(
    *months: object, year: int = 2026, thing: str = "UC-1", vendor: str = "", kind: str = "licence"
) -> tuple[Spent, ...]:
    return tuple(
        Spent(date(year, place, 1), thing, kind, D(str(one)), vendor=vendor)
        for place, one in enumerate(months, start=1)
        if one is not None
    )


def test_even_months_go_on_evenly_and_the_interval_has_no_width() -> None:
    found = forecast(Line(2026, SEPTEMBER, booked(*[100] * 9)))
    assert (found.spent, found.expected, found.low, found.high) == (D(900), D(1200), D(1200), D(1200))
    assert (found.rest.method, found.months_left) == ("level", 3)


def test_the_level_and_its_interval_are_those_of_the_textbook() -> None:
    """Mean 20, s² = 100, three months: two months ahead 40 ± t(0.9; 2) · sqrt(100 · (2 + 4/3))."""
    found = rest_of([D(10), D(20), D(30)], ahead=2)
    half = t.ppf(0.9, 2) * np.sqrt(100 * (2 + 4 / 3))
    assert found.expected == 40
    assert float(found.high or 0) == pytest.approx(40 + half, abs=0.01)


def test_a_line_that_stands_out_is_carried_on_as_least_squares_says() -> None:
    months = [D(one) for one in (100, 111, 119, 131, 139, 151, 160, 171)]
    found = rest_of(months, ahead=3)
    line = linregress(range(8), [float(one) for one in months])
    wanted = sum(line.intercept + line.slope * place for place in (8, 9, 10))
    assert found.method == "slope"
    assert float(found.expected) == pytest.approx(wanted, abs=0.01)
    assert float(found.slope) == pytest.approx(line.slope, abs=0.005)


def test_months_before_a_step_in_the_level_do_not_tilt_the_line() -> None:
    """Two months at 127, then ten around 175: least squares through all twelve would expect 396."""
    months = [D(str(one)) for one in (127, 127.3, 171, 159.4, 162.6, 175.4, 174.9, 181.9, 184.2, 178.9, 177.7, 180.8)]
    found = rest_of(months, ahead=2)
    line = linregress(range(10), [float(one) for one in months[2:]])
    assert (found.seen, found.left_out) == (10, 2)
    assert float(found.expected) == pytest.approx(sum(line.intercept + line.slope * one for one in (10, 11)), abs=0.01)
    assert found.low is not None and found.low < 2 * months[-1] < (found.high or 0)


@pytest.mark.parametrize("months", [[10] * 12, [10] * 9 + [50, 10, 10], [10] * 11 + [90], list(range(12))])
def test_a_bill_that_comes_once_or_a_steady_climb_is_no_step(months: list[int]) -> None:
    assert rest_of([D(one) for one in months], ahead=2).left_out == 0


def test_the_interval_holds_after_a_step_too() -> None:
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(200):
        drawn = [D(f"{one:.2f}") for one in 1000 + 400 * (np.arange(15) >= 4) + rng.normal(0, 40, 15)]
        found = rest_of(drawn[:12], ahead=3)
        held += (found.low or 0) <= sum(drawn[12:]) <= (found.high or 0)
    assert 0.68 <= held / 200 <= 0.88


def test_the_points_of_students_t_are_the_true_ones() -> None:
    assert [float(one) for one in T90] == pytest.approx([t.ppf(0.9, df) for df in range(1, 12)], abs=5e-5)


@pytest.mark.parametrize("slope", [0.0, 12.0])
def test_the_interval_holds_about_four_times_in_five(slope: float) -> None:
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(400):
        drawn = [D(f"{one:.2f}") for one in 1000 + slope * np.arange(15) + rng.normal(0, 40, 15)]
        found = rest_of(drawn[:12], ahead=3)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= sum(drawn[12:]) <= found.high
    assert 0.72 <= held / 400 <= 0.88


def test_too_few_months_give_a_figure_without_an_interval() -> None:
    found = forecast(Line(2026, date(2026, 2, 28), booked(50, 70)))
    assert (found.expected, found.low, found.high) == (D(720), None, None)


def test_nothing_booked_is_no_forecast_of_nothing_for_sure() -> None:
    found = forecast(Line(2026, SEPTEMBER))
    assert (found.expected, found.low, found.rest.method) == (D(0), None, "nothing")


def test_a_year_that_is_over_ends_where_it_was_booked() -> None:
    found = forecast(Line(2025, SEPTEMBER, booked(*[10] * 12, year=2025)))
    assert (found.expected, found.low, found.high, found.months_left) == (D(120), D(120), D(120), 0)


def test_what_is_bound_with_a_vendor_counts_only_beyond_what_goes_on_with_it() -> None:
    bound = Bound("C-1", "Licence", D(3650), date(2026, 1, 1), date(2026, 12, 31), vendor="tarn")
    due = part_within(bound, date(2026, 10, 1), date(2026, 12, 31))
    assert due == D(920)
    small = forecast(Line(2026, SEPTEMBER, booked(*[100] * 9, vendor="tarn"), (bound,)))
    assert (small.bound, small.beyond, small.expected) == (due, {"C-1": D(620)}, D(1820))
    enough = forecast(Line(2026, SEPTEMBER, booked(*[400] * 9, vendor="tarn"), (bound,)))
    assert (enough.beyond, enough.expected) == ({}, D(4800))
    other = forecast(Line(2026, SEPTEMBER, booked(*[400] * 9, vendor="orrin"), (bound,)))
    assert other.beyond == {"C-1": due}


def test_a_plan_adds_what_its_initiative_may_still_spend() -> None:
    own = tuple(Spent(date(2026, 9, 1), "I-1", "time", D(30), initiative="I-1") for _ in range(1))
    line = Line(2026, SEPTEMBER, (*booked(*[100] * 9), *own), planned=(Planned("I-1", "New", D(100)),))
    found = forecast(line)
    assert found.planned == {"I-1": D(70)}
    assert found.expected == 930 + 300 + 70


def test_the_running_month_is_not_counted_twice() -> None:
    rows = (*booked(*[100] * 9), Spent(date(2026, 10, 1), "UC-1", "licence", D(80)))
    found = forecast(Line(2026, SEPTEMBER, rows))
    assert (found.spent, found.going_on, found.expected) == (D(980), D(220), D(1200))


def test_a_year_to_come_goes_on_from_the_last_months() -> None:
    found = forecast(Line(2027, SEPTEMBER, booked(*[100] * 9)))
    assert (found.spent, found.months_left, found.expected) == (D(0), 12, D(1200))


@given(st.lists(amounts, min_size=1, max_size=12), st.integers(1, 12), amounts)
@settings(max_examples=60, deadline=None)
def test_the_parts_add_up_and_the_interval_holds_the_figure(months: list[D], through: int, bound: D) -> None:
    upto = date(2026, through, 28)
    known = booked(*months[:through])
    one = Bound("C", "C", bound, date(2026, 3, 5), date(2027, 4, 4), vendor="v")
    found = forecast(Line(2026, upto, known, (one,)))
    assert found.expected == found.spent + found.going_on + sum(found.beyond.values())
    assert found.expected >= found.spent
    if found.low is not None and found.high is not None:
        assert found.low <= found.expected <= found.high
        assert found.low >= found.spent + min(found.bound, sum(found.beyond.values()))


@given(amounts, st.integers(0, 900), st.lists(st.integers(1, 400), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_the_parts_of_a_commitment_add_up_to_the_cent(amount: D, days: int, cuts: list[int]) -> None:
    first = date(2026, 1, 15)
    bound = Bound("C", "C", amount, first, date.fromordinal(first.toordinal() + days))
    edges = [first.toordinal() - 1]
    for cut in cuts:
        edges.append(edges[-1] + cut)
    edges.append(max(edges[-1], bound.ends.toordinal()))
    parts = [
        part_within(bound, date.fromordinal(low + 1), date.fromordinal(high)) for low, high in itertools.pairwise(edges)
    ]
    assert sum(parts) == amount
    assert min(parts) >= 0


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: Spent(SEPTEMBER, "UC-1", "", D("NaN")), "not an amount"),
        (lambda: Spent(SEPTEMBER, "UC-1", "", D(10) ** 15), "not an amount"),
        (lambda: Bound("C-1", "", D(-1), SEPTEMBER, SEPTEMBER), "below zero"),
        (lambda: Bound("C-1", "", D(1), SEPTEMBER, date(2026, 1, 1)), "before it starts"),
    ],
)
def test_what_cannot_be_is_told_by_name(wrong: object, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        wrong()  # type: ignore[operator]

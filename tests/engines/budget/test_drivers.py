"""Does the bridge from last year to this one add up, and does it say why in the right words?"""

import itertools
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines.budget import Bound, Line, Spent, Year, bridge, carried, forecast, price_and_volume

D = Decimal
OCTOBER = date(2026, 10, 31)


def row(year: int, month: int, amount: object, thing: str = "UC-1", **more: object) -> Spent:
    return Spent(date(year, month, 1), thing, str(more.pop("kind", "licence")), D(str(amount)), **more)  # type: ignore[arg-type]


def reason(*rows: Spent, bound: tuple[Bound, ...] = ()) -> object:
    line = Line(2026, OCTOBER, rows, bound)
    return bridge(line, forecast(line))[0].reason


def test_licences_that_began_in_march_though_agreed_from_january_say_so() -> None:
    agreed = Bound("COM-1", "Talvenna", D(1000), date(2026, 1, 20), date(2026, 12, 31), vendor="talvenna")
    rows = [row(2026, month, 100, vendor="talvenna") for month in range(3, 11)]
    found = reason(*rows, bound=(agreed,))
    assert (found.code, found.month, found.agreed, found.source) == (  # type: ignore[attr-defined]
        "began_late", date(2026, 3, 1), date(2026, 1, 1), "COM-1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([row(2026, m, 10) for m in range(4, 11)], "began"),
        ([row(2026, m, 10) for m in range(1, 11)], "new"),
        ([row(2025, m, 10) for m in range(1, 13)], "gone"),
        ([*[row(2025, m, 10) for m in range(1, 13)], *[row(2026, m, 10) for m in range(1, 6)]], "ended"),
        ([row(2025, 1, 10), *[row(2026, m, 10) for m in range(1, 11)], row(2026, 5, 900)], "at_once"),
        ([*[row(2025, m, 10) for m in range(7, 13)], *[row(2026, m, 10) for m in range(1, 11)]], "whole_year"),
        ([*[row(2025, m, 10) for m in range(1, 13)], *[row(2026, m, 15) for m in range(1, 11)]], "rose"),
        ([*[row(2025, m, 10) for m in range(1, 13)], *[row(2026, m, 5) for m in range(1, 11)]], "fell"),
        ([*[row(2025, m, 10) for m in range(1, 13)], *[row(2026, m, 10) for m in range(1, 11)]], "steady"),
    ],
)  # fmt: skip
def test_each_course_of_a_year_has_its_reason(rows: list[Spent], code: str) -> None:
    assert reason(*rows).code == code  # type: ignore[attr-defined]


def test_price_and_volume_are_told_apart_where_quantities_are_known() -> None:
    """100 at 2 each become 150 at 3 each: 100 more by volume, 150 more by price."""
    split = price_and_volume((D(200), D(100)), (D(450), D(150)))
    assert split is not None
    assert (split.volume, split.price) == (D(100), D(150))
    assert (split.volume_share, split.price_share) == (D("0.5"), D("0.5"))
    rows = [
        row(y, m, a, quantity=D(q), unit="kt") for y, a, q in ((2025, 20, 10), (2026, 45, 15)) for m in range(1, 11)
    ]
    found = reason(*rows)
    assert found.code == "price_volume"  # type: ignore[attr-defined]
    assert found.split.price + found.split.volume == D(250)  # type: ignore[attr-defined]


bookings = st.lists(
    st.builds(
        row,
        st.sampled_from([2024, 2025, 2026]),
        st.integers(1, 10),
        st.decimals(min_value=-1000, max_value=10**6, places=2),
        st.sampled_from(["UC-1", "UC-2", ""]),
        kind=st.sampled_from(["licence", "time"]),
        vendor=st.sampled_from(["", "tarn"]),
    ),
    max_size=30,
)


@given(bookings, st.decimals(min_value=0, max_value=10**6, places=2))
@settings(max_examples=80, deadline=None)
def test_the_drivers_add_up_to_the_forecast_and_to_last_year(rows: list[Spent], bound: D) -> None:
    one = Bound("C", "C", bound, date(2026, 2, 1), date(2027, 1, 31), vendor="tarn")
    line = Line(2026, OCTOBER, tuple(rows), (one,))
    found = forecast(line)
    drivers = bridge(line, found)
    assert sum(each.expected for each in drivers) == found.expected
    assert sum(each.before for each in drivers) == sum(each.amount for each in line.within(2025))
    assert sum(each.spent for each in drivers) == found.spent


def test_what_is_left_goes_on_in_its_share_and_an_overspend_does_not() -> None:
    years = [
        Year(2024, D(100), D(80), D("0.5")),
        Year(2025, D(100), D(130), D("0.5")),
        Year(2026, D(100), D(60), D("1")),
        Year(2028, D(100), D(0), D("1")),
    ]
    assert carried(years) == {2024: D(0), 2025: D("10.00"), 2026: D("0.00"), 2028: D(0)}
    assert carried([Year(2026, D(100), D(60), D(1)), Year(2027, D(50), D(0))])[2027] == D(40)


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 2000), st.integers(0, 10)), min_size=1, max_size=6))
def test_no_year_receives_more_than_was_ever_left(told: list[tuple[int, int, int]]) -> None:
    years = [Year(2020 + place, D(a), D(u), D(s) / 10) for place, (a, u, s) in enumerate(told)]
    got = carried(years)
    for first, second in itertools.pairwise(years):
        assert 0 <= got[second.year] <= max(first.allowed + got[first.year] - first.used, 0)

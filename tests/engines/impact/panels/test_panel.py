"""Is a panel that cannot be compared refused in words that name the units?"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from opencaio.engines.impact.did import did
from opencaio.engines.impact.panel import Panel, Reading, matrix_panel, panel_of
from opencaio.engines.impact.staggered import staggered
from opencaio.engines.impact.synthetic_control import synthetic_control
from opencaio.engines.impact.synthetic_did import synthetic_did
from opencaio.errors import BadInput
from tests.engines.impact.panels.draws import additive, names, panel

METHODS: tuple[Callable[[Panel], Any], ...] = (did, staggered, synthetic_control, synthetic_did)


def readings(*, leave: set[tuple[str, int]] = frozenset()) -> list[Reading]:  # type: ignore[assignment]
    """Six units in eight years, no two alike."""
    told = [(unit, year) for unit in "abcdef" for year in range(2010, 2018)]
    return [Reading(u, y, ord(u) + 0.1 * (y % 7) * ord(u)) for u, y in told if (u, y) not in leave]


def test_readings_come_in_any_order() -> None:
    there, back = (panel_of(order, treated_from={"a": 2014}) for order in (readings(), readings()[::-1]))
    assert there.digest("did") == back.digest("did")
    assert there.units == tuple("abcdef") and there.periods == tuple(range(2010, 2018))
    assert there.starts.tolist() == [4, 8, 8, 8, 8, 8]


def test_money_may_come_in_as_decimals() -> None:
    exact = [Reading(one.unit, one.period, Decimal(str(one.outcome))) for one in readings()]
    there, again = (did(panel_of(order, treated_from={"a": 2014})) for order in (exact, readings()))
    assert there.effect == pytest.approx(again.effect)


def test_days_serve_as_periods_and_a_start_between_two_counts_from_the_next() -> None:
    days = [date(2026, month, 1) for month in range(1, 9)]
    made = matrix_panel(
        additive(np.random.default_rng(1), units=4, periods=8),
        units=names(4),
        periods=days,
        treated_from={"unit-000": date(2026, 4, 15)},
    )
    assert made.periods[made.starts[0]] == date(2026, 5, 1)
    assert did(made).n["before"] == 4


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        (Reading("a", 2010, 5.0), "a in 2010 stands 2 times"),
        (Reading("a", 2020, float("nan")), "a in 2020 is nan, no number"),
        (Reading("a", 2020, float("inf")), "a in 2020 is inf"),
        (Reading("a", 2020, "12"), "a in 2020 is '12', no number"),  # type: ignore[arg-type]
        (Reading("a", date(2020, 1, 1), 1.0), "some periods are numbers and some are days"),
        (Reading("a", "2020", 1.0), "neither a whole number nor a day"),  # type: ignore[arg-type]
    ],
)
def test_odd_readings_are_named(odd: Reading, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        panel_of([*readings(), odd], treated_from={"a": 2014})
    assert caught.value.details


def test_names_that_do_not_fit_are_told() -> None:
    for change, words in (
        ({"treated_from": {"z": 2014}}, "z is treated, but has no reading"),
        ({"treated_from": {"a": date(2014, 1, 1)}}, "not of the periods' kind"),
        ({"treated_from": {}, "clusters": {"a": "x"}}, "b has no cluster"),
        ({"treated_from": {}, "covariates": {"a": {"size": 1.0}}}, "b has no number for size"),
    ):
        with pytest.raises(BadInput, match=words):
            panel_of(readings(), **change)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="there are none"):
        panel_of([], treated_from={})
    with pytest.raises(BadInput, match="needs two"):
        panel_of([Reading("a", 1, 1.0), Reading("b", 1, 2.0)], treated_from={})


@pytest.mark.parametrize("method", METHODS)
def test_what_cannot_be_compared_is_refused_by_every_method(method: Callable[[Panel], Any]) -> None:
    for treated_from, words in (
        ({}, "No unit is treated"),
        ({"a": 2030}, "No unit is treated"),
        (dict.fromkeys("abcdef", 2014), "All units are treated"),
        (dict.fromkeys("ab", 2010), "Treated in every period that was read: a, b"),
    ):
        with pytest.raises(BadInput, match=words):
            method(panel_of(readings(), treated_from=treated_from))


@pytest.mark.parametrize("method", METHODS)
def test_units_with_gaps_are_left_out_by_name_and_never_guessed(method: Callable[[Panel], Any]) -> None:
    holed = panel_of(readings(leave={("f", 2012)}), treated_from={"a": 2014})
    whole = panel_of([one for one in readings() if one.unit != "f"], treated_from={"a": 2014})
    found = method(holed)
    assert found.effect == method(whole).effect
    told = next(check for check in found.checks if check.name == "gaps")
    assert told.passed is False and "f" in told.words
    with pytest.raises(BadInput, match="No treated unit was read in every period"):
        method(panel_of(readings(leave={("a", 2012)}), treated_from={"a": 2014}))
    nobody = {(unit, 2012) for unit in "abc"} | {(unit, 2013) for unit in "def"}
    with pytest.raises(BadInput, match=r"Every unit has a gap: no unit was read in all periods"):
        method(panel_of(readings(leave=nobody), treated_from={"a": 2014}))


def test_one_treated_unit_without_donors_is_refused() -> None:
    alone = [one for one in readings() if one.unit in "ab"]
    with pytest.raises(BadInput, match=r"There is 1 untreated unit to compare with \(b\).*2 or more"):
        synthetic_control(panel_of(alone, treated_from={"a": 2014}))
    with pytest.raises(BadInput, match="this method needs 3 or more"):
        synthetic_did(panel_of(alone, treated_from={"a": 2014}))
    with pytest.raises(BadInput, match=r"All units are treated \(a\)"):
        did(panel_of([one for one in alone if one.unit == "a"], treated_from={"a": 2014}))


def test_too_few_periods_before_are_refused() -> None:
    for method in (synthetic_control, synthetic_did):
        with pytest.raises(BadInput, match="2 periods before the start; this method needs 3"):
            method(panel_of(readings(), treated_from={"a": 2012}))


def test_several_starts_are_sent_to_the_staggered_method() -> None:
    for method in (did, synthetic_control, synthetic_did):
        with pytest.raises(BadInput, match=r"different times \(2013, 2015\). Use the staggered method"):
            method(panel_of(readings(), treated_from={"a": 2013, "b": 2015}))


def test_a_huge_value_is_no_outcome() -> None:
    table = additive(np.random.default_rng(1), units=4, periods=6)
    table[2, 3] = 1e200
    with pytest.raises(BadInput, match="unit-002 in 3 is infinite or absurdly large"):
        panel(table, {0: 3})

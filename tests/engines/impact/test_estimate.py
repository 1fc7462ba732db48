"""Is an estimate refused rather than shown wrong, and does its hash follow its inputs alone?"""

from datetime import date
from decimal import Decimal
from importlib import import_module

import numpy as np
import pytest

from opencaio.engines.impact.chances import chi_square_p, holm, normal_bound, t_bound
from opencaio.engines.impact.estimate import (
    Claims,
    DesignCheck,
    Estimate,
    Interval,
    count,
    data_hash,
    series,
)
from opencaio.engines.impact.methods import METHODS, method
from opencaio.errors import BadInput, NotFound


def estimate(
    effect: float = 1.0, low: float = 0.5, high: float = 1.5, checks: tuple[DesignCheck, ...] = ()
) -> Estimate:
    interval = Interval(low, high)
    return Estimate("did", effect, interval, 0.25, "days", {"treated": 3}, Claims("a", "b"), "h", checks=checks)


def test_an_estimate_tells_its_sign_only_when_the_interval_leaves_nothing_out() -> None:
    assert estimate().tells == "above zero"
    assert estimate(-1, -2, -0.1).tells == "below zero"
    assert estimate(0.1, -0.2, 0.4).tells == "nothing sure"


def test_a_failed_check_makes_it_unsound_and_one_not_looked_at_does_not() -> None:
    assert estimate(checks=(DesignCheck("trend", None, "too few periods"),)).sound
    bad = estimate(checks=(DesignCheck("trend", False, "they differed"), DesignCheck("lots", True, "as planned")))
    assert not bad.sound and [one.name for one in bad.failed] == ["trend"]


@pytest.mark.parametrize("effect", [float("nan"), float("inf"), 1e200])
def test_no_estimate_is_made_of_what_is_no_number(effect: float) -> None:
    with pytest.raises(BadInput, match="The effect"):
        estimate(effect)


def test_an_interval_is_in_order_and_has_a_level() -> None:
    with pytest.raises(BadInput, match="from 2 to 1"):
        Interval(2, 1)
    with pytest.raises(BadInput, match="level of 95"):
        Interval(1, 2, level=95)


def test_a_column_names_the_row_that_cannot_be_counted_with() -> None:
    assert series([1, Decimal("2.50"), True], name="Cost").tolist() == [1.0, 2.5, 1.0]
    with pytest.raises(BadInput, match="Cost, row 2, is nan"):
        series([1.0, float("nan")], name="Cost")
    with pytest.raises(BadInput, match="Cost, row 1, is inf"):
        series(np.array([np.inf]), name="Cost")
    with pytest.raises(BadInput, match="row 2, is 'many'"):
        series([1, "many"], name="Cost")  # type: ignore[list-item]
    with pytest.raises(BadInput, match="at least 3 are needed"):
        series([1, 2], name="Cost", least=3)


def test_counts_are_whole_and_large_enough() -> None:
    assert count(np.int64(4), name="People") == 4  # type: ignore[arg-type]
    for wrong in (-1, 1.5, True):
        with pytest.raises(BadInput, match="People"):
            count(wrong, name="People")  # type: ignore[arg-type]


def test_the_hash_follows_the_inputs_and_not_the_way_they_were_written() -> None:
    rows = np.array([1.0, 2.0, -0.0])
    one = data_hash("did", {"rows": rows, "day": date(2026, 1, 1), "level": Decimal("0.95")})
    assert one == data_hash("did", {"level": 0.95, "day": date(2026, 1, 1), "rows": np.array([1, 2, 0])})
    assert one != data_hash("did", {"rows": rows[::-1], "day": date(2026, 1, 1), "level": 0.95})
    assert one != data_hash("staggered", {"rows": rows, "day": date(2026, 1, 1), "level": 0.95})


def test_the_bounds_are_those_of_the_tables() -> None:
    assert normal_bound(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert t_bound(0.95, freedom=10) == pytest.approx(2.228139, abs=1e-6)
    assert chi_square_p(3.841459, freedom=1) == pytest.approx(0.05, abs=1e-6)


def test_holm_is_as_in_a_worked_example() -> None:
    assert holm((0.01, 0.04, 0.03, 0.005)) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm(()) == ()


def test_every_method_of_the_table_can_be_called_and_an_unknown_one_is_told_the_names() -> None:
    assert len(METHODS) >= 10
    for one in METHODS.values():
        module, _, name = one.call.partition(":")
        assert callable(getattr(import_module(f"opencaio.engines.impact.{module}"), name)), one.name
    with pytest.raises(NotFound, match="synthetic_control"):
        method("guess")

"""Is an objective the weighted mean of its parts, with what is unknown kept unknown?"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.objectives import Measure, Part, Reading, as_part, part_of, roll_up, stand
from opencaio.errors import BadInput

SHARES = st.floats(0, 1)
WEIGHTS = st.floats(0.01, 100)


def known(progress: float, *, weight: float = 1.0, due: float | None = 0.5, state: str = "on_track") -> Part:
    return Part(weight, progress, progress, progress, due, state)  # type: ignore[arg-type]


def unknown(*, weight: float = 1.0) -> Part:
    return Part(weight, 0.0, 1.0, None, 0.5, "unmeasured", known=0.0)


def test_weights_count() -> None:
    found = roll_up([known(1.0, weight=3), known(0.2, weight=1)])
    assert found.progress == pytest.approx(0.8)
    assert (found.low, found.high) == (found.progress, found.progress)
    assert found.is_whole
    assert found.state == "on_track"


def test_what_nobody_measured_widens_the_range_and_moves_no_mean() -> None:
    found = roll_up([known(0.6), unknown(), unknown()])
    assert found.progress == pytest.approx(0.6)
    assert (found.low, found.high) == (pytest.approx(0.2), pytest.approx(2.6 / 3))
    assert found.known == pytest.approx(1 / 3)
    assert not found.is_whole


def test_nothing_known_is_unmeasured_and_no_part_at_all_is_undefined() -> None:
    assert roll_up([unknown()]).state == "unmeasured"
    assert roll_up([unknown()]).progress is None
    assert roll_up([]).state == "undefined"


def test_past_the_target_makes_up_for_nothing() -> None:
    held = Measure(
        Decimal(0), Decimal(10), date(2026, 1, 1), date(2026, 12, 31), (Reading(date(2026, 6, 1), Decimal(30)),)
    )
    part = part_of(stand(held, on=date(2026, 6, 2)))
    assert part.progress == 1.0
    assert roll_up([part, known(0.0)]).progress == pytest.approx(0.5)


def test_behind_the_line_is_behind_and_all_met_is_met() -> None:
    assert roll_up([known(0.1), known(0.3)]).state == "behind"
    assert roll_up([known(1.0, state="met"), known(1.0, state="met")]).state == "met"
    assert roll_up([known(0.9, due=None)]).state == "open"
    assert roll_up([known(0.9, due=1.0, state="missed"), known(1.0, due=1.0, state="met")]).state == "missed"


def test_an_objective_below_carries_its_range_upwards() -> None:
    below = as_part(roll_up([known(0.5), unknown()]), weight=1)
    found = roll_up([below, known(1.0)])
    assert (found.low, found.high) == (pytest.approx(0.625), pytest.approx(0.875))
    assert found.known == pytest.approx(0.75)


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_told(weight: float) -> None:
    with pytest.raises(BadInput, match="weight"):
        roll_up([known(0.5, weight=weight)])


@given(st.lists(st.tuples(SHARES, WEIGHTS, st.booleans()), min_size=1, max_size=8))
def test_the_range_holds_the_truth_whatever_the_unknown_turn_out_to_be(drawn: list[tuple[float, float, bool]]) -> None:
    seen = roll_up([known(p, weight=w) if is_known else unknown(weight=w) for p, w, is_known in drawn])
    truth = sum(p * w for p, w, _ in drawn) / sum(w for _, w, _ in drawn)
    assert seen.low is not None
    assert seen.high is not None
    assert seen.low - 1e-9 <= truth <= seen.high + 1e-9


@given(st.lists(st.tuples(SHARES, WEIGHTS), min_size=1, max_size=8), WEIGHTS)
def test_the_scale_of_the_weights_does_not_matter(drawn: list[tuple[float, float]], scale: float) -> None:
    one = roll_up([known(p, weight=w) for p, w in drawn])
    other = roll_up([known(p, weight=w * scale) for p, w in drawn])
    assert one.progress == pytest.approx(other.progress)

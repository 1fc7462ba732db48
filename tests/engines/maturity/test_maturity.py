"""Is maturity read from answers as one would by hand, and is what nobody knows never taken for low?"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.maturity import judge
from opencaio.errors import BadInput

SIDES = {"data": ("d1", "d2"), "people": ("p1", "p2")}


def test_a_side_is_the_mean_of_what_is_answered() -> None:
    found = judge({"d1": 2, "d2": 3, "p1": 4}, sides=SIDES)
    data, people = found.sides
    assert (data.level, data.answered, people.level, people.answered) == (Decimal("2.5"), 2, Decimal("4.0"), 1)
    assert found.level == Decimal("3.2")


def test_what_nobody_knows_is_not_low() -> None:
    found = judge({"d1": None, "d2": None, "p1": 1}, sides=SIDES)
    assert found.sides[0].level is None
    assert found.sides[0].missing is None
    assert found.level is None


def test_the_gap_on_which_most_value_rests_comes_first() -> None:
    # 2 of 4 steps are missing under 100, 1 of 4 under 300: 50 against 75.
    answers = {"d1": 2, "d2": 2, "p1": 3, "p2": 3}
    found = judge(answers, sides=SIDES, stakes={"data": Decimal(100), "people": Decimal(300)})
    assert [one.weight for one in found.sides] == [50, 75]
    assert found.begin_with == "people"


def test_nothing_is_to_begin_with_where_all_is_reached() -> None:
    answers = {"d1": 4, "d2": 5, "p1": 4, "p2": 4}
    assert judge(answers, sides=SIDES, stakes={"data": Decimal(1), "people": Decimal(1)}).begin_with is None


def test_the_weakest_question_is_named() -> None:
    assert judge({"d1": 1, "d2": 3}, sides=SIDES).sides[0].weakest == ("d1",)


@pytest.mark.parametrize(("answers", "wanted"), [({"d1": 6}, 4), ({"d1": -1}, 4), ({}, 0), ({}, 6)])
def test_a_level_that_is_none_is_refused(answers: dict[str, int | None], wanted: int) -> None:
    with pytest.raises(BadInput, match="is no level"):
        judge(answers, sides=SIDES, wanted=wanted)


@given(st.lists(st.integers(0, 5), min_size=4, max_size=4))
def test_a_higher_answer_never_lowers_anything(levels: list[int]) -> None:
    answers = dict(zip(("d1", "d2", "p1", "p2"), levels, strict=True))
    before = judge(answers, sides=SIDES)
    after = judge({**answers, "d1": min(5, answers["d1"] + 1)}, sides=SIDES)
    assert (after.level or 0) >= (before.level or 0)
    assert (after.sides[0].missing or 0) <= (before.sides[0].missing or 0)

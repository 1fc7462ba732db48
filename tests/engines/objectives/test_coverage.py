"""Is it told which objectives AI serves, which it does not, and which work serves none?"""

from collections.abc import Hashable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.objectives import Aim, Tie, Work, cover, in_order, loop_in
from opencaio.errors import BadInput

AIMS = (Aim("top", weight=3), Aim("side", weight=1), Aim("a", "top", 2), Aim("b", "top", 1))
WORKS = (Work("I-1", "IT"), Work("UC-1", "HR"), Work("UC-2", "HR"))


def test_worked_by_hand() -> None:
    found = cover(AIMS, WORKS, [Tie("a", "I-1", 3), Tie("a", "UC-1", 1), Tie("b", "UC-1", 1)])
    # a: 3/3; b: 1/3; top: (2·1 + 1·1/3) / 3 = 7/9; all: (3·7/9 + 1·0) / 4.
    assert found.served["top"].coverage == pytest.approx(7 / 9)
    assert found.weighted == pytest.approx(3 * 7 / 9 / 4)
    assert found.without_ai == ["side"]
    assert found.without_aim == ["UC-2"]
    assert found.cells == {("a", "IT"): (1, 3), ("a", "HR"): (1, 1), ("b", "HR"): (1, 1)}


def test_a_tie_to_the_objective_itself_counts_as_much_as_what_lies_below() -> None:
    found = cover(AIMS, WORKS, [Tie("top", "I-1", 2)])
    assert found.served["top"].coverage == pytest.approx(2 / 3)
    assert found.without_ai == ["side", "a", "b"]


def test_without_objectives_nothing_is_said() -> None:
    assert cover([], WORKS, []).weighted is None
    assert cover(AIMS, [], []).weighted == 0


def test_impossible_strengths_and_weights_are_told() -> None:
    with pytest.raises(BadInput, match="strength"):
        cover(AIMS, WORKS, [Tie("a", "I-1", 4)])
    with pytest.raises(BadInput, match="weight"):
        cover([Aim("a", weight=0)], WORKS, [])


def test_the_tree_is_read_from_the_top_and_a_circle_is_named() -> None:
    parents: dict[Hashable, Hashable | None] = {"a": "top", "top": None, "b": "a", "lost": "not here"}
    assert list(in_order(parents)) == [("top", 0), ("a", 1), ("b", 2), ("lost", 0)]
    assert loop_in(parents, "top", under="b") == ["top", "b", "a", "top"]
    assert loop_in(parents, "b", under="top") == ()
    assert loop_in(parents, "a", under="a") == ["a", "a"]


@given(
    st.lists(
        st.tuples(st.sampled_from([a.key for a in AIMS]), st.sampled_from([w.key for w in WORKS]), st.integers(1, 3)),
        max_size=10,
    )
)
def test_coverage_is_a_share_and_one_more_tie_never_lowers_it(drawn: list[tuple[Hashable, Hashable, int]]) -> None:
    ties = [Tie(*one) for one in drawn]
    shares = [cover(AIMS, WORKS, ties[:n]).weighted for n in range(len(ties) + 1)]
    assert all(one is not None and 0 <= one <= 1 + 1e-9 for one in shares)
    assert shares == sorted(shares)  # type: ignore[type-var]

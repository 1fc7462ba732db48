"""What AI could touch of a department's work, counted by hand and held to its bounds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.opportunity import Line, Range, map_work, scores_of
from opencaio.errors import BadInput
from tests.engines.opportunity.samples import CLERK, FITTER, TASKS, line, profiles

PROFILES = profiles()


def test_core_tasks_weigh_two_in_the_scores_of_an_occupation() -> None:
    assert scores_of(TASKS[CLERK], by="human") == Range(2 / 5, 2.5 / 5, 3 / 5)
    assert scores_of(TASKS[CLERK], by="gpt4") == Range(2 / 5, 3.5 / 5, 1.0)


def test_where_people_labelled_nothing_there_is_no_score_of_theirs() -> None:
    assert scores_of(TASKS[FITTER], by="human") is None


def test_a_cell_counts_people_range_and_wage_bill() -> None:
    found = map_work([line("office", CLERK, 10, 30_000)], profiles=PROFILES).cell("office", "writing")
    assert found is not None
    assert (found.people, found.share) == (8.0, 0.8)
    assert found.exposure.people == Range(0.5, 0.5, 0.5)
    assert found.exposure.gpt4 == Range(0.5, 0.75, 1.0)
    assert (found.exposure.low, found.exposure.middle, found.exposure.high) == (0.5, 0.625, 1.0)
    assert found.exposure.differ == 0.5
    assert found.exposure.observed == 0.5
    assert found.touched == (4.0, 5.0, 8.0)
    money = found.money
    assert (money.all, money.low, money.middle, money.high) == (240_000, 120_000, 150_000, 240_000)
    assert (found.tasks, found.occupations) == (2, 1)


def test_the_loaded_cost_is_counted_on_every_wage() -> None:
    lines = [line("office", CLERK, 10, 30_000)]
    plain, loaded = map_work(lines, profiles=PROFILES), map_work(lines, profiles=PROFILES, loaded=Decimal("1.3"))
    assert [one.money.all * Decimal("1.3") for one in plain.cells] == [one.money.all for one in loaded.cells]


def test_people_without_pay_are_counted_and_named_not_taken_as_free() -> None:
    lines = [line("office", CLERK, 10, 30_000), line("office", CLERK, 5)]
    found = map_work(lines, profiles=PROFILES).cell("office", "writing")
    assert found is not None
    assert found.people == 12.0
    assert found.money.all == 240_000
    assert found.money.people_without_pay == 4


def test_people_whose_occupation_has_no_tasks_stand_apart() -> None:
    found = map_work([line("office", CLERK, 10), line("office", "99-0000.00", 3)], profiles=PROFILES)
    assert (found.people, found.without_tasks) == (13, 3)


def test_an_unlabelled_cell_says_that_people_did_not_judge_it() -> None:
    found = map_work([line("hall", FITTER, 6)], profiles=PROFILES).cell("hall", "repair")
    assert found is not None
    assert found.exposure.people is None
    assert found.exposure.differ is None


def test_gpt4_alone_sets_no_floor_and_its_middle_leans_on_what_people_gave_to_such_labels() -> None:
    found = map_work([line("hall", FITTER, 6)], profiles=PROFILES).cell("hall", "other")
    assert found is not None
    people_on_e2 = (2 * 0.0 + 1 * 0.5) / 3
    assert (found.exposure.low, found.exposure.high) == (0.0, 1.0)
    assert found.exposure.middle == pytest.approx((0.5 + people_on_e2) / 2)


@pytest.mark.parametrize(
    "wrong",
    [
        Line("d", CLERK, Decimal(-1)),
        Line("d", CLERK, Decimal("NaN")),
        Line("d", CLERK, Decimal("1e12")),
        Line("d", CLERK, Decimal(1), Decimal(-5)),
        Line("d", CLERK, Decimal(1), Decimal("Infinity")),
        Line("d", CLERK, Decimal(1), Decimal("1e13")),
    ],
)
def test_figures_that_cannot_be_are_refused_by_department(wrong: Line) -> None:
    with pytest.raises(BadInput, match=r"^d, 43"):
        map_work([wrong], profiles=PROFILES)


LINES = st.lists(
    st.builds(
        line,
        st.sampled_from(["north", "south", "west"]),
        st.sampled_from([CLERK, FITTER]),
        st.integers(0, 5_000),
        st.one_of(st.none(), st.integers(0, 200_000)),
    ),
    min_size=1,
    max_size=8,
)


@given(LINES, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(lines: list[Line], chance: object) -> None:
    mixed = list(lines)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert map_work(mixed, profiles=PROFILES) == map_work(lines, profiles=PROFILES)


@given(LINES)
def test_departments_add_up_to_the_whole(lines: list[Line]) -> None:
    whole = [Line("all", one.occupation, one.people, one.pay, one.source) for one in lines]
    apart, together = map_work(lines, profiles=PROFILES), map_work(whole, profiles=PROFILES)
    for cell in together.cells:
        parts = [one for one in apart.cells if one.group == cell.group]
        assert sum(one.people for one in parts) == pytest.approx(cell.people)
        assert sum(one.touched[1] for one in parts) == pytest.approx(cell.touched[1])
        assert abs(sum(one.money.middle for one in parts) - cell.money.middle) <= Decimal("0.05")


@given(LINES)
def test_ranges_keep_their_order(lines: list[Line]) -> None:
    for cell in map_work(lines, profiles=PROFILES).cells:
        seen = cell.exposure
        assert 0 <= seen.low <= seen.middle <= seen.high <= 1
        assert seen.gpt4.alpha <= seen.gpt4.beta <= seen.gpt4.gamma
        assert seen.low <= seen.gpt4.alpha + 1e-12
        assert seen.gpt4.gamma <= seen.high + 1e-12
        if seen.people:
            assert seen.people.alpha <= seen.people.beta <= seen.people.gamma
        assert cell.money.low <= cell.money.middle <= cell.money.high <= cell.money.all


@given(LINES)
def test_all_working_time_lies_in_some_group(lines: list[Line]) -> None:
    found = map_work(lines, profiles=PROFILES)
    for department in found.departments:
        shares = [one.share for one in found.cells if one.department == department]
        assert not shares or sum(shares) == pytest.approx(1)

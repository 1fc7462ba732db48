"""Are impact ratios those of the rule's own example, and are gaps told with what small groups allow?"""

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines.impact.fairness import Cell, Scored, audit, four_fifths, median, scoring_audit
from opencaio.engines.impact.gaps import MEASURES, Outcomes, calibration_gap, gaps
from opencaio.engines.impact.moments import Moments
from opencaio.errors import BadInput


def cell(sex: str | None, race: str | None, chosen: int, count: int) -> Cell:
    return Cell({"sex": sex, "race": race}, chosen, count)


PEOPLE = [
    cell("male", "white", 500, 1000),
    cell("male", "black", 167, 390),
    cell("female", "white", 400, 800),
    cell("female", "black", 150, 371),
    cell("female", "islander", 5, 10),
    cell(None, "white", 3, 40),
    cell("male", None, 9, 20),
]


def test_the_rules_own_example_gives_its_ratio() -> None:
    """6 RCNY 5-301: 667 of 1,390 men and 555 of 1,181 women were selected, which is 0.979."""
    table = audit([cell("male", None, 667, 1390), cell("female", None, 555, 1181)], by=("sex",)).table("sex")
    female, male = table.groups
    assert male.ratio == 1 and table.highest == "male"
    assert female.ratio is not None and f"{float(female.ratio):.3f}" == "0.979"
    assert female.ratio == Fraction(555, 1181) / Fraction(667, 1390)
    assert female.ratio_interval is not None and 1 in female.ratio_interval
    assert "no proof of fairness" in four_fifths(female)


def test_sex_race_and_both_together_are_told_and_the_unknown_are_counted() -> None:
    found = audit(PEOPLE)
    assert [table.by for table in found.tables] == [("sex",), ("race",), ("sex", "race")]
    assert [table.unknown for table in found.tables] == [40, 20, 60]
    assert found.people == sum(one.count for one in PEOPLE)
    both = {one.name: one for one in found.table("sex", "race").groups}
    assert set(both) == {"male · white", "male · black", "female · white", "female · black", "female · islander"}
    assert both["female · black"].ratio == Fraction(150, 371) / Fraction(1, 2)
    assert sum(one.share for one in both.values()) == pytest.approx(1)


def test_a_group_below_two_percent_is_left_out_but_shown() -> None:
    race = audit([*PEOPLE, cell("male", "native", 10, 10)]).table("race")
    assert race.left_out == ("islander", "native")
    native = next(one for one in race.groups if one.name == "native")
    assert native.ratio is None and native.rate == 1.0 and native.count == 10 and native.share < 0.02
    assert "left out" in native.words and race.highest == "white"
    kept = audit([*PEOPLE, cell("male", "native", 10, 10)], leave_out_small=False).table("race")
    assert kept.highest == "native" and kept.left_out == ()


def test_exactly_two_percent_stays_in() -> None:
    table = audit([Cell({"sex": "a"}, 49, 98), Cell({"sex": "b"}, 1, 2)], by=("sex",)).table("sex")
    assert table.left_out == ()
    table = audit([Cell({"sex": "a"}, 49, 99), Cell({"sex": "b"}, 1, 2)], by=("sex",)).table("sex")
    assert table.left_out == ("b",)


def test_scores_above_the_median_count_as_chosen() -> None:
    scored = [
        Scored({"sex": "male"}, Decimal("0.9"), 30),
        Scored({"sex": "male"}, Decimal("0.2"), 20),
        Scored({"sex": "female"}, Decimal("0.9"), 15),
        Scored({"sex": "female"}, Decimal("0.2"), 35),
    ]
    found = scoring_audit(scored, by=("sex",))
    assert found.median == Fraction(1, 5)
    female, male = found.table("sex").groups
    assert (male.rate, female.rate) == (0.6, 0.3) and female.ratio == Fraction(1, 2)
    assert "below four fifths" in four_fifths(female) and "no threshold" in four_fifths(female)


def test_the_median_of_an_even_number_lies_between_the_middle_two() -> None:
    assert median([Scored({}, 1.0, 1), Scored({}, 3.0, 1)]) == 2
    assert median([Scored({}, 1.0, 2), Scored({}, 3.0, 1)]) == 1


@settings(max_examples=50, deadline=None)
@given(
    counts=st.lists(st.tuples(st.integers(0, 60), st.integers(60, 200)), min_size=2, max_size=6),
    times=st.integers(2, 50),
)
def test_order_of_rows_and_splitting_them_and_the_size_of_all_leave_ratios_alone(
    counts: list[tuple[int, int]], times: int
) -> None:
    cells = [Cell({"sex": str(place)}, chosen, number) for place, (chosen, number) in enumerate(counts)]
    plain = {one.name: one.ratio for one in audit(cells, by=("sex",)).tables[0].groups}
    mixed = [Cell(one.categories, 0, 0) for one in cells] + [one for one in cells for _ in range(times)]
    random.Random(times).shuffle(mixed)
    assert {one.name: one.ratio for one in audit(mixed, by=("sex",)).tables[0].groups} == plain
    if any(chosen for chosen, _ in counts):
        assert max(one for one in plain.values() if one is not None) == 1


def test_where_nobody_is_chosen_there_is_no_ratio() -> None:
    table = audit([Cell({"sex": "a"}, 0, 50), Cell({"sex": "b"}, 0, 40)], by=("sex",)).table("sex")
    assert table.highest is None and all(one.ratio is None for one in table.groups)
    assert four_fifths(table.groups[0]) == "No ratio, so nothing is said."


def test_small_groups_say_so() -> None:
    table = audit([Cell({"sex": "a"}, 5, 20), Cell({"sex": "b"}, 2, 60)], by=("sex",)).table("sex")
    assert "Only 20 people" in table.groups[0].words and "5%" in table.groups[0].words
    assert "Only 2 of one outcome" in table.groups[1].words


def test_gaps_of_rates_are_told_for_each_measure() -> None:
    found = {one.name: one for one in gaps({"a": Outcomes(80, 20, 20, 80), "b": Outcomes(50, 20, 50, 80)}, against="a")}
    assert set(found) == set(MEASURES)
    chance = found["equal opportunity (true positive rate)"]
    assert chance.value == pytest.approx(-0.3) and chance.interval is not None and chance.interval.high < -0.15
    assert chance.words == "The gap is more than chance." and (chance.p_value or 1) < 0.001
    assert found["false positive rate"].value == 0 and found["false positive rate"].words == "No gap is sure."


def test_a_gap_that_cannot_be_measured_is_no_number() -> None:
    found = gaps({"a": Outcomes(8, 2, 2, 8), "b": Outcomes(0, 3, 0, 9)}, against="a")
    missing = next(one for one in found if one.name.startswith("equal"))
    assert missing.value is None and missing.interval is None and "Nobody in b" in missing.words
    assert "Only 12 people" in next(one for one in found if one.name == "selection rate").words


def test_scores_that_say_too_little_for_one_group_show_a_calibration_gap() -> None:
    rng = np.random.default_rng(3)
    errors = {"a": Moments.of(rng.normal(0, 0.4, 400)), "b": Moments.of(rng.normal(0.15, 0.4, 300))}
    gap = calibration_gap(errors, group="b", against="a")
    assert gap.interval is not None and gap.interval.low > 0.05 and gap.words == ""
    with pytest.raises(BadInput, match="no group “c”"):
        calibration_gap(errors, group="c", against="a")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (lambda: audit([]), "Nobody is in the data"),
        (lambda: audit([Cell({"sex": "a"}, 3, 2)], by=("sex",)), "Row 1: 3 chosen of 2"),
        (lambda: audit([Cell({"sex": "a"}, -3, 2)], by=("sex",)), "Row 1: the number chosen is -3"),
        (lambda: audit([Cell({"sex": str(n)}, 1, 2) for n in range(300)], by=("sex",)), "more than 200"),
        (lambda: audit(PEOPLE).table("age"), "no table by age"),
        (lambda: median([]), "Nobody was scored"),
        (lambda: median([Scored({}, float("nan"), 1)]), "A score is nan"),
        (lambda: gaps({"a": Outcomes(1, 1, 1, 1)}, against="b"), "no group “b”"),
        (lambda: gaps({"a": Outcomes(1, 1, 1, 1)}, against="a"), "One group alone"),
        (lambda: Outcomes(1, -1, 1, 1), "chosen false is -1"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(asked: object, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        asked()  # type: ignore[operator]

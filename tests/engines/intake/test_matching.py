"""Is every row told apart as new, changed, the same or twice, and does importing again change nothing?"""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.intake.matching import Counts, Known, count, gone, match

from .forms import known, uses

KINDS = ("create", "update", "unchanged", "merge", "keep_apart")


def kinds(rows: tuple[tuple[str, str, str, str], ...], held: list[Known] | None = None) -> list[str]:
    return [one.kind for one in match(uses(*rows), held or [], format_id="small")]


def imported(*rows: tuple[str, str, str, str]) -> list[Known]:
    return known(match(uses(*rows), [], format_id="small"))


FIRST = (("DOX", "1", "Chat", "Answers"), ("DOX", "2", "Scan", "Reads"), ("DOX", "", "Sort", "Orders"))


def test_rows_not_in_the_record_are_new() -> None:
    assert kinds(FIRST) == ["create"] * 3


def test_the_same_file_again_changes_nothing() -> None:
    assert kinds(FIRST, imported(*FIRST)) == ["unchanged"] * 3


def test_another_order_of_rows_changes_nothing() -> None:
    assert kinds(FIRST[::-1], imported(*FIRST)) == ["unchanged"] * 3


def test_other_words_under_the_same_id_are_an_update_of_that_use() -> None:
    held = imported(*FIRST)
    decision = match(uses(("DOX", "2", "Scan", "Reads and files")), held, format_id="small")[0]
    assert (decision.kind, decision.key) == ("update", held[1].key)


def test_other_words_under_the_same_name_without_an_id_are_an_update() -> None:
    held = imported(*FIRST)
    decision = match(uses(("DOX", "TBD", "Sort", "Files")), held, format_id="small")[0]
    assert (decision.kind, decision.key) == ("update", held[2].key)


def test_a_row_that_stands_twice_is_merged_into_the_first() -> None:
    decisions = match(uses(FIRST[0], FIRST[1], FIRST[0]), [], format_id="small")
    assert [one.kind for one in decisions] == ["create", "create", "merge"]
    assert decisions[2].of_row == 2 and "row 2" in decisions[2].reason


def test_one_id_on_two_different_uses_is_kept_apart_for_a_person() -> None:
    rows = (("DOX", "1", "Chat", "Answers"), ("DOX", "1", "Drones", "Counts seals"))
    decisions = match(uses(*rows), [], format_id="small")
    assert [one.kind for one in decisions] == ["create", "keep_apart"]
    assert "“1”" in decisions[1].reason
    assert kinds(rows, known(decisions)) == ["unchanged", "unchanged"]


def test_an_id_given_anew_to_another_use_is_kept_apart_and_overwrites_nothing() -> None:
    assert kinds((("DOX", "1", "Drones", "Counts seals"),), imported(*FIRST)) == ["keep_apart"]


def test_two_uses_of_one_id_that_both_change_are_told_apart_by_their_names() -> None:
    before = (("DOX", "1", "Chat", "Answers"), ("DOX", "1", "Drones", "Counts seals"))
    held = imported(*before)
    after = (("DOX", "1", "Drones", "Counts all"), ("DOX", "1", "Chat", "Answers all"))
    decisions = match(uses(*after), held, format_id="small")
    assert [(one.kind, one.key) for one in decisions] == [("update", held[1].key), ("update", held[0].key)]


def test_the_same_id_in_another_department_is_another_use() -> None:
    assert kinds((("DOY", "1", "Chat", "Answers"),), imported(*FIRST)) == ["create"]


def test_two_uses_merged_by_a_person_stay_merged_when_the_file_comes_again() -> None:
    rows = (("DOX", "1", "Chat", "Answers"), ("DOX", "1", "Chats", "Answers too"))
    held = imported(*rows)
    merged = [held[0], replace(held[1], key=held[0].key)]
    assert kinds(rows, merged) == ["unchanged", "unchanged"]


def test_a_use_that_left_the_record_keeps_its_row_and_is_not_proposed() -> None:
    left = [replace(one, retired=True) for one in imported(*FIRST)]
    assert kinds(FIRST, left) == ["unchanged"] * 3
    other = match(uses(*FIRST), [replace(one, format_id="old") for one in left], format_id="small")
    assert [(one.kind, one.proposal) for one in other] == [("create", None)] * 3
    assert gone(match(uses(FIRST[0]), left, format_id="small"), left, format_id="small") == ()


def test_a_use_of_an_earlier_year_is_proposed_and_not_merged() -> None:
    old = known(match(uses(("DOX", "", "Chat assistant for staff", "A")), [], format_id="old"), format_id="old")
    decision = match(uses(("DOX", "9", "Staff assistant for chat", "B")), old, format_id="small")[0]
    assert decision.kind == "create" and decision.key is None
    assert decision.proposal is not None and decision.proposal.key == old[0].key
    assert decision.proposal.score >= 86


@pytest.mark.parametrize("row", [("DOY", "", "Chat assistant", "B"), ("DOX", "", "Weather forecast", "B")])
def test_another_department_or_another_name_is_not_proposed(row: tuple[str, str, str, str]) -> None:
    old = known(match(uses(("DOX", "", "Chat assistant", "A")), [], format_id="old"), format_id="old")
    assert match(uses(row), old, format_id="small")[0].proposal is None


def test_between_uses_alike_the_same_unit_is_proposed() -> None:
    old = [
        Known(unit, None, f"name|dox|{unit}|chatbot", "Chatbot", "DOX", "d", "old", unit)
        for unit in ("east", "", "west")
    ]
    decision = match(uses(("DOX", "", "Chatbot", "A")), old, format_id="small")[0]
    assert decision.proposal is not None and decision.proposal.key == ""


def test_what_a_later_file_no_longer_holds_is_gone() -> None:
    held = imported(*FIRST, ("DOY", "1", "Other", "x"))
    decisions = match(uses(*FIRST[:2]), held, format_id="small")
    assert [one.name for one in gone(decisions, held, format_id="small")] == ["Sort"]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["DOX", "DOY"]),
        st.sampled_from(["", "1", "2", "TBD"]),
        st.sampled_from(["Chat", "chat", "Scan of letters", "Drones"]),
        st.sampled_from(["a", "b", "c"]),
    ),
    max_size=14,
)


@given(rows=ROWS, refused=st.integers(0, 5))
def test_the_counts_add_up_and_a_second_import_changes_nothing(
    rows: list[tuple[str, str, str, str]], refused: int
) -> None:
    decisions = match(uses(*rows), [], format_id="small")
    counts = count(decisions, refused=refused)
    assert counts.read == len(rows) + refused
    assert counts.read == counts.created + counts.updated + counts.unchanged + counts.merged + counts.refused
    again = count(match(uses(*rows), known(decisions), format_id="small"), refused=refused)
    assert again == Counts(counts.read, 0, 0, counts.created, counts.merged, refused)


@given(first=ROWS, second=ROWS)
def test_a_use_is_claimed_by_at_most_one_row_and_counts_always_add_up(
    first: list[tuple[str, str, str, str]], second: list[tuple[str, str, str, str]]
) -> None:
    held = known(match(uses(*first), [], format_id="small"))
    decisions = match(uses(*second), held, format_id="small")
    claimed = [one.key for one in decisions if one.key is not None]
    assert len(claimed) == len(set(claimed))
    assert {one.kind for one in decisions} <= set(KINDS)
    counts = count(decisions, refused=0)
    assert counts.read == counts.created + counts.updated + counts.unchanged + counts.merged


def test_matching_thousands_of_uses_of_one_department_takes_seconds() -> None:
    old = [
        Known(n, None, f"name|dox||use {n}", f"Use of kind {n * 7919 % 99991} for task {n}", "DOX", "d", "old")
        for n in range(2_000)
    ]
    drafts = uses(*(("DOX", str(n), f"Other use of sort {n * 104729 % 99991} at desk {n}", "p") for n in range(3_600)))
    start = time.perf_counter()
    match(drafts, old, format_id="small")
    assert time.perf_counter() - start < 6, "2 s on a quiet machine; the margin is for a busy one"

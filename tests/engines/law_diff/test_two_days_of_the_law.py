"""What begins, moves, appears and falls away between two days, for uses whose facts are known or not?"""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines import classification
from opencaio.engines.law_diff import Change, beginnings, compare, milestones, provisions, read_day
from opencaio.engines.standing import UseState
from opencaio.errors import BadInput
from opencaio.packs.law import load_law
from opencaio.record.assessing import Answers
from opencaio.record.briefing.loading import law_answer

TODAY = date(2026, 11, 22)
SETTLED: dict[str, Any] = {
    "artefact": "system", "infers": True, "role": ["deployer"], "org": "private", "nexus": "deployed_in_eu",
}  # fmt: skip


def state(facts: dict[str, Any], on: date) -> UseState:
    answers = {one.regime: law_answer(one.regime, one.answer) for one in Answers(law_on=on).of(facts)}
    return UseState(1, "UC-1", "A use", 1, "Health", "live", facts=facts, answers=answers)


def changes(facts: dict[str, Any], since: date, until: date) -> tuple[Change, ...]:
    ahead = beginnings(load_law(), since=since, until=until)
    return compare(state(facts, since), state(facts, until), since=since, until=until, ahead=ahead)


def ordinary(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with every fact that they leave out as it ordinarily is, so that nothing is open."""
    return {**load_law().vocabulary.ordinary, **facts}


SCREENING = ordinary({**SETTLED, "use": ["recruit_screen_rank"], "workplace": True, "profiling": True})


def test_on_2_december_2026_two_prohibitions_begin() -> None:
    found = beginnings(load_law(), since=TODAY, until=date(2026, 12, 2))
    prohibitions = [one for one in found if one.rule.class_ == "prohibited"]
    assert [label for one in prohibitions for label in one.rule.articles] == ["5(1)(ba)", "5(1)(bb)"]
    assert {one.on for one in prohibitions} == {date(2026, 12, 2)}


def test_a_maker_of_intimate_pictures_is_bound_from_2_december_2026() -> None:
    nudes = {"use": ["other"], "intimate.kind": "ncii", "intimate.deployer_purpose": True}
    found = changes(ordinary({**SETTLED, **nudes}), TODAY, date(2026, 12, 2))
    begins = [one for one in found if one.kind == "begins"]
    assert {(one.code, one.on) for one in begins} >= {
        ("prohibited", date(2026, 12, 2)),
        ("AIA-5-STOP", date(2026, 12, 2)),
    }
    assert "5(1)(ba)" in begins[0].citation


def test_the_annex_iii_duties_of_a_deployer_begin_on_2_december_2027() -> None:
    found = [one for one in changes(SCREENING, TODAY, date(2027, 12, 2)) if one.regime == "EU"]
    assert {one.kind for one in found} == {"begins"}
    assert {one.on for one in found} == {date(2027, 12, 2)}
    assert {"high_risk_annex_iii", "AIA-26(1)", "AIA-26(7)"} <= {one.code for one in found}
    assert [one for one in changes(SCREENING, TODAY, date(2027, 12, 1)) if one.regime == "EU"] == []


def test_the_amended_text_moves_the_day_of_annex_iii() -> None:
    law = load_law()
    since, until = read_day("eu-ai-act@2024", law, end="since"), read_day("eu-ai-act@2026", law, end="until")
    moved = {one.code: (one.before, one.after) for one in changes(SCREENING, since.on, until.on) if one.kind == "moved"}
    assert moved["high_risk_annex_iii"] == ("2026-08-02", "2027-12-02")
    assert moved["AIA-26(2)"] == ("2026-08-02", "2027-12-02")
    assert "AIA-4" not in moved


def test_machinery_moves_to_section_b_with_the_amended_text() -> None:
    machine = {
        "use": ["other"], "product.law": "machinery", "product.relation": "product_itself",
        "product.third_party_assessment": True,
    }  # fmt: skip
    facts = ordinary({**SETTLED, **machine, "role": ["provider"]})
    found = [one for one in changes(facts, date(2026, 7, 26), date(2026, 7, 27)) if one.regime == "EU"]
    other = next(one for one in found if one.kind == "class")
    assert (other.before, other.after) == ("high_risk_annex_i_a", "high_risk_annex_i_b")
    assert {"AIA-9", "AIA-43"} <= {one.code for one in found if one.kind == "gone"}
    assert "AIA-2(2)-sectoral" in {one.code for one in found if one.kind == "new"}


def test_who_has_not_said_may_be_bound() -> None:
    without = {key: value for key, value in SCREENING.items() if key != "use"}
    could = [one for one in changes(without, TODAY, date(2027, 12, 2)) if one.kind == "could"]
    assert any("use" in one.facts and one.on == date(2027, 12, 2) for one in could)


def test_the_texts_differ_in_what_they_say() -> None:
    found = {one.citation: one for one in provisions(load_law(), since=date(2026, 7, 26), until=date(2026, 7, 27))}
    assert found["AI Act Art. 5(1)(ba), (1a), (1b)"].kind == "new"
    moved = found["AI Act Art. 6(2), (3)"]
    assert (moved.kind, moved.before, moved.after) == ("moved", (date(2026, 8, 2),), (date(2027, 12, 2),))
    assert provisions(load_law(), since=date(2026, 7, 27), until=date(2028, 8, 2)) == ()


def test_the_calendar_lies_strictly_after_the_first_day() -> None:
    found = milestones(load_law(), since=date(2026, 12, 2), until=date(2027, 12, 2))
    days = [one.date for _regime, one in found]
    assert days == sorted(days) and date(2027, 12, 2) in days and date(2026, 12, 2) not in days


@pytest.mark.parametrize(
    ("words", "end", "on"),
    [
        ("2027-12-02", "since", date(2027, 12, 2)),
        ("eu-ai-act@2024", "since", date(2026, 7, 26)),
        ("eu-ai-act@2024", "until", date(2024, 8, 1)),
        ("eu-ai-act@2026", "since", date(2026, 7, 27)),
        ("2024", "since", date(2026, 7, 26)),
    ],
)
def test_a_day_is_named_by_a_date_or_by_a_text(words: str, end: Any, on: date) -> None:
    assert read_day(words, load_law(), end=end).on == on


@pytest.mark.parametrize("words", ["", "tomorrow", "2026-13-01", "eu-ai-act@2031", "no-such@2024", "2026@eu-ai-act"])
def test_a_name_of_no_day_is_answered_with_the_texts_there_are(words: str) -> None:
    with pytest.raises(BadInput, match="eu-ai-act@2024, eu-ai-act@2026"):
        read_day(words, load_law(), end="since")


FACTS = st.sampled_from(
    [
        SCREENING,
        SETTLED,
        {},
        ordinary({**SETTLED, "use": ["other"], "transparency.interacts_directly": True, "role": ["provider"]}),
        {"artefact": "model", "gpai.generality": True, "role": ["provider"]},
    ]
)
DAYS = st.dates(date(2024, 8, 1), date(2030, 1, 1))


@settings(max_examples=40, deadline=None)
@given(FACTS, DAYS, st.integers(1, 800), st.integers(1, 800))
def test_what_begins_by_steps_begins_at_once(facts: dict[str, Any], start: date, one: int, two: int) -> None:
    """Under one text: the beginnings of two stretches of time are those of both together."""
    middle, end = start + timedelta(days=one), start + timedelta(days=one + two)
    eu = load_law().pack_for("EU")
    if eu.text_on(start) != eu.text_on(end):
        return

    def begun(since: date, until: date) -> set[tuple[str, str, date | None]]:
        return {(c.regime, c.code, c.on) for c in changes(facts, since, until) if c.kind == "begins"}

    assert begun(start, middle) | begun(middle, end) == begun(start, end)


@settings(max_examples=20, deadline=None)
@given(FACTS, DAYS)
def test_a_day_compared_with_itself_changes_nothing(facts: dict[str, Any], on: date) -> None:
    assert compare(state(facts, on), state(facts, on), since=on, until=on, ahead=()) == ()


def test_the_engine_answers_the_same_as_the_classification_it_rests_on() -> None:
    law = load_law()
    request = classification.parse_request({"jurisdiction": "EU", "facts": SCREENING}, law.vocabulary)
    answer = classification.classify(request, law, law_on=TODAY, mode="default")
    assert state(SCREENING, TODAY).answers["EU"].klass == answer.class_code == "high_risk_annex_iii"

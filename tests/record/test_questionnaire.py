"""Do answers go on record as facts, can they be changed and taken back, and is nonsense refused in words?"""

from datetime import date
from typing import Any

import pytest

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.models import Assessment, Fact, LedgerEntry, UseCase
from opencaio.record.queries import ask
from opencaio.record.queries.questionnaire import Stand
from tests.record.cast import Cast, do


def answer(cast: Cast, question: str, /, by: str = "bo", **given: Any) -> Any:
    return do("questionnaire.answer", cast[by], use_case=cast.triage.code, question=question, **given)


def stand(cast: Cast, **given: Any) -> Stand:
    found: Stand = ask("questionnaire.next", {"use_case": cast.triage.code, **given}, cast.bo)
    return found


def facts_of(row: UseCase) -> dict[str, Any]:
    held = Fact.objects.filter(subject_kind="usecase", subject_id=row.pk, superseded_at=None)
    return {one.key: None if one.is_unknown else one.value for one in held}


def class_of(row: UseCase) -> str:
    return Assessment.objects.get(use_case=row, regime="EU", superseded_at=None).klass


def settle(cast: Cast) -> list[str]:
    """Answer as for a bought planning tool that touches nobody, until nothing is left to ask."""
    replies: dict[str, dict[str, Any]] = {
        "what": {"chosen": ["system"]},
        "places": {"chosen": ["eu_used"]},
        "exclusion": {"values": {"exclusion": "none"}},
        "role": {"values": {"role": ["deployer"]}},
        "product": {"values": {"product.law": "none"}},
        "personal_data": {"values": {"gdpr.personal": False}},
        "decisions": {"chosen": ["no_decision"]},
    }
    asked: list[str] = []
    while (question := stand(cast).question) is not None:
        assert len(asked) < 25, asked
        asked.append(question.key)
        usual: dict[str, Any] = {"unknown": True} if question.pick == "facts" else {"chosen": []}
        answer(cast, question.key, **replies.get(question.key, usual), seen=question.seen, offered=question.offered)
    return asked


def test_a_new_use_is_led_to_its_class_in_at_most_twelve_questions(cast: Cast) -> None:
    asked = settle(cast)
    found = stand(cast)
    assert class_of(cast.triage) == "minimal"
    assert found.settled
    assert found.finished
    assert len(asked) == len(set(asked)) <= 12
    assert [one.question for one in found.answers if one.question in asked] == asked[::-1]
    assert {one.by for one in found.answers} == {"Bo Berg"}


def test_one_answer_states_many_facts_in_one_entry_of_the_ledger(cast: Cast) -> None:
    before = LedgerEntry.objects.count()
    answer(cast, "article_5", chosen=["scoring"], unsure=["emotion"], source="Manual of the tool")
    facts = facts_of(cast.triage)
    assert LedgerEntry.objects.count() == before + 1
    assert facts["scoring.detrimental"] is True
    assert facts["manipulation.technique"] == "none"
    assert facts["emotion.infers"] is None
    sources = Fact.objects.filter(subject_id=cast.triage.pk, subject_kind="usecase").values_list("source", flat=True)
    assert set(sources) == {"Manual of the tool"}


def test_the_last_answer_is_taken_back_and_what_stood_before_stands_again(cast: Cast) -> None:
    do("facts.state", cast.bo, use_case=cast.triage.code, key="infers", value=True, source="The vendor")
    before = facts_of(cast.triage)
    answer(cast, "what", chosen=["rules"])
    assert class_of(cast.triage) == "not_ai_system"
    do("questionnaire.undo", cast.bo, use_case=cast.triage.code)
    assert facts_of(cast.triage) == before
    assert class_of(cast.triage) == "needs_review"
    assert stand(cast, question="what").question is not None


def test_an_earlier_answer_can_be_changed_and_the_old_one_stays_readable(cast: Cast) -> None:
    answer(cast, "article_5", chosen=["manipulation"])
    answer(cast, "what", chosen=["system"])
    answer(cast, "article_5", chosen=[])
    assert facts_of(cast.triage)["manipulation.technique"] == "none"
    answer(cast, "article_5", chosen=["manipulation"])
    assert "manipulation.technique" not in facts_of(cast.triage)
    past = Fact.objects.filter(subject_kind="usecase", subject_id=cast.triage.pk, key="asked.article_5")
    assert past.exclude(superseded_at=None).count() == 2


def test_an_answered_question_shows_what_was_answered(cast: Cast) -> None:
    answer(cast, "article_5", chosen=["rbi"], unsure=["emotion"])
    shown = stand(cast, question="article_5").question
    assert shown is not None
    assert shown.is_answered
    assert [one.code for one in shown.options if one.chosen] == ["rbi"]
    assert [one.code for one in shown.options if one.unsure] == ["emotion"]


def test_a_form_that_is_stale_is_refused_with_the_name_of_who_was_faster(cast: Cast) -> None:
    seen = stand(cast, question="role").question
    assert seen is not None
    answer(cast, "role", by="ana", values={"role": ["provider"]})
    with pytest.raises(Conflict, match="Ana Ek"):
        answer(cast, "role", values={"role": ["deployer"]}, seen=seen.seen)
    assert facts_of(cast.triage)["role"] == ["provider"]


def test_a_deployer_who_provides_is_told_what_does_not_go_together(cast: Cast) -> None:
    answer(cast, "role", values={"role": ["deployer"]})
    with pytest.raises(BadInput, match=r"Art\. 25\(1\)"):
        answer(cast, "providing", values={"role_event": "own_name"})
    assert "role_event" not in facts_of(cast.triage)
    answer(cast, "role", values={"role": ["deployer", "provider"]})
    answer(cast, "providing", values={"role_event": "own_name"})
    assert facts_of(cast.triage)["role_event"] == "own_name"


def test_a_day_before_the_system_existed_is_refused(cast: Cast) -> None:
    do("use_cases.edit", cast.bo, code=cast.triage.code, started_on=date(2024, 3, 1))
    with pytest.raises(BadInput, match=r"2026-05-01.*in use since 2024-03-01"):
        answer(cast, "placed", values={"placed": "2026-05-01"})
    answer(cast, "placed", values={"placed": "2024-02-01"})
    with pytest.raises(BadInput, match="decides nothing before it exists"):
        answer(cast, "colorado", values={"decision_date": "2024-01-31"})


def test_a_use_that_was_withdrawn_takes_no_answer_and_shows_the_old_ones(cast: Cast) -> None:
    answer(cast, "what", chosen=["system"])
    do("use_cases.withdraw", cast.bo, code=cast.triage.code)
    with pytest.raises(NotFound):
        answer(cast, "role", values={"role": ["deployer"]})
    found = stand(cast)
    assert found.withdrawn
    assert found.answers[0].question == "what"


def test_an_auditor_reads_the_questions_and_may_not_answer(cast: Cast) -> None:
    assert ask("questionnaire.show", {"use_case": cast.triage.code}, cast.cleo).question is not None
    with pytest.raises(Refused):
        answer(cast, "what", by="cleo", chosen=["system"])
    with pytest.raises(NotFound):
        ask("questionnaire.next", {"use_case": cast.triage.code}, cast.dan)


def test_the_memory_of_an_answer_cannot_be_stated_by_hand(cast: Cast) -> None:
    with pytest.raises(BadInput, match="answering the question"):
        do("facts.state", cast.bo, use_case=cast.triage.code, key="asked.what", value=["system"])


def test_nothing_to_take_back_is_said(cast: Cast) -> None:
    with pytest.raises(NotFound, match="no such answer"):
        do("questionnaire.undo", cast.bo, use_case=cast.triage.code)


def test_the_same_answer_twice_changes_nothing(cast: Cast) -> None:
    given = {"use_case": cast.triage.code, "question": "what", "chosen": ["system"]}
    assert perform("questionnaire.answer", given, cast.bo).entry is not None
    assert perform("questionnaire.answer", given, cast.bo).entry is None

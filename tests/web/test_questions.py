"""Do the pages of the questionnaire take what is sent, refuse nonsense in words, and keep what was ticked?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from opencaio.record.actions import perform
from opencaio.record.models import Fact, UseCase
from opencaio.record.queries import ask
from tests.web.conftest import House

PAGE = "/use/UC-1/questions"
SignedIn = Callable[[str], Client]


def facts() -> dict[str, Any]:
    use = UseCase.objects.get(code="UC-1")
    held = Fact.objects.filter(subject_kind="usecase", subject_id=use.pk, superseded_at=None)
    return {one.key: None if one.is_unknown else one.value for one in held}


def test_the_page_asks_one_question_with_near_misses_and_where_it_stands(house: House, client_as: SignedIn) -> None:
    page = client_as("bo").get(f"{PAGE}?question=article_5").content.decode()
    assert "Does it do any of these?" in page
    assert "Not meant" in page
    assert "Still possible" in page
    assert "Contract of 12 March" in page
    assert "asked." not in page


def test_an_answer_goes_on_record_and_the_next_question_follows(house: House, client_as: SignedIn) -> None:
    sent = {"question": "article_5", "pick": "many", "chosen": ["scoring"], "unsure": ["emotion"], "source": "Manual"}
    answer = client_as("bo").post(PAGE, sent, follow=True)
    assert answer.status_code == 200
    assert facts()["scoring.detrimental"] is True
    assert facts()["emotion.infers"] is None
    assert "On record." in answer.content.decode()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"question": "article_5", "pick": "many"}, "none of these"),
        ({"question": "article_5", "pick": "many", "chosen": ["-none-", "rbi"]}, "beside other answers"),
        ({"question": "role", "pick": "facts"}, "Choose or write an answer"),
        ({"question": "placed", "pick": "facts", "fact.placed": "soon", "kind.placed": "day"}, "a day written"),
        ({"question": "what", "pick": "one", "chosen": ["rules", "model"]}, "Choose one answer"),
    ],
)
def test_what_cannot_be_taken_is_said_on_the_page_itself(
    house: House, client_as: SignedIn, sent: dict[str, Any], says: str
) -> None:
    before = facts()
    refused = client_as("bo").post(PAGE, sent)
    assert refused.status_code == 400
    assert says in refused.content.decode().replace("&#x27;", "'")
    assert facts() == before


def test_what_was_ticked_is_still_ticked_when_an_answer_was_refused(house: House, client_as: SignedIn) -> None:
    sent = {"question": "article_5", "pick": "many", "chosen": ["-none-", "rbi"], "source": "The manual"}
    page = client_as("bo").post(PAGE, sent).content.decode()
    assert 'value="rbi" checked' in page
    assert 'value="The manual"' in page


def test_a_stale_form_is_answered_with_who_was_faster(house: House, client_as: SignedIn) -> None:
    perform("questionnaire.answer", {"use_case": "UC-1", "question": "what", "chosen": ["system"]}, house.actor("ana"))
    sent = {"question": "what", "pick": "one", "chosen": ["rules"], "seen": "0" * 16}
    refused = client_as("bo").post(PAGE, sent)
    assert refused.status_code == 409
    assert "answered meanwhile by Ana Verhollen" in refused.content.decode()
    assert facts()["infers"] is True


def test_numbers_groups_lists_and_unknowns_are_read(house: House, client_as: SignedIn) -> None:
    bo = client_as("bo")
    more = {"kind.gpai.train_flops": "whole", "fact.gpai.train_flops": "10 000", "fact.gpai.generality": "?"}
    bo.post(PAGE, {"question": "model_ability", "pick": "facts", "kind.gpai.generality": "yes_no", **more})
    bo.post(
        PAGE,
        {"question": "ratios", "pick": "facts", "kind.selected": "groups", "fact.selected": "men 6/13, women 5/11"},
    )
    bo.post(
        PAGE,
        {"question": "countries", "pick": "facts", "kind.countries": "codes", "fact.countries": ["FR", "SE, NO"]},
    )
    held = facts()
    assert held["gpai.train_flops"] == 10000
    assert held["gpai.generality"] is None
    assert held["selected"] == {"men": [6, 13], "women": [5, 11]}
    assert held["countries"] == ["FR", "NO", "SE"]


def test_the_last_answer_can_be_taken_back(house: House, client_as: SignedIn) -> None:
    bo, before = client_as("bo"), facts()
    bo.post(PAGE, {"question": "personal_data", "pick": "facts", "answer": "unknown", "offered": ["gdpr.personal"]})
    assert facts()["gdpr.personal"] is None
    bo.post("/use/UC-1/questions/undo")
    assert facts() == before


def test_a_reader_sees_the_question_and_no_button(house: House, client_as: SignedIn) -> None:
    page = client_as("cleo").get(PAGE).content.decode()
    assert "You may read but not answer" in page
    assert "We do not know</button>" not in page
    refused = client_as("cleo").post(PAGE, {"question": "what", "pick": "one", "chosen": ["system"]})
    assert refused.status_code == 403
    assert client_as("dan").get(PAGE).status_code == 404


def test_a_withdrawn_use_shows_its_answers_and_takes_none(house: House, client_as: SignedIn) -> None:
    perform("use_cases.withdraw", {"code": "UC-1"}, house.actor("bo"))
    page = client_as("bo").get(PAGE).content.decode()
    assert "This use was withdrawn" in page
    assert "We do not know</button>" not in page


def test_the_overview_leads_to_the_questions_and_hides_how_answers_are_remembered(
    house: House, client_as: SignedIn
) -> None:
    bo = client_as("bo")
    bo.post(PAGE, {"question": "what", "pick": "one", "chosen": ["system"]})
    page = bo.get("/use/UC-1").content.decode()
    assert f'href="{PAGE}"' in page
    assert "asked.what" not in page


def test_what_is_inherited_is_shown_with_its_part(house: House, client_as: SignedIn) -> None:
    bo = house.actor("bo")
    system = perform("systems.add", {"name": "Sorter 3", "department": "HR"}, bo).result
    perform("use_cases.edit", {"code": "UC-1", "systems": [system.pk]}, bo)
    stated = {"kind": "aisystem", "id": system.pk, "key": "profiling", "value": True}
    perform("facts.state", stated, bo)
    assert "Inherited from Sorter 3" in client_as("bo").get(PAGE).content.decode()
    assert "inherited from Sorter 3" in client_as("bo").get("/use/UC-1").content.decode()


def test_the_last_page_tells_the_class_what_is_not_known_and_what_comes_next(house: House, client_as: SignedIn) -> None:
    bo = house.actor("bo")
    perform("questionnaire.answer", {"use_case": "UC-1", "question": "what", "chosen": ["rules"]}, bo)
    perform("questionnaire.answer", {"use_case": "UC-1", "question": "personal_data", "unknown": True}, bo)
    for _ in range(12):
        asked = ask("questionnaire.next", {"use_case": "UC-1"}, bo).question
        if asked is None:
            break
        perform("questionnaire.answer", {"use_case": "UC-1", "question": asked.key, "unknown": True}, bo)
    page = client_as("bo").get(PAGE).content.decode()
    assert "Every class is settled" in page
    assert "Not an AI system" in page
    assert "Find out: Are personal data processed?" in page
    assert 'href="/use/UC-1/reviews"' in page
    assert 'href="/use/UC-1/duties"' in page

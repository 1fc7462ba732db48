"""Does each of the cast find what waits for his eyes, judge it in the browser, and hand over what he holds?"""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from opencaio.record.actions import perform
from opencaio.record.models import Deputy, Duty, Letter, Person, Review, UseCase
from opencaio.record.queries import ask
from tests.web.conftest import House

ClientAs = Callable[[str], Client]


@pytest.fixture
def settled(house: House) -> House:
    """The house, with a use of Bo's that the AI Act settles from what Bo stated."""
    perform("facts.state", {"use_case": "UC-2", "key": "infers", "value": False}, house.actor("bo"))
    return house


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content[:800]
    return unescape(answer.content.decode())


def judge(client: Client, verb: str, **given: Any) -> Any:
    return client.post("/use/UC-2/review", {"regime": "EU", "verb": verb} | given, follow=True)


def test_bo_asks_rae_finds_it_signs_it_and_bo_sees_it(settled: House, client_as: ClientAs) -> None:
    bo, rae = client_as("bo"), client_as("rae")
    assert "nobody has looked" in page(bo, "/use/UC-2")
    form = page(bo, "/use/UC-2/reviews")
    assert "Rae Okonda" in form and "Sign off" not in form
    judge(bo, "ask", note="Look at the contract.", reviewer=settled.people["rae"].pk)
    assert "Asked by Bo Lindqvar" in page(rae, "/mine")
    assert "Look at the contract." in page(rae, "/reviews")
    assert "Sign off" in page(rae, "/use/UC-2/reviews")
    answer = ask("reviews.show", {"use_case": "UC-2"}, settled.actor("rae")).rows[0].answer
    judge(rae, "sign", answer=answer, note="Read it.")
    assert "signed off" in page(bo, "/use/UC-2")
    assert "Read it." in page(bo, "/use/UC-2/reviews")
    assert page(rae, "/reviews").count("<tr data-row>") == 0
    assert page(rae, "/reviews?state=signed").count("<tr data-row>") == 1


def test_bo_is_told_in_words_why_he_may_not_judge_and_rae_when_she_stated_a_fact(
    settled: House, client_as: ClientAs
) -> None:
    assert "You are no reviewer here." in page(client_as("bo"), "/use/UC-2/reviews")
    perform("facts.withdraw", {"use_case": "UC-2", "key": "infers"}, settled.actor("rae"))
    perform("facts.state", {"use_case": "UC-2", "key": "infers", "value": False}, settled.actor("rae"))
    words = page(client_as("rae"), "/use/UC-2/reviews")
    assert "Four eyes: you stated a fact under this answer: “" in words
    assert 'value="sign"' not in words


def test_what_is_sent_back_comes_back_to_bo_with_the_reason(settled: House, client_as: ClientAs) -> None:
    judge(client_as("bo"), "ask")
    judge(client_as("rae"), "send_back", reason="Which contract?")
    assert "Which contract?" in page(client_as("bo"), "/mine")
    assert "Ask again" in page(client_as("bo"), "/use/UC-2/reviews")


def test_a_stale_sign_off_is_seen_on_the_use_in_the_queue_and_in_mine(settled: House, client_as: ClientAs) -> None:
    perform("use_cases.assign", {"codes": ["UC-2"], "owner": settled.people["bo"].pk}, settled.actor("bo"))
    judge(client_as("rae"), "sign")
    perform("facts.state", {"use_case": "UC-2", "key": "role", "value": ["deployer"]}, settled.actor("bo"))
    for path in ("/use/UC-2", "/use/UC-2/reviews", "/reviews?state=stale", "/mine"):
        said = page(client_as("bo"), path)
        assert "stale: sign again" in said, path
        assert "Answered anew: What are we for this system?" in said, path


def test_an_override_is_shown_beside_the_computed_class_with_its_end(settled: House, client_as: ClientAs) -> None:
    until = timezone.localdate() + timedelta(days=60)
    judge(client_as("rae"), "override", klass="transparency", reason="It talks.", expires_on=until.isoformat())
    said = page(client_as("bo"), "/use/UC-2/reviews")
    assert "Not an AI system" in said and "counts instead of the computed class" in said and "It talks." in said
    assert page(client_as("bo"), "/use/UC-2").count("overridden") == 2, "beside the class, and in its panel"


def test_the_inventory_shows_finds_and_exports_reviews_and_overrides(settled: House, client_as: ClientAs) -> None:
    bo, until = client_as("bo"), timezone.localdate() + timedelta(days=60)
    assert page(bo, "/inventory?review=none").count("<tr data-row>") == 2
    judge(client_as("rae"), "override", klass="transparency", reason="It talks.", expires_on=until.isoformat())
    found = page(bo, "/inventory?review=overridden")
    assert found.count("<tr data-row>") == 1 and "overridden: Transparency until" in found
    exported = bo.get("/inventory/export?as=csv").content.decode()
    assert f"Not an AI system (overridden: Transparency until {until.isoformat()})" in exported
    perform("facts.state", {"use_case": "UC-2", "key": "role", "value": ["deployer"]}, settled.actor("bo"))
    assert page(bo, "/inventory?review=overridden").count("<tr data-row>") == 0
    gone = page(bo, "/inventory?review=stale")
    assert gone.count("<tr data-row>") == 1 and "stale: sign again" in gone
    assert "overridden" not in bo.get("/inventory/export?as=csv").content.decode()


def test_of_two_forms_the_second_is_told_that_it_was_judged(settled: House, client_as: ClientAs) -> None:
    judge(client_as("rae"), "sign")
    answer = judge(client_as("ana"), "send_back", reason="No.")
    assert answer.status_code == 409
    assert "Rae Okonda signed it off" in unescape(answer.content.decode())
    assert Review.objects.get().verdict == "signed"


def test_a_verdict_leads_back_to_a_page_of_this_site_only(settled: House, client_as: ClientAs) -> None:
    answer = client_as("bo").post("/use/UC-2/review", {"regime": "EU", "verb": "ask", "back": "//evil.example/x"})
    assert answer.headers["Location"] == "/use/UC-2/reviews"
    taken = client_as("bo").post("/use/UC-2/review", {"regime": "EU", "verb": "withdraw", "back": "/reviews"})
    assert taken.headers["Location"] == "/reviews"


def test_dan_sees_nothing_of_it(settled: House, client_as: ClientAs) -> None:
    judge(client_as("bo"), "ask", note="headhunt")
    dan = client_as("dan")
    assert dan.get("/use/UC-2/reviews").status_code == 404
    for path in ("/reviews", "/reviews?state=waiting", "/mine"):
        assert "headhunt" not in page(dan, path) and "HYPERLINK" not in page(dan, path)


def test_a_deputy_is_named_on_the_account_page_and_sees_it_in_mine(settled: House, client_as: ClientAs) -> None:
    until = timezone.localdate() + timedelta(days=9)
    given = {"person": settled.people["rae"].pk, "deputy": settled.people["ana"].pk, "until_on": until.isoformat()}
    client_as("rae").post("/deputies", given)
    assert "Ana Verhollen" in page(client_as("rae"), "/account")
    assert "You stand in for Rae Okonda" in page(client_as("ana"), "/mine")
    assert "Ana Verhollen stands in for you" in page(client_as("rae"), "/mine")
    judge(client_as("bo"), "ask", reviewer=settled.people["rae"].pk)
    assert "For Rae Okonda, for whom you stand in" in page(client_as("ana"), "/mine")
    judge(client_as("ana"), "sign")
    assert "standing in for Rae Okonda" in page(client_as("bo"), "/use/UC-2/reviews")
    client_as("rae").post("/deputies", {"end": Deputy.objects.get().pk})
    assert "Nobody stands in." in page(client_as("rae"), "/account")


def test_what_is_due_of_the_absent_person_is_in_the_deputys_mine_and_marked(
    settled: House, client_as: ClientAs
) -> None:
    now, due = timezone.now(), timezone.localdate() + timedelta(days=5)
    use, bo = UseCase.objects.get(code="UC-1"), settled.people["bo"]
    made = {"regime": "EU", "code": "x", "title": "Keep the logs", "created_at": now, "updated_at": now}
    Duty.objects.create(use_case=use, owner=bo, due_on=due, **made)
    client_as("ana").post("/deputies", {"person": bo.pk, "deputy": settled.people["rae"].pk})
    said = page(client_as("rae"), "/mine")
    assert "Duties of Bo Lindqvar, for whom you stand in" in said and "Keep the logs" in said
    assert "Keep the logs" not in page(client_as("dan"), "/mine")


def test_ana_hands_over_what_bo_holds_and_then_he_leaves(settled: House, client_as: ClientAs) -> None:
    ana, bo = client_as("ana"), settled.people["bo"].pk
    assert "Recruitment screening" in page(ana, f"/people/{bo}")
    refused = ana.post(f"/people/{bo}/change", {"verb": "retire"})
    assert refused.status_code == 403 and "Hand them over first" in unescape(refused.content.decode())
    shown = page(ana, f"/hand-over?person={bo}")
    assert "Uses of AI" in shown and "UC-1" in shown
    ana.post("/hand-over", {"person": bo, "to": settled.people["rae"].pk})
    assert UseCase.objects.get(code="UC-1").owner_id == settled.people["rae"].pk
    ana.post(f"/people/{bo}/change", {"verb": "retire"})
    assert Person.objects.get(pk=bo).retired_at


def test_dan_cannot_look_at_what_bo_holds(settled: House, client_as: ClientAs) -> None:
    assert client_as("dan").get(f"/hand-over?person={settled.people['bo'].pk}").status_code == 404
    assert client_as("dan").get("/hand-over?person=x").status_code == 404


def test_everyone_switches_letters_off_for_himself(settled: House, client_as: ClientAs) -> None:
    client_as("bo").post("/account/mail", {})
    assert not Person.objects.get(pk=settled.people["bo"].pk).wants_mail
    client_as("bo").post("/account/mail", {"wants_mail": "on"})
    assert Person.objects.get(pk=settled.people["bo"].pk).wants_mail


def test_only_an_officer_sees_the_outbox_and_not_what_the_letters_say(settled: House, client_as: ClientAs) -> None:
    words = {"kind": "x", "subject": "You are asked", "text": "for their eyes only", "last_fault": "550 No mailbox"}
    now = timezone.now()
    Letter.objects.create(to=settled.people["bo"], created_at=now, given_up_at=now, tries=9, **words)
    said = page(client_as("ana"), "/letters")
    assert "550 No mailbox" in said and "given up" in said and "for their eyes only" not in said
    assert "This site sends no e-mail" in said
    assert client_as("bo").get("/letters").status_code == 403
    client_as("ana").post("/letters", {"letter": Letter.objects.get().pk})
    assert Letter.objects.get().given_up_at is None

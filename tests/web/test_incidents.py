"""Can everyone report in two minutes, and does the page of an incident do what is asked of it?"""

from collections.abc import Callable

import pytest
from django.test import Client

from opencaio.record.actions import perform
from opencaio.record.models import Incident, Person, UseCase
from opencaio.record.permissions import FOUNDER
from tests.web.conftest import House

ClientAs = Callable[[str], Client]


@pytest.fixture
def code(house: House) -> str:
    """An incident on Bo's use."""
    given = {"title": "Letters were mixed up", "use": "UC-1", "known_at": "2026-11-18T10:05:00+01:00"}
    found: str = perform("incidents.report", given, house.actor("bo")).result.code
    return found


def post(client: Client, code: str, **given: object) -> int:
    """Send one form of the page."""
    return client.post(f"/incidents/{code}/act", given).status_code


def test_a_report_in_the_form_comes_on_record_and_opens(client_as: ClientAs) -> None:
    bo = client_as("bo")
    assert "What happened?" in bo.get("/incidents/report").content.decode()
    sent = {"title": "It named another customer", "use": "UC-1", "known_at": "2026-11-18T10:05", "people_affected": "3"}
    answer = bo.post("/incidents/report", sent, follow=True)
    row = Incident.objects.get()
    assert answer.redirect_chain[-1][0] == f"/incidents/{row.code}"
    assert "It named another customer" in answer.content.decode()
    assert (row.people_affected, row.use_case and row.use_case.code) == (3, "UC-1")


def test_a_fault_in_the_form_loses_nothing_that_was_written(client_as: ClientAs) -> None:
    sent = {"title": "It failed", "description": "A long story", "known_at": "2099-01-01T00:00"}
    answer = client_as("bo").post("/incidents/report", sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "A long story" in page and "cannot lie in the future" in page
    assert not Incident.objects.exists()


def test_who_may_only_report_comes_to_his_reports_and_to_nothing_else(house: House, client_as: ClientAs) -> None:
    del client_as
    given = {"name": "Sid Stahl", "email": "sid@house.example", "password": "a-long-enough-password-26"}
    person = perform("people.add", given, FOUNDER).result
    perform("people.grant", {"person": person.pk, "role": "staff"}, FOUNDER)
    user = Person.objects.select_related("user").get(pk=person.pk).user
    assert user is not None
    sid = Client()
    sid.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert sid.get("/", follow=True).redirect_chain[-1][0] == "/incidents"
    sent = {"title": "The robot stopped", "use": "UC-1"}
    page = sid.post("/incidents/report", sent, follow=True).content.decode()
    assert "The robot stopped" in page and "Recruitment screening" not in page
    for path in ("/inventory", "/use/UC-1", f"/incidents/{Incident.objects.get().code}", "/mine"):
        assert sid.get(path).status_code in {403, 404}, path


def test_the_list_shows_what_runs_and_how_long(client_as: ClientAs, code: str) -> None:
    page = client_as("bo").get("/incidents").content.decode()
    assert code in page and "Not yet assessed" in page and "late" in page
    assert code not in client_as("dan").get("/incidents").content.decode()
    assert client_as("dan").get(f"/incidents/{code}").status_code == 404


def test_the_page_shows_both_ends_and_the_questions(client_as: ClientAs, code: str) -> None:
    page = client_as("bo").get(f"/incidents/{code}").content.decode()
    assert "<svg" in page and "Under Regulation 1182/71" in page
    assert "Has someone died" in page and "until an answer says no" in page
    assert "leave the system as it is" in page
    assert "<form" in page and 'value="assess"' in page
    assert 'value="assess"' not in client_as("cleo").get(f"/incidents/{code}").content.decode()


def test_answers_from_the_form_settle_gravity(client_as: ClientAs, code: str) -> None:
    bo = client_as("bo")
    sent = {"q.breach": "yes", "kind.breach": "yes_no", "q.data_role": ["controller"], "kind.data_role": "choices"}
    sent |= {"q.breach_risk": "high", "kind.breach_risk": "choice", "q.death": "unknown", "kind.death": "yes_no"}
    asked = ["breach", "data_role", "breach_risk", "death", "health"]
    assert post(bo, code, verb="assess", asked=asked, **sent) == 302
    row = Incident.objects.get(code=code)
    assert (row.severity, row.may_be) == ("high", "serious")
    assert row.answers["data_role"]["value"] == ["controller"]
    assert row.answers["death"]["value"] is None and "health" not in row.answers


def test_a_clock_is_met_from_the_page(client_as: ClientAs, code: str) -> None:
    bo = client_as("bo")
    assert post(bo, code, verb="tell", clock="gdpr.authority", how="its form", first="on") == 302
    told = Incident.objects.get(code=code).tellings.get()
    assert (told.who, told.is_complete) == ("Data protection authority", False)
    assert "the complete report is still to come" in bo.get(f"/incidents/{code}").content.decode()


def test_it_is_contained_learnt_from_and_closed_on_the_page(client_as: ClientAs, code: str) -> None:
    bo = client_as("bo")
    assert post(bo, code, verb="contain", how="Switched off") == 302
    assert post(bo, code, verb="learn", lesson="Check the number on both sides.") == 302
    assert post(bo, code, verb="close") == 409
    assert post(bo, code, verb="close", reason="The customer is controller.") == 302
    assert Incident.objects.get(code=code).status == "closed"
    assert post(bo, code, verb="reopen", reason="Again") == 302
    assert post(bo, code, verb="nonsense") == 400


def test_the_use_is_suspended_from_the_incident_and_shown_so_everywhere(client_as: ClientAs, code: str) -> None:
    bo = client_as("bo")
    sent = {"incident": code, "reason": "It mixes letters up", "verb": "suspend"}
    assert bo.post("/use/UC-1/suspension", sent)["Location"] == f"/incidents/{code}"
    for path in ("/use/UC-1", f"/incidents/{code}", "/"):
        assert "It mixes letters up" in bo.get(path).content.decode(), path
    assert "suspended" in bo.get("/inventory").content.decode()
    assert code in bo.get("/use/UC-1").content.decode()
    assert bo.post("/use/UC-1/suspension", {"verb": "resume", "reason": "Mended"})["Location"] == "/use/UC-1"
    assert UseCase.objects.get(code="UC-1").suspended_at is None


def test_it_stands_in_mine_of_who_looks_after_it(client_as: ClientAs, code: str) -> None:
    assert f"/incidents/{code}" in client_as("bo").get("/mine").content.decode()
    assert code not in client_as("rae").get("/mine").content.decode()


@pytest.mark.parametrize("ending", ["html", "pdf", "docx", "json", "md"])
def test_a_draft_opens_and_can_be_taken_out(client_as: ClientAs, code: str, ending: str) -> None:
    bo = client_as("bo")
    assert "What are the likely consequences" in bo.get(f"/incidents/{code}/reports/breach_report").content.decode()
    answer = bo.get(f"/incidents/{code}/reports/breach_report/{ending}")
    assert answer.status_code == 200 and len(answer.content) > 500
    assert f"{code}-breach-report.{ending}" in answer["Content-Disposition"]
    assert bo.get(f"/incidents/{code}/reports/nonsense").status_code == 404


def test_particulars_that_only_people_know_fill_the_draft(client_as: ClientAs, code: str) -> None:
    bo = client_as("bo")
    assert post(bo, code, verb="particulars", consequences="A stranger read a diagnosis.", measures="") == 302
    page = bo.get(f"/incidents/{code}/reports/breach_report").content.decode()
    assert "A stranger read a diagnosis." in page

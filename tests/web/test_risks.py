"""Does the register of risks on the web let people do their work, and say what is wrong in words?"""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from opencaio.record.actions import perform
from opencaio.record.models import Risk, RiskControl
from tests.web.conftest import House

As = Callable[[str], Client]
FORM: dict[str, Any] = {
    "title": "Wrong order decides", "department": "HR", "category": "rights", "use_cases": "UC-1",
    "cause": "Many cases", "event": "Nobody looks", "consequence": "People are turned away",
    "likelihood": "3", "impact": "4", "residual_likelihood": "2", "residual_impact": "4",
    "frequency_low": "0.1", "frequency_likely": "0.5", "frequency_high": "2",
    "magnitude_low": "1 000", "magnitude_likely": "20000", "magnitude_high": "1 400 000",
    "magnitude_shape": "lognormal",
}  # fmt: skip


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def risk(house: House, client_as: As) -> Risk:
    """A risk that Bo has put on record through the form, with a control of his in place."""
    client_as("bo").post("/risks/add", FORM)
    row = Risk.objects.get()
    net = {"name": "Tenth read by hand", "code": "NET", "department": "HR", "status": "in_place"}
    perform("controls.add", net, house.actor("bo"))
    return row


def test_the_form_puts_a_risk_on_record_and_leads_to_its_page(risk: Risk, client_as: As) -> None:
    said = words(page(client_as("bo"), f"/risks/{risk.code}"))
    for told in (
        "Wrong order decides",
        "Nobody looks",
        "once in 2 years",
        "long tail (lognormal)",
        "Recruitment screening",
    ):
        assert told in said
    assert "caio risk measure" in said
    assert str(risk.magnitude_high) == "1400000.00"


def test_the_register_shows_matrix_curve_and_lines_with_their_tables(risk: Risk, client_as: As) -> None:
    html = page(client_as("bo"), "/risks")
    assert html.count("<figure") == 2
    assert html.count('class="data"') == 2
    assert f"/risks/{risk.code}" in html
    assert "Without controls" in html
    inherent = words(page(client_as("bo"), "/risks?side=inherent"))
    assert "Without controls, 1 risk would be high or critical" in inherent


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"magnitude_low": "9999999"}, "low ≤ likely ≤ high"),
        ({"frequency_high": "-2"}, "is not a number"),
        ({"magnitude_high": "1e400"}, "is not a number"),
        ({"magnitude_high": "nan"}, "is not a number"),
        ({"frequency_low": ""}, "together"),
        ({"residual_impact": "5"}, "above the one without"),
        ({"title": ""}, "needs a title"),
        ({"likelihood": "9"}, "less than or equal to 5"),
        ({"review_due_on": "tomorrow"}, "must be a day"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    house: House, client_as: As, wrong: dict[str, str], told: str
) -> None:
    answer = client_as("bo").post("/risks/add", FORM | wrong)
    assert answer.status_code == 400
    html = answer.content.decode()
    assert told in html.replace("&#x27;", "'")
    assert "Nobody looks" in html
    assert not Risk.objects.exists()


def test_an_edit_that_comes_too_late_overwrites_nothing(risk: Risk, house: House, client_as: As) -> None:
    bo = client_as("bo")
    stale = FORM | {"version": risk.version, "title": "Bo's words"}
    perform("risks.edit", {"code": risk.code, "title": "Ana's words"}, house.actor("ana"))
    answer = bo.post(f"/risks/{risk.code}/edit", stale)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Ana&#x27;s words" in html
    assert "Bo&#x27;s words" in html
    assert Risk.objects.get().title == "Ana's words"


def test_a_control_is_set_as_a_reduction_and_taken_off(risk: Risk, client_as: As) -> None:
    bo = client_as("bo")
    bo.post(f"/risks/{risk.code}/treat", {"control": "NET", "frequency": "60 %", "magnitude": ""})
    held = RiskControl.objects.get()
    assert (str(held.frequency_factor), str(held.magnitude_factor)) == ("0.4000", "1.0000")
    said = words(page(bo, f"/risks/{risk.code}"))
    assert "−60 %" in said
    assert "Tenth read by hand" in said
    assert "control by control" in said
    too_much = bo.post(f"/risks/{risk.code}/treat", {"control": "NET", "frequency": "120"})
    assert too_much.status_code == 400
    assert "at most 100 %" in too_much.content.decode()
    bo.post(f"/risks/{risk.code}/treat", {"control": "NET", "verb": "untreat"})
    assert "Nothing acts against it yet" in page(bo, f"/risks/{risk.code}")


def test_accepting_asks_for_a_reason_a_day_and_the_right_to(risk: Risk, client_as: As) -> None:
    until = (timezone.localdate() + timedelta(days=60)).isoformat()
    refused = client_as("bo").post(f"/risks/{risk.code}/accept", {"reason": "Rare", "expires_on": until})
    assert refused.status_code == 403
    assert "can accept it" in refused.content.decode()
    ana = client_as("ana")
    past = ana.post(f"/risks/{risk.code}/accept", {"reason": "Rare", "expires_on": "2020-01-01"})
    assert past.status_code == 400
    assert "at most a year ahead" in past.content.decode()
    assert "Rare" in past.content.decode()
    assert ana.post(f"/risks/{risk.code}/accept", {"reason": "Rare", "expires_on": until}).status_code == 302
    assert "Accepted" in words(page(ana, "/risks"))


def test_a_risk_is_closed_and_opened_again_with_a_reason(risk: Risk, client_as: As) -> None:
    bo = client_as("bo")
    assert bo.post(f"/risks/{risk.code}/turn", {"verb": "close", "reason": ""}).status_code == 400
    bo.post(f"/risks/{risk.code}/turn", {"verb": "close", "reason": "The use ended"})
    assert "No risk here" in page(bo, "/risks")
    assert risk.title in page(bo, "/risks?state=closed")
    bo.post(f"/risks/{risk.code}/turn", {"verb": "reopen", "reason": "It is back"})
    assert "The use ended" in page(bo, f"/risks/{risk.code}")


def test_the_appetite_is_set_by_who_may_decide_and_drawn(risk: Risk, client_as: As) -> None:
    given = {"department": "HR", "highest_level": "2", "annual_loss": "10 000", "words": "No more"}
    assert client_as("bo").post("/risks/appetite", given).status_code == 403
    client_as("ana").post("/risks/appetite", given)
    html = page(client_as("bo"), "/risks?department=HR")
    assert "appetite: up to Moderate" in html
    assert "appetite €10k" in html
    assert "beyond appetite" in words(html)
    assert "Beyond the appetite of People" in page(client_as("bo"), f"/risks/{risk.code}")


def test_the_export_holds_the_filtered_rows_and_no_formula(risk: Risk, client_as: As) -> None:
    bo = client_as("bo")
    bo.post("/risks/add", {"title": "=1+1", "department": "HR"})
    text = bo.get("/risks/export?as=csv").content.decode("utf-8-sig")
    assert text.count("\n") == 3
    assert "'=1+1" in text
    assert "Wrong order decides" in text
    only = bo.get("/risks/export?as=csv&category=rights").content.decode("utf-8-sig")
    assert "=1+1" not in only
    book = CalamineWorkbook.from_filelike(io.BytesIO(bo.get("/risks/export?as=xlsx").content))
    assert len(book.get_sheet_by_index(0).to_python()) == 3


def test_the_page_of_a_use_shows_its_risks_and_from_what_it_has_them(risk: Risk, house: House, client_as: As) -> None:
    ana = house.actor("ana")
    host = perform("vendors.add", {"name": "Host of all"}, ana).result
    perform("use_cases.edit", {"code": "UC-1", "vendors": [host.pk]}, ana)
    perform("risks.add", {"title": "One cloud", "vendors": [host.pk]}, ana)
    said = words(page(client_as("bo"), "/use/UC-1"))
    assert "Wrong order decides" in said
    assert "One cloud" in said
    assert "Vendor Host of all" in said


def test_the_catalogue_starts_a_risk_on_the_use_it_was_opened_from(house: House, client_as: As) -> None:
    bo = client_as("bo")
    html = page(bo, "/risks/catalogue?q=recruit+score&use=UC-1") + page(bo, "/risks/catalogue?use=UC-1")
    assert "from=rubber-stamp&amp;use=UC-1" in html
    start = page(bo, "/risks/add?from=rubber-stamp&use=UC-1")
    assert "People follow the score and nothing else" in start
    assert 'value="UC-1"' in start
    sent = {"title": "People follow the score", "department": "HR", "use_cases": "UC-1"}
    assert bo.post("/risks/add?from=rubber-stamp&use=UC-1", sent).status_code == 302
    row = Risk.objects.get()
    assert row.cause
    assert row.catalogue == ["catalogue:rubber-stamp"]


def test_dan_sees_nothing_of_bos_and_an_auditor_changes_nothing(risk: Risk, client_as: As) -> None:
    dan = client_as("dan")
    assert risk.title not in page(dan, "/risks?state=all")
    for path in (f"/risks/{risk.code}", f"/risks/{risk.code}/edit"):
        assert dan.get(path).status_code == 404
    assert dan.post(f"/risks/{risk.code}/turn", {"verb": "close", "reason": "x"}).status_code == 404
    cleo = client_as("cleo")
    assert "Set a control against it" not in page(cleo, f"/risks/{risk.code}")
    assert cleo.get(f"/risks/{risk.code}/edit").status_code == 403
    assert cleo.post("/risks/add", FORM).status_code == 403


def test_an_empty_register_says_unknown_and_not_safe(house: House, client_as: As) -> None:
    said = words(page(client_as("bo"), "/risks"))
    assert "that is unknown, not safe" in said
    assert "unknown, not zero" in said


def test_a_filter_that_does_not_exist_is_said(house: House, client_as: As) -> None:
    for wrong in ("level=9", "state=perhaps", "cell=9x9", "sort=luck"):
        answer = client_as("bo").get(f"/risks?{wrong}")
        assert answer.status_code == 400
        assert "filter that does not exist" in answer.content.decode()

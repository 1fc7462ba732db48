"""Can a business case be written, handed in, answered and taken away on its pages?"""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opencaio.record.models import BusinessCase, Initiative
from opencaio.record.queries import ask
from tests.record.cast import do
from tests.web.conftest import House


@pytest.fixture
def bo(client_as: Callable[[str], Client]) -> Client:
    """Bo, signed in."""
    return client_as("bo")


@pytest.fixture
def ana(client_as: Callable[[str], Client]) -> Client:
    """Ana, the officer, signed in."""
    return client_as("ana")


@pytest.fixture
def beds(house: House) -> Initiative:
    """Work of Bo's department."""
    row: Initiative = do("initiatives.add", house.actor("bo"), name="Beds", department="HR")
    return row


@pytest.fixture
def case(house: House, beds: Initiative) -> BusinessCase:
    """Its case."""
    lines: list[dict[str, Any]] = [
        {"kind": "build", "line": "capex", "title": "Building it", "p10": 80, "p50": 100, "p90": 150, "years": [2027]},
        {"kind": "cashable", "title": "Fewer shifts", "p10": 90, "p50": 120, "p90": 140},
        {"kind": "strategic", "title": "A better name"},
    ]
    given = {"initiative": beds.code, "first_year": 2027, "years": 3, "lines": lines}
    row: BusinessCase = do("cases.add", house.actor("bo"), **given)
    return row


def test_a_case_is_started_and_gets_its_lines(house: House, bo: Client, beds: Initiative) -> None:
    at = f"/initiative/{beds.code}/case"
    assert "There is no business case yet" in bo.get(at).content.decode()
    sent = {"baseline": "By telephone.", "first_year": "2027", "years": "3", "reference_class": "it_project",
            "adoption": "0.5 1", "pilot_cost": "5", "pilot_months": "3", "pilot_success": "0.7"}  # fmt: skip
    assert bo.post(f"{at}/edit", sent).url == at
    assert "Not valued yet" in bo.get(at).content.decode()
    line = {"kind": "productivity", "title": "Hours of nurses", "p10": "1 000", "p50": "2000", "p90": "3000",
            "rate": "42.5", "factors": ["adoption"], "measure": "Hours a week", "years": "2028 2029"}  # fmt: skip
    assert bo.post(f"{at}/line", line).url == at
    page = ask("cases.show", {"initiative": beds.code}, house.actor("bo"))
    assert [(one.title, one.years, one.details) for one in page.lines] == [
        ("Hours of nurses", [2028, 2029], {"rate": "42.5"})
    ]
    assert page.stages[0]["success"] == "0.7"
    shown = bo.get(at).content.decode()
    assert "hours x loaded rate x realisation" in shown and "Right to stop after the pilot" in shown


def test_a_wrong_line_is_told_and_what_was_typed_is_still_there(bo: Client, case: BusinessCase) -> None:
    code = case.initiative.code
    answer = bo.post(f"/initiative/{code}/case/line", {"kind": "cashable", "title": "Shifts", "p50": "lots"})
    assert answer.status_code == 400
    assert "lots" in answer.content.decode() and 'value="Shifts"' in answer.content.decode()


def test_the_page_shows_value_pictures_and_strategic_benefits_apart(bo: Client, case: BusinessCase) -> None:
    shown = bo.get(f"/initiative/{case.initiative.code}/case").content.decode()
    assert "four chances in five" in shown and "The chance that it loses money is" in shown
    assert "Strategic: told, not added" in shown
    assert shown.count("<svg xmlns") >= 6
    assert "Left after tax, discounted" in shown
    assert "style=" not in shown
    assert "<dt>Risk premium H1</dt><dd>0 % a year</dd>" in shown.replace("\u202f", " ").replace("\xa0", " ")
    assert "premium_h1" not in shown


def test_the_officer_answers_what_was_handed_in(house: House, bo: Client, ana: Client, case: BusinessCase) -> None:
    at = f"/initiative/{case.initiative.code}/case"
    bo.post(f"{at}/turn", {"verb": "submit"})
    assert "Approve" not in bo.get(at).content.decode()
    assert "Business cases that wait for me" in ana.get("/mine").content.decode()
    assert ana.post(f"{at}/turn", {"verb": "send_back"}).status_code == 400
    ana.post(f"{at}/turn", {"verb": "send_back", "answer": "Who measures it?"})
    assert "Who measures it?" in bo.get(at).content.decode()
    bo.post(f"{at}/turn", {"verb": "submit"})
    digest = BusinessCase.objects.get().valuation["digest"]
    assert ana.post(f"{at}/turn", {"verb": "approve", "digest": "x"}).status_code == 409
    assert ana.post(f"{at}/turn", {"verb": "approve", "digest": digest}).url == at
    assert BusinessCase.objects.get().status == "approved"
    Initiative.objects.update(value_low=1, value_mid=2, value_high=3)
    html = bo.get(f"/initiative/{case.initiative.code}").content.decode()
    assert "Value by the approved case" in html and "a plan counts with this" in html
    assert "Own estimate, not in the plan" in html and "the case" in html
    said = ask("initiatives.show", {"code": case.initiative.code}, house.actor("bo"))
    assert said.case_value.difference == said.case_value.mid - 2


def test_a_lead_cannot_approve_by_a_crafted_form(bo: Client, case: BusinessCase) -> None:
    at = f"/initiative/{case.initiative.code}/case/turn"
    bo.post(at, {"verb": "submit"})
    assert bo.post(at, {"verb": "approve"}).status_code == 403
    assert BusinessCase.objects.get().status == "submitted"


def test_a_cost_that_the_record_knows_is_taken_over_once(house: House, bo: Client, case: BusinessCase) -> None:
    code = case.initiative.code
    spend = [{"line": "capex", "year": 2028, "amount": 40}]
    do("initiatives.estimate", house.actor("bo"), code=code, spend=spend)
    at = f"/initiative/{code}/case"
    assert "Capital expenditure 2028" in bo.get(at).content.decode()
    take = {"verb": "take", "key": "spend-capex-2028"}
    assert bo.post(f"{at}/turn", take).status_code == 302
    assert bo.post(f"{at}/turn", take).status_code == 400
    page = ask("cases.show", {"initiative": code}, house.actor("bo"))
    assert [(one.p50, one.years) for one in page.lines if one.title == "Capital expenditure 2028"] == [(40, [2028])]


def test_the_case_leaves_as_table_and_paper(bo: Client, case: BusinessCase) -> None:
    at = f"/initiative/{case.initiative.code}/case"
    assert "Building it" in bo.get(f"{at}/export?as=csv").content.decode()
    assert bo.get(f"{at}/export?as=xlsx").content[:2] == b"PK"
    assert bo.get(f"{at}/paper.pdf").content[:4] == b"%PDF"
    assert bo.get(f"{at}/paper.docx").content[:2] == b"PK"
    text = bo.get(f"{at}/paper.html").content.decode()
    assert "If nothing is done" in text and "A better name" in text
    assert "Risk premium H1" in text and "premium h1" not in text
    assert bo.get(f"{at}/paper.exe").status_code == 404


def test_the_list_stands_beside_scores_that_came_from_a_file(bo: Client, case: BusinessCase) -> None:
    code = case.initiative.code
    file = SimpleUploadedFile("s.csv", f"code,scheme,impact,confidence,ease\n{code},ice,5,5,5\n".encode())
    assert bo.post("/cases/scores", {"file": file}).url == "/cases"
    shown = bo.get("/cases").content.decode()
    assert "ICE" in shown and "125.00" in shown
    bad = SimpleUploadedFile("s.csv", b"code,scheme,impact\nNOPE,ice,5\n")
    answer = bo.post("/cases/scores", {"file": bad})
    assert answer.status_code == 400 and "may not see" in answer.content.decode()
    assert bo.get("/cases/export?as=csv").content.decode().count("\n") == 2


def test_dan_sees_no_case_of_bos_department(client_as: Callable[[str], Client], case: BusinessCase) -> None:
    dan = client_as("dan")
    assert dan.get(f"/initiative/{case.initiative.code}/case").status_code == 404
    assert case.initiative.name not in dan.get("/cases").content.decode()


def test_the_promises_of_an_approved_case_are_taken_over_and_stand_beside_the_ledger(
    house: House, bo: Client, ana: Client, beds: Initiative, case: BusinessCase
) -> None:
    at = f"/initiative/{beds.code}/case"
    bo.post(f"{at}/turn", {"verb": "submit"})
    ana.post(f"{at}/turn", {"verb": "approve", "digest": ""})
    assert "In nobody's ledger yet" in told(bo.get(at).content)
    assert "followed up by nobody" in told(bo.get("/benefits").content)
    refused = bo.post(f"{at}/turn", {"verb": "take_over", "use_case": "", "line": ""})
    assert refused.status_code == 400 and "no use to which its benefits could belong" in told(refused.content)
    assert bo.post(f"{at}/turn", {"verb": "take_over", "use_case": "UC-1", "line": ""}).status_code == 302
    page = told(bo.get(at).content)
    for words in ("Promised, and what became of it", "Fewer shifts BC-01", "2029", "Told, without an amount: A better"):
        assert words in page
    assert "In nobody's ledger yet" not in page
    ledger = told(bo.get("/benefits").content)
    assert f"promised by the case of {beds.code}" in ledger and "For times to come: 3 plans" in ledger
    assert beds.code in bo.get("/benefits/export?as=csv").content.decode()


def test_what_plans_turned_out_to_be_stands_beside_the_value_and_says_that_it_is_not_applied(
    house: House, bo: Client, beds: Initiative, case: BusinessCase
) -> None:
    year = {"first_day": "2026-01-01", "last_day": "2026-12-31"}
    for _ in range(3):
        code = do("benefits.add", house.actor("ana"), title="Earlier", use_case="UC-1", kind="cashable").code
        do("benefits.plan", house.actor("ana"), code=code, **year, planned=1000)
        do("benefits.measure", house.actor("ana"), code=code, **year, measured=500, low=400, high=600)
    page = told(bo.get(f"/initiative/{beds.code}/case").content)
    assert "By what plans turned out to be" in page and "by 3 measured benefits; shown, not applied" in page
    assert "Correct plans by what was measured: 0" in page


def told(content: bytes) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode())))

"""Do the pages of frameworks and controls show the state, the reason, and let the right people change things?"""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opencaio.record.actions import perform
from opencaio.record.queries import ask
from tests.web.conftest import House

Visitors = Callable[[str], Client]
KEY = "nist-ai-rmf:GOVERN 1.2"


@pytest.fixture
def policy(house: House) -> str:
    """The code of a shared control in place, shown by a policy."""
    given = {"name": "AI policy", "status": "in_place", "requirements": [KEY], "description": "Signed by the board."}
    code: str = perform("controls.add", given, house.actor("ana")).result.code
    proof = {"control": code, "kind": "policy", "title": "Policy of 2026", "note": "In force"}
    perform("evidence.add", proof, house.actor("ana"))
    return code


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_list_shows_each_framework_and_law_with_its_bar(house: House, client_as: Visitors, policy: str) -> None:
    page = text(client_as("ana"), "/frameworks")
    for name in ("NIST AI Risk Management Framework", "ISO/IEC 42001 Annex A", "MITRE ATLAS", "EU AI Act"):
        assert name in page
    assert "of what applies is met" in page and "nothing asked" in page
    assert "Which department is how far" in page and "<svg" in page and "Share met by department" in page


def test_a_framework_shows_requirements_with_state_and_reason(house: House, client_as: Visitors, policy: str) -> None:
    page = text(client_as("bo"), "/frameworks/iso-42001")
    assert page.count('id="a2') >= 3 and "A.10.4" in page
    assert f"/controls/{policy}" in page and "NIST AI RMF GOVERN 1.2" in page
    assert "What would change it" in page


def test_requirements_are_filtered_by_state(house: House, client_as: Visitors, policy: str) -> None:
    met = text(client_as("ana"), "/frameworks/nist-ai-rmf?state=met")
    assert "Trustworthiness is in our rules" in met and "Safe retirement" not in met
    assert "No requirement stands so" in text(client_as("ana"), "/frameworks/nist-ai-600-1?state=met")


def test_one_requirement_tells_what_bears_on_it_and_what_it_serves(
    house: House, client_as: Visitors, policy: str
) -> None:
    page = text(client_as("ana"), "/frameworks/iso-42001/of/A.2.2")
    assert "AI policy" in page and "in full" in page and "recalled" in page
    answer = client_as("ana").get(f"/requirements/{KEY}")
    assert answer.status_code == 302 and answer["Location"] == "/frameworks/nist-ai-rmf/of/GOVERN%201.2"


def test_the_export_holds_every_requirement_and_no_formula(house: House, client_as: Visitors, policy: str) -> None:
    answer = client_as("ana").get("/frameworks/nist-ai-rmf/export?as=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 73 and [row[5] for row in rows if row[2] == "GOVERN 1.2"] == ["Met"]
    assert "attachment" in answer["Content-Disposition"]
    book = client_as("ana").get("/frameworks/all/export?as=xlsx")
    assert book.content[:2] == b"PK"


def test_a_later_day_is_asked_in_the_form_and_a_wrong_one_is_said(
    house: House, client_as: Visitors, policy: str
) -> None:
    page = text(client_as("ana"), "/frameworks/nist-ai-rmf?on=2036-01-01&state=partly")
    assert "Trustworthiness is in our rules" in page
    assert client_as("ana").get("/frameworks?on=tomorrow").status_code == 400


def test_the_officer_says_what_does_not_apply_and_others_may_not(
    house: House, client_as: Visitors, policy: str
) -> None:
    sent = {"requirement": "A.10.4", "verb": "not", "reason": "We have no customers"}
    answer = client_as("ana").post("/frameworks/iso-42001/stance", sent)
    assert answer.status_code == 302 and answer["Location"] == "/frameworks/iso-42001/of/A.10.4"
    assert "We have no customers" in text(client_as("cleo"), "/frameworks/iso-42001/of/A.10.4")
    assert "Does it apply to us?" not in text(client_as("bo"), "/frameworks/iso-42001/of/A.10.4")
    assert client_as("bo").post("/frameworks/iso-42001/stance", sent).status_code == 403
    client_as("ana").post("/frameworks/iso-42001/stance", {"verb": "not", "reason": "Not ours at all"})
    assert "This framework does not apply to us" in text(client_as("ana"), "/frameworks/iso-42001")
    client_as("ana").post("/frameworks/iso-42001/stance", {"verb": "clear"})
    assert "This framework does not apply to us" not in text(client_as("ana"), "/frameworks/iso-42001")


def test_a_control_is_added_changed_shown_and_retired_by_hand(house: House, client_as: Visitors) -> None:
    bo = client_as("bo")
    sent = {
        "name": "Test before start",
        "status": "in_place",
        "department": "HR",
        "owner": str(house.people["bo"].pk),
        "requirements": "nist-ai-rmf:MEASURE 2.3\n\niso-42001:A.6.2.4",
        "use_cases": "UC-1, UC-2",
        "description": "We test.",
    }
    where = bo.post("/controls", sent)["Location"]
    page = text(bo, where)
    assert "Test before start" in page and "nothing shows it" not in page and "Nothing shows it yet" in page
    proof = {"kind": "test_report", "title": "", "file": SimpleUploadedFile("test.pdf", b"%PDF-1.4 tested")}
    assert bo.post(f"{where}/evidence", proof).status_code == 302
    page = text(bo, where)
    assert "test.pdf" in page and page.count("Met") >= 2
    sent |= {"name": "Test before each start", "version": "1", "use_cases": ""}
    assert bo.post(f"{where}/edit", sent).status_code == 302
    late = bo.post(f"{where}/edit", sent | {"name": "Mine"})
    assert late.status_code == 409 and "Mine" in late.content.decode()
    assert "Test before each start" in text(bo, "/controls")
    bo.post(f"{where}/retire", {"reason": "Merged"})
    assert "Retired the control" in text(bo, "/controls")
    assert "Test before each start" not in text(bo, "/controls")
    assert "No longer kept up" in text(bo, where)


def test_a_wrong_requirement_comes_back_with_all_that_was_typed(house: House, client_as: Visitors) -> None:
    sent = {"name": "A fine control", "status": "planned", "department": "HR", "requirements": "iso-42001:A2.2"}
    answer = client_as("bo").post("/controls", sent)
    page = answer.content.decode()
    assert answer.status_code == 400 and "did you mean" in page and "A fine control" in page


def test_evidence_without_anything_leaves_a_word_and_no_row(house: House, client_as: Visitors, policy: str) -> None:
    answer = client_as("ana").post(f"/controls/{policy}/evidence", {"title": "Nothing", "kind": "policy"})
    assert answer.status_code == 400 and "Nothing" in answer.content.decode()
    assert len(ask("controls.show", {"code": policy}, house.actor("ana")).evidence) == 1


def test_who_may_read_only_sees_no_forms(house: House, client_as: Visitors, policy: str) -> None:
    page = text(client_as("cleo"), f"/controls/{policy}")
    assert "Add evidence" not in page and "Retire this control" not in page
    assert "Add a control" not in text(client_as("cleo"), "/controls")
    assert client_as("bo").get(f"/controls/{policy}/edit").status_code == 403


def test_the_page_of_a_use_has_a_line_for_each_framework(house: House, client_as: Visitors, policy: str) -> None:
    page = text(client_as("bo"), "/use/UC-1")
    assert "/frameworks/nist-ai-rmf?use_case=UC-1" in page
    assert "Not known whether it is asked" in page


def test_dan_finds_nothing_of_hr(house: House, client_as: Visitors, tmp_path: Path) -> None:
    given = {"name": "Headhunting rules", "department": "HR", "status": "partly", "requirements": [KEY]}
    code = perform("controls.add", given, house.actor("bo")).result.code
    dan = client_as("dan")
    assert dan.get(f"/controls/{code}").status_code == 404
    for path in ("/controls", "/frameworks", "/frameworks/nist-ai-rmf", "/frameworks/nist-ai-rmf/of/GOVERN 1.2"):
        assert "Headhunting" not in text(dan, path)
    assert dan.get("/frameworks/nist-ai-rmf?use_case=UC-1").status_code == 404


@pytest.mark.parametrize("path", ["/frameworks", "/frameworks/nist-ai-rmf", "/frameworks/iso-42001/of/A.2.2"])
def test_a_page_asks_the_database_less_than_fifteen_times(
    house: House, client_as: Visitors, policy: str, path: str
) -> None:
    client = client_as("ana")
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    assert len(seen) < 15


def test_unknown_things_are_not_found(house: House, client_as: Visitors) -> None:
    for path in ("/frameworks/nothing", "/frameworks/iso-42001/of/A.99", "/controls/C-999", "/frameworks/no/export"):
        assert client_as("ana").get(path).status_code == 404, path


def kept(rows: Any) -> list[str]:
    return [one.code for one in rows]


def test_controls_are_filtered(house: House, client_as: Visitors, policy: str) -> None:
    ana = house.actor("ana")
    perform("controls.add", {"name": "Other", "status": "planned"}, ana)
    assert kept(ask("controls.list", {"framework": "nist-ai-rmf"}, ana).rows) == [policy]
    assert kept(ask("controls.list", {"status": "in_place"}, ana).rows) == [policy]
    assert kept(ask("controls.list", {"q": "board"}, ana).rows) == [policy]
    assert "No control matches" in text(client_as("ana"), "/controls?q=xyloxylo")

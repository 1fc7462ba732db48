"""Does the map of work on the web let people look, import, confirm and decide, and say what is wrong in words?"""

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import escape

from opencaio.record.actions import perform
from opencaio.record.models import Initiative, OpportunityStance, UseCase, Workforce
from tests.web.conftest import House

As = Callable[[str], Client]
CSV = "department,title,people,pay,soc,year\nHR,Recruiters,40,50000,13-1071,2026\nHR,Head of HR,1,250000,11-3121,2026\n"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def upload(client: Client, text: str) -> int:
    file = io.BytesIO(text.encode())
    file.name = "staff.csv"
    return client.post("/workforce/upload", {"file": file, "year": "2026"}).status_code


@pytest.fixture
def recruiters(house: House, client_as: As) -> Workforce:
    """Bo's recruiters, imported through the page and confirmed."""
    assert upload(client_as("bo"), CSV) == 302
    lines = [str(row.pk) for row in Workforce.objects.all()]
    client_as("bo").post("/workforce/act", {"line": lines, "way": "confirm"})
    return Workforce.objects.get(title="Recruiters")


def test_an_empty_map_says_how_to_begin(house: House, client_as: As) -> None:
    assert "work is on the map yet" in words(page(client_as("bo"), "/opportunities"))


def test_a_list_is_imported_confirmed_and_drawn(recruiters: Workforce, client_as: As) -> None:
    assert recruiters.match == "confirmed"
    html = page(client_as("bo"), "/opportunities")
    assert "workmap" in html
    assert html.count('href="/opportunities/HR/staffing"') >= 2
    assert "what it is paid today" in words(html)
    assert "saving" not in html.lower()


def test_the_pay_of_one_person_is_shown_nowhere(recruiters: Workforce, client_as: As) -> None:
    for path in ("/workforce", "/workforce/export?as=csv", "/opportunities", "/opportunities/HR/staffing"):
        html = page(client_as("ana"), path)
        assert "250000" not in html
        assert "250k" not in html
    assert "fewer than five" in page(client_as("ana"), "/workforce")


def test_a_cell_leads_to_its_tasks_range_and_draft(recruiters: Workforce, client_as: As) -> None:
    html = page(client_as("bo"), "/opportunities/HR/staffing")
    said = words(html)
    assert "Recruiters" in said
    assert "Recruitment screening" in said
    assert "OPENCAIO_TASKS" in said
    assert "spans" in html
    assert "saving" not in html.lower()
    assert html.count("<h1") == 1


def test_taking_up_leads_to_the_new_use(recruiters: Workforce, client_as: As) -> None:
    answer = client_as("bo").post("/opportunities/HR/staffing", {"way": "take_up", "name": "Drafts of adverts"})
    use = UseCase.objects.get(name="Drafts of adverts")
    assert answer.headers["Location"] == f"/use/{use.code}"
    assert use.code in page(client_as("bo"), "/opportunities/HR/staffing")


def test_one_click_leads_from_what_was_taken_up_to_an_initiative_with_its_case_and_back(
    recruiters: Workforce, client_as: As
) -> None:
    bo, here = client_as("bo"), "/opportunities/HR/staffing"
    bo.post(here, {"way": "take_up", "name": "Drafts of adverts"})
    use = UseCase.objects.get(name="Drafts of adverts")
    assert "Start an initiative with its business case" in page(bo, here)
    answer = bo.post(here, {"way": "start_work", "name": "Adverts in an hour"})
    work = Initiative.objects.get(name="Adverts in an hour")
    assert answer.headers["Location"] == f"/initiative/{work.code}/case"
    case = page(bo, answer.headers["Location"])
    assert "The work stays as it is" in case
    assert "not what would be gained" in case
    assert here in page(bo, f"/initiative/{work.code}"), "the way back from the initiative"
    assert here in page(bo, f"/use/{use.code}"), "and from the use"
    assert work.code in page(bo, f"/use/{use.code}")
    html = page(bo, here)
    assert f"/initiative/{work.code}/case" in html
    assert "Start an initiative" not in html
    again = bo.post(here, {"way": "start_work", "name": "Twice"})
    assert again.status_code == 400
    assert f"{work.code} Adverts in an hour works on this already" in again.content.decode()
    assert not Initiative.objects.filter(name="Twice").exists()


def test_a_new_initiative_can_begin_with_what_its_use_says(recruiters: Workforce, client_as: As) -> None:
    bo = client_as("bo")
    bo.post("/opportunities/HR/staffing", {"way": "take_up", "name": "Drafts of adverts"})
    use = UseCase.objects.get(name="Drafts of adverts")
    html = page(bo, f"/initiatives/add?use_case={use.code}")
    assert 'value="Drafts of adverts"' in html
    assert f'value="{use.code}"' in html
    assert client_as("dan").get(f"/initiatives/add?use_case={use.code}").status_code in (403, 404)


def test_setting_aside_without_a_reason_is_refused_in_words(recruiters: Workforce, client_as: As) -> None:
    answer = client_as("bo").post("/opportunities/HR/staffing", {"way": "set_aside", "reason": ""})
    assert answer.status_code == 400
    assert "reason" in words(answer.content.decode())
    assert not OpportunityStance.objects.exists()
    client_as("bo").post("/opportunities/HR/staffing", {"way": "set_aside", "reason": "People decide"})
    assert "People decide" in page(client_as("bo"), "/opportunities/HR/staffing")


def test_the_match_of_a_line_can_be_searched_and_changed(recruiters: Workforce, client_as: As) -> None:
    html = page(client_as("bo"), f"/workforce/{recruiters.pk}?q=training+specialist")
    assert "13-1151.00" in html
    client_as("bo").post("/workforce/act", {"line": recruiters.pk, "occupation": "13-1151.00"})
    recruiters.refresh_from_db()
    assert recruiters.occupation == "13-1151.00"


def test_a_file_with_a_fault_is_told_and_nothing_is_kept(house: House, client_as: As) -> None:
    client = client_as("bo")
    file = io.BytesIO(b"department,title,people,year\nHR,Cooks,many,2026\n")
    file.name = "staff.csv"
    answer = client.post("/workforce/upload", {"file": file})
    assert answer.status_code == 400
    assert escape("“many” is not a number") in answer.content.decode()
    assert not Workforce.objects.exists()


def test_dan_sees_nothing_of_it(recruiters: Workforce, client_as: As) -> None:
    assert "Recruiters" not in page(client_as("dan"), "/workforce")
    assert "/opportunities/HR" not in page(client_as("dan"), "/opportunities")
    assert client_as("dan").get("/opportunities/HR/staffing").status_code == 404
    assert client_as("dan").post("/opportunities/HR/staffing", {"way": "watch"}).status_code == 404


def test_the_auditor_reads_and_is_offered_nothing_to_do(recruiters: Workforce, client_as: As) -> None:
    html = page(client_as("cleo"), "/opportunities/HR/staffing")
    assert "Take it up" not in html
    assert "Set it aside" not in html
    assert "Confirm the ticked" not in page(client_as("cleo"), "/workforce")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_ranking_leaves_as_a_file(recruiters: Workforce, client_as: As, kind: str) -> None:
    answer = client_as("bo").get(f"/opportunities/export?as={kind}")
    assert answer.status_code == 200
    assert len(answer.content) > 500
    assert f".{kind}" in answer.headers["Content-Disposition"]


def test_the_map_leaves_as_a_picture(recruiters: Workforce, client_as: As) -> None:
    assert client_as("bo").get("/opportunities/picture.svg").content.startswith(b"<svg")
    assert client_as("bo").get("/opportunities/picture.png").content.startswith(b"\x89PNG")
    assert client_as("bo").get("/opportunities/picture.exe").status_code == 404


def test_the_brief_names_the_work_that_nobody_decided_on(recruiters: Workforce, house: House, client_as: As) -> None:
    perform("workforce.set", {"department": "HR", "year": 2026, "title": "Trainers", "people": 9}, house.actor("bo"))
    said = words(page(client_as("ana"), "/"))
    assert "nobody has decided on" in said
    assert "wage bill touched a year" in said
    assert "One line of workforce waits" in said

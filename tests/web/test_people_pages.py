"""Do the pages of people, places and tools let people do their work, and say what is wrong in words?"""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from opencaio.engines.staffing import number_of, quarter_at, quarter_of
from opencaio.record.actions import perform
from opencaio.record.models import (
    Allocation,
    Capacity,
    Opening,
    PersonSkill,
    Resource,
    RoleProfile,
    SalaryBand,
    Skill,
    Team,
)
from opencaio.record.permissions import FOUNDER
from tests.web.conftest import House

As = Callable[[str], Client]


def ahead(quarters: int) -> str:
    return quarter_at(number_of(quarter_of(timezone.localdate())) + quarters)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.fixture
def skilled(house: House) -> House:
    """A skill that is short of one person from the next quarter on, and Bo with a level in it."""
    terms = {"is_planned": True, "hire_lead": 2, "hire_cost": 30_000, "contract_cost": 40_000}
    perform("skills.add", {"code": "ml_engineering", **terms}, FOUNDER)
    perform("skills.add", {"code": "privacy"}, FOUNDER)
    rows = [{"skill": "ml_engineering", "quarter": ahead(at), "fte": 2} for at in range(1, 9)]
    perform("capacity.import", {"rows": rows}, FOUNDER)
    work = perform("initiatives.add", {"name": "Screening anew", "department": "HR", "code": "I-1"}, FOUNDER).result
    demand = {"earliest": ahead(1), "quarters": 8, "demand": {"ml_engineering": [3] * 8}}
    perform("initiatives.estimate", {"code": work.code, "status": "running", **demand}, FOUNDER)
    bo = house.people["bo"]
    perform("skills.judge", {"person": bo.pk, "skill": "ml_engineering", "level": 3, "wanted": 4}, FOUNDER)
    return house


def test_the_page_names_the_gap_and_a_button_opens_a_place_from_it(skilled: House, client_as: As) -> None:
    ana = client_as("ana")
    html = page(ana, "/skills")
    assert "ML engineering is short in" in words(html) and ": 1 missing" in words(html)
    assert "Nobody can be hired that soon: this bridges the time." in words(html)
    (link,) = re.findall(rf'href="(/hiring/add\?skill=ml_engineering&amp;way=hire[^"]*quarter={ahead(2)})"', html)
    form = page(ana, link.replace("&amp;", "&"))
    assert 'value="ml_engineering" selected' in form
    sent = {"department": "HR", "skill": "ml_engineering", "way": "hire", "people": "1", "role": "ml-engineer"}
    answer = ana.post("/hiring/add", sent)
    row = Opening.objects.get()
    assert answer.headers["Location"] == f"/hiring/{row.code}"
    assert (row.title, row.cost) == ("ML engineer", 30_000)


def test_the_matrix_shows_levels_to_those_who_may_see_the_people(skilled: House, client_as: As) -> None:
    for name in ("ana", "bo", "rae", "cleo"):
        assert "Bo Lindqvar" in page(client_as(name), "/skills").split("h-mx")[-1]
    assert "Bo Lindqvar" not in page(client_as("dan"), "/skills").split("h-mx")[-1]
    assert "no gap can be told" in words(page(client_as("dan"), "/skills"))


def test_one_says_ones_own_level_under_my_account(skilled: House, client_as: As) -> None:
    rae, key = client_as("rae"), skilled.people["rae"].pk
    assert "Nothing is said yet." in page(rae, "/account")
    sent = {"person": key, "skill": "privacy", "level": "5", "wanted": "", "back": "/account"}
    assert rae.post("/skills/judge", sent).headers["Location"] == "/account"
    assert PersonSkill.objects.get(person=key).level == 5
    assert "sets the standard" in page(rae, "/account")
    assert rae.post("/skills/judge", {**sent, "back": "//evil.example/x"}).headers["Location"] == "/skills"
    assert rae.post("/skills/judge", {**sent, "person": skilled.people["bo"].pk}).status_code == 403
    assert client_as("dan").post("/skills/judge", {**sent, "person": skilled.people["bo"].pk}).status_code == 404
    assert rae.post("/skills/judge", {**sent, "level": "9"}).status_code == 400


def test_the_officer_adds_a_skill_and_says_how_many_people_there_are(skilled: House, client_as: As) -> None:
    ana = client_as("ana")
    assert ana.post("/skills/add", {"code": "communication"}).headers["Location"] == "/skills/communication"
    assert Skill.objects.get(code="communication").name == "Plain speech"
    answer = ana.post("/skills/capacity", {"skill": "communication", f"q-{ahead(1)}": "2.5", f"q-{ahead(2)}": ""})
    assert answer.status_code == 302
    assert [str(one.fte) for one in Capacity.objects.filter(skill__code="communication")] == ["2.500"]
    answer = ana.post("/skills/capacity", {"skill": "communication", f"q-{ahead(1)}": "many"})
    assert answer.status_code == 400
    assert "many" in words(answer.content.decode())
    assert client_as("bo").get("/skills/add").status_code == 403
    answer = ana.post("/skills/add", {"code": "communication"})
    assert answer.status_code == 409
    assert "is taken" in words(answer.content.decode())


def test_the_form_of_a_skill_keeps_what_was_sent_and_names_the_bad_field(skilled: House, client_as: As) -> None:
    ana = client_as("ana")
    sent = {"name": "ML", "hire_cost": "a lot", "version": "1"}
    html = ana.post("/skills/ml_engineering/edit", sent).content.decode()
    assert "Hire: cost a person and quarter" in words(html) and 'value="a lot"' in html
    sent["hire_cost"] = "31 500.50"
    assert ana.post("/skills/ml_engineering/edit", sent).status_code == 302
    assert str(Skill.objects.get(code="ml_engineering").hire_cost) == "31500.50"
    late = ana.post("/skills/ml_engineering/edit", {**sent, "name": "Late"})
    assert late.status_code == 409
    assert Skill.objects.get(code="ml_engineering").name == "ML"


def test_time_is_given_shown_exported_and_refused_where_it_is_too_much(skilled: House, client_as: As) -> None:
    bo, key = client_as("bo"), skilled.people["bo"].pk
    sent = {
        "person": key,
        "initiative": "I-1",
        "skill": "ml_engineering",
        "fte": "1.2",
        "quarters": [ahead(0), ahead(1)],
    }
    answer = bo.post("/workload/give", {**sent, "verb": "set"}, follow=True)
    assert "Careful" in words(answer.content.decode())
    assert "1 person gives more than all of it" in words(page(bo, "/workload"))
    answer = bo.post("/workload/give", {**sent, "skill": "privacy", "fte": "0.5", "verb": "set"})
    assert answer.status_code == 403
    assert "Nobody works more than 1.5" in words(answer.content.decode())
    rows = list(csv.reader(io.StringIO(bo.get("/workload/export?as=csv").content.decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["I-1", "I-1"]
    bo.post("/workload/give", {**sent, "verb": "remove"})
    assert not Allocation.objects.filter(retired_at=None).exists()
    assert "Bo Lindqvar" not in page(client_as("dan"), "/workload")


def test_a_place_goes_from_planned_to_filled_on_its_page(skilled: House, client_as: As) -> None:
    bo, ana = client_as("bo"), client_as("ana")
    bo.post("/hiring/add", {"department": "HR", "skill": "ml_engineering", "way": "hire", "people": "1"})
    code = Opening.objects.get().code
    assert "somebody who may decide approves it" in words(page(bo, f"/hiring/{code}"))
    Opening.objects.update(owner=skilled.people["bo"])
    assert "Places I fill" in page(bo, "/mine")
    assert "Places I fill" not in page(client_as("dan"), "/mine")
    assert bo.post(f"/hiring/{code}/act", {"verb": "move", "stage": "open"}).status_code == 403
    assert ana.post(f"/hiring/{code}/act", {"verb": "move", "stage": "open"}).status_code == 302
    board = page(bo, "/hiring")
    assert re.search(rf'data-lane="open">.*?/hiring/{code}"', board, re.S)
    assert bo.post(f"/hiring/{code}/act", {"verb": "fill", "person": "", "raise_capacity": "on"}).status_code == 302
    assert Opening.objects.get().stage == "filled"
    assert str(Capacity.objects.get(quarter=ahead(1)).fte) == "3.000"
    answer = bo.post(f"/hiring/{code}/act", {"verb": "cancel", "reason": "x"})
    assert answer.status_code == 409
    assert client_as("dan").get(f"/hiring/{code}").status_code == 404


def test_a_list_leaves_as_csv_and_as_a_workbook_without_formulas(skilled: House, client_as: As) -> None:
    bo = client_as("bo")
    bo.post("/hiring/add", {"department": "HR", "title": "=1+1", "way": "hire", "people": "1"})
    assert b"'=1+1" in bo.get("/hiring/export?as=csv").content
    for path in (
        "/skills/export",
        "/skills/export?of=capacity",
        "/hiring/export",
        "/resources/export",
        "/workload/export",
    ):
        joint = "&" if "?" in path else "?"
        book = CalamineWorkbook.from_filelike(io.BytesIO(bo.get(f"{path}{joint}as=xlsx").content))
        assert book.get_sheet_by_index(0).to_python()[0], path
    assert b"=1+1" not in client_as("dan").get("/hiring/export?as=csv&stage=all").content


def test_a_role_is_made_ours_and_a_person_held_against_it(skilled: House, client_as: As) -> None:
    ana = client_as("ana")
    html = page(ana, "/role/ml-engineer")
    assert "from our list" in html
    form = page(ana, "/role/ml-engineer/edit")
    assert "ml_engineering 4" in form
    sent = {"name": "ML engineer", "purpose": "Ours.", "skills": "ml_engineering 5\nprivacy 2", "duties": "Builds."}
    assert ana.post("/role/ml-engineer/edit", sent).status_code == 302
    assert [one["level"] for one in RoleProfile.objects.get().skills] == [5, 2]
    compared = words(page(ana, f"/role/ml-engineer?person={skilled.people['bo'].pk}"))
    assert "Bo Lindqvar against this role" in compared
    assert "2 levels, about 40 hours" in compared
    answer = ana.post("/role/ml-engineer/edit", {**sent, "skills": "ml_engineering"})
    assert answer.status_code == 400
    assert "a code and a level on each line" in words(answer.content.decode())
    assert client_as("bo").get("/role/ml-engineer/edit").status_code == 403
    assert client_as("dan").get(f"/role/ml-engineer?person={skilled.people['bo'].pk}").status_code == 404


def test_pay_says_its_source_and_ours_takes_the_place_of_what_is_recalled(skilled: House, client_as: As) -> None:
    ana = client_as("ana")
    said = words(page(ana, "/role/chief-ai-officer"))
    assert "recalled, not checked" in said and "over €120,000" in said and "May 2025" in said
    band: dict[str, Any] = {"country": "FR", "level": "", "size": "large company", "year": "2025"}
    sent = {**band, "low": "85 000", "high": "130 000", "currency": "EUR", "source": "Our survey", "verb": "set"}
    assert ana.post("/role/chief-ai-officer/pay", sent).status_code == 302
    assert SalaryBand.objects.get().high == 130_000
    assert "your own figure" in words(page(ana, "/role/chief-ai-officer"))
    answer = ana.post("/role/chief-ai-officer/pay", {**sent, "high": "3"})
    assert answer.status_code == 400
    assert "is no range" in words(answer.content.decode())
    assert client_as("bo").post("/role/chief-ai-officer/pay", sent).status_code == 403


def test_a_team_is_put_together_changed_and_dissolved(skilled: House, client_as: As) -> None:
    bo, key = client_as("bo"), skilled.people["bo"].pk
    sent = {"name": "Screening team", "department": "HR", "lead": str(key), "members": [str(key)], "initiatives": "I-1"}
    assert bo.post("/teams/add", sent).status_code == 302
    row = Team.objects.get()
    assert "Screening anew" in page(bo, "/teams")
    assert 'value="Screening team"' in page(bo, f"/teams/{row.code}")
    assert bo.post(f"/teams/{row.code}", {**sent, "members": [], "version": "1"}).status_code == 302
    assert row.members.count() == 0
    assert client_as("dan").get(f"/teams/{row.code}").status_code == 404
    assert "Screening team" not in page(client_as("dan"), "/teams")
    bo.post(f"/teams/{row.code}/retire")
    assert "No team here" in page(bo, "/teams")


def test_a_tool_is_added_counted_and_retired(skilled: House, client_as: As) -> None:
    bo = client_as("bo")
    sent = {"name": "Seats", "kind": "licence", "capacity": "100", "unit": "seats", "cost": "20", "department": "HR",
            "currency": "EUR", "use_cases": "UC-1"}  # fmt: skip
    assert bo.post("/resources/add", sent).status_code == 302
    code = Resource.objects.get().code
    assert bo.post(f"/resources/{code}/act", {"verb": "use", "used": "130", "used_on": ""}).status_code == 302
    html = words(page(bo, f"/resources/{code}"))
    assert "more than there is" in html and "130 %" in html and "Recruitment screening" in html
    assert "€2,000" in words(page(bo, "/resources?state=over"))
    answer = bo.post(f"/resources/{code}/act", {"verb": "use", "used": "-4"})
    assert answer.status_code == 400
    assert client_as("dan").get(f"/resources/{code}").status_code == 404
    assert bo.post(f"/resources/{code}/act", {"verb": "retire"}).headers["Location"] == "/resources"
    assert "Nothing here" in page(bo, "/resources")


@pytest.mark.parametrize(
    "path",
    ["/skills?kind=odd", "/skills?level=9", "/workload?start=2027", "/hiring?stage=magic", "/resources?state=magic"],
)
def test_a_filter_that_does_not_exist_is_told(skilled: House, client_as: As, path: str) -> None:
    answer = client_as("ana").get(path)
    assert answer.status_code == 400
    assert b"filter that does not exist" in answer.content

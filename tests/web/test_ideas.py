"""Can anybody hand in an idea on the web in two minutes, and is it answered, without telling what must stay secret?"""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from opencaio.record.actions import perform
from opencaio.record.models import Idea, Person, UseCase
from opencaio.record.permissions import FOUNDER
from tests.web.conftest import PASSWORD, House

As = Callable[[str], Client]
FORM = {"kind": "idea", "title": "Post arrives unsorted", "problem": "We sort it by hand <script>alert(1)</script>",
        "hours_a_month": "6,5", "people": "4"}  # fmt: skip
SCREENED = {**FORM, "title": "Recruitment screening of letters"}


@pytest.fixture
def sam(house: House, settings: object) -> Client:
    """Somebody who works in HR and may report and propose, and nothing else."""
    given = {"name": "Sam Soler", "email": "sam@house.example", "department": "HR", "password": PASSWORD}
    person = perform("people.add", given, FOUNDER).result
    perform("people.grant", {"person": person.pk, "role": "staff", "department": "HR"}, FOUNDER)
    client = Client()
    user = Person.objects.select_related("user").get(pk=person.pk).user
    assert user is not None
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_staff_hand_in_and_read_what_became_of_it(sam: Client, client_as: As) -> None:
    assert sam.post("/ideas/new", FORM).headers["Location"] == "/ideas/ID-01"
    mine = text(sam, "/ideas/ID-01")
    assert "<script>alert" not in mine
    assert "&lt;script&gt;" in mine
    assert "26" in mine, "hours together"
    bo = client_as("bo")
    bo.post("/ideas/ID-01/act", {"verb": "triage", "status": "declined", "answer": "The post room closes in May."})
    for path in ("/ideas", "/ideas/ID-01"):
        said = text(sam, path)
        assert "The post room closes in May." in said
        assert "Decide so" not in said
        assert "History" not in said


def test_the_rail_of_staff_holds_what_they_may_do(sam: Client) -> None:
    rail = re.findall(r'<li><a href="([^"]+)"', text(sam, "/ideas").split("</nav>")[0])
    assert "/ideas" in rail
    assert "/incidents" in rail
    assert "/inventory" not in rail


def test_something_alike_is_told_before_it_is_handed_in_without_its_name(sam: Client) -> None:
    answer = sam.post("/ideas/new", SCREENED)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Something like this exists in your department" in said
    assert "UC-1" not in said
    assert SCREENED["title"] in said, "what was typed is kept"
    assert not Idea.objects.exists()
    assert sam.post("/ideas/new", {**SCREENED, "sure": "on"}).status_code == 302
    while_typing = text(sam, "/ideas/alike?title=Recruitment+screening")
    assert "Something like this exists" in while_typing
    assert "UC-1" not in while_typing


def test_who_may_read_the_department_sees_what_is_alike_by_name(sam: Client, client_as: As) -> None:
    assert "/use/UC-1" in text(client_as("bo"), "/ideas/alike?title=Recruitment+screening")
    dan = text(client_as("dan"), "/ideas/alike?title=Recruitment+screening")
    assert "Recruitment" not in dan
    assert "Something like" not in dan


def test_the_board_shows_what_waits_and_an_idea_is_taken_up(sam: Client, client_as: As) -> None:
    sam.post("/ideas/new", FORM)
    bo = client_as("bo")
    assert "Post arrives unsorted" in text(bo, "/ideas")
    assert "Post arrives unsorted" not in text(client_as("dan"), "/ideas")
    assert client_as("dan").get("/ideas/ID-01").status_code == 404
    answer = bo.post("/ideas/ID-01/act", {"verb": "take_up", "stage": "idea", "name": "Post sorting"})
    use = UseCase.objects.get(name="Post sorting")
    assert answer.headers["Location"] == f"/use/{use.code}"
    assert "by hand" in use.purpose
    assert use.code not in text(sam, "/ideas/ID-01")


def test_rae_is_for_it_and_cleo_only_reads(sam: Client, client_as: As) -> None:
    sam.post("/ideas/new", FORM)
    rae = client_as("rae")
    rae.post("/ideas/ID-01/act", {"verb": "support"})
    assert "No longer for it" in text(rae, "/ideas/ID-01")
    cleo = client_as("cleo")
    assert "I am for it" not in text(cleo, "/ideas/ID-01")
    assert cleo.get("/ideas/new").status_code == 403
    assert cleo.post("/ideas/ID-01/act", {"verb": "support"}).status_code == 403


def test_ones_own_idea_is_changed_until_somebody_looks(sam: Client, client_as: As) -> None:
    sam.post("/ideas/new", FORM)
    changed = {"title": "Post, sorted", "problem": "By hand", "hours_a_month": "", "people": ""}
    assert sam.post("/ideas/ID-01/edit", changed).status_code == 302
    row = Idea.objects.get()
    assert (row.title, row.hours_a_month, row.people) == ("Post, sorted", None, None)
    client_as("bo").post("/ideas/ID-01/act", {"verb": "triage", "status": "looked_at"})
    assert sam.post("/ideas/ID-01/edit", changed | {"title": "Too late"}).status_code == 400
    assert sam.post("/ideas/ID-01/act", {"verb": "withdraw"}).headers["Location"] == "/ideas"


@pytest.mark.parametrize("wrong", [{"title": ""}, {"problem": ""}, {"hours_a_month": "many"}, {"people": "-3"},
                                   {"title": "x" * 500}, {"department": "FIN"}])  # fmt: skip
def test_what_cannot_be_used_is_told_and_the_words_are_kept(sam: Client, wrong: dict[str, str]) -> None:
    answer = sam.post("/ideas/new", {**FORM, **wrong})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not Idea.objects.exists()


def test_a_process_is_described_step_by_step(sam: Client) -> None:
    assert "step by step" in text(sam, "/ideas/new?kind=process")
    sam.post("/ideas/new", {"kind": "process", "title": "Post room", "steps": "Open\nSort\nCarry"})
    assert Idea.objects.get().kind == "process"
    assert "Open<br>Sort<br>Carry" in text(sam, "/ideas/ID-01")


def test_the_list_leaves_as_a_table(sam: Client, client_as: As) -> None:
    sam.post("/ideas/new", {**FORM, "title": "=1+1 is typed"})
    told = client_as("bo").get("/ideas/export?as=csv").content.decode("utf-8-sig")
    assert "'=1+1 is typed" in told
    assert "26" in told
    assert client_as("bo").get("/ideas/export?as=xlsx").content[:2] == b"PK"
    assert sam.get("/ideas/export").status_code == 403

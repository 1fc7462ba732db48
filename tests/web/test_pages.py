"""Does every page open for those who may see it, and for nobody else?"""

import re
from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import get_resolver

from opencaio.faces.web.urls import urlpatterns
from tests.web.conftest import House

ClientAs = Callable[[str], Client]
PAGES = (
    "/",
    "/mine",
    "/inventory",
    "/inventory?needs_facts=1&stage=live&declared=none&owner=me&tag=headhunt&sort=due",
    "/inventory?q=nothing-is-called-so",
    "/inventory?page=9",
    "/inventory/add",
    "/inventory/alike?name=Recruitment+screening",
    "/use/UC-1",
    "/use/UC-1/edit",
    "/use/UC-1/question",
    "/use/UC-1/measures",
    "/use/UC-1/costs",
    "/impact",
    "/impact?method=did&status=running&q=x",
    "/impact/adviser?randomise=true&before=4",
    "/impact/add",
    "/benefits",
    "/benefits?kind=cashable&status=agreed&year=2026",
    "/use/UC-1/question?key=use",
    "/use/UC-1/question?key=decision.about_person",
    "/objectives",
    "/objectives/add",
    "/maturity",
    "/strategy",
    "/ideas",
    "/ideas/new",
    "/ideas/new?kind=process",
    "/ideas/alike?title=Recruitment+screening",
    "/law",
    "/law?since=eu-ai-act%402024&until=eu-ai-act%402026",
    "/opportunities",
    "/opportunities?stance=open&untouched=1&proposed=1&department=HR",
    "/workforce",
    "/workforce?match=waiting&q=nobody",
    "/skills",
    "/skills?everyone=1&kind=human",
    "/skills/add",
    "/workload",
    "/teams",
    "/teams/add",
    "/roles",
    "/role/chief-ai-officer",
    "/role/chief-ai-officer/edit",
    "/role/new/edit",
    "/hiring",
    "/hiring?stage=all&late=1",
    "/hiring/add",
    "/resources",
    "/resources/add",
    "/plan",
    "/plan/compare",
    "/plan/rules",
    "/budget",
    "/budget?year=2024&department=HR",
    "/budget/department/HR",
    "/budget/department/none",
    "/budget/bookings",
    "/budget/commitments",
    "/budget/import",
    "/assumptions",
    "/assumptions/draft",
    "/cases",
    "/cases?status=none&sort=shrunk&q=nobody",
    "/imports",
    "/lake",
    "/money/book",
    "/money/prices",
    "/money/rules",
    "/lake?fact=kpi&status=all&q=nothing",
    "/matches",
    "/people",
    "/departments",
    "/ledger",
    "/ledger?verify=1",
    "/account",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/password/change/",
    "/accounts/logout/",
)
FOR_OFFICERS = {"/people", "/departments"}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_whole_for_the_officer(client_as: ClientAs, path: str) -> None:
    response = client_as("ana").get(path, follow=True)
    text = response.content.decode()
    assert response.status_code == 200
    assert "<c-" not in text, "a cotton component was left unrendered"
    assert "style=" not in text, "the page's own policy forbids style attributes"
    assert "{%" not in text
    assert "{{" not in text
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", sorted(FOR_OFFICERS))
@pytest.mark.parametrize("name", ["bo", "rae", "dan"])
def test_people_and_departments_are_for_officers(client_as: ClientAs, path: str, name: str) -> None:
    assert client_as(name).get(path).status_code == 403


@pytest.mark.parametrize("name", ["bo", "rae", "dan"])
def test_the_ledger_is_for_officers_and_auditors(client_as: ClientAs, name: str) -> None:
    assert client_as(name).get("/ledger").status_code == 403
    assert client_as("cleo").get("/ledger").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/inventory", "/ledger", "/inventory/export?as=csv", "/api/v1/openapi.json", "/no"]
)
def test_head_answers_as_get_does_without_a_body(client_as: ClientAs, path: str) -> None:
    ana = client_as("ana")
    whole, head = ana.get(path), ana.head(path)
    assert head.status_code == whole.status_code
    assert head.content == b""
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]
    assert int(head.headers["Content-Length"]) > 0


def test_head_of_what_is_only_sent_is_refused_like_get(client_as: ClientAs) -> None:
    ana = client_as("ana")
    assert ana.head("/plan/solve").status_code == ana.get("/plan/solve").status_code == 405


def test_every_address_demands_a_sign_in(house: House) -> None:
    addresses = {one.name: one for one in urlpatterns if one.name != "charts"}
    resolver = get_resolver()
    blanks = {"code": "UC-1", "key": 1, "ending": "pdf", "upload": "0" * 32}
    blanks |= {
        "framework": "nist-ai-rmf",
        "report": "breach_report",
        "kind": "system",
        "department": "HR",
        "group": "writing",
        "fact": "usage",
    }
    assert len(addresses) > 25
    for name in addresses:
        assert name is not None
        wanted = resolver.reverse_dict.getlist(name)[0][0][0][1]
        path = "/" + resolver.reverse(name, **{one: blanks[one] for one in wanted})
        for answer in (Client().get(path), Client().post(path)):
            # A calendar program cannot sign in: without its key it is told so.
            told = {401, 405} if name == "duties_feed" else {302, 405}
            assert answer.status_code in told, f"{path} answered {answer.status_code}"
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/accounts/login/")


def test_what_is_not_ones_own_is_not_there(client_as: ClientAs) -> None:
    dan = client_as("dan")
    for path in ("/use/UC-1", "/use/UC-1/edit", "/use/UC-1/question", "/use/UC-nothing"):
        assert dan.get(path).status_code == 404
    for path in (
        "/",
        "/mine",
        "/inventory",
        "/inventory/export?as=csv",
        "/matches",
        "/inventory/alike?name=Recruitment",
    ):
        answer = dan.get(path)
        assert answer.status_code == 200
        assert b"Recruitment screening" not in answer.content
        assert b"headhunt" not in answer.content
    assert dan.post("/use/UC-1/fact", {"key": "infers", "value": "no"}).status_code == 404


def test_a_fault_says_what_to_do_and_hides_nothing_behind_500(client_as: ClientAs) -> None:
    answer = client_as("ana").get("/inventory?sort=by-magic")
    assert answer.status_code == 400
    assert b"filter that does not exist" in answer.content


def test_a_form_of_another_site_is_refused(house: House) -> None:
    client = Client(enforce_csrf_checks=True)
    user = house.people["ana"].user
    assert user is not None
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/inventory/add", {"name": "x", "department": "HR"}).status_code == 403


def test_failed_sign_ins_pause_with_clear_words(house: House) -> None:
    client = Client(REMOTE_ADDR="203.0.113.9")
    form = {"login": "bo@house.example", "password": "wrong-password-26"}
    answers = [client.post("/accounts/login/", form) for _ in range(7)]
    assert not re.search(rb"[Tt]oo many", answers[0].content)
    assert re.search(rb"[Tt]oo many", answers[-1].content)


@pytest.mark.parametrize("template", ["404.html", "403.html", "403_csrf.html", "500.html", "429.html"])
def test_the_pages_of_last_resort_need_nothing_to_be_shown(template: str) -> None:
    text = render_to_string(template)
    assert "<h1>" in text
    assert "style=" not in text


def test_an_address_that_is_none_says_so(client_as: ClientAs) -> None:
    answer = client_as("ana").get("/no/such/place")
    assert answer.status_code == 404
    assert b"There is no page at this address" in answer.content

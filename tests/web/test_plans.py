"""Can the officer try, keep, decide, compare and take along a plan on the pages, and who sees what of it?"""

import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from opencaio.faces.web import plan_grid, plan_pictures
from opencaio.papers.drawings import Dots
from opencaio.record.models import Decision, Job, Plan, PlanPolicy
from opencaio.record.planning.pages import FrontPoint, Solved
from tests.record.cast import do
from tests.record.planned import YEAR, furnish, kept, solved
from tests.web.conftest import House

#: Cost and value of plans of which one costs more than another and is worth less.
FRONT = ((1, 2), (2, 2), (3, 5), (4, 4), (5, 9))
ClientAs = Callable[[str], Client]


@pytest.fixture
def office(house: House) -> House:
    furnish(house.actor("ana"), places=("HR", "FIN"))
    return house


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content[-400:]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_without_a_plan_the_studio_offers_the_first_what_if(office: House, client_as: ClientAs) -> None:
    text = text_of(client_as("ana"), "/plan")
    assert "No plan yet" in text and "3 initiatives can be planned" in text
    assert f"Capex {YEAR}" in text and "ML engineering" in text


def test_a_what_if_is_solved_kept_and_approved_with_a_reason(office: House, client_as: ClientAs) -> None:
    ana = client_as("ana")
    answer = ana.post("/plan/solve", {"pin:C": "in", "pin:A": "free", f"budget:capex {YEAR}": "700", "seconds": "2"})
    job = Job.objects.get(kind="plan")
    assert answer.headers["Location"] == f"/plan/run/{job.pk}"
    text = text_of(ana, f"/plan/run/{job.pk}")
    assert "2 of 3 initiatives are funded" in text and "C must be in" in text
    assert not Plan.objects.exists()
    ana.post(f"/plan/run/{job.pk}/keep", {"name": "With C"})
    plan = Plan.objects.get()
    assert set(plan.answer["starts"]) == {"B", "C"}
    ana.post(f"/plan/{plan.code}/act", {"act": "approve", "reason": "C was promised", "version": "1"})
    assert Decision.objects.get().text == "C was promised"
    text = text_of(ana, "/plan")
    assert "Approved" in text and "With C" in text


def test_the_studio_says_value_reasons_and_what_is_missing_in_words(office: House, client_as: ClientAs) -> None:
    kept(office.actor("ana"), "Plan")
    text = text_of(client_as("ana"), "/plan")
    for words in ("2 of 3 initiatives are funded", "No plan within these limits is worth more", "Not funded: 1",
                  "What holds the plan back", "Used up: capex", "Your ranking rule", "Pin C",
                  "values fall by the house"):  # fmt: skip
        assert words in text, words


def test_rows_are_filtered_and_pins_of_rows_that_are_not_shown_stay_in_the_form(
    office: House, client_as: ClientAs
) -> None:
    kept(office.actor("ana"), "Plan")
    page = client_as("ana").get("/plan?find=B&pin:C=in").content.decode()
    assert '<input type="hidden" form="whatif" name="pin:C" value="in">' in page
    assert 'name="pin:B"' in page and 'name="pin:A"' not in page


def test_a_long_group_shows_its_first_rows_and_leads_to_the_others(
    office: House, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(office.actor("ana"), "Plan")
    monkeypatch.setattr(plan_grid, "FOLDED", 1)
    ana = client_as("ana")
    assert "group=" in ana.get("/plan").content.decode()
    whole = ana.get("/plan?group=funded").content.decode()
    assert all(f'name="pin:{code}"' in whole for code in ("A", "B"))


def test_an_infeasible_what_if_offers_its_way_out_as_a_button(office: House, client_as: ClientAs) -> None:
    ana = client_as("ana")
    run = solved(office.actor("ana"), pins_in=["A", "B", "C"])
    page = ana.get(f"/plan/run/{run.key}").content.decode()
    assert "These cannot hold together" in page
    form = page[page.index('class="wayout"') :]
    form = form[: form.index("</form>")]
    given = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    given.pop("csrfmiddlewaretoken", None)
    ana.post("/plan/solve", {**given, "seconds": "2"})
    last = Job.objects.order_by("-pk").first()
    assert last is not None and last.result is not None
    assert last.result["answer"]["status"] == "optimal"


def test_what_cannot_be_a_plan_is_not_offered_to_keep_nor_said_to_leave_money(
    office: House, client_as: ClientAs
) -> None:
    run = solved(office.actor("ana"), pins_in=["A", "B", "C"])
    for path in (f"/plan/run/{run.key}", "/plan"):
        text = text_of(client_as("ana"), path)
        assert "Keep it" not in text and "is not used" not in text


def test_a_plan_that_funds_nothing_offers_only_to_drop_it(office: House, client_as: ClientAs) -> None:
    row = kept(office.actor("ana"), "None", pins_out=["A", "B", "C"])
    page = client_as("ana").get(f"/plan/{row.code}").content.decode()
    assert 'value="drop"' in page and "It funds nothing, so it can only be dropped." in page
    assert 'value="approve"' not in page and 'value="propose"' not in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({f"budget:capex {YEAR}": "lots"}, "is no number"),
        ({f"budget:capex {YEAR}": "-5"}, "greater than or equal"),
        ({"seconds": "1e9"}, "between 1 and"),
        ({"seconds": "NaN"}, "is no number"),
        ({"risk_aversion": "3"}, "less than or equal"),
    ],
)
def test_a_slip_in_the_form_is_told_and_nothing_begins(
    office: House, client_as: ClientAs, given: dict[str, str], words: str
) -> None:
    answer = client_as("ana").post("/plan/solve", given)
    assert answer.status_code == 400 and words in answer.content.decode()
    assert not Job.objects.exists()


def test_a_run_under_way_shows_its_progress_and_can_be_stopped(office: House, client_as: ClientAs) -> None:
    now = timezone.now()
    told = {"beat": now.isoformat(), "value": 1234.5, "bound": 1300.0, "gap": 0.05, "seconds": 3.0}
    job = Job.objects.create(kind="plan", input={"seconds": 20}, result=told, words="Searching", created_at=now)
    ana = client_as("ana")
    text = text_of(ana, f"/plan/run/{job.pk}")
    assert "1,234.5" in text and "3 of at most 20 seconds" in text
    fragment = ana.get(f"/plan/run/{job.pk}", headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content and b"every 1s" in fragment.content
    ana.post(f"/plan/run/{job.pk}/cancel")
    assert "Ending with the best plan so far" in text_of(ana, f"/plan/run/{job.pk}")
    Job.objects.filter(pk=job.pk).update(result={**told, "beat": "2020-01-01T00:00:00+00:00"})
    assert "ended from outside" in text_of(ana, f"/plan/run/{job.pk}")


def test_two_plans_stand_side_by_side(office: House, client_as: ClientAs) -> None:
    ana = office.actor("ana")
    first, second = kept(ana, "Plan"), kept(ana, "Without B", pins_out=["B"])
    text = text_of(client_as("ana"), f"/plan/compare?plan={first.code}&plan={second.code}")
    assert "B must be out" in text and "Out B Work B" in text and "In C Work C" in text


def test_a_plan_leaves_as_workbook_rows_json_and_pictures(office: House, client_as: ClientAs) -> None:
    plan, ana = kept(office.actor("ana"), "Plan"), client_as("ana")
    book = zipfile.ZipFile(io.BytesIO(ana.get(f"/plan/{plan.code}/export.xlsx").content))
    assert sum(name.startswith("xl/worksheets/sheet") for name in book.namelist()) >= 5
    rows = ana.get(f"/plan/{plan.code}/export.csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 4 and rows[1].startswith("B,Work B")
    document = json.loads(ana.get(f"/plan/{plan.code}/export.json").content)
    assert document["answer"]["problem_hash"] == plan.problem_hash
    assert ana.get(f"/plan/{plan.code}/picture/roadmap.svg").content.startswith(b"<svg")
    assert ana.get(f"/plan/{plan.code}/picture/budgets.png").content.startswith(b"\x89PNG")
    assert ana.get(f"/plan/{plan.code}/picture/secret.png").status_code == 404
    assert ana.get(f"/plan/{plan.code}/export.exe").status_code == 404


def test_the_rules_are_set_on_their_page(office: House, client_as: ClientAs) -> None:
    ana = client_as("ana")
    given = {"first_period": f"{YEAR}Q2", "periods": "3", "value_quarters": "8", "scenarios": "10",
             "hires_per_quarter": "1", "ranking": "return", "risk_per_period": "40", "load:HR": "3"}  # fmt: skip
    assert ana.post("/plan/rules", given).status_code == 302
    rules = PlanPolicy.objects.get().rules
    assert (rules["first_period"], rules["periods"], rules["ranking"]) == (f"{YEAR}Q2", 3, "return")
    assert rules["load_per_department"] == {"HR": "3"}
    assert ana.post("/plan/rules", given | {"periods": "none"}).status_code == 400


def test_shares_are_set_on_the_page_of_the_rules(office: House, client_as: ClientAs) -> None:
    ana = client_as("ana")
    given = {"first_period": f"{YEAR}Q1", "periods": "4", "value_quarters": "8", "scenarios": "10", "shares": "1",
             "hires_per_quarter": "1", "ranking": "value", "share-what:0": "department:HR", "share-least:0": "12,5",
             "share-what:1": "horizon:H3", "share-most:1": "20"}  # fmt: skip
    assert ana.post("/plan/rules", given).status_code == 302
    held = PlanPolicy.objects.get().rules["share"]
    assert [(one["by"], one["key"], one.get("min"), one.get("max")) for one in held] == [
        ("department", "HR", "0.1250", None),
        ("horizon", "H3", None, "0.2000"),
    ]
    html = ana.get("/plan/rules").content.decode()
    assert '<option value="department:HR" selected' in html and 'value="12.5"' in html
    for wrong in ({"share-least:0": ""}, {"share-least:0": "101"}, {"share-least:0": "x"}, {"share-most:0": "3"},
                  {"share-what:0": ""}):  # fmt: skip
        assert ana.post("/plan/rules", given | wrong).status_code == 400, wrong
    without = {name: text for name, text in given.items() if not name.startswith("share")}
    ana.post("/plan/rules", without)
    assert len(PlanPolicy.objects.get().rules["share"]) == 2, "a form without shares leaves them"


def test_a_lead_sees_his_own_rows_of_a_proposed_plan_and_cannot_solve(office: House, client_as: ClientAs) -> None:
    plan = kept(office.actor("ana"), "Plan")
    dan = client_as("dan")
    assert "Nobody has proposed a plan yet" in text_of(dan, "/plan")
    assert dan.get(f"/plan/{plan.code}").status_code == 404
    do("plans.propose", office.actor("ana"), code=plan.code, reason="x")
    text = text_of(dan, f"/plan/{plan.code}")
    assert "Work B" in text and "Work A" not in text and "Bound and gap" not in text
    for path in ("/plan/rules", f"/plan/{plan.code}/export.json"):
        assert dan.get(path).status_code == 403
    assert dan.post("/plan/solve", {}).status_code == 403
    assert dan.post(f"/plan/{plan.code}/act", {"act": "approve", "reason": "x"}).status_code == 403
    rows = dan.get(f"/plan/{plan.code}/export.csv").content.decode()
    assert "Work B" in rows and "Work A" not in rows


def test_an_auditor_reads_all_and_changes_nothing(office: House, client_as: ClientAs) -> None:
    plan, cleo = kept(office.actor("ana"), "Plan"), client_as("cleo")
    assert "Work A" in text_of(cleo, f"/plan/{plan.code}")
    assert cleo.post(f"/plan/{plan.code}/act", {"act": "drop", "reason": "x"}).status_code == 403
    assert Plan.objects.get().status == "draft"


def test_the_picture_of_money_shows_no_plan_that_a_cheaper_one_beats() -> None:
    points = [FrontPoint(value=v, bound=None, cost=c, tail=None, funded=1, is_this=v == 9) for c, v in FRONT]
    plan = Solved.model_construct(front=points, currency="EUR")
    picture = plan_pictures.front(plan)
    assert picture is not None and isinstance(picture.drawing, Dots)
    assert [one.x * 1000 for one in picture.drawing.dots] == [1, 3, 5]

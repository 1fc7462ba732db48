"""Do the pages of objectives let people see how far they are, give values, and tie work to them?"""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from opencaio.record.actions import perform
from opencaio.record.models import Alignment, KeyResult, Objective, Reading
from tests.web.conftest import House

As = Callable[[str], Client]
YEAR = timezone.localdate().year


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


@pytest.fixture
def aim(house: House, client_as: As) -> Objective:
    """An objective that Bo put on record through the form, with a key result of which half is done."""
    form = {"title": "Faster answers", "department": "HR", "weight": "2", "starts_on": f"{YEAR}-01-01",
            "ends_on": f"{YEAR}-12-31", "owner": house.people["bo"].pk}  # fmt: skip
    client_as("bo").post("/objectives/add", form)
    row = Objective.objects.get()
    client = client_as("bo")
    client.post(f"/objective/{row.code}/act", {"verb": "status", "status": "active"})
    result = {
        "verb": "add_result",
        "text": "Hours until answered",
        "unit": "hours",
        "baseline": "1 000,5",
        "target": "0,5",
    }
    client.post(f"/objective/{row.code}/act", result)
    value = {"verb": "read", "code": f"{row.code}a", "value": "500,5", "source": "Mail desk"}
    client.post(f"/objective/{row.code}/act", value)
    row.refresh_from_db()
    return row


def test_the_page_says_how_far_by_what_and_why(aim: Objective, client_as: As) -> None:
    said = words(page(client_as("bo"), f"/objective/{aim.code}"))
    for told in (
        "Faster answers",
        "50 %",
        "1,000.5 hours → 0.5 hours",
        "less is better",
        "Mail desk",
        "a straight line",
    ):
        assert told in said, told
    assert "progress = (measured − from) ÷ (to − from)" in said


def test_the_tree_shows_bars_states_and_coverage(aim: Objective, client_as: As) -> None:
    html = page(client_as("bo"), "/objectives")
    assert 'class="way"' in html
    said = words(html)
    assert "Objectives without AI" in said
    assert "2 of 2 initiatives and uses are tied to no objective." in said
    assert "Nothing matches these filters" in page(client_as("bo"), "/objectives?state=met")
    assert "There is" in words(client_as("bo").get("/objectives?department=NOWHERE").content.decode())


def test_a_use_is_tied_on_its_own_page_and_untied_again(aim: Objective, client_as: As) -> None:
    client = client_as("bo")
    tie = {"verb": "tie", "objective": aim.code, "work": "use_case:UC-1", "strength": "3", "reason": "It <b>sorts</b>."}
    assert client.post("/objectives/tie", tie).headers["Location"] == "/use/UC-1"
    html = page(client, "/use/UC-1")
    assert "It &lt;b&gt;sorts&lt;/b&gt;." in html
    assert "1 (decisively)" in words(page(client, "/objectives"))
    client.post("/objectives/tie", {**tie, "verb": "untie", "back": "objective"})
    assert Alignment.objects.get().retired_at


def test_an_initiative_has_its_own_tab(aim: Objective, house: House, client_as: As) -> None:
    perform("initiatives.add", {"name": "Mail robot", "department": "HR", "code": "I-1"}, house.actor("bo"))
    client = client_as("bo")
    assert "It serves no objective" in page(client, "/initiative/I-1/objectives")
    tie = {"verb": "tie", "objective": aim.code, "work": "initiative:I-1", "strength": "2", "reason": "It answers."}
    assert client.post("/objectives/tie", tie).headers["Location"] == "/initiative/I-1/objectives"
    assert "It answers." in page(client, "/initiative/I-1/objectives")


def test_who_only_owns_a_key_result_may_give_its_value_and_nothing_else(
    aim: Objective, house: House, client_as: As
) -> None:
    KeyResult.objects.update(owner=house.people["rae"])
    client = client_as("rae")
    html = page(client, f"/objective/{aim.code}")
    assert "Give a measured value" in html
    assert "Change this key result" not in html
    client.post(f"/objective/{aim.code}/act", {"verb": "read", "code": f"{aim.code}a", "value": "100"})
    assert Reading.objects.order_by("pk").last().value == 100  # type: ignore[union-attr]
    assert client.post(f"/objective/{aim.code}/act", {"verb": "status", "status": "dropped"}).status_code == 403
    assert "Give a measured value" not in page(client_as("cleo"), f"/objective/{aim.code}")


def test_a_form_that_cannot_be_used_keeps_what_was_typed(aim: Objective, client_as: As) -> None:
    wrong = {"title": "Kept title", "department": "HR", "starts_on": "2026-05-01", "ends_on": "2026-04-01"}
    answer = client_as("bo").post("/objectives/add", wrong)
    assert answer.status_code == 400
    assert "cannot end" in answer.content.decode()
    assert "Kept title" in answer.content.decode()
    late = {"title": "Second", "department": "HR", "version": "1"}
    answer = client_as("bo").post(f"/objective/{aim.code}/edit", late)
    assert "Someone else changed" in answer.content.decode()
    assert Objective.objects.count() == 1


def test_dan_finds_no_trace_of_bos(aim: Objective, client_as: As) -> None:
    client = client_as("dan")
    assert "Faster answers" not in page(client, "/objectives?status=all")
    for path in (f"/objective/{aim.code}", f"/objective/{aim.code}/edit"):
        assert client.get(path).status_code == 404
    assert client.post(f"/objective/{aim.code}/act", {"verb": "status", "status": "met"}).status_code == 404


@pytest.mark.parametrize("what", ["", "coverage"])
def test_it_leaves_as_a_table(aim: Objective, client_as: As, what: str) -> None:
    client = client_as("bo")
    text = client.get(f"/objectives/export?as=csv&what={what}").content.decode("utf-8-sig")
    assert "Faster answers" in text
    assert "'=HYPERLINK" in text or not what
    book = client.get(f"/objectives/export?as=xlsx&what={what}").content
    rows: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert any("Faster answers" in row for row in rows)


def test_a_page_takes_few_queries(
    aim: Objective, house: House, client_as: As, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        given = {"title": f"Aim {number}", "department": "HR", "code": f"X-{number}", "status": "active"}
        perform("objectives.add", given, house.actor("bo"))
        perform(
            "key_results.add", {"objective": f"X-{number}", "text": "n", "baseline": 0, "target": 1}, house.actor("bo")
        )
    client = client_as("bo")
    client.get("/objectives")
    with django_assert_max_num_queries(24):
        client.get("/objectives")
    with django_assert_max_num_queries(30):
        client.get("/objective/X-3")

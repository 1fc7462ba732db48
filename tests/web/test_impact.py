"""Do the pages of impact show value with its interval and doubts, and does a refused form say why?"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client

from opencaio.record.actions import perform
from tests.web.conftest import House

As = Callable[[str], Client]
START = date(2025, 1, 6)
STARTS = {"north": 20, "south": 20, "east": None, "west": None, "coast": None, "hill": None}
STUDY = {"title": "Shorter waiting", "use_case": "UC-1", "method": "did", "metric": "wait", "note": ""}
WORTH = {
    "volume_amount": "50000", "volume_source": "Visits 2025", "value_amount": "-0.8", "value_source": "A minute",
}  # fmt: skip
YEAR = {"first_day": "2026-01-01", "last_day": "2026-12-31"}


def page(client: Client, path: str, *, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return told(answer.content)


def told(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


@pytest.fixture
def series(house: House) -> None:
    chance = np.random.default_rng(5)
    rows = [
        {"event_id": f"{site}-{week}", "day": str(START + timedelta(weeks=week)), "series": "wait", "unit_key": site,
         "use_case": "UC-1", "with_ai": start is not None and week >= start,
         "value": 100 + float(chance.normal(0, 1)) - (10 if start is not None and week >= start else 0)}
        for site, start in STARTS.items()
        for week in range(40)
    ]  # fmt: skip
    perform("lake.add", {"fact": "kpi", "name": "Waiting", "rows": rows}, house.actor("ana"))
    given: dict[str, Any] = {"code": "wait", "name": "Waiting time", "fact": "kpi", "unit": "minutes"}
    given |= {"numerator": {"how": "sum", "of": ["value"]}, "denominator": {"how": "rows"}, "use_case": "UC-1"}
    given["conditions"] = [{"column": "series", "is": "wait"}]
    perform("metrics.declare", given, house.actor("ana"))


@pytest.mark.usefixtures("series")
def test_a_study_is_planned_computed_and_shown_with_its_line_checks_claims_and_money(client_as: As) -> None:
    client = client_as("ana")
    planned = client.post("/impact/add", STUDY | WORTH | {"stop_below": "1000000"})
    assert planned.status_code == 302
    where = planned.headers["Location"]
    assert "not computed" in page(client, where)
    assert client.post(f"{where}/act", {"verb": "run"}).status_code == 302
    shown = page(client, where)
    for words in ("What can be claimed", "What cannot", "without AI", "minutes", "computed", "All readings"):
        assert words in shown
    sentences = re.sub(r"<[^>]*>", " ", shown)
    assert re.search(r"\d \w+\.? 20\d\d", sentences) and not re.search(r"\b20\d\d-\d\d-\d\d\b", sentences)
    assert "Visits 2025" in shown and "the last reading lies below it" in shown
    assert "Shorter waiting" in page(client, "/impact")
    assert "computed" in client.get("/impact/export?as=csv").content.decode()
    assert client.get("/impact/export?as=xlsx").content[:2] == b"PK"
    assert "Shorter waiting" in page(client, "/use/UC-1/measures")
    assert page(client, f"{where}/edit")


@pytest.mark.usefixtures("series")
def test_a_baseline_is_frozen_on_the_page_of_its_use_and_a_day_with_ai_is_refused(client_as: As) -> None:
    client = client_as("ana")
    given = {"metric": "wait", "first_day": "2025-01-06", "last_day": "2025-04-28", "note": "Before the pilot"}
    late = client.post("/use/UC-1/baseline", given | {"last_day": "2025-09-01"})
    assert late.status_code == 400 and "AI was at work" in told(late.content)
    assert client.post("/use/UC-1/baseline", given).status_code == 302
    assert "Before the pilot" in page(client, "/use/UC-1/measures")


@pytest.mark.usefixtures("series")
def test_a_use_shows_its_metric_before_and_since_and_what_its_studies_say_a_year_is_worth(client_as: As) -> None:
    client = client_as("ana")
    frozen = {"metric": "wait", "first_day": "2025-01-06", "last_day": "2025-04-28", "note": "Before the pilot"}
    client.post("/use/UC-1/baseline", frozen)
    where = client.post("/impact/add", STUDY | WORTH).headers["Location"]
    client.post(f"{where}/act", {"verb": "run"})
    drawn = client.get("/use/UC-1/measures").content.decode()
    assert drawn.count("<figure") == 2
    assert re.search(r"baseline (99|100)\.\d", drawn)
    assert "6 Jan 2025 to 6 Oct 2025" in drawn
    assert "What a year is worth, by study" in drawn


def test_a_metric_of_a_use_that_has_no_rows_says_so_instead_of_a_picture(client_as: As, house: House) -> None:
    given: dict[str, Any] = {"code": "idle", "name": "Idle hours", "fact": "kpi", "unit": "hours", "use_case": "UC-1"}
    given |= {"numerator": {"how": "sum", "of": ["value"]}, "denominator": {"how": "rows"}}
    perform("metrics.declare", given, house.actor("ana"))
    content = client_as("ana").get("/use/UC-1/measures").content
    assert "<figure" not in content.decode()
    assert "Idle hours idle · hours · " in told(content)


def test_a_benefit_is_added_measured_and_agreed_by_somebody_else(client_as: As) -> None:
    lead, reviewer = client_as("ana"), client_as("rae")
    given = {"title": "Shorter waiting", "use_case": "UC-1", "kind": "productivity", "planned": "1000", **YEAR}
    assert lead.post("/benefits/add", given).status_code == 302
    code = re.findall(r"/benefit/([^/]+)/act", lead.get("/benefits").content.decode())[0]
    alone = lead.post(f"/benefit/{code}/act", YEAR | {"verb": "measure", "measured": "800"})
    assert alone.status_code == 400 and "without an interval" in told(alone.content)
    measured = YEAR | {"verb": "measure", "measured": "800", "low": "600", "high": "1000"}
    assert lead.post(f"/benefit/{code}/act", measured).status_code == 302
    assert reviewer.post(f"/benefit/{code}/act", YEAR | {"verb": "agree"}).status_code == 302
    shown = page(lead, "/benefits")
    assert "Agreed by finance" in shown and "80 %" in shown
    assert "800" in lead.get("/benefits/export?as=csv").content.decode()
    assert "not agreed" not in page(lead, "/impact")


def test_the_adviser_answers_four_questions_without_a_script(client_as: As) -> None:
    shown = page(client_as("ana"), "/impact/adviser?randomise=false&treated=3&untreated=6&starts=several&before=12")
    assert "Staggered difference in differences" in shown and "What would make the answer stronger" in shown
    assert page(client_as("ana"), "/impact/adviser?treated=-3", status=400)


def test_what_cannot_be_read_is_said_and_nothing_is_written(client_as: As) -> None:
    client = client_as("ana")
    broken = client.post("/impact/add", STUDY | {"metric": "", "settings": "{x"})
    assert broken.status_code == 400 and "no JSON" in told(broken.content)
    unsure = client.post("/impact/add", STUDY | {"metric": "", "use_case": "UC-999"})
    assert unsure.status_code == 400 and "UC-999" in told(unsure.content)
    assert "No study here" in page(client, "/impact")
    page(client, "/study/ST-9", status=404)


def test_a_stated_result_is_shown_as_stated_with_its_source_and_day(client_as: As) -> None:
    client = client_as("ana")
    where = client.post("/impact/add", STUDY | {"metric": "", "method": "other"}).headers["Location"]
    given = {"verb": "state", "value": "100000", "low": "50000", "high": "150000", "source": "Consultant's report"}
    assert client.post(f"{where}/act", given).status_code == 302
    shown = page(client, where)
    assert "stated, not computed" in shown and "Consultant" in shown
    assert "Compute it" not in shown


def test_the_size_of_a_test_is_worked_out_without_a_script_and_a_wrong_answer_is_said(client_as: As) -> None:
    client = client_as("ana")
    shown = page(client, "/impact/adviser?effect=5&spread=10&a_period=32")
    assert "64 without and 64 with it see a difference of 5 in 80% of tests." in shown
    assert "In all 128" in shown and "How long 4" in shown
    assert "one of the two" in page(client, "/impact/adviser?effect=5", status=400)

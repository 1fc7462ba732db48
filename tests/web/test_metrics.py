"""Do the pages of metrics show figures with their reasons, and is a declaration's fault said in words?"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from opencaio.record.actions import perform
from opencaio.record.models import Metric
from tests.web.conftest import House

As = Callable[[str], Client]
FORM: dict[str, Any] = {
    "code": "wait", "name": "Waiting time", "fact": "kpi", "unit": "minutes", "better": "down", "target": "4",
    "department": "HR", "source": "Log", "about": "", "owner": "", "use_case": "",
    "numerator": '{"how": "sum", "of": ["value"], "times": "observations"}',
    "denominator": '{"how": "sum", "of": ["observations"]}', "conditions": "", "dimensions": '["arm"]',
}  # fmt: skip


def page(client: Client, path: str, *, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def series(house: House) -> None:
    rows = [
        {"event_id": f"k{at}", "day": f"2026-{8 + at % 3:02}-0{1 + at % 9}", "series": "wait", "use_case": "UC-1",
         "value": 3 + at % 4, "observations": 1, "unit_key": f"s{at % 4}", "arm": "ab"[at % 2]}
        for at in range(24)
    ]  # fmt: skip
    perform("lake.add", {"fact": "kpi", "name": "Waiting", "rows": rows}, house.actor("ana"))


@pytest.mark.usefixtures("series")
def test_a_metric_is_declared_in_a_form_and_shown_with_series_dimension_and_why(client_as: As) -> None:
    client = client_as("bo")
    assert client.post("/metrics/add", FORM).status_code == 302
    shown = page(client, "/metric/wait")
    for words in (
        "Waiting time",
        "4 minutes",
        "sum(value × observations) / sum(observations) of kpi",
        "95 %",
        "duckdb",
    ):
        assert words in shown
    assert "Waiting time by arm" in shown
    listed = page(client, "/metrics")
    assert "Waiting time" in listed and "not measured" in listed
    table = client.get("/metric/wait/export?as=csv").content.decode()
    assert table.count("2026-") == 3
    assert client.get("/metric/wait/export?as=xlsx&by=arm").content[:2] == b"PK"
    assert "wait" in client.get("/metrics/export").content.decode()


def test_what_is_wrong_with_a_declaration_is_said_and_what_was_typed_is_kept(client_as: As) -> None:
    client = client_as("bo")
    for change, words in (
        ({"numerator": '{"how": "sum", "of": ["valeu"]}'}, "did you mean value"),
        ({"numerator": "{"}, "numerator is no JSON: look at line 1"),
        ({"conditions": "{}"}, "write a list in [ ]"),
    ):
        answer = client.post("/metrics/add", {**FORM, **change})
        assert answer.status_code == 400 and words in answer.content.decode()
        assert 'value="Waiting time"' in answer.content.decode()
    assert not Metric.objects.filter(code="wait").exists()


def test_a_metric_is_edited_and_taken_out_of_use(client_as: As) -> None:
    client = client_as("bo")
    client.post("/metrics/add", FORM)
    row = Metric.objects.get(code="wait")
    edited = {**FORM, "target": "", "dimensions": json.dumps(["arm", "with_ai"]), "version": row.version}
    assert client.post("/metric/wait/edit", edited).status_code == 302
    row.refresh_from_db()
    assert (row.target, row.dimensions) == (None, ["arm", "with_ai"])
    late = client.post("/metric/wait/edit", {**edited, "name": "Other", "version": 1})
    assert late.status_code == 400
    assert client.post("/metric/wait/retire", {"reason": "Over"}).status_code == 302
    assert client.get("/metric/wait").status_code == 404


def test_rows_that_have_no_value_are_not_said_to_be_missing(client_as: As, house: House) -> None:
    rows = [{"event_id": f"u{at}", "at": f"2026-10-0{at}T08:00:00Z", "use_case": "UC-1"} for at in range(1, 4)]
    perform("lake.add", {"fact": "usage", "name": "Calls", "rows": rows}, house.actor("ana"))
    shown = page(client_as("ana"), "/metric/latency-p95?by=use_case")
    assert shown.count("No row has a value.") >= 2
    assert "No row counts in this time." not in shown


def test_a_metric_without_facts_says_so_and_shows_no_number(client_as: As) -> None:
    shown = page(client_as("ana"), "/metric/error-rate")
    assert "not known" in shown and "No row counts in this time." in shown
    assert "needs a role over everything" in page(client_as("bo"), "/metric/cost-billed")
    assert page(client_as("ana"), "/metric/error-rate?first=soon", status=400)

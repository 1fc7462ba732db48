"""Do pages ask the database as often with many rows as with few?"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.record.cast import do
from tests.web.conftest import House

As = Callable[[str], Client]
#: What each page may take for the officer; a number grows only with a reason in the commit.
PAGES = {
    "/initiatives": 10,
    "/plan": 35,
    "/roadmap": 20,
    "/strategy": 85,
    "/budget": 22,
    "/cases": 14,
    "/objectives": 14,
    "/impact": 14,
    "/benefits": 12,
    "/metrics": 18,
    "/lake": 12,
    "/money": 45,
    "/money/rules": 25,
    "/adoption": 14,
    "/fairness": 12,
    "/quality": 10,
}


@pytest.fixture
def ana(client_as: As) -> Client:
    return client_as("ana")


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def grow(house: House, count: int) -> None:
    """So many initiatives with uses, objectives, metrics, rules and monitors more."""
    ana = house.actor("ana")
    uses = [do("use_cases.add", ana, name=f"Use {count} {at}", department="HR").code for at in range(count)]
    works = [{"name": f"Work {code}", "department": "HR", "use_cases": [code]} for code in uses]
    do("initiatives.add_many", ana, initiatives=works)
    for code in uses:
        do("objectives.add", ana, title=f"Aim {code}", department="HR", starts_on="2026-01-01", ends_on="2026-12-31")
        do("allocation.add", ana, code=f"r-{code}", title=f"Rule {code}", use_case=code)
        do("monitors.add", ana, use_case=code, kind="errors")
    do("lake.add", ana, fact="usage", name=f"Usage {count}", rows=[
        {"event_id": f"u-{code}", "at": "2026-10-05T12:00:00Z", "use_case": code, "user_key": f"p-{code}"}
        for code in uses
    ])  # fmt: skip
    do("lake.add", ana, fact="decisions", name=f"Decisions {count}", rows=[
        {"event_id": f"d-{code}-{sex}", "at": "2026-10-05T12:00:00Z", "use_case": code, "sex": sex, "selected": True}
        for code in uses for sex in ("female", "male")
    ])  # fmt: skip


def test_no_page_asks_more_for_more_rows(house: House, ana: Client) -> None:
    grow(house, 3)
    few = {path: queries(ana, path) for path in PAGES}
    grow(house, 9)
    assert {path: queries(ana, path) for path in PAGES} == few
    assert {path: count for path, count in few.items() if count > PAGES[path]} == {}

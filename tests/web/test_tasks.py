"""Can tasks be added, scheduled, fixed and asked about on their page?"""

from collections.abc import Callable

import pytest
from django.test import Client

from opencaio.record.models import Initiative
from tests.record.cast import do
from tests.web.conftest import House


@pytest.fixture
def beds(house: House) -> Initiative:
    """Work of Bo's department."""
    row: Initiative = do("initiatives.add", house.actor("bo"), name="Beds", department="HR")
    return row


@pytest.fixture
def bo(client_as: Callable[[str], Client]) -> Client:
    """Bo, signed in."""
    return client_as("bo")


def test_tasks_are_added_scheduled_and_drawn(house: House, bo: Client, beds: Initiative) -> None:
    act, page = f"/initiative/{beds.code}/tasks/act", f"/initiative/{beds.code}/tasks"
    who = str(house.people["bo"].pk)
    bo.post(act, {"verb": "add", "name": "Design", "days": "3", "level": "1", "person": who})
    bo.post(act, {"verb": "add", "name": "Build", "days": "4", "level": "1", "after": "T1", "person": who})
    assert "have no days yet" in bo.get(page).content.decode()
    bo.post(act, {"verb": "schedule"})
    shown = bo.get(page).content.decode()
    assert "<svg" in shown
    assert "Done by" in shown
    stuck = bo.get(f"{page}?without={who}").content.decode()
    assert "it cannot be finished" in stuck


def test_a_task_is_changed_and_taken_away(bo: Client, beds: Initiative) -> None:
    act, page = f"/initiative/{beds.code}/tasks/act", f"/initiative/{beds.code}/tasks"
    bo.post(act, {"verb": "add", "name": "Design", "days": "3", "level": "1"})
    bo.post(act, {"verb": "edit", "code": "T1", "name": "Draw", "days": "5", "after": "", "person": "", "done": "0.5"})
    assert "Draw" in bo.get(f"{page}/export?as=csv").content.decode()
    bo.post(act, {"verb": "retire", "code": "T1"})
    assert "No task is on record yet" in bo.get(page).content.decode()


def test_the_roadmap_shows_work_by_what_one_asks_for(client_as: Callable[[str], Client], beds: Initiative) -> None:
    bo, dan = client_as("bo"), client_as("dan")
    assert "Nothing has its quarters yet" in bo.get("/roadmap").content.decode()
    bo.post(
        f"/initiative/{beds.code}/estimate",
        {"earliest": "2027Q1", "quarters": "3", "load": "1", "risk": "0", "status": "running", "horizon": "H2"},
    )
    for by in ("department", "objective", "horizon"):
        assert "Beds" in bo.get(f"/roadmap?by={by}").content.decode()
    assert bo.get("/roadmap/export.png").content.startswith(b"\x89PNG")
    assert b"<svg" in bo.get("/roadmap/export.svg").content
    assert beds.code in bo.get("/roadmap/export.csv?by=horizon").content.decode()
    assert "Beds" not in dan.get("/roadmap").content.decode()
    here, elsewhere = ("horizon=H2", "department=HR", "quarter=2027Q2"), ("horizon=H1", "quarter=2029Q1")
    for asked in here:
        assert beds.code in bo.get(f"/roadmap/export.csv?{asked}").content.decode()
    for asked in elsewhere:
        assert beds.code not in bo.get(f"/roadmap/export.csv?{asked}").content.decode()

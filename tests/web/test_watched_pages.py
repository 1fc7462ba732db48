"""Does a use's page show what watches over it, and does what asks to act wait for whoever looks after it?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.test import Client

from opencaio.record.models import UseCase
from tests.record.cast import do
from tests.web.conftest import House

As = Callable[[str], Client]

LAST = date(2026, 10, 31)


def failing(house: House) -> None:
    rows = [
        {
            "event_id": f"u-{at}",
            "at": f"{LAST - timedelta(at)}T08:00:00Z",
            "use_case": "UC-1",
            "requests": 50,
            "errors": 4,
        }
        for at in range(3)
    ]
    do("lake.add", house.actor("ana"), fact="usage", name="Usage", rows=rows)


def shown(client: Client, path: str) -> str:
    return str(client.get(path).content.decode())


def test_a_watched_use_shows_its_reading_and_waits_for_its_owner(client_as: As, house: House) -> None:
    failing(house)
    bo = house.actor("bo")
    UseCase.objects.filter(code="UC-1").update(owner=bo.person_id)
    code = do("monitors.add", bo, use_case="UC-1", kind="errors").code
    assert "not read yet" in shown(client_as("bo"), "/use/UC-1")
    do("monitors.read", bo, code=code)
    page = shown(client_as("bo"), "/use/UC-1")
    assert "12 of 150 requests failed" in page and "0.080" in page and "1 to answer" in page
    assert "Watched uses that ask to act" in shown(client_as("bo"), "/mine")
    assert "Watched uses that ask to act" not in shown(client_as("ana"), "/mine")
    do("monitors.answer", bo, code=code, answer="The supplier mended it")
    assert "Watched uses that ask to act" not in shown(client_as("bo"), "/mine")
    assert "The supplier mended it" in shown(client_as("bo"), "/use/UC-1")


def test_the_panel_asks_twice_however_many_watch(house: House, django_assert_num_queries: Any) -> None:
    from opencaio.record.queries import ask

    bo = house.actor("bo")
    for _ in range(4):
        do("monitors.add", bo, use_case="UC-1", kind="errors")
        do("monitors.read", bo)
    with django_assert_num_queries(2):
        assert len(ask("monitors.list", {"use_case": "UC-1"}, bo).rows) == 4

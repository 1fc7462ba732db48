"""Can the work be added, estimated, tied and ended on its pages?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from opencaio.record.models import Initiative
from opencaio.record.queries import ask
from tests.record.cast import do
from tests.web.conftest import House


@pytest.fixture
def bo(client_as: Callable[[str], Client]) -> Client:
    """Bo, signed in."""
    return client_as("bo")


@pytest.fixture
def beds(house: House) -> Initiative:
    """Work of Bo's department."""
    row: Initiative = do("initiatives.add", house.actor("bo"), name="Beds", department="HR")
    return row


def test_work_is_added_and_then_estimated(house: House, bo: Client) -> None:
    answer = bo.post("/initiatives/add", {"name": "Wards", "department": "HR", "stage": "idea"})
    assert answer.url.endswith("/estimate")
    page = bo.get(answer.url).content.decode()
    assert "Quarters of work" in page
    sent = {"value_low": "1 000", "value_mid": "2000", "value_high": "3000", "quarters": "2", "load": "1", "risk": "0",
            "status": "proposed", "horizon": "H1", "spend-capex-2027": "150.5", "version": "1"}  # fmt: skip
    assert bo.post(answer.url, sent).status_code == 302
    code = answer.url.split("/")[2]
    kept = ask("initiatives.show", {"code": code}, house.actor("bo"))
    assert (int(kept.value_low), [(one.line, float(one.amount)) for one in kept.spend]) == (1000, [("capex", 150.5)])
    assert "capital expenditure" in bo.get(f"/initiative/{code}").content.decode().lower()


def test_a_wrong_number_is_told_and_what_was_typed_is_still_there(bo: Client, beds: Initiative) -> None:
    sent = {"value_mid": "a lot", "value_low": "7", "load": "1", "status": "proposed", "spend-opex-2027": "9"}
    answer = bo.post(f"/initiative/{beds.code}/estimate", sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "a lot" in page
    assert 'value="9"' in page


def test_two_pieces_of_work_are_tied_and_untied(house: House, bo: Client, beds: Initiative) -> None:
    other = do("initiatives.add", house.actor("bo"), name="Nurses", department="HR")
    tie: dict[str, Any] = {"other": other.code, "kind": "requires", "lag": "1", "verb": "tie"}
    bo.post(f"/initiative/{beds.code}/tie", tie)
    assert "needs first" in bo.get(f"/initiative/{beds.code}").content.decode()
    bo.post(f"/initiative/{beds.code}/tie", {"other": other.code, "kind": "requires", "verb": "untie"})
    assert "To nothing" in bo.get(f"/initiative/{beds.code}").content.decode()


def test_a_long_list_comes_in_pages_and_leaves_whole(house: House, bo: Client, beds: Initiative) -> None:
    some = [{"name": f"Work {at}", "department": "HR"} for at in range(120)]
    do("initiatives.add_many", house.actor("bo"), initiatives=some)
    first, second = (bo.get(f"/initiatives?page={page}").content.decode() for page in (1, 2))
    assert "Page 1 of 2" in first and "Work 119" not in first
    assert "Work 119" in second
    sheet = bo.get("/initiatives/export?as=csv").content.decode()
    assert sheet.count("Work ") == 120


def test_the_list_leaves_as_a_file_and_filters_hold(house: House, bo: Client, beds: Initiative) -> None:
    do("initiatives.estimate", house.actor("bo"), code=beds.code, status="running")
    assert beds.code in bo.get("/initiatives/export?as=csv&status=running").content.decode()
    assert beds.code not in bo.get("/initiatives/export?as=csv&status=done").content.decode()
    assert bo.get("/initiatives/export?as=xlsx").content.startswith(b"PK")


def test_another_department_sees_nothing_of_it(client_as: Callable[[str], Client], beds: Initiative) -> None:
    dan = client_as("dan")
    assert dan.get(f"/initiative/{beds.code}").status_code == 404
    assert "Beds" not in dan.get("/initiatives").content.decode()

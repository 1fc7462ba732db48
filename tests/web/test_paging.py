"""Does a list show the part that is asked for, and no page stumble over a number that is none?"""

from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from opencaio.faces.web.paging import page_of, part
from opencaio.faces.web.views import case_list
from opencaio.faces.web.whole import whole, wholes
from tests.record.cast import do
from tests.web.conftest import House

ClientAs = Callable[[str], Client]
LISTS = (
    "/inventory", "/duties", "/reviews", "/risks", "/controls", "/incidents", "/ideas", "/matches", "/workforce",
    "/skills", "/hiring", "/resources", "/parts", "/initiatives", "/cases", "/workload", "/budget/bookings", "/letters",
    "/gates", "/law", "/plan",
)  # fmt: skip
NO_NUMBERS = ("²", "-1", "0", "1e3", "٣", "9" * 18, "9" * 5000, "x")


def asked(page: str) -> QueryDict:
    found = QueryDict(mutable=True)
    found["page"] = page
    return found


@pytest.mark.parametrize("path", LISTS)
def test_no_list_stumbles_over_a_page_that_is_none(path: str, client_as: ClientAs) -> None:
    ana = client_as("ana")
    for said in NO_NUMBERS:
        assert ana.get(path, {"page": said}).status_code == 200, said[:20]


@pytest.mark.parametrize(
    "address", ["/budget?year={}", "/budget/bookings?year={}&batch={}", "/workforce?year={}", "/ledger?before={}",
                "/ledger?person={}", "/duties?within={}", "/role/chief-ai-officer?person={}", "/document/1?version={}"],
)  # fmt: skip
def test_no_filter_stumbles_over_a_number_that_is_none(address: str, client_as: ClientAs) -> None:
    ana = client_as("ana")
    for said in NO_NUMBERS:
        assert ana.get(address.replace("{}", said)).status_code in (200, 400, 404), said[:20]


@given(st.text(max_size=25))
def test_a_whole_number_is_read_only_where_digits_write_it(text: str) -> None:
    number = whole(text)
    assert number is None or (0 <= number < 10**18 and text.lstrip("0") in (str(number), ""))


def test_what_is_no_number_is_left_out() -> None:
    assert wholes(["3", "²", "", "04", "-1"]) == [3, 4]


@given(st.integers(0, 60), st.integers(1, 9))
def test_the_pages_together_are_the_list(count: int, size: int) -> None:
    rows = list(range(count))
    first = part(rows, asked("1"), size=size)
    told = [row for page in range(1, first.pages + 1) for row in part(rows, asked(str(page)), size=size).rows]
    assert told == rows and part(rows, asked("999"), size=size).page == first.pages
    assert page_of(asked("7")) == 7


def test_cases_come_page_by_page(house: House, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_list, "SHOWN", 2)
    for place in range(3):
        do("initiatives.add", house.actor("ana"), name=f"Work {place}", department="HR")
    ana = client_as("ana")
    pages = [ana.get("/cases", {"page": page, "sort": "code"}).content.decode() for page in (1, 2)]
    assert [page.count("data-row") for page in pages] == [2, 1]
    assert "Page 1 of 2" in pages[0] and 'rel="next"' in pages[0] and 'rel="prev"' in pages[1]
    assert ana.get("/cases/export?as=csv&page=2").content.decode().count("Work ") == 3

"""Does a word in every text of Bo's department ever reach Dan through a page, a search, an export, a fault?"""

from collections.abc import Callable

import pytest
from django.test import Client

from opencaio.record.actions import perform
from tests.web.conftest import House

WORD = "zebrafinch"
ADDRESSES = (
    "/",
    "/brief.json",
    "/brief.md",
    "/?department=HR",
    "/mine",
    "/inventory",
    f"/inventory?q={WORD}",
    f"/inventory?tag={WORD}",
    "/inventory?department=HR",
    "/inventory/export?as=csv",
    f"/inventory/export?as=csv&pick=UC-9&q={WORD}",
    f"/inventory/alike?name={WORD}",
    "/inventory/add",
    "/use/UC-9",
    "/use/UC-9/edit",
    "/use/UC-9/question?key=use",
    "/use/UC-3",
    "/use/UC-3/edit",
    "/imports",
    "/matches",
    "/people",
    "/departments",
    "/ledger",
    "/account",
    "/figures/uses",
)


@pytest.fixture
def planted(house: House) -> House:
    """A use of Bo's with the word in every field, in a fact, a comment, a part, a piece of evidence and a view."""
    bo, ana = house.actor("bo"), house.actor("ana")
    texts = ("name", "purpose", "benefit", "outputs", "topic", "technique")
    vendor = perform("vendors.add", {"name": f"{WORD} Ltd", "department": "HR"}, ana).result
    use = dict.fromkeys(texts, f"The {WORD} of it") | {"code": "UC-9", "department": "HR"}
    perform("use_cases.add", use | {"tags": [WORD], "vendors": [vendor.pk]}, bo)
    perform("facts.state", {"use_case": "UC-9", "key": "infers", "value": True, "source": WORD, "text": WORD}, bo)
    perform("comments.add", {"use_case": "UC-9", "text": f"@Dan Rosso {WORD}"}, bo)
    perform("evidence.add", {"use_case": "UC-9", "title": WORD, "note": WORD}, bo)
    perform("views.save", {"name": WORD, "query": f"q={WORD}"}, bo)
    return house


@pytest.mark.parametrize("address", ADDRESSES)
def test_dan_never_receives_it(planted: House, client_as: Callable[[str], Client], address: str) -> None:
    answer = client_as("dan").get(address, follow=True)
    body = b"".join(answer) if answer.streaming else answer.content
    asked_by_dan = body.lower().count(WORD.encode()) if WORD in address else 0
    echoes = 12  # what Dan typed himself comes back in the search box, the chip and the links of the page
    assert body.lower().count(WORD.encode()) <= min(asked_by_dan, echoes)
    for told in (f"{WORD} of it", f"{WORD} Ltd", 'UC-9"'):
        assert told.lower().encode() not in body.lower()


def test_bo_does(planted: House, client_as: Callable[[str], Client]) -> None:
    for address in ("/inventory", "/use/UC-9", "/inventory/export?as=csv", "/brief.json"):
        assert WORD.encode() in client_as("bo").get(address).content.lower(), address

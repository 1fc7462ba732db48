"""Do many pieces of work come on record together, or not at all?"""

from decimal import Decimal
from typing import Any

import pytest

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.record.models import Initiative, LedgerEntry
from opencaio.record.queries import ask
from tests.record.cast import Cast, do


def work(**more: Any) -> dict[str, Any]:
    return {"name": "Beds", "department": "HEALTH", **more}


def test_many_come_with_their_estimates_under_one_entry(cast: Cast) -> None:
    before = LedgerEntry.objects.count()
    spend = [{"line": "capex", "year": 2027, "amount": "12.50"}]
    rows = do("initiatives.add_many", cast.bo, initiatives=[work(value_mid=20, quarters=2, spend=spend), work()])
    assert LedgerEntry.objects.count() == before + 1
    assert [row.code for row in rows] == ["IN-0001", "IN-0002"]
    page = ask("initiatives.show", {"code": "IN-0001"}, cast.bo)
    assert (page.value_mid, page.quarters) == (20, 2)
    assert [(one.line, one.year, one.amount) for one in page.spend] == [("capex", 2027, Decimal("12.50"))]


@pytest.mark.parametrize(
    ("wrong", "fault", "words"),
    [
        (work(value_low=5, value_mid=2), BadInput, "row 2"),
        (work(starts_on="2027-02-01", ends_on="2027-01-01"), BadInput, "row 2"),
        (work(demand={"witchcraft": [1]}), BadInput, "witchcraft"),
        (work(use_cases=["UC-none"]), NotFound, "UC-none"),
        (work(department="ROADS"), NotFound, "no such"),
        (work(code="ONE"), Conflict, "given twice"),
    ],
)
def test_one_wrong_row_keeps_all_out(cast: Cast, wrong: dict[str, Any], fault: type[Exception], words: str) -> None:
    with pytest.raises(fault, match=words):
        do("initiatives.add_many", cast.bo, initiatives=[work(code="one"), wrong])
    assert not Initiative.objects.exists()

"""Do the bills of a month come into the books once, to the last cent, and out again?"""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions.registry import perform
from opencaio.record.models import CostBatch, CostLine
from opencaio.record.queries import ask
from tests.record.cast import Cast, do
from tests.record.test_bills import bring, line

OCTOBER = date(2026, 10, 1)
NOVEMBER = datetime(2026, 11, 6, 12, tzinfo=UTC)


@pytest.fixture
def billed(cast: Cast, tmp_path: Path) -> Cast:
    """A bill of October of which a third is nobody's."""
    bring(cast, tmp_path, line("10.00005", tag=cast.triage.code), line("20", tag=cast.pricing.code), line("15.00005"))
    do("allocation.add", cast.ana, code="tag", title="By tag", by="tag:use_case")
    return cast


def done(cast: Cast, name: str, *, at: datetime = NOVEMBER, **given: Any) -> Any:
    """What the officer's action gives on a day in November."""
    return perform(name, given, cast.ana, at=at).result


def book(cast: Cast, **given: Any) -> CostBatch:
    batch: CostBatch = done(cast, "bills.book", **{"month": OCTOBER, **given})
    return batch


def in_the_books() -> list[tuple[str, Decimal]]:
    rows = CostLine.objects.filter(retired_at=None).select_related("use_case").order_by("amount")
    return [(row.use_case.code if row.use_case else "", row.amount) for row in rows]


def test_a_months_bills_are_booked_by_use_and_what_is_nobodys_is_booked_too(billed: Cast) -> None:
    batch = book(billed)
    booked = in_the_books()
    assert [use for use, _amount in booked] == [billed.triage.code, "", billed.pricing.code]
    assert sum(amount for _use, amount in booked) == Decimal("45.0001")
    row = CostLine.objects.get(use_case=billed.triage)
    assert (row.source, row.department, row.batch) == ("lake", billed.triage.department, str(batch.pk))
    assert "1 lines of bills; tag: named by tag:use_case" in row.note


def test_the_budget_counts_what_was_booked(billed: Cast) -> None:
    book(billed)
    found = ask("budgets.overview", {"year": 2026}, billed.ana)
    assert found.total.spent == Decimal("45.00")


def test_a_month_is_booked_once_and_again_only_on_request(billed: Cast, tmp_path: Path) -> None:
    book(billed)
    with pytest.raises(Conflict, match="booked already"):
        book(billed)
    bring(billed, tmp_path, line("50", tag=billed.triage.code), name="corrected.csv", existing="replace")
    book(billed, again=True)
    assert in_the_books() == [(billed.triage.code, Decimal("50.0000"))]
    assert CostBatch.objects.filter(retired_at=None).count() == 1


def test_a_booking_is_taken_back_like_any_other_import(billed: Cast) -> None:
    batch = book(billed)
    do("actuals.reverse", billed.ana, batch=batch.pk, reason="Wrong rules")
    assert in_the_books() == []
    book(billed)
    assert len(in_the_books()) == 3


def test_bookings_by_hand_of_the_same_use_are_not_doubled_unknowingly(billed: Cast) -> None:
    hand = {"month": OCTOBER, "line": "opex", "kind": "usage", "use_case": billed.triage.code, "amount": "10"}
    done(billed, "actuals.add", department=billed.triage.department.code, **hand)
    with pytest.raises(Conflict, match="1 bookings by hand or file"):
        book(billed)
    (month,) = ask("bills.months", {}, billed.ana).rows
    assert (month.otherwise, month.difference, month.state) == (Decimal("10.00"), Decimal("35.00"), "differs")
    book(billed, beside=True)
    assert len(in_the_books()) == 4


def test_closed_books_a_running_month_and_a_month_without_bills_are_refused(billed: Cast) -> None:
    with pytest.raises(Refused, match="not over"):
        done(billed, "bills.book", at=datetime(2026, 10, 31, 12, tzinfo=UTC), month=OCTOBER)
    with pytest.raises(NotFound, match="no bill of 2026-08"):
        book(billed, month=date(2026, 8, 1))
    done(billed, "periods.close", until=date(2026, 10, 31))
    with pytest.raises(Refused, match="closed books"):
        book(billed)
    assert in_the_books() == []
    (month,) = ask("bills.months", {}, billed.ana).rows
    assert (month.state, month.closed) == ("closed", True)


def test_a_currency_without_a_rate_stops_the_booking_whole(billed: Cast, tmp_path: Path) -> None:
    bring(billed, tmp_path, line("7", currency="USD"), line("1"), name="dollars.csv", existing="replace")
    with pytest.raises(BadInput, match="USD"):
        book(billed)
    assert in_the_books() == []


def test_what_booking_would_write_is_shown_before_it_is_written(billed: Cast) -> None:
    shown = ask("bills.booking", {"month": OCTOBER}, billed.ana)
    assert sum(row.amount for row in shown.rows) == Decimal("45.0001")
    assert shown.month is not None and (shown.month.state, shown.month.unallocated) == ("open", Decimal("15.00"))
    assert in_the_books() == []
    for who in (billed.bo, billed.dan):
        with pytest.raises(Refused, match="all departments"):
            ask("bills.booking", {"month": OCTOBER}, who)


def test_a_correction_of_a_booking_falls_with_it(billed: Cast) -> None:
    book(billed)
    row = CostLine.objects.get(use_case=billed.triage)
    done(billed, "actuals.correct", id=row.pk, amount="9", reason="Credit note")
    book(billed, again=True)
    assert sum(amount for _use, amount in in_the_books()) == Decimal("45.0001")


def test_a_supplier_is_known_by_the_first_words_of_its_name(billed: Cast) -> None:
    vendor = do("vendors.add", billed.ana, name="Tarn Europe Ltd.")
    hand = {"month": OCTOBER, "line": "opex", "kind": "platform", "vendor": vendor.code, "amount": "10"}
    done(billed, "actuals.add", **hand)
    with pytest.raises(Conflict, match="1 bookings by hand or file"):
        book(billed)
    book(billed, beside=True)
    assert set(CostLine.objects.filter(source="lake").values_list("vendor__name", flat=True)) == {"Tarn Europe Ltd."}

"""Do rates, closed books and approval limits hold, for everybody and at every door?"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.approving import refuse_beyond_limit
from opencaio.record.currencies import convert
from opencaio.record.models import Commitment, CostLine
from opencaio.record.periods import closed_until
from opencaio.record.queries import ask
from tests.record.cast import Cast, do


def today() -> date:
    return timezone.localdate()


def months_ago(count: int) -> date:
    place = today().year * 12 + today().month - 1 - count
    return date(place // 12, place % 12 + 1, 1)


def end_of(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def rate(cast: Cast, currency: str, on: date, value: str) -> None:
    do("rates.set", cast.ana, currency=currency, on=on, rate=value, source="Central bank")


def book(cast: Cast, month: date, amount: object, **given: Any) -> CostLine:
    told = {"month": month, "department": "HEALTH", "line": "opex", "amount": amount, **given}
    row: CostLine = do("actuals.add", cast.bo, **told)
    return row


def test_an_amount_is_converted_by_the_latest_rate_of_its_day_and_says_which(cast: Cast) -> None:
    first, second = today() - timedelta(days=40), today() - timedelta(days=10)
    rate(cast, "SEK", first, "0.09")
    rate(cast, "SEK", second, "0.085")
    assert convert(Decimal(1000), "SEK", second - timedelta(days=1)).amount == Decimal("90.00")
    found = ask("rates.convert", {"amount": "1000", "currency": "sek"}, cast.dan)
    assert (found.amount, found.rate_on, found.source) == (Decimal("85.00"), second, "Central bank")
    with pytest.raises(BadInput, match=rf"no rate from SEK to EUR .* \(the first one is of {first}\)"):
        convert(Decimal(1), "SEK", first - timedelta(days=1))


def test_halves_are_rounded_to_even_and_only_once(cast: Cast) -> None:
    rate(cast, "USD", today(), "0.5")
    assert convert(Decimal("0.05"), "USD", today()).amount == Decimal("0.02")
    assert convert(Decimal("0.07"), "USD", today()).amount == Decimal("0.04")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"currency": "EUR"}, "report currency"),
        ({"currency": "XQZ"}, "no currency"),
        ({"rate": "0"}, "greater than 0"),
        ({"rate": "NaN"}, "finite"),
        ({"on": "2999-01-01"}, "not known yet"),
        ({"source": ""}, "source"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(cast: Cast, given: dict[str, str], told: str) -> None:
    right = {"currency": "SEK", "on": str(today()), "rate": "0.09", "source": "Bank"}
    with pytest.raises(BadInput, match=told):
        perform("rates.set", right | given, cast.ana)


def test_a_booking_in_a_currency_without_a_rate_is_refused_and_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(BadInput, match=r"Set one under Assumptions"):
        book(cast, months_ago(1), 5, currency="SEK")
    assert not CostLine.objects.exists()


def test_closed_books_take_no_booking_no_change_and_no_rate(cast: Cast) -> None:
    row = book(cast, months_ago(2), 100, kind="licence")
    until = end_of(months_ago(2))
    do("periods.close", cast.ana, until=until, reason="Quarter reported")
    with pytest.raises(Refused, match=f"closed until {until}"):
        book(cast, months_ago(2), 5)
    with pytest.raises(Refused, match="only its amount"):
        do("actuals.correct", cast.bo, id=row.pk, kind="usage", reason="Wrong kind")
    with pytest.raises(Refused, match="closed books"):
        rate(cast, "SEK", until, "0.09")
    row.refresh_from_db()
    assert (row.kind, row.amount) == ("licence", Decimal(100))


def test_a_correction_of_a_closed_month_is_booked_in_an_open_one_with_its_reference(cast: Cast) -> None:
    row = book(cast, months_ago(2), 100)
    do("periods.close", cast.ana, until=end_of(months_ago(2)))
    fresh = do("actuals.correct", cast.bo, id=row.pk, amount="80", reason="Credit of the supplier")
    assert (fresh.amount, fresh.month, fresh.corrects_id) == (Decimal(-20), months_ago(0), row.pk)
    assert f"Corrects booking {row.pk}" in fresh.note
    with pytest.raises(Conflict, match=r"comes to 80.00 already"):
        do("actuals.correct", cast.bo, id=row.pk, amount="80", reason="Again")
    again = do("actuals.correct", cast.bo, id=row.pk, amount="0", reason="Never ours")
    assert again.amount == Decimal(-80)


def test_a_booking_of_books_opened_again_counts_with_what_corrected_it(cast: Cast) -> None:
    row = book(cast, months_ago(2), 100)
    do("periods.close", cast.ana, until=end_of(months_ago(2)))
    do("actuals.correct", cast.bo, id=row.pk, amount="80", reason="Credit of the supplier")
    do("periods.open", cast.ana, reason="One bill was missing")
    do("actuals.correct", cast.bo, id=row.pk, amount="70", reason="A second credit")
    live = CostLine.objects.filter(retired_at=None)
    assert sum(live.values_list("amount", flat=True)) == Decimal(70)
    do("actuals.correct", cast.bo, id=row.pk, amount="80", reason="It was one credit")
    do("periods.close", cast.ana, until=end_of(months_ago(1)))
    fresh = do("actuals.correct", cast.bo, id=row.pk, amount="0", reason="Never ours")
    assert (fresh.amount, sum(live.values_list("amount", flat=True))) == (Decimal(-80), Decimal(0))


def test_in_an_open_month_a_booking_is_put_right_where_it_stands(cast: Cast) -> None:
    row = book(cast, months_ago(1), 100)
    do("actuals.correct", cast.bo, id=row.pk, amount="90", note="As billed", reason="Typing error")
    do("actuals.correct", cast.bo, id=row.pk, amount="0", reason="Booked twice")
    row.refresh_from_db()
    assert (row.amount, row.note) == (Decimal(90), "As billed")
    assert row.retired_at is not None


def test_books_are_closed_by_whole_months_forward_and_opened_with_a_reason(cast: Cast) -> None:
    first, second = end_of(months_ago(3)), end_of(months_ago(1))
    with pytest.raises(BadInput, match="whole months"):
        do("periods.close", cast.ana, until=first - timedelta(days=1))
    with pytest.raises(BadInput, match="not over yet"):
        do("periods.close", cast.ana, until=end_of(months_ago(0)))
    do("periods.close", cast.ana, until=first)
    do("periods.close", cast.ana, until=second)
    with pytest.raises(Conflict, match="already"):
        do("periods.close", cast.ana, until=first)
    words = perform("periods.open", {"reason": "A bill was lost"}, cast.ana).words
    assert f"stay closed until {first}" in words
    assert closed_until() == first
    for who in ("bo", "rae", "cleo"):
        with pytest.raises(Refused):
            do("periods.close", cast[who], until=second)


def test_a_limit_stops_what_is_beyond_it_and_says_who_could_approve(cast: Cast) -> None:
    do("limits.set", cast.ana, person=cast.bo.person_id, amount="1000", reason="Rule of signatures")
    given = {"title": "Seats", "department": "HEALTH", "line": "opex", "starts_on": today(), "ends_on": today()}
    with pytest.raises(
        Refused, match=r"1,500.00 EUR; your approval limit is 1,000.00 EUR. Could approve it: Ana Ek \(no"
    ):
        do("commitments.add", cast.bo, **given, amount="1500")
    assert not Commitment.objects.exists()
    row = do("commitments.add", cast.bo, **given, amount="1000")
    with pytest.raises(Refused, match="approval limit"):
        do("commitments.edit", cast.bo, code=row.code, amount="1000.01")
    do("limits.remove", cast.ana, person=cast.bo.person_id, reason="New rule")
    do("commitments.edit", cast.bo, code=row.code, amount="5000")


def test_a_limit_counts_in_the_report_currency(cast: Cast) -> None:
    rate(cast, "USD", today(), "0.5")
    do("limits.set", cast.ana, person=cast.bo.person_id, amount="100")
    refuse_beyond_limit(cast.bo, Decimal(200), today(), currency="USD")
    with pytest.raises(Refused, match=r"100.50 EUR"):
        refuse_beyond_limit(cast.bo, Decimal(201), today(), currency="USD")


def test_a_limit_is_seen_by_its_person_and_by_whoever_sees_everything(cast: Cast) -> None:
    do("limits.set", cast.ana, person=cast.bo.person_id, amount="100")
    assert [len(ask("limits.list", {}, cast[who]).rows) for who in ("ana", "cleo", "bo", "dan")] == [1, 1, 1, 0]
    assert ask("limits.list", {}, cast.bo).own == Decimal(100)


def test_a_commitment_is_ended_early_and_binds_only_what_was_due(cast: Cast) -> None:
    start, end = today() - timedelta(days=9), today() + timedelta(days=90)
    given = {"title": "Seats", "department": "HEALTH", "line": "opex", "starts_on": start, "ends_on": end}
    row = do("commitments.add", cast.bo, **given, amount="1000", notice_days=30)
    shown = ask("commitments.list", {}, cast.bo).rows[0]
    assert shown.notice_by == end - timedelta(days=30)
    with pytest.raises(BadInput, match="lies outside"):
        do("commitments.end", cast.bo, code=row.code, on=end + timedelta(days=1), reason="Too late")
    do("commitments.end", cast.bo, code=row.code, on=today(), reason="Replaced")
    assert ask("commitments.list", {"open": False}, cast.bo).rows[0].worth == Decimal("100.00")


def test_dan_sees_nothing_of_bos_money_and_all_see_what_is_shared(cast: Cast) -> None:
    row = book(cast, months_ago(1), 100)
    shared = do("actuals.add", cast.ana, month=months_ago(1), line="opex", amount=7)
    assert [one.id for one in ask("actuals.list", {}, cast.dan).rows] == [shared.pk]
    with pytest.raises(NotFound):
        do("actuals.correct", cast.dan, id=row.pk, amount="1", reason="Mine")
    with pytest.raises(Refused, match="shared by all"):
        do("actuals.correct", cast.bo, id=shared.pk, amount="1", reason="Mine")
    with pytest.raises(NotFound):
        ask("budgets.overview", {"department": "HEALTH"}, cast.dan)

"""Does the year's budget add up, say where it ends and why, and need approval again once it moves?"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.actors import actor_for
from opencaio.record.models import Budget, ExchangeRate
from opencaio.record.queries import ask
from tests.record.at_once import at_once
from tests.record.cast import Cast, do
from tests.record.money_files import bring

LAST = timezone.localdate().year - 1
"""A year that is over: its figures do not depend on the day of the test."""


def allow(cast: Cast, amount: object, *, year: int = LAST, **given: Any) -> Budget:
    row: Budget = do("budgets.set", cast.bo, department="HEALTH", year=year, line="opex", amount=amount, **given)
    return row


def spend(cast: Cast, tmp_path: Path, *, monthly: int, months: range = range(1, 13), year: int = LAST) -> None:
    rows = "".join(f"{year}-{month:02d},HEALTH,opex,licence,UC-0001,{monthly}\n" for month in months)
    bring("actuals", "month,department,line,kind,use,amount\n" + rows, cast.bo, tmp_path)


def test_a_year_that_is_over_ends_where_it_was_booked(cast: Cast, tmp_path: Path) -> None:
    allow(cast, 1000)
    spend(cast, tmp_path, monthly=100)
    found = ask("budgets.overview", {"year": LAST}, cast.bo)
    figures = found.departments[0].figures
    assert (figures.budget, figures.spent, figures.forecast, figures.variance) == (1000, 1200, 1200, 200)
    assert (figures.state, figures.low, figures.high) == ("over", 1200, 1200)
    assert found.total == figures


def test_what_is_booked_in_a_month_that_is_not_over_is_told_beside_the_headline(cast: Cast, tmp_path: Path) -> None:
    today = timezone.localdate()
    allow(cast, 1000, year=today.year)
    spend(cast, tmp_path, monthly=100, months=range(today.month, today.month + 1), year=today.year)
    found = ask("budgets.overview", {"year": today.year}, cast.bo)
    assert found.through < today.replace(day=1)
    assert any("€100 more is booked after" in one for one in found.headlines), found.headlines
    assert not any("more is booked" in one for one in ask("budgets.overview", {"year": LAST}, cast.bo).headlines)


def test_totals_are_the_sum_of_departments_and_lines(cast: Cast, tmp_path: Path) -> None:
    allow(cast, 1000)
    do("budgets.set", cast.dan, department="TRADE", year=LAST, line="capex", amount=500)
    do("budgets.set", cast.ana, year=LAST, line="opex", amount=70)
    spend(cast, tmp_path, monthly=10)
    found = ask("budgets.overview", {"year": LAST}, cast.ana)
    assert (found.total.budget, found.total.spent) == (1570, 120)
    for name in ("budget", "spent", "forecast", "variance"):
        parts = [getattr(one.figures, name) for one in found.departments]
        assert sum(parts) == getattr(found.total, name)
    assert [one.department for one in found.departments] == ["Health", "Trade", ""]
    assert [one.department for one in ask("budgets.overview", {"year": LAST}, cast.dan).departments] == ["Trade", ""]


def test_a_budget_is_proposed_approved_and_proposed_again_when_it_moves(cast: Cast) -> None:
    row = allow(cast, 1000)
    with pytest.raises(Refused):
        do("budgets.approve", cast.bo, year=LAST)
    words = perform("budgets.approve", {"year": LAST}, cast.ana).words
    assert "1 budgets" in words
    assert "1,000.00 EUR" in words
    with pytest.raises(Conflict, match="approved already"):
        do("budgets.approve", cast.ana, year=LAST)
    allow(cast, 1000, note="Only words")
    row.refresh_from_db()
    assert row.status == "approved"
    allow(cast, 1001)
    row.refresh_from_db()
    assert row.status == "proposed"
    with pytest.raises(NotFound):
        do("budgets.approve", cast.ana, year=2031)


def up_to(cast: Cast, amount: int) -> Any:
    """Ove, an officer with a limit, and his number."""
    person = do("people.add", cast.ana, name="Ove Ost", email="ove@northwind.example", password="three green lamps 7")
    do("people.grant", cast.ana, person=person.pk, role="officer", department=None)
    do("limits.set", cast.ana, person=person.pk, amount=amount)
    return actor_for(person, face="web"), person


def test_parts_approved_at_once_add_up_against_the_limit_too(cast: Cast) -> None:
    allow(cast, 600)
    allow(cast, 500, purpose="change")
    ove, _person = up_to(cast, 1000)
    outcomes = at_once(
        lambda: perform("budgets.approve", {"year": LAST, "purpose": "run"}, ove),
        lambda: perform("budgets.approve", {"year": LAST, "purpose": "change"}, ove),
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Done", "Refused"], outcomes
    assert Budget.objects.filter(status="approved").count() == 1


def test_of_two_who_approve_one_budget_at_once_one_does(cast: Cast) -> None:
    allow(cast, 600)
    outcomes = at_once(*[lambda: perform("budgets.approve", {"year": LAST}, cast.ana)] * 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "Done"], outcomes


def test_approving_keeps_to_ones_limit_for_the_sum(cast: Cast) -> None:
    allow(cast, 600)
    allow(cast, 500, purpose="change")
    ove, person = up_to(cast, 1000)
    with pytest.raises(Refused, match=r"1,100.00 EUR; your approval limit is 1,000.00 EUR. Could approve it: Ana Ek"):
        do("budgets.approve", ove, year=LAST)
    do("budgets.approve", ove, year=LAST, purpose="change")
    with pytest.raises(Refused, match=r"with 500.00 EUR of opex that you approved this month, comes to 1,100.00 EUR"):
        do("budgets.approve", ove, year=LAST, purpose="run")
    do("budgets.set", cast.bo, department="HEALTH", year=LAST, line="capex", amount=900)
    do("budgets.approve", ove, year=LAST, line="capex")
    allow(cast, 499, purpose="change")
    do("budgets.approve", ove, year=LAST, purpose="change")
    do("budgets.approve", cast.ana, year=LAST)
    with pytest.raises(Refused, match="Nobody sets his own limit"):
        do("limits.set", ove, person=person.pk, amount=10**9)


def test_what_is_left_goes_on_in_its_share(cast: Cast, tmp_path: Path) -> None:
    allow(cast, 1000, year=LAST - 1, carry="0.5")
    spend(cast, tmp_path, monthly=50, year=LAST - 1)
    allow(cast, 300)
    figures = ask("budgets.overview", {"year": LAST}, cast.bo).total
    assert (figures.carried, figures.budget) == (200, 500)


def test_what_began_late_is_told_with_its_commitment(cast: Cast, tmp_path: Path) -> None:
    vendor = do("vendors.add", cast.ana, code="tal", name="Talvenna")
    given = {"department": "HEALTH", "line": "opex", "starts_on": date(LAST, 1, 1), "ends_on": date(LAST, 12, 31)}
    do("commitments.add", cast.bo, title="Seats", code="COM-1", vendor=vendor.code, amount=1200, **given)
    rows = "".join(f"{LAST}-{month:02d},HEALTH,opex,licence,UC-0001,tal,100\n" for month in range(3, 13))
    bring("actuals", "month,department,line,kind,use,vendor,amount\n" + rows, cast.bo, tmp_path)
    detail = ask("budgets.lines", {"year": LAST, "department": "HEALTH"}, cast.bo).rows[0]
    assert detail.drivers[0].reason == "Licences of UC-0001 began in March, not January as agreed (COM-1)."
    assert sum(one.forecast for one in detail.drivers) == detail.figures.forecast


def test_amounts_without_a_rate_are_named_and_not_counted_in_silence(cast: Cast) -> None:
    do("rates.set", cast.ana, currency="SEK", on=date(LAST, 6, 30), rate="0.1", source="Bank")
    allow(cast, 1000, currency="SEK")
    figures = ask("budgets.overview", {"year": LAST}, cast.bo)
    assert figures.total.budget == Decimal("100.00")
    do("commitments.add", cast.bo, title="Seats", department="HEALTH", line="opex", amount=9, currency="SEK",
       starts_on=date(LAST, 1, 1), ends_on=date(LAST, 12, 31))  # fmt: skip
    ExchangeRate.objects.update(on=timezone.localdate())
    found = ask("budgets.overview", {"year": LAST}, cast.bo)
    assert found.total.budget is None
    assert "no rate from SEK to EUR" in found.missing[0]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"amount": "-1"}, "greater than or equal to 0"),
        ({"amount": "NaN"}, "finite"),
        ({"amount": 10**15}, "less than"),
        ({"year": 1900}, "2000"),
        ({"line": "misc"}, "one of capex, opex"),
        ({"carry": "1.5"}, "less than or equal to 1"),
        ({"currency": "EURO"}, "no currency"),
        ({"currency": "SEK"}, "no rate"),
    ],
)
def test_a_budget_that_cannot_be_is_refused(cast: Cast, wrong: dict[str, Any], told: str) -> None:
    right = {"department": "HEALTH", "year": LAST, "line": "opex", "amount": 5}
    with pytest.raises(BadInput, match=told):
        perform("budgets.set", right | wrong, cast.bo)
    assert not Budget.objects.exists()


def test_nothing_on_record_is_said_to_be_unknown(cast: Cast) -> None:
    found = ask("budgets.overview", {"year": LAST}, cast.bo)
    assert found.departments == []
    assert "no budget is set" in " ".join(found.headlines)

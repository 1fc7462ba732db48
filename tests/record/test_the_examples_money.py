"""Does the example company's money add up, asked through the queries, to what its texts quote?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from opencaio.examples.shape import load
from opencaio.record.assumptions import in_force
from opencaio.record.examples import money
from opencaio.record.examples.organisation import settle_organisation, settle_people
from opencaio.record.examples.parts import settle_parts
from opencaio.record.examples.settling import Settling
from opencaio.record.examples.use_cases import known_from, settle_use_case
from opencaio.record.models import LedgerEntry
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask


@pytest.fixture
def officer(home: Path) -> Iterator[Actor]:
    """The example's money on record, with what it is booked on."""
    settling = Settling(load(), "three green lamps 7")
    settle_organisation(settling)
    settle_people(settling)
    settle_parts(settling)
    for use in sorted(settling.example.use_cases, key=known_from):
        settle_use_case(settling, use)
    money.settle_money(settling)
    yield settling.officer


@pytest.mark.slow
def test_the_quoted_figures_come_out_of_the_queries(officer: Actor) -> None:
    found = ask("budgets.overview", {"year": 2026}, officer)
    assert (found.total.spent, found.total.budget) == (Decimal("7437000.00"), Decimal("8900000.00"))
    assert found.through == date(2026, 10, 31)
    assert sum(one.figures.spent for one in found.departments) == found.total.spent
    shared = ask("actuals.list", {"year": 2026, "kind": "platform"}, officer).worth
    shared += ask("actuals.list", {"year": 2026, "kind": "staff"}, officer).worth
    assert shared == Decimal("1240000.00")
    screening = ask("actuals.list", {"year": 2026, "use_case": "UC-014"}, officer)
    assert screening.worth == Decimal("168000.00")
    assert LedgerEntry.objects.filter(action="actuals.import").count() == 1
    assert ask("actuals.list", {}, officer).total == 2540
    assert len(ask("budgets.list", {"year": 0}, officer).rows) == 144
    assert ask("periods.list", {}, officer).closed_until == date(2026, 9, 30)
    row, counted = in_force(timezone.localdate())
    assert (row.code, counted.discount_rate) == ("A-2026", Decimal("0.09"))
    assert {one.currency for one in ask("rates.list", {"latest": True}, officer).rows} >= {"SEK", "DKK", "USD"}
    assert len(ask("limits.list", {}, officer).rows) == 5
    assert found.missing == []

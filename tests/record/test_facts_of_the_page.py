"""Is what stands on the page of a use and what is stated as a fact one entry?"""

from typing import Any

import pytest

from opencaio.errors import BadInput
from opencaio.record.actions.registry import perform
from opencaio.record.assessing import standing_facts
from opencaio.record.models import Assessment, Fact, LedgerEntry, UseCase
from tests.record.cast import Cast

PAIR = ("countries", "deployment.people")


def added(cast: Cast, **given: Any) -> UseCase:
    row: UseCase = perform("use_cases.add", {"name": "Sorting", "department": "CLINICS", **given}, cast.ana).result
    return row


def facts(row: UseCase) -> dict[str, Any]:
    held = Fact.objects.filter(subject_kind="usecase", subject_id=row.pk, superseded_at=None, key__in=PAIR)
    return dict(held.values_list("key", "value"))


def test_what_the_form_says_is_stated_in_the_same_entry(cast: Cast) -> None:
    before = LedgerEntry.objects.count()
    row = added(cast, countries=["FR", "DE"], people_affected=40)
    assert LedgerEntry.objects.count() == before + 1
    assert facts(row) == {"countries": ["DE", "FR"], "deployment.people": 40}
    assert Assessment.objects.filter(use_case=row, regime="EU-FR", superseded_at=None).exists()


def test_a_stated_fact_sets_the_field(cast: Cast) -> None:
    row = added(cast)
    before = LedgerEntry.objects.count()
    told = [{"key": "countries", "value": ["SE"]}, {"key": "deployment.people", "value": 7}]
    perform("facts.state_many", {"use_case": row.code, "facts": told}, cast.ana)
    row.refresh_from_db()
    assert (row.countries, row.people_affected) == (["SE"], 7)
    assert LedgerEntry.objects.count() == before + 1


def test_emptying_either_empties_the_other(cast: Cast) -> None:
    row = added(cast, countries=["FR"], people_affected=40)
    perform("use_cases.edit", {"code": row.code, "countries": []}, cast.ana)
    assert facts(row) == {"deployment.people": 40}
    perform("facts.withdraw", {"use_case": row.code, "key": "deployment.people"}, cast.ana)
    row.refresh_from_db()
    assert row.people_affected is None
    assert not Assessment.objects.filter(use_case=row, regime="EU-FR", superseded_at=None).exists()


def test_an_edit_of_something_else_leaves_the_statement_and_its_source(cast: Cast) -> None:
    row = added(cast)
    told = {"use_case": row.code, "key": "countries", "value": ["FR"], "source": "The contract"}
    perform("facts.state", told, cast.ana)
    perform("use_cases.edit", {"code": row.code, "name": "Sorting mail", "countries": ["FR"]}, cast.ana)
    held = Fact.objects.filter(subject_kind="usecase", subject_id=row.pk, key="countries")
    assert [one.source for one in held] == ["The contract"]


def test_a_field_that_was_filled_before_counts_as_known(cast: Cast) -> None:
    row = added(cast)
    UseCase.objects.filter(pk=row.pk).update(countries=["FR"])
    assert standing_facts([row.pk])[row.pk]["countries"] == ["FR"]


@pytest.mark.parametrize(("code", "meant"), [("UK", "GB"), ("EL", "GR"), ("XX", "")])
def test_a_place_that_is_none_is_refused_and_the_nearest_named(cast: Cast, code: str, meant: str) -> None:
    with pytest.raises(BadInput, match=f"“{code}”.*{meant}"):
        added(cast, countries=[code])
    assert added(cast, countries=["JP", "US-CA"]).countries == ["JP", "US-CA"]

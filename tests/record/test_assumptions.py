"""Do assumptions count only once somebody else has approved them, and does every engine get the same ones?"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.actors import actor_for
from opencaio.record.assumptions import DEFAULTS, in_force
from opencaio.record.models import AssumptionSet, Person
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from tests.record.cast import PASSWORD, Cast, do


def second_officer(cast: Cast) -> Actor:
    """Another officer over everything."""
    person = do("people.add", cast.ana, name="Ove Ost", email="ove@northwind.example", password=PASSWORD)
    do("people.grant", cast.ana, person=person.pk, role="officer", department=None)
    return actor_for(Person.objects.get(pk=person.pk), face="web")


def draft(cast: Cast, **given: Any) -> AssumptionSet:
    row: AssumptionSet = do(
        "assumptions.draft", cast.ana, **{"name": "Year 2026", "values": {"discount_rate": "0.08"}, **given}
    )
    return row


def today() -> date:
    return timezone.localdate()


def test_without_an_approved_set_the_defaults_count_and_say_that_nobody_approved_them(cast: Cast) -> None:
    draft(cast)
    row, counted = in_force(today())
    assert (row.pk, row.name) == (None, DEFAULTS)
    assert counted.discount_rate == Decimal("0.09")
    assert "discount_rate" in counted.defaulted
    assert ask("assumptions.in_force", {}, cast.bo).is_default


def test_an_approved_set_counts_from_its_day_and_not_before(cast: Cast) -> None:
    row = draft(cast)
    perform("assumptions.approve", {"code": row.code}, second_officer(cast))
    assert in_force(today())[1].discount_rate == Decimal("0.08")
    assert in_force(today() - timedelta(days=1))[1].discount_rate == Decimal("0.09")
    page = ask("assumptions.in_force", {}, cast.dan)
    assert (page.line.approved_by, page.line.approved_on) == ("Ove Ost", today())
    assert not page.is_default


def test_who_wrote_a_set_does_not_approve_it_where_somebody_else_can(cast: Cast) -> None:
    row = draft(cast)
    ove = second_officer(cast)
    with pytest.raises(Refused, match=r"somebody else approves it\. Could do so: Ove Ost"):
        perform("assumptions.approve", {"code": row.code}, cast.ana)
    perform("assumptions.edit", {"code": row.code, "values": {"tax_rate": "0.2"}}, ove)
    with pytest.raises(Refused, match="Could do so: Ana Ek"):
        perform("assumptions.approve", {"code": row.code}, ove)
    done = perform("assumptions.approve", {"code": row.code}, cast.ana)
    assert "same person" not in done.words


def test_an_only_officer_may_approve_his_own_draft_and_the_record_says_so(cast: Cast) -> None:
    done = perform("assumptions.approve", {"code": draft(cast).code}, cast.ana)
    assert "the same person, for nobody else holds the right" in done.words


def test_approving_the_next_set_supersedes_the_last_and_says_what_changed(cast: Cast) -> None:
    first = draft(cast)
    perform("assumptions.approve", {"code": first.code}, cast.ana)
    second = draft(cast, name="Year 2027", based_on=first.code, values={"tax_rate": "0.21"})
    assert second.values == {"discount_rate": "0.08", "tax_rate": "0.21"}
    done = perform("assumptions.approve", {"code": second.code}, cast.ana)
    first.refresh_from_db()
    assert (first.status, first.superseded_on) == ("superseded", today())
    assert f"1 figures differ from {first.code}" in done.words
    rows = ask("assumptions.compare", {"code": second.code}, cast.bo).rows
    assert [(one.key, one.first, one.second) for one in rows] == [("tax_rate", Decimal("0.25"), Decimal("0.21"))]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"discount_rate": "0.9"}, "outside 0 to 0.5"),
        ({"discount_rate": "NaN"}, "outside"),
        ({"discount_rate": "nine"}, "not a number"),
        ({"discont_rate": "0.09"}, "no such assumption"),
        ({"realisation_low": "0.6"}, "must not fall"),
        ({"capex_life": "2.5"}, "whole number"),
    ],
)
def test_figures_that_cannot_be_are_refused_by_name(cast: Cast, values: dict[str, str], told: str) -> None:
    with pytest.raises(BadInput) as fault:
        draft(cast, values=values)
    assert told in f"{fault.value} {fault.value.details}"
    assert not AssumptionSet.objects.exists()


def test_an_approved_set_never_changes_and_is_approved_once(cast: Cast) -> None:
    row = draft(cast)
    perform("assumptions.approve", {"code": row.code}, cast.ana)
    with pytest.raises(Refused, match="Draft a new set"):
        perform("assumptions.edit", {"code": row.code, "name": "Other"}, cast.ana)
    with pytest.raises(Conflict, match="approved already"):
        perform("assumptions.approve", {"code": row.code}, cast.ana)
    perform("assumptions.supersede", {"code": row.code, "reason": "Wrong year"}, cast.ana)
    assert in_force(today())[0].pk is None


def test_two_who_edit_a_draft_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    row = draft(cast)
    perform("assumptions.edit", {"code": row.code, "version": 1, "name": "A"}, cast.ana)
    with pytest.raises(Conflict, match="Someone else changed"):
        perform("assumptions.edit", {"code": row.code, "version": 1, "name": "B"}, cast.ana)


def test_only_a_role_over_everything_drafts_and_only_an_officer_approves(cast: Cast) -> None:
    with pytest.raises(Refused):
        perform("assumptions.draft", {"name": "Mine"}, cast.bo)
    row = draft(cast)
    for who in ("bo", "rae", "cleo"):
        with pytest.raises(Refused):
            perform("assumptions.approve", {"code": row.code}, cast[who])
    with pytest.raises(NotFound):
        ask("assumptions.show", {"code": "A-99"}, cast.bo)

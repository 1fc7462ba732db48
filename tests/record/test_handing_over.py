"""Does everything that a person holds go to another in one step, and does nothing lose its owner in silence?"""

from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import Conflict, NotFound, Refused
from opencaio.record import models as m
from opencaio.record.actions import perform
from opencaio.record.actors import actor_for
from opencaio.record.holding import KINDS
from opencaio.record.models import LedgerEntry, Person
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from tests.record.cast import Cast, do


@pytest.fixture
def cora(cast: Cast) -> Actor:
    """A contributor of Bo's department, who holds nothing."""
    row = do("people.add", cast.ana, name="Cora Cole", email="cora@northwind.example", department="HEALTH")
    do("people.grant", cast.ana, person=row.pk, role="contributor", department="HEALTH")
    return actor_for(row, face="web")


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """The cast, with one thing of each kind on Bo's name but reviews, which he cannot be asked for."""
    bo, now = cast.bo.person_id, timezone.now()
    do("use_cases.assign", cast.bo, codes=[cast.triage.code], owner=bo)
    beds = do("initiatives.add", cast.bo, name="Beds", department="HEALTH", lead=bo)
    do("departments.edit", cast.ana, code="HEALTH", lead=bo)
    at: dict[str, Any] = {"created_at": now, "updated_at": now}
    m.Duty.objects.create(use_case=cast.triage, regime="EU", code="a", title="Train people", owner_id=bo, **at)
    m.Risk.objects.create(code="R-1", title="Wrong bed", department=cast.health, owner_id=bo, **at)
    m.Incident.objects.create(code="I-1", title="Bed lost", department=cast.health, owner_id=bo, known_at=now, **at)
    m.Control.objects.create(code="C-1", name="Second look", department=cast.health, owner_id=bo, **at)
    aim = m.Objective.objects.create(code="O-1", title="Free beds", department=cast.health, owner_id=bo, **at)
    m.KeyResult.objects.create(code="O-1a", objective=aim, text="Beds free at noon", owner_id=bo, **at)
    m.Idea.objects.create(code="ID-1", title="Ask at the door", department=cast.health, owner_id=bo, **at)
    m.Opening.objects.create(code="P-1", title="Engineer", department=cast.health, owner_id=bo, **at)
    m.Team.objects.create(code="T-1", name="Bed team", department=cast.health, lead_id=bo, **at)
    seats = {"kind": "licence", "unit": "seats", "capacity": 5}
    m.Resource.objects.create(code="S-1", name="Seats", department=cast.health, owner_id=bo, **seats, **at)
    m.WorkTask.objects.create(initiative=beds, code="T1", name="Count beds", days=2, person_id=bo, **at)
    m.BusinessCase.objects.create(initiative=beds, first_year=2027, owner_id=bo, **at)
    do("deputies.name", cast.rae, deputy=bo)
    return cast


def held(who: Actor, person: int | None) -> list[str]:
    return [row.kind for row in ask("people.holdings", {"person": person}, who).rows]


def test_all_that_bo_holds_is_listed_and_goes_to_cora_in_one_entry(busy: Cast, cora: Actor) -> None:
    kinds = [kind.key for kind in KINDS if kind.key != "reviews"]
    assert held(busy.ana, busy.bo.person_id) == kinds
    before = LedgerEntry.objects.count()
    done = perform("people.hand_over", {"person": busy.bo.person_id, "to": cora.person_id}, busy.ana)
    assert "1 use, 1 initiative, 1 task, 1 case, 1 duty, 1 risk, 1 incident, 1 control, 1 objective" in done.words
    assert LedgerEntry.objects.count() == before + 1
    assert held(busy.ana, busy.bo.person_id) == []
    assert held(busy.ana, cora.person_id) == kinds
    assert ask("use_cases.show", {"code": busy.triage.code}, busy.bo).history[0].words == done.words


def test_the_lead_hands_over_what_is_his_departments_and_is_told_of_the_rest(busy: Cast, cora: Actor) -> None:
    given = {"person": busy.bo.person_id, "to": cora.person_id}
    with pytest.raises(Refused, match="not yours to hand over: Health; Deputy of Rae Roy"):
        do("people.hand_over", busy.bo, **given)
    assert held(busy.ana, cora.person_id) == []
    do("people.hand_over", busy.bo, **given, leave_rest=True)
    assert held(busy.ana, busy.bo.person_id) == ["departments", "deputyships"]


def test_what_lies_in_another_department_is_neither_moved_nor_named(busy: Cast, cora: Actor) -> None:
    do("use_cases.assign", busy.ana, codes=[busy.pricing.code], owner=busy.bo.person_id)
    with pytest.raises(Refused) as fault:
        do("people.hand_over", busy.bo, person=busy.bo.person_id, to=cora.person_id, kinds=["uses"])
    assert "departments that you do not see" in str(fault.value)
    assert "Price proposals" not in f"{fault.value} {fault.value.details}"
    assert ask("people.holdings", {"person": busy.bo.person_id}, busy.bo).hides_some


def test_nothing_goes_to_someone_who_may_not_see_it(busy: Cast) -> None:
    before = held(busy.ana, busy.bo.person_id)
    with pytest.raises(Refused, match=r"Dan Dahl may not see.*UC-0001"):
        do("people.hand_over", busy.ana, person=busy.bo.person_id, to=busy.dan.person_id)
    assert held(busy.ana, busy.bo.person_id) == before


def test_a_review_goes_only_to_a_reviewer(cast: Cast, cora: Actor) -> None:
    do("facts.state", cast.bo, use_case=cast.triage.code, key="infers", value=False)
    do("reviews.ask", cast.bo, use_case=cast.triage.code, reviewer=cast.rae.person_id)
    with pytest.raises(Refused, match="has no role for: Review under EU"):
        do("people.hand_over", cast.ana, person=cast.rae.person_id, to=cora.person_id)
    do("people.hand_over", cast.ana, person=cast.rae.person_id, to=cast.ana.person_id)
    assert [row.reviewer for row in ask("reviews.list", {}, cast.ana).rows] == ["Ana Ek"]


def test_who_holds_something_does_not_retire_until_it_is_handed_over(busy: Cast, cora: Actor) -> None:
    with pytest.raises(Refused, match=r"Bo Berg still holds 16 things: UC-0001 .*and 11 more\. Hand them over first"):
        do("people.retire", busy.ana, person=busy.bo.person_id)
    do("people.hand_over", busy.ana, person=busy.bo.person_id, to=cora.person_id)
    do("people.retire", busy.ana, person=busy.bo.person_id)
    assert Person.objects.get(pk=busy.bo.person_id).retired_at


def test_it_may_stay_on_his_name_when_that_is_said_and_be_handed_over_later(busy: Cast, cora: Actor) -> None:
    do("people.retire", busy.ana, person=busy.bo.person_id, leave_holdings=True)
    do("people.hand_over", busy.ana, person=busy.bo.person_id, to=cora.person_id)
    assert held(busy.ana, busy.bo.person_id) == []


def test_a_sign_in_is_closed_at_once_with_a_word_on_what_is_left(busy: Cast) -> None:
    done = perform("people.close_sign_in", {"person": busy.bo.person_id}, busy.ana)
    assert "still holds 16 things" in done.words


def test_nobody_hands_over_to_the_same_person_or_from_someone_he_does_not_see(busy: Cast, cora: Actor) -> None:
    with pytest.raises(Conflict):
        do("people.hand_over", busy.ana, person=busy.bo.person_id, to=busy.bo.person_id)
    with pytest.raises(NotFound):
        do("people.hand_over", busy.dan, person=busy.bo.person_id, to=busy.dan.person_id)
    with pytest.raises(Conflict, match="holds nothing"):
        do("people.hand_over", busy.ana, person=cora.person_id, to=busy.bo.person_id)

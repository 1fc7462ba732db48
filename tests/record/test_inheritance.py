"""Does a use know what is stated of its parts and of the organisation, and say from where it has it?"""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opencaio.errors import BadInput, Refused
from opencaio.record.assessing import standing_facts
from opencaio.record.models import AISystem, Assessment, UseCase
from opencaio.record.queries import ask
from tests.record.cast import Cast, do


def known(row: UseCase) -> dict[str, Any]:
    return standing_facts([row.pk]).get(row.pk, {})


def system_of(cast: Cast, name: str = "Sorter", **given: Any) -> AISystem:
    made: AISystem = do("systems.add", cast.bo, name=name, department="HEALTH", **given)
    return made


def link(cast: Cast, *systems: AISystem) -> None:
    do("use_cases.edit", cast.bo, code=cast.triage.code, systems=[one.pk for one in systems])


def state(cast: Cast, kind: str, key: int | None, fact: str, value: Any, by: str = "bo") -> None:
    do("facts.state", cast[by], kind=kind, id=key, key=fact, value=value, source="Data sheet")


def answer_of(row: UseCase) -> dict[str, Any]:
    held: dict[str, Any] = Assessment.objects.get(use_case=row, regime="EU", superseded_at=None).answer
    return held


def test_a_fact_of_a_system_is_a_fact_of_its_uses_and_their_answers_follow(cast: Cast) -> None:
    system = system_of(cast)
    link(cast, system)
    assert answer_of(cast.triage)["class"] == "needs_review"
    state(cast, "aisystem", system.pk, "infers", False)
    assert known(cast.triage) == {"infers": False}
    assert answer_of(cast.triage)["class"] == "not_ai_system"
    assert known(cast.pricing) == {}


def test_a_link_that_comes_or_goes_is_followed_by_new_answers(cast: Cast) -> None:
    system = system_of(cast)
    state(cast, "aisystem", system.pk, "infers", False)
    link(cast, system)
    assert answer_of(cast.triage)["class"] == "not_ai_system"
    link(cast)
    assert answer_of(cast.triage)["class"] == "needs_review"


def test_what_the_use_states_itself_goes_before_what_it_inherits(cast: Cast) -> None:
    system = system_of(cast)
    link(cast, system)
    state(cast, "aisystem", system.pk, "infers", False)
    do("facts.state", cast.bo, use_case=cast.triage.code, key="infers", value=True)
    assert known(cast.triage)["infers"] is True
    do("facts.state", cast.bo, use_case=cast.triage.code, key="infers", unknown=True)
    assert "infers" not in known(cast.triage)


def test_two_parts_that_contradict_each_other_are_both_named_and_count_as_unknown(cast: Cast) -> None:
    first, second = system_of(cast, "First"), system_of(cast, "Second")
    link(cast, first, second)
    state(cast, "aisystem", first.pk, "profiling", True)
    state(cast, "aisystem", second.pk, "profiling", False)
    assert "profiling" not in known(cast.triage)
    shown = ask("questionnaire.show", {"use_case": cast.triage.code}, cast.bo).inherited
    assert {(one.from_part, one.said, one.contradiction) for one in shown} == {
        ("First", "yes", True),
        ("Second", "no", True),
    }
    do("facts.state", cast.bo, use_case=cast.triage.code, key="profiling", value=True)
    assert known(cast.triage)["profiling"] is True
    assert ask("questionnaire.show", {"use_case": cast.triage.code}, cast.bo).inherited == []


@pytest.mark.parametrize("kind", ["model", "dataset", "vendor"])
def test_what_is_stated_of_a_model_dataset_or_vendor_reaches_the_use_through_its_system(cast: Cast, kind: str) -> None:
    part = do(f"{kind}s.add", cast.bo, name="Part", department="HEALTH")
    field = {"vendor": part.pk} if kind == "vendor" else {f"{kind}s": [part.pk]}
    link(cast, system_of(cast, **field))
    state(cast, kind, part.pk, "gdpr.personal", True)
    assert known(cast.triage) == {"gdpr.personal": True}
    shown = ask("questionnaire.next", {"use_case": cast.triage.code}, cast.bo).inherited
    assert [(one.question, one.from_part, one.source) for one in shown] == [("gdpr.personal", "Part", "Data sheet")]


def test_that_a_model_is_a_model_does_not_make_its_use_one(cast: Cast) -> None:
    model = do("models.add", cast.bo, name="Weights", department="HEALTH")
    link(cast, system_of(cast, models=[model.pk]))
    state(cast, "model", model.pk, "artefact", "model")
    state(cast, "model", model.pk, "role", ["provider"])
    state(cast, "model", model.pk, "gpai.open_licence", True)
    assert known(cast.triage) == {"gpai.open_licence": True}


def test_what_holds_for_the_organisation_is_stated_once_by_who_may(cast: Cast) -> None:
    given = {"use_case": cast.triage.code, "question": "organisation", "values": {"org": "public_body"}}
    with pytest.raises(Refused, match="all departments"):
        do("questionnaire.answer", cast.bo, for_organisation=True, **given)
    do("questionnaire.answer", cast.ana, for_organisation=True, **given)
    assert known(cast.triage)["org"] == known(cast.pricing)["org"] == "public_body"
    shown = ask("questionnaire.show", {"use_case": cast.pricing.code}, cast.dan).inherited
    assert [(one.question, one.from_part) for one in shown] == [("org", "our organisation")]
    with pytest.raises(BadInput, match="each use"):
        do("questionnaire.answer", cast.ana, for_organisation=True, use_case=cast.triage.code, question="what",
           chosen=["system"])  # fmt: skip


def test_a_part_that_one_may_not_see_is_not_named(cast: Cast) -> None:
    hidden = do("systems.add", cast.ana, name="Secret sorter", department="TRADE")
    cast.triage.systems.add(hidden)
    state(cast, "aisystem", hidden.pk, "profiling", True, by="dan")
    shown = ask("questionnaire.show", {"use_case": cast.triage.code}, cast.bo).inherited
    assert [one.from_part for one in shown] == ["a part that you may not see"]


def test_many_uses_cost_no_more_queries_than_one(cast: Cast) -> None:
    system = system_of(cast)
    state(cast, "aisystem", system.pk, "profiling", True)
    rows = [
        do("use_cases.add", cast.bo, name=f"Use {number}", department="HEALTH", systems=[system.pk])
        for number in range(6)
    ]
    with CaptureQueriesContext(connection) as one:
        standing_facts([rows[0].pk])
    with CaptureQueriesContext(connection) as many:
        found = standing_facts(row.pk for row in rows)
    assert len(many) == len(one) <= 5
    assert [found[row.pk]["profiling"] for row in rows] == [True] * 6


def test_the_page_of_a_use_says_what_is_inherited_and_what_is_only_said_of_a_part(cast: Cast) -> None:
    vendor = do("vendors.add", cast.bo, name="Maker", department="HEALTH")
    system = system_of(cast, vendor=vendor.pk)
    link(cast, system)
    state(cast, "vendor", vendor.pk, "provider_outside_eu", True)
    state(cast, "aisystem", system.pk, "profiling", True)
    state(cast, "organisation", None, "org", "public_body", by="ana")
    do("facts.state", cast.bo, use_case=cast.triage.code, key="profiling", value=False)
    facts = ask("use_cases.show", {"code": cast.triage.code}, cast.bo).facts
    assert {(one.key, one.about, one.is_inherited) for one in facts} == {
        ("provider_outside_eu", "Maker", True),
        ("org", "our organisation", True),
        ("profiling", "Sorter", False),
        ("profiling", "", False),
    }


def test_words_that_an_earlier_version_took_for_a_country_stop_no_answer(cast: Cast) -> None:
    UseCase.objects.filter(pk=cast.triage.pk).update(countries=["France and Spain"])
    do("facts.state", cast.bo, use_case=cast.triage.code, key="infers", value=True)
    assert "countries" not in standing_facts([cast.triage.pk])[cast.triage.pk]

"""Do four eyes look at every answer, does a sign-off go stale, and does an override stand beside the answer?"""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.actors import actor_for
from opencaio.record.models import Assessment, LedgerEntry, Person, Review
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from opencaio.record.reviewing import effective_classes, facts_under, rests_on
from tests.record.at_once import at_once
from tests.record.cast import Cast, do


@pytest.fixture
def settled(cast: Cast) -> Cast:
    """The cast, with a use of Bo's that the AI Act settles from what Bo stated: it is no AI system at all."""
    state(cast, cast.bo, infers=False, role=["deployer"])
    assert standing(cast).klass == "not_ai_system"
    return cast


def state(cast: Cast, by: Actor, **facts: Any) -> None:
    given = [{"key": key.replace("__", "."), "value": value} for key, value in facts.items()]
    do("facts.state_many", by, use_case=cast.triage.code, facts=given)


def restate(cast: Cast, by: Actor) -> None:
    """The decisive fact is answered again as before, by someone else."""
    do("facts.withdraw", by, use_case=cast.triage.code, key="infers")
    state(cast, by, infers=False)


def standing(cast: Cast, regime: str = "EU") -> Assessment:
    return Assessment.objects.get(use_case=cast.triage, regime=regime, superseded_at=None)


def aim(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"use_case": cast.triage.code, "regime": "EU", **more}


def line(cast: Cast, who: Actor, **given: Any) -> Any:
    (row,) = ask("reviews.list", {"use_case": cast.triage.code, **given}, who).rows
    return row


def reviewer(cast: Cast, name: str = "Senna Drum") -> Actor:
    """One more reviewer over everything."""
    email = f"{name.split()[0].lower()}@northwind.example"
    row = do("people.add", cast.ana, name=name, email=email)
    do("people.grant", cast.ana, person=row.pk, role="reviewer")
    return actor_for(row, face="web")


def test_what_bo_answered_and_asks_about_rae_signs(settled: Cast) -> None:
    do("reviews.ask", settled.bo, **aim(settled, note="Please look at the derogation."))
    waiting = line(settled, settled.rae, mine=True)
    assert (waiting.state, waiting.asked_by, waiting.why_not) == ("waiting", "Bo Berg", "")
    do("reviews.sign", settled.rae, **aim(settled, note="Read with the contract."))
    row = line(settled, settled.bo)
    assert (row.state, row.reviewer, row.klass, row.reason) == (
        "signed", "Rae Roy", standing(settled).klass, "Read with the contract.",
    )  # fmt: skip
    assert row.note == "Please look at the derogation."


def test_all_regimes_of_a_use_are_asked_about_at_once(settled: Cast) -> None:
    state(settled, settled.bo, gdpr__personal=True)
    regimes = set(
        Assessment.objects.filter(use_case=settled.triage, superseded_at=None).values_list("regime", flat=True)
    )
    assert len(regimes) > 1
    assert {row.regime for row in do("reviews.ask", settled.bo, use_case=settled.triage.code)} == regimes


def test_who_stated_a_fact_under_the_answer_cannot_judge_it_and_is_told_which(settled: Cast) -> None:
    restate(settled, settled.rae)
    for name, more in (("reviews.sign", {}), ("reviews.override", override())):
        with pytest.raises(Refused, match=r"Rae Roy stated a fact under this answer: “"):
            do(name, settled.rae, **aim(settled, **more))
    assert "You stated a fact" in ask_why(settled, settled.rae)


def ask_why(cast: Cast, who: Actor) -> str:
    do("reviews.ask", cast.bo, **aim(cast))
    return str(line(cast, who).why_not)


def override(**more: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=90)
    return {"klass": "transparency", "reason": "It talks to patients.", "expires_on": day, **more}


def test_a_fact_on_which_the_answer_does_not_rest_bars_nobody(settled: Cast) -> None:
    state(settled, settled.rae, role=["deployer", "importer"])
    assert "role" in facts_under("EU") and "role" not in rests_on(standing(settled))
    do("reviews.sign", settled.rae, **aim(settled))
    assert line(settled, settled.bo).state == "signed"


def test_who_entered_a_fact_in_somebody_elses_name_cannot_judge_it_either(cast: Cast) -> None:
    facts = [{"key": "infers", "value": False, "by": cast.bo.person_id}]
    facts += [{"key": "role", "value": ["deployer"], "by": cast.bo.person_id}]
    do("facts.state_many", cast.ana, use_case=cast.triage.code, facts=facts)
    do("reviews.ask", cast.bo, **aim(cast))
    with pytest.raises(Refused, match="Ana Ek"):
        do("reviews.sign", cast.ana, **aim(cast))
    do("reviews.sign", cast.rae, **aim(cast))


def test_who_stated_a_fact_of_a_part_that_the_use_inherits_cannot_judge_it(settled: Cast) -> None:
    system = do("systems.add", settled.bo, name="Triage engine", department="CLINICS")
    do("use_cases.edit", settled.bo, code=settled.triage.code, systems=[system.pk])
    do("facts.withdraw", settled.bo, use_case=settled.triage.code, key="infers")
    do("facts.state", settled.ana, kind="aisystem", id=system.pk, key="infers", value=False)
    assert standing(settled).klass == "not_ai_system"
    with pytest.raises(Refused, match="Ana Ek stated a fact under this answer"):
        do("reviews.sign", settled.ana, **aim(settled))
    do("reviews.sign", settled.rae, **aim(settled))
    do("facts.state", settled.ana, kind="aisystem", id=system.pk, key="infers", value=True)
    assert line(settled, settled.bo).state == "stale"


def test_who_asked_cannot_judge(settled: Cast) -> None:
    do("reviews.ask", settled.ana, **aim(settled))
    with pytest.raises(Refused, match="Ana Ek asked for this review"):
        do("reviews.sign", settled.ana, **aim(settled))


def test_a_reviewer_is_asked_by_name_and_must_be_one(settled: Cast) -> None:
    with pytest.raises(BadInput, match="no reviewer"):
        do("reviews.ask", settled.ana, **aim(settled, reviewer=settled.bo.person_id))
    with pytest.raises(Refused, match="other than yourself"):
        do("reviews.ask", settled.rae, **aim(settled, reviewer=settled.rae.person_id))
    other = reviewer(settled)
    do("reviews.ask", settled.bo, **aim(settled, reviewer=other.person_id))
    assert ask("reviews.list", {"mine": True}, settled.rae).rows == []
    assert len(ask("reviews.list", {"mine": True}, other).rows) == 1


def test_what_waits_or_still_holds_is_not_asked_again(settled: Cast) -> None:
    do("reviews.ask", settled.bo, **aim(settled))
    with pytest.raises(Conflict, match="EU waits for a reviewer since"):
        do("reviews.ask", settled.bo, **aim(settled))
    do("reviews.sign", settled.rae, **aim(settled))
    with pytest.raises(Conflict, match="signed off by Rae Roy and still holds"):
        do("reviews.ask", settled.bo, use_case=settled.triage.code, regime="EU")


def test_an_answer_that_is_not_settled_is_not_signed_but_may_be_overridden(cast: Cast) -> None:
    state(cast, cast.bo, infers=True, role=["deployer"], use=["recruit_screen_rank"])
    assert standing(cast).klass == "needs_review"
    with pytest.raises(Conflict, match=r"not settled.*facts? (is|are) open.*override the class"):
        do("reviews.sign", cast.rae, **aim(cast))
    do("reviews.override", cast.rae, **aim(cast, **override(klass="high_risk_annex_iii")))
    assert standing(cast).klass == "needs_review"
    (one,) = [
        each for each in ask("reviews.effective", {"use_case": cast.triage.code}, cast.bo).rows if each.regime == "EU"
    ]
    assert (one.computed, one.overridden, one.klass) == ("needs_review", "high_risk_annex_iii", "high_risk_annex_iii")
    assert one.overridden_by == "Rae Roy"


def test_an_answer_without_a_class_is_not_signed_while_a_deciding_fact_is_open(cast: Cast) -> None:
    state(cast, cast.bo, infers=True, gdpr__personal=True)
    assert standing(cast, "EU-GDPR").klass == ""
    with pytest.raises(Conflict, match=r"EU-GDPR is not settled.*send it back\.$"):
        do("reviews.sign", cast.rae, use_case=cast.triage.code, regime="EU-GDPR")


def test_an_answer_sent_back_waits_for_who_asked(settled: Cast) -> None:
    do("reviews.ask", settled.bo, **aim(settled))
    do("reviews.send_back", settled.rae, **aim(settled, reason="Which contract shows the role?"))
    back = line(settled, settled.bo, mine=True)
    assert (back.state, back.reason) == ("sent_back", "Which contract shows the role?")
    with pytest.raises(Conflict, match="sent it back"):
        do("reviews.sign", settled.ana, **aim(settled))
    do("reviews.ask", settled.bo, **aim(settled))
    assert line(settled, settled.rae).state == "waiting"
    rounds = ask("reviews.list", {"use_case": settled.triage.code, "past": True}, settled.cleo).rows
    assert [row.verdict for row in rounds] == ["asked", "sent_back"]


def test_an_override_needs_a_class_of_the_regime_a_reason_and_an_end_within_a_year(settled: Cast) -> None:
    today = timezone.localdate()
    for wrong in (
        {"klass": "high_impact"},
        {"klass": standing(settled).klass},
        {"klass": "needs_review"},
        {"reason": ""},
        {"expires_on": today},
        {"expires_on": today + timedelta(days=367)},
    ):
        with pytest.raises(BadInput):
            do("reviews.override", settled.rae, **aim(settled, **override(**wrong)))
    assert Review.objects.count() == 0
    do("reviews.override", settled.rae, **aim(settled, **override(expires_on=today + timedelta(days=365))))


def test_an_override_falls_away_on_its_day(settled: Cast) -> None:
    end = timezone.localdate() + timedelta(days=90)
    do("reviews.override", settled.rae, **aim(settled, **override()))
    counts = {
        day: effective_classes([settled.triage.pk], on=day)[settled.triage.pk] for day in (end, end + timedelta(1))
    }
    held = {day: next(one for one in lines if one.regime == "EU") for day, lines in counts.items()}
    assert held[end].klass == "transparency"
    assert held[end + timedelta(1)].klass == standing(settled).klass
    assert held[end + timedelta(1)].overridden == ""


def test_a_prohibited_use_is_not_overridden(cast: Cast) -> None:
    scoring = ("over_time", "behaviour_or_personality", "detrimental", "unrelated_context")
    of_scoring: dict[str, Any] = {f"scoring__{name}": True for name in scoring}
    state(cast, cast.bo, artefact="system", infers=True, nexus="deployed_in_eu", role=["deployer"], **of_scoring)
    assert standing(cast).klass == "prohibited"
    with pytest.raises(Refused, match="prohibited practice is not overridden"):
        do("reviews.override", cast.rae, **aim(cast, **override()))


def test_a_sign_off_goes_stale_when_a_fact_under_it_changes_though_the_class_stays(settled: Cast) -> None:
    do("reviews.sign", settled.rae, **aim(settled))
    was = standing(settled).klass
    state(settled, settled.bo, role=["deployer", "importer"])
    row = line(settled, settled.bo, mine=False)
    assert standing(settled).klass == was
    assert row.state == "stale" and row.stale_because == "Answered anew: What are we for this system?"
    assert [one.id for one in ask("reviews.list", {"state": "stale"}, settled.ana).rows] == [row.id]
    do("reviews.sign", settled.rae, **aim(settled))
    assert line(settled, settled.bo).state == "signed"


def test_a_fact_that_the_regime_does_not_read_leaves_the_sign_off_standing(settled: Cast) -> None:
    do("reviews.sign", settled.rae, **aim(settled))
    state(settled, settled.bo, agency=False)
    assert line(settled, settled.bo).state == "signed"


def test_a_sign_off_goes_stale_when_the_pack_has_another_version(settled: Cast) -> None:
    do("reviews.sign", settled.rae, **aim(settled))
    seen = Review.objects.get().assessment
    older = seen.answer | {"pack": seen.answer["pack"] | {"version": "0.1"}}
    Assessment.objects.filter(pk=seen.pk).update(pack_version="0.1", answer=older)
    do("assessments.refresh", settled.ana)
    assert "0.1 was looked at" in line(settled, settled.bo).stale_because


def test_a_fact_withdrawn_makes_it_stale_too_and_the_ledger_says_so(settled: Cast) -> None:
    do("reviews.sign", settled.rae, **aim(settled))
    do("facts.withdraw", settled.bo, use_case=settled.triage.code, key="role")
    assert line(settled, settled.bo).state == "stale"
    body = LedgerEntry.objects.order_by("-pk").first().payload.body
    assert "stale_because" in body


def test_an_override_whose_facts_changed_no_longer_counts(settled: Cast) -> None:
    do("reviews.override", settled.rae, **aim(settled, **override()))
    state(settled, settled.bo, role=["deployer", "importer"])
    (one,) = [each for each in effective_classes([settled.triage.pk], on=timezone.localdate())[settled.triage.pk]
              if each.regime == "EU"]  # fmt: skip
    assert one.overridden == ""
    assert line(settled, settled.bo).state == "stale"


def test_who_read_an_answer_that_is_no_longer_the_standing_one_is_told(settled: Cast) -> None:
    read = standing(settled).pk
    state(settled, settled.bo, infers=True)
    assert standing(settled).pk != read
    with pytest.raises(Conflict, match="changed since you opened it"):
        do("reviews.sign", settled.rae, **aim(settled, answer=read))
    state(settled, settled.bo, infers=False)
    do("reviews.sign", settled.rae, **aim(settled, answer=standing(settled).pk))


def test_a_request_is_taken_back_by_who_made_it_and_a_sign_off_by_who_gave_it(settled: Cast) -> None:
    do("reviews.ask", settled.bo, **aim(settled))
    with pytest.raises(Refused, match="Who asked takes back a request"):
        do("reviews.withdraw", settled.rae, **aim(settled))
    do("reviews.withdraw", settled.bo, **aim(settled))
    assert ask("reviews.list", {}, settled.bo).rows == []
    do("reviews.sign", settled.rae, **aim(settled))
    with pytest.raises(Refused):
        do("reviews.withdraw", settled.bo, **aim(settled))
    do("reviews.withdraw", settled.rae, **aim(settled, reason="wrong use"))
    with pytest.raises(NotFound):
        do("reviews.withdraw", settled.rae, **aim(settled))


def test_a_deputy_signs_for_the_absent_reviewer_and_it_is_on_record(settled: Cast) -> None:
    senna = reviewer(settled)
    do("deputies.name", settled.rae, deputy=senna.person_id, until_on=timezone.localdate() + timedelta(days=14))
    do("reviews.ask", settled.bo, **aim(settled, reviewer=settled.rae.person_id))
    waiting = line(settled, senna, mine=True)
    assert waiting.for_whom == "Rae Roy"
    do("reviews.sign", senna, **aim(settled))
    row = line(settled, settled.bo)
    assert (row.reviewer, row.standing_in_for) == ("Senna Drum", "Rae Roy")


def test_four_eyes_hold_for_the_deputy_and_for_whom_he_stands_in(settled: Cast) -> None:
    senna = reviewer(settled)
    do("deputies.name", settled.ana, person=settled.rae.person_id, deputy=senna.person_id)
    restate(settled, settled.rae)
    with pytest.raises(Refused, match="You cannot judge this for Rae Roy, who stated"):
        do("reviews.sign", senna, **aim(settled, standing_in_for=settled.rae.person_id))
    with pytest.raises(Refused, match="not the deputy"):
        do("reviews.sign", settled.ana, **aim(settled, standing_in_for=settled.rae.person_id))
    restate(settled, senna)
    with pytest.raises(Refused, match="Senna Drum stated"):
        do("reviews.sign", senna, **aim(settled))


def test_of_two_who_judge_at_once_one_wins_and_the_other_is_told(settled: Cast) -> None:
    senna = reviewer(settled)
    do("reviews.ask", settled.bo, **aim(settled))
    entries = LedgerEntry.objects.count()
    outcomes = at_once(
        lambda: perform("reviews.sign", aim(settled, note="mine"), settled.rae),
        lambda: perform("reviews.send_back", aim(settled, reason="not yet"), senna),
    )
    faults = [one for one in outcomes if isinstance(one, Fault)]
    assert len(faults) == 1 and isinstance(faults[0], Conflict), outcomes
    assert "has been judged" in str(faults[0]) and "nothing was overwritten" in str(faults[0])
    assert Review.objects.count() == 1
    assert LedgerEntry.objects.count() == entries + 1
    won = Review.objects.get()
    assert (won.verdict, won.reason) in {("signed", "mine"), ("sent_back", "not yet")}


def test_of_two_who_sign_unasked_at_once_one_round_is_kept(settled: Cast) -> None:
    senna = reviewer(settled)
    outcomes = at_once(
        lambda: perform("reviews.sign", aim(settled), settled.rae),
        lambda: perform("reviews.sign", aim(settled), senna),
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "Done"]
    assert Review.objects.filter(retired_at=None).count() == 1


def test_nobody_is_his_own_deputy_nor_in_a_circle_nor_twice_at_a_time(settled: Cast) -> None:
    senna, me = reviewer(settled), settled.rae.person_id
    with pytest.raises(BadInput, match="his own deputy"):
        do("deputies.name", settled.rae, deputy=me)
    do("deputies.name", settled.rae, deputy=senna.person_id)
    with pytest.raises(Conflict, match="circle"):
        do("deputies.name", senna, deputy=me)
    with pytest.raises(Conflict, match="as deputy from"):
        do("deputies.name", settled.rae, deputy=settled.ana.person_id)
    (row,) = ask("deputies.list", {}, settled.rae).rows
    assert row.is_in_force
    do("deputies.end", senna, id=row.id)
    do("deputies.name", senna, deputy=me)


def test_a_deputy_of_another_time_is_no_circle_and_not_in_force(settled: Cast) -> None:
    senna, today = reviewer(settled), timezone.localdate()
    later = {"from_on": today + timedelta(days=30), "until_on": today + timedelta(days=40)}
    do("deputies.name", settled.rae, deputy=senna.person_id, **later)
    do("deputies.name", senna, deputy=settled.rae.person_id, until_on=today + timedelta(days=20))
    assert [row.is_in_force for row in ask("deputies.list", {}, settled.rae).rows] == [True, False]
    with pytest.raises(BadInput):
        do("deputies.name", settled.ana, deputy=senna.person_id, until_on=today - timedelta(days=1))


def test_one_names_only_ones_own_deputy_but_an_officer_anybodys(settled: Cast) -> None:
    with pytest.raises(Refused, match="an officer names one for others"):
        do("deputies.name", settled.bo, person=settled.rae.person_id, deputy=settled.bo.person_id)
    done = perform("deputies.name", {"person": settled.rae.person_id, "deputy": settled.bo.person_id}, settled.ana)
    assert "Bo Berg is no reviewer" in done.words
    assert Person.objects.get(pk=settled.rae.person_id).deputies.count() == 1


def brief_of(cast: Cast, who: Actor) -> str:
    return str(ask("brief.show", {}, who).model_dump_json())


def test_the_brief_names_a_heavy_use_whose_sign_off_went_to_those_who_may_see_it(cast: Cast) -> None:
    state(cast, cast.bo, infers=False, role=["deployer"])
    do("reviews.override", cast.rae, **aim(cast, **override(klass="high_risk_annex_iii")))
    assert "Overrides in force" in brief_of(cast, cast.ana)
    state(cast, cast.bo, role=["deployer", "importer"])
    said = brief_of(cast, cast.ana)
    assert "Review Triage of patients again: its override is stale" in said
    assert "Answered anew: What are we for this system?" in said
    assert "Overrides in force" not in said
    assert "Triage of patients" not in brief_of(cast, cast.dan)


def test_the_brief_names_reviews_that_have_waited_for_long(settled: Cast) -> None:
    perform("reviews.ask", aim(settled), settled.bo, at=timezone.now() - timedelta(days=15))
    assert "1 review has waited for more than two weeks" in brief_of(settled, settled.ana)
    do("reviews.sign", settled.rae, **aim(settled))
    assert "waited for more than two weeks" not in brief_of(settled, settled.ana)

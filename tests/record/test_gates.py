"""Does each change of stage ask its gate, whoever asks and through whichever action?"""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.models import Assessment, Control, Duty, GateOverride, Review, SecurityEvent, UseCase
from opencaio.record.models.reviews import Verdict
from opencaio.record.queries import ask
from opencaio.record.queries.gates import GatePage
from tests.record.cast import Cast, do

#: Everything that could decide, stated: a use without any special duty.
PLAIN: dict[str, Any] = {
    "artefact": "system",
    "infers": True,
    "role": ["deployer"],
    "role_event": "none",
    "org": "private",
    "provider_outside_eu": False,
    "nexus": "deployed_in_eu",
    "placed": "2027-01-01",
    "use": ["other"],
    "workplace": False,
    "manipulation.technique": "none",
    "vulnerability.exploited": False,
    "intimate.kind": "none",
    "scoring.detrimental": False,
    "crime_prediction.solely_profiling": False,
    "face_scraping.untargeted": False,
    "emotion.infers": False,
    "biometric_cat.individual": False,
    "rbi.realtime": False,
    "product.third_party_assessment": False,
    "gdpr.personal": False,
    "transparency.interacts_directly": False,
    "transparency.generates": [],
    "transparency.deepfake": False,
    "transparency.public_interest_text": False,
    "profiling": True,
    "exclusion": "none",
}
HIRING = {**PLAIN, "use": ["recruit_screen_rank"], "workplace": True}
MOODS: dict[str, Any] = {
    **PLAIN,
    "use": ["emotion_recognition"],
    "workplace": True,
    "emotion.infers": True,
    "emotion.from_biometrics": True,
    "emotion.area": "workplace",
    "emotion.reason": "none",
    "emotion.personal_training_only": False,
}


def gate(cast: Cast, use: UseCase, to: str = "") -> GatePage:
    found: GatePage = ask("gates.show", {"use_case": use.code, **({"to": to} if to else {})}, cast.bo)
    return found


def codes(cast: Cast, use: UseCase, to: str) -> list[str]:
    return [one.code for one in gate(cast, use, to).missing]


@pytest.fixture
def idea(cast: Cast) -> UseCase:
    """A new use of Bo's without a fact or an owner."""
    use: UseCase = do("use_cases.add", cast.bo, name="Bed planning", department="HEALTH")
    return use


@pytest.fixture
def hiring(cast: Cast) -> UseCase:
    """A high-risk use of Bo's, with an owner, at the stage approved."""
    given = {"name": "Screening", "department": "HEALTH", "stage": "approved", "owner": cast.bo.person_id}
    use: UseCase = do("use_cases.add", cast.bo, **given)
    return known(cast, use, HIRING, klass="high_risk_annex_iii")


def known(cast: Cast, use: UseCase, facts: dict[str, Any], *, klass: str) -> UseCase:
    """State the facts, and see that they give the class that the test is about."""
    stated = [{"key": key, "value": value} for key, value in facts.items()]
    do("facts.state_many", cast.bo, use_case=use.code, facts=stated)
    assert Assessment.objects.get(use_case=use, regime="EU", superseded_at=None).klass == klass
    return use


def soon() -> str:
    return (timezone.localdate() + timedelta(days=30)).isoformat()


def test_an_idea_is_assessed_once_something_is_known_and_approved_once_somebody_answers(
    cast: Cast, idea: UseCase
) -> None:
    assert codes(cast, idea, "assessed") == ["known"]
    with pytest.raises(Refused, match="1 thing is missing") as fault:
        do("use_cases.edit", cast.bo, code=idea.code, stage="assessed")
    assert fault.value.details == ["Something is known of it: An assessment rests on facts: none is stated yet."]
    assert UseCase.objects.get(pk=idea.pk).stage == "idea"
    do("facts.state", cast.bo, use_case=idea.code, key="infers", value=True)
    do("use_cases.edit", cast.bo, code=idea.code, stage="assessed")
    with pytest.raises(Refused, match="cannot move to approved yet"):
        do("use_cases.edit", cast.bo, code=idea.code, stage="approved")
    do("use_cases.edit", cast.bo, code=idea.code, stage="approved", owner=cast.bo.person_id)


def test_an_edit_that_takes_the_owner_away_does_not_pass_by_the_owner_that_was(cast: Cast, idea: UseCase) -> None:
    do("facts.state", cast.bo, use_case=idea.code, key="infers", value=True)
    do("use_cases.edit", cast.bo, code=idea.code, owner=cast.bo.person_id)
    with pytest.raises(Refused):
        do("use_cases.edit", cast.bo, code=idea.code, stage="approved", owner=None)
    do("use_cases.edit", cast.bo, code=idea.code, stage="approved")


def test_a_use_whose_class_is_open_does_not_go_live(cast: Cast, idea: UseCase) -> None:
    do("use_cases.edit", cast.bo, code=idea.code, owner=cast.bo.person_id)
    do("facts.state", cast.bo, use_case=idea.code, key="infers", value=True)
    assert "settled:EU" in codes(cast, idea, "live")
    assert codes(cast, idea, "pilot") == []


def test_a_high_risk_use_is_asked_for_exactly_what_its_class_demands(cast: Cast, hiring: UseCase) -> None:
    asked = codes(cast, hiring, "pilot")
    assert asked == ["high-risk-risks", "high-risk-workers:AIA-26(7)"]
    asked = codes(cast, hiring, "live")
    assert {"literacy:AIA-4", "high-risk-deployer:AIA-26(2)", "high-risk-tested", "high-risk-signed"} <= set(asked)
    assert not [one for one in asked if "provider" in one or "AIA-26(5)" in one or "AIA-26(6)" in one]


def test_evidence_and_closed_duties_open_the_gate_piece_by_piece(cast: Cast, hiring: UseCase) -> None:
    proof = {"use_case": hiring.code, "title": "Proof", "note": "Seen"}
    do("evidence.add", cast.bo, kind="risk_assessment", **proof)
    assert codes(cast, hiring, "pilot") == ["high-risk-workers:AIA-26(7)"]
    duty = Duty.objects.get(use_case=hiring, code="AIA-26(7)")
    do("evidence.add", cast.bo, kind="works_council_record", duty=duty.pk, **proof)
    do("duties.close", cast.bo, duty=duty.pk)
    assert gate(cast, hiring, "pilot").passes
    do("use_cases.edit", cast.bo, code=hiring.code, stage="pilot")


def test_evidence_that_expired_or_was_taken_back_does_not_count(cast: Cast, hiring: UseCase) -> None:
    proof = {"use_case": hiring.code, "title": "Proof", "note": "Seen", "kind": "risk_assessment"}
    do("evidence.add", cast.bo, expires_on="2020-01-01", **proof)
    taken = do("evidence.add", cast.bo, **proof)
    assert "high-risk-risks" not in codes(cast, hiring, "pilot")
    do("evidence.retire", cast.bo, id=taken.pk)
    assert "high-risk-risks" in codes(cast, hiring, "pilot")


def test_evidence_of_a_control_that_covers_the_use_counts(cast: Cast, hiring: UseCase) -> None:
    now = timezone.now()
    control = Control.objects.create(code="C-1", name="Risks", created_at=now, updated_at=now)
    control.use_cases.add(hiring)
    do("evidence.add", cast.ana, control="C-1", title="Yearly", note="x", kind="risk_assessment")
    assert "high-risk-risks" not in codes(cast, hiring, "pilot")


def test_a_sign_off_by_another_person_opens_the_gate_and_a_stale_one_closes_it(cast: Cast, hiring: UseCase) -> None:
    now = timezone.now()
    answer = Assessment.objects.get(use_case=hiring, regime="EU", superseded_at=None)
    review = Review.objects.create(
        use_case=hiring, regime="EU", assessment=answer, verdict=Verdict.SIGNED, created_at=now, updated_at=now
    )
    assert "high-risk-signed" not in codes(cast, hiring, "live")
    Review.objects.filter(pk=review.pk).update(stale_at=now)
    assert "high-risk-signed" in codes(cast, hiring, "live")
    Review.objects.filter(pk=review.pk).update(stale_at=None, expires_on=timezone.localdate() - timedelta(days=1))
    assert "high-risk-signed" in codes(cast, hiring, "live")


@pytest.fixture
def prohibited(cast: Cast) -> UseCase:
    """A use that Article 5 forbids."""
    given = {"name": "Moods of clerks", "department": "HEALTH", "stage": "assessed", "owner": cast.bo.person_id}
    use: UseCase = do("use_cases.add", cast.bo, **given)
    return known(cast, use, MOODS, klass="prohibited")


def test_a_prohibited_use_is_approved_by_nobody_and_may_only_end(cast: Cast, prohibited: UseCase) -> None:
    page = gate(cast, prohibited, "approved")
    assert page.forbidden and page.citation == "AI Act Art. 5"
    for who in (cast.bo, cast.ana):
        with pytest.raises(Refused, match="cannot be approved by anybody"):
            do("use_cases.edit", who, code=prohibited.code, stage="approved")
    wish = {"use_case": prohibited.code, "to": "live", "reason": "The board wants it", "expires_on": soon()}
    with pytest.raises(Refused, match="cannot be approved by anybody"):
        perform("gates.override", wish, cast.ana)
    assert not GateOverride.objects.exists()
    do("use_cases.edit", cast.bo, code=prohibited.code, stage="idea")
    do("use_cases.retire", cast.bo, code=prohibited.code)


def test_an_override_is_a_decision_with_name_reason_end_and_what_was_missing(cast: Cast, hiring: UseCase) -> None:
    reason = "The council decided on 3 November: forty applicants only"
    given = {"use_case": hiring.code, "to": "pilot", "reason": reason, "expires_on": soon()}
    with pytest.raises(Refused):
        perform("gates.override", given, cast.bo)
    done = perform("gates.override", given, cast.ana)
    assert reason in done.words and done.entry
    (kept,) = ask("gates.overrides", {}, cast.bo).rows
    assert (kept.by, kept.state) == ("Ana Ek", "counts") and len(kept.missing) == 2
    page = gate(cast, hiring, "pilot")
    assert page.passes and len(page.waived) == 2
    do("use_cases.edit", cast.bo, code=hiring.code, stage="pilot")
    assert not gate(cast, hiring, "live").passes


def test_an_override_lapses_and_the_use_is_out_of_place_again(cast: Cast, hiring: UseCase) -> None:
    given = {"use_case": hiring.code, "to": "pilot", "reason": "Until the test is there", "expires_on": soon()}
    kept = perform("gates.override", given, cast.ana).result
    do("use_cases.edit", cast.bo, code=hiring.code, stage="pilot")
    assert hiring.code not in {one.use_case for one in ask("gates.passed", {}, cast.bo).rows}
    GateOverride.objects.filter(pk=kept.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    assert ask("gates.overrides", {}, cast.bo).rows[0].state == "lapsed"
    assert hiring.code in {one.use_case for one in ask("gates.passed", {}, cast.bo).rows}
    with pytest.raises(Refused):
        do("use_cases.edit", cast.bo, code=hiring.code, stage="building")
    do("gates.end_override", cast.ana, id=kept.pk)
    assert ask("gates.overrides", {}, cast.bo).total == 0


@pytest.mark.parametrize("days", [0, -1, 367, 4000])
def test_an_override_ends_after_today_and_within_a_year(cast: Cast, hiring: UseCase, days: int) -> None:
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    with pytest.raises(BadInput, match="An override ends"):
        do("gates.override", cast.ana, use_case=hiring.code, to="pilot", reason="Long enough", expires_on=day)


def test_nothing_missing_is_nothing_to_override(cast: Cast, hiring: UseCase) -> None:
    with pytest.raises(BadInput, match="Nothing is missing"):
        do("gates.override", cast.ana, use_case=hiring.code, to="assessed", reason="Long enough", expires_on=soon())


def test_what_is_put_on_record_is_taken_as_found_and_shown_as_having_passed_no_gate(cast: Cast) -> None:
    use = do("use_cases.add", cast.bo, name="Found live", department="HEALTH", stage="live")
    (found,) = [one for one in ask("gates.passed", {}, cast.bo).rows if one.use_case == use.code]
    assert found.missing and found.stage == "live"
    assert use.code not in {one.use_case for one in ask("gates.passed", {}, cast.dan).rows}


def test_a_refused_move_is_noted_and_changes_nothing(cast: Cast, hiring: UseCase) -> None:
    with pytest.raises(Refused):
        do("use_cases.edit", cast.bo, code=hiring.code, stage="live", benefit="New")
    assert UseCase.objects.get(pk=hiring.pk).benefit == ""
    assert SecurityEvent.objects.filter(words__contains="cannot move to live").exists()


def test_work_moves_no_further_than_its_uses_may_stand(cast: Cast, hiring: UseCase) -> None:
    work = do("initiatives.add", cast.bo, name="Screening", department="HEALTH", use_cases=[hiring.code])
    do("initiatives.edit", cast.bo, code=work.code, stage="approved")
    with pytest.raises(Refused, match="1 of its uses may not stand there") as fault:
        do("initiatives.edit", cast.bo, code=work.code, stage="live")
    assert any(hiring.code in line and "AI Act Art. 26(2)" in line for line in fault.value.details)
    do("initiatives.edit", cast.bo, code=work.code, stage="idea")


def test_a_hidden_use_of_shared_work_is_not_named(cast: Cast, hiring: UseCase) -> None:
    work = do("initiatives.add", cast.ana, name="Both", department="TRADE", use_cases=[hiring.code])
    with pytest.raises(Refused) as fault:
        do("initiatives.edit", cast.dan, code=work.code, stage="live")
    assert fault.value.details == ["A use of another department is not ready."]


def test_the_gate_of_a_use_in_another_department_is_not_there(cast: Cast, hiring: UseCase) -> None:
    with pytest.raises(NotFound):
        ask("gates.show", {"use_case": hiring.code}, cast.dan)

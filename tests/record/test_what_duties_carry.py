"""Does a duty on record say for which role it binds, what shows it met, when to begin and how often it comes back?"""

from opencaio.packs.evidence import load_kinds
from opencaio.record.models import Duty
from tests.record.cast import Cast, do

SCORING = {
    "artefact": "system",
    "infers": True,
    "nexus": "deployed_in_eu",
    "role": ["deployer"],
    "scoring.over_time": True,
    "scoring.behaviour_or_personality": True,
    "scoring.detrimental": True,
    "scoring.unrelated_context": True,
}
FEDERAL = {"agency": True, "principal_basis": True, "effect": "access", "pilot": False}


def state(cast: Cast, facts: dict[str, object]) -> None:
    said = [{"key": key, "value": value} for key, value in facts.items()]
    do("facts.state_many", cast.ana, use_case=cast.triage.code, facts=said)


def test_a_duty_names_our_role_and_the_evidence_that_shows_it_met(cast: Cast) -> None:
    state(cast, SCORING)
    duty = Duty.objects.get(use_case=cast.triage, code="AIA-5-STOP")
    assert duty.role == "deployer"
    assert duty.evidence_kinds == ["stop_confirmation", "decision_record"]
    assert (duty.lead_days, duty.review_months) == (30, None)


def test_every_duty_of_a_federal_use_can_be_planned(cast: Cast) -> None:
    state(cast, FEDERAL)
    duties = Duty.objects.filter(use_case=cast.triage, regime="US-FED", retired_at=None)
    assert duties.count() >= 8
    assert {duty.role for duty in duties} == {"agency"}
    assert {kind for duty in duties for kind in duty.evidence_kinds} <= load_kinds().keys()
    assert [duty.code for duty in duties if not duty.evidence_kinds or not duty.lead_days] == []

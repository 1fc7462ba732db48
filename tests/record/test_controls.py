"""Do controls and evidence count where they should, and does everyone see what is his?"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.models import Duty, UseCase
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

POLICY = ["nist-ai-rmf:GOVERN 1.2"]


def requirement(cast: Cast, key: str, who: str = "ana", **where: Any) -> Any:
    return ask("frameworks.requirement", {"key": key, **where}, cast[who])


def line(cast: Cast, framework: str, who: str = "ana", **where: Any) -> Any:
    rows = ask("frameworks.list", where, cast[who]).rows
    return next(one for one in rows if one.id == framework)


@pytest.fixture
def policy(cast: Cast) -> Any:
    """A shared control in place, shown by a policy; both uses of the cast are asked things."""
    UseCase.objects.filter(pk=cast.pricing.pk).update(stage="live")
    row = do("controls.add", cast.ana, name="AI policy", status="in_place", requirements=POLICY)
    do("evidence.add", cast.ana, control=row.code, kind="policy", title="Policy of 2026", note="In force")
    return row


def test_one_control_serves_frameworks_that_it_does_not_name(cast: Cast, policy: Any) -> None:
    assert requirement(cast, "nist-ai-rmf:GOVERN 1.2").state == "met"
    reached = requirement(cast, "iso-42001:A.2.2")
    assert reached.state == "met"
    (why,) = reached.reasons
    assert (why.code, why.because, why.counts) == (policy.code, "shown", "met")
    assert [(step.source, step.target) for step in why.steps] == [("nist-ai-rmf:GOVERN 1.2", "iso-42001:A.2.2")]


def test_evidence_that_runs_out_takes_coverage_with_it(cast: Cast, policy: Any) -> None:
    later = timezone.localdate() + timedelta(days=5 * 365)
    aged = requirement(cast, "iso-42001:A.2.2", on=later)
    assert aged.state == "partly" and aged.reasons[0].because == "said"


def test_a_test_report_on_one_use_serves_many_frameworks_for_that_use(cast: Cast, policy: Any) -> None:
    do("evidence.add", cast.bo, use_case=cast.triage.code, kind="test_report", title="Test of March", note="Seen")
    for key in ("nist-ai-rmf:MEASURE 2.3", "iso-42001:A.6.2.4"):
        held = requirement(cast, key)
        assert (held.met, held.missing, held.state) == (1, 1, "partly"), key
        assert requirement(cast, key, use_case=cast.triage.code).state == "met"
        assert requirement(cast, key, use_case=cast.pricing.code).state == "missing"


def test_a_control_of_a_department_counts_below_it_and_nowhere_else(cast: Cast, policy: Any) -> None:
    row = do("controls.add", cast.bo, name="Test plan", department="HEALTH", requirements=["nist-ai-rmf:MEASURE 2.4"])
    do("controls.edit", cast.bo, code=row.code, status="partly")
    assert requirement(cast, "nist-ai-rmf:MEASURE 2.4", department="CLINICS").state == "partly"
    assert requirement(cast, "nist-ai-rmf:MEASURE 2.4", department="TRADE").state == "missing"


def test_a_control_limited_to_a_use_counts_there_only(cast: Cast, policy: Any) -> None:
    other = do("use_cases.add", cast.bo, name="Beds", department="HEALTH", stage="live")
    row = do(
        "controls.add", cast.bo, name="Logs", department="HEALTH", requirements=["iso-42001:A.6.2.8"],
        status="partly", use_cases=[other.code],
    )  # fmt: skip
    assert requirement(cast, "iso-42001:A.6.2.8", use_case=other.code).state == "partly"
    assert requirement(cast, "iso-42001:A.6.2.8", use_case=cast.triage.code).state == "missing"
    assert ask("controls.show", {"code": row.code}, cast.bo).use_cases[0].code == other.code


def test_ideas_and_retired_uses_are_asked_nothing(cast: Cast, policy: Any) -> None:
    before = line(cast, "nist-ai-rmf").uses
    do("use_cases.add", cast.bo, name="An idea", department="HEALTH", stage="idea")
    assert line(cast, "nist-ai-rmf").uses == before == 2


def test_what_does_not_apply_is_out_of_the_share_and_said_with_its_reason(cast: Cast, policy: Any) -> None:
    before = line(cast, "iso-42001")
    do(
        "stances.set",
        cast.ana,
        framework="iso-42001",
        requirement="A.10.4",
        applies=False,
        reason="We have no customers",
    )
    after = line(cast, "iso-42001")
    assert (before.pairs - after.pairs, after.not_applicable - before.not_applicable) == (2, 1)
    stated = {one.id: one for one in ask("frameworks.statement", {}, cast.cleo).rows}
    assert (stated["A.10.4"].applies, stated["A.10.4"].reason) == (False, "We have no customers")
    assert stated["A.2.2"].applies and not stated["A.2.2"].is_decided and stated["A.2.2"].controls
    do("stances.clear", cast.ana, framework="iso-42001", requirement="A.10.4")
    assert line(cast, "iso-42001").pairs == before.pairs


def test_a_whole_framework_can_be_left_aside(cast: Cast, policy: Any) -> None:
    do("stances.set", cast.ana, framework="omb-m-25-22", applies=False, reason="We are no agency")
    held = line(cast, "omb-m-25-22")
    assert held.left_out == "We are no agency" and held.share is None and held.pairs == 0


def test_only_officers_say_what_applies(cast: Cast) -> None:
    for who in ("bo", "rae", "cleo", "dan"):
        with pytest.raises(Refused):
            do("stances.set", cast[who], framework="iso-42001", requirement="A.2.2", applies=False, reason="No need")


def test_unknown_requirements_are_refused_with_the_nearest(cast: Cast) -> None:
    with pytest.raises(BadInput, match=r"did you mean “nist-ai-rmf:GOVERN 1\.2”"):
        do("controls.add", cast.ana, name="Policy", requirements=["nist-ai-rmf:GOVERN1.2"])
    with pytest.raises(BadInput, match="did you mean"):
        do("stances.set", cast.ana, framework="iso-42001", requirement="A2.2", applies=False, reason="No need")
    with pytest.raises(NotFound, match="did you mean “iso-42001”"):
        do("stances.set", cast.ana, framework="iso-4200", applies=False, reason="No need")


def test_a_control_that_is_shared_is_changed_only_by_those_over_everything(cast: Cast, policy: Any) -> None:
    with pytest.raises(Refused, match="shared by all"):
        do("controls.edit", cast.bo, code=policy.code, status="planned")
    with pytest.raises(Refused):
        do("controls.add", cast.bo, name="Ours")
    with pytest.raises(NotFound):
        do("controls.add", cast.dan, name="Theirs", department="HEALTH")


def test_a_code_is_given_once_and_two_at_once_lose_nothing(cast: Cast, policy: Any) -> None:
    with pytest.raises(Conflict, match="taken"):
        do("controls.add", cast.ana, name="Other", code=policy.code.lower())
    do("controls.edit", cast.ana, code=policy.code, version=policy.version, name="AI policy 2")
    with pytest.raises(Conflict):
        do("controls.edit", cast.ana, code=policy.code, version=policy.version, name="AI policy 3")
    assert ask("controls.show", {"code": policy.code}, cast.ana).name == "AI policy 2"


def test_a_use_of_another_department_cannot_be_put_under_a_control(cast: Cast) -> None:
    with pytest.raises(NotFound):
        do("controls.add", cast.bo, name="Ours", department="HEALTH", use_cases=[cast.pricing.code])
    with pytest.raises(BadInput, match="is not of Health"):
        do("controls.add", cast.ana, name="Ours", department="HEALTH", use_cases=[cast.pricing.code])


def test_a_retired_control_counts_for_nothing_and_stays_readable(cast: Cast, policy: Any) -> None:
    do("controls.retire", cast.ana, code=policy.code, reason="Merged")
    assert requirement(cast, "iso-42001:A.2.2").state == "missing"
    assert ask("controls.list", {}, cast.ana).total == 0
    assert ask("controls.show", {"code": policy.code}, cast.ana).is_retired


def test_a_control_above_counts_for_those_below_without_its_name(cast: Cast) -> None:
    do("people.add", cast.ana, name="Cal", email="cal@northwind.example", password="three green lamps 7")
    cal = next(one for one in ask("people.list", {"q": "Cal"}, cast.ana).rows if one.name == "Cal")
    do("people.grant", cast.ana, person=cal.id, role="lead", department="CLINICS")
    from opencaio.record.actors import person_by_email

    do("controls.add", cast.bo, name="Secret plan", department="HEALTH", status="partly", requirements=POLICY)
    held = ask("frameworks.requirement", {"key": POLICY[0]}, person_by_email("cal@northwind.example", face="web"))
    assert held.state == "partly"
    assert [(one.title, one.code) for one in held.reasons] == [("A control of another department", "")]


def test_dan_sees_nothing_of_bos(cast: Cast, policy: Any) -> None:
    row = do("controls.add", cast.bo, name="Bo's plan", department="HEALTH", status="in_place", requirements=POLICY)
    assert [one.code for one in ask("controls.list", {}, cast.dan).rows] == [policy.code]
    with pytest.raises(NotFound):
        ask("controls.show", {"code": row.code}, cast.dan)
    table = ask("frameworks.coverage", {}, cast.dan)
    assert [one.code for one in table.rows] == ["TRADE"]
    assert line(cast, "nist-ai-rmf", "dan").uses == 1
    with pytest.raises(NotFound):
        ask("frameworks.list", {"use_case": cast.triage.code}, cast.dan)
    with pytest.raises(NotFound):
        ask("frameworks.list", {"department": "HEALTH"}, cast.dan)


def test_a_control_tells_all_that_it_serves(cast: Cast, policy: Any) -> None:
    served = {one.key: one for one in ask("controls.show", {"code": policy.code}, cast.ana).serves}
    assert served[POLICY[0]].is_named and served[POLICY[0]].counts == "met"
    assert served["iso-42001:A.2.2"].via == POLICY and served["iso-42001:A.2.2"].counts == "met"


def test_departments_and_uses_as_a_table(cast: Cast, policy: Any) -> None:
    rows = ask("frameworks.coverage", {"frameworks": ["iso-42001"]}, cast.ana).rows
    assert {one.code: one.uses for one in rows} == {"CLINICS": 1, "HEALTH": 1, "TRADE": 1}
    assert rows[0].cells[0].pairs == 38 and rows[0].cells[0].pairs_met == 1
    by_use = ask("frameworks.coverage", {"by": "use", "frameworks": ["iso-42001"]}, cast.ana)
    assert by_use.total == 2 and [len(one.cells) for one in by_use.rows] == [1, 1]


def test_a_law_asks_only_of_those_whom_it_binds(cast: Cast, policy: Any) -> None:
    now = timezone.now()
    Duty.objects.create(
        use_case=cast.triage, regime="EU", code="AIA-26(1)", title="Follow", created_at=now, updated_at=now
    )
    for where, wanted in (({"use_case": cast.triage.code}, {"AIA-26(1)"}), ({"use_case": cast.pricing.code}, set())):
        page = ask("frameworks.show", {"id": "eu-ai-act", **where}, cast.ana)
        lines = [one for group in page.groups for one in group.requirements]
        assert {one.id for one in lines if one.state != "not_applicable"} == wanted
    loose = {"kind": "instructions_for_use", "title": "Manual", "note": "Seen"}
    do("evidence.add", cast.bo, use_case=cast.triage.code, **loose)
    assert requirement(cast, "eu-ai-act:AIA-26(1)").state == "partly"
    do("evidence.add", cast.bo, use_case=cast.triage.code, code="AIA-26(1)", title="Manual, read", note="Seen")
    assert requirement(cast, "eu-ai-act:AIA-26(1)").state == "met"


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_record(cast: Cast, policy: Any) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as seen:
            ask("frameworks.show", {"id": "nist-ai-rmf"}, cast.ana)
        return len(seen)

    before = counted()
    for number in range(20):
        use = do("use_cases.add", cast.bo, name=f"Use {number}", department="HEALTH", stage="live")
        do("evidence.add", cast.bo, use_case=use.code, kind="test_report", title="Test", note="Seen")
    assert counted() == before <= 12


def test_a_day_in_the_past_or_ahead_may_be_asked(cast: Cast, policy: Any) -> None:
    assert line(cast, "nist-ai-rmf", on=date(2026, 11, 22)).requirements == 72

"""Bo's duties, what shows them to be met, and a gate that his use was let through."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from opencaio.record import models as m
from opencaio.record.actions import perform

SHARED: dict[Any, str] = {}


def plant(planted: Any) -> None:
    """A control of his department with evidence, a duty whose evidence has run out, and an override."""
    from tests.permissions.planted import WORD

    now, today = timezone.now(), timezone.localdate()
    new = {"created_at": now, "updated_at": now}
    of_use = {"use_case": planted.use, "regime": "EU", "title": WORD, **new}
    lapsed = m.Duty.objects.create(code="art28", status="done", valid_until=today - timedelta(days=1), **of_use)
    m.Duty.objects.filter(use_case=planted.use).update(role=WORD, evidence_kinds=[])
    home = planted.use.department
    control = m.Control.objects.create(code="CTRL-BEDS", name=f"Control {WORD}", department=home, **new)
    beside = {"control": control.code, "title": WORD, "note": WORD}
    perform("evidence.add", beside, planted.cast.bo)
    missing = [{"code": "owner", "title": WORD, "why": WORD}]
    kept = {"by_id": planted.cast.ana.person_id, "reason": WORD, "missing": missing}
    override = m.GateOverride.objects.create(
        use_case=planted.use, to_stage="live", expires_on=today + timedelta(days=30), **kept, **new
    )
    new_use = {"name": f"Ward {WORD}", "department": "HEALTH"}
    idea = perform("use_cases.add", new_use, planted.cast.bo).result
    planted.more["duties"] = {"lapsed": lapsed, "control": control, "override": override, "idea": idea}


def inputs(planted: Any) -> dict[str, dict[str, Any]]:
    """At what is Bo's."""
    soon = (timezone.localdate() + timedelta(days=30)).isoformat()
    more = planted.more["duties"]
    reason = "The test is repeated next week"
    return {
        "duties.assign": {"duties": [planted.duty.pk], "owner": planted.cora.person_id},
        "duties.close": {"duty": planted.duty.pk},
        "duties.renew": {},
        "duties.reopen": {"duty": planted.done.pk, "reason": "lapsed"},
        "duties.start": {"duty": planted.duty.pk},
        "evidence.add": {"use_case": planted.use.code, "title": "New", "note": "Seen", "kind": "test_report"},
        "evidence.retire": {"id": planted.evidence.pk},
        "gates.end_override": {"id": more["override"].pk},
        "gates.override": {"use_case": more["idea"].code, "to": "approved", "reason": reason, "expires_on": soon},
    }


def questions(planted: Any) -> dict[str, list[dict[str, Any]]]:
    """About all, and straight at what is Bo's."""
    use, bo = {"use_case": planted.use.code}, str(planted.cast.bo.person_id)
    return {
        "duties.list": [{"status": ""}, use, {"owner": bo}, {"status": "renewal"}],
        "evidence.list": [{"retired": True}, use, {"control": planted.more["duties"]["control"].code}],
        "evidence.show": [{"id": planted.evidence.pk}],
        "gates.overrides": [{}, {**use, "ended": True}],
        "gates.passed": [{}],
        "gates.show": [{**use, "to": "live"}, {"use_case": planted.more["duties"]["idea"].code, "to": "live"}],
    }

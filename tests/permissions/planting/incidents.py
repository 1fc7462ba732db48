"""Incidents of Bo's department: one open, one over, and a use that is suspended."""

from typing import Any

from django.utils import timezone

from opencaio.record import models as m
from tests.record.cast import do

WORD = "zanzibar"
FREE = frozenset({"use_words", "title", "addressee"})


def plant(planted: Any) -> None:
    """An open incident with a clock met, a dismissed one, and the suspended use."""
    from tests.permissions.planted import texts

    bo, code = planted.cast.bo, planted.use.code
    said = {"description": WORD, "use": code}
    open_, over = (do("incidents.report", bo, title=f"{WORD} {n}", **said).code for n in ("alarm", "none"))
    do("incidents.assess", bo, code=open_, answers={"breach": True, "data_role": ["processor"]})
    do("incidents.tell", bo, code=open_, clock="gdpr.controller", who=WORD, how=WORD, note=WORD)
    do("incidents.dismiss", bo, code=over, reason=WORD)
    stopped = do("use_cases.add", bo, name=f"Stopped {WORD}", department="HEALTH")
    do("use_cases.suspend", bo, code=stopped.code, reason=WORD)
    rows = [m.Incident.objects.get(code=open_), m.Clock.objects.filter(incident__code=open_).first()]
    for row in [*rows, m.Telling.objects.first()]:
        plain = [one for one in texts(type(row)) if not getattr(row, one.attname) or one.name in FREE]
        values = {one.attname: WORD for one in plain}
        type(row)._base_manager.filter(pk=row.pk).update(**values, updated_at=timezone.now())
    planted.more |= {"incident": open_, "dismissed": over, "suspended": stopped.code}


def inputs(planted: Any) -> dict[str, Any]:
    """An input for each action."""
    one = {"code": planted.more["incident"]}
    return {
        "incidents.report": {"title": "New"},
        "incidents.edit": {**one, "description": "New"},
        "incidents.assign": {**one, "owner": planted.cora.person_id},
        "incidents.assess": {**one, "answers": {"near_miss": True}},
        "incidents.contain": one,
        "incidents.tell": {**one, "who": "The officer"},
        "incidents.learn": {**one, "lesson": "New"},
        "incidents.close": {**one, "lesson": "New", "reason": "New"},
        "incidents.dismiss": {**one, "reason": "New"},
        "incidents.reopen": {"code": planted.more["dismissed"], "reason": "New"},
        "use_cases.suspend": {"code": planted.use.code, "reason": "New"},
        "use_cases.resume": {"code": planted.more["suspended"], "reason": "New"},
    }


def questions(planted: Any) -> dict[str, list[dict[str, Any]]]:
    """The questions to each query."""
    return {
        "incidents.list": [{"size": 1000}, {"use_case": planted.use.code}, {"q": WORD}, {"department": "HEALTH"}],
        "incidents.show": [{"code": planted.more["incident"]}, {"code": planted.more["dismissed"]}],
        "incidents.own": [{}],
        "incidents.drafts": [{"code": planted.more["incident"]}],
        "incidents.draft": [{"code": planted.more["incident"], "report": "breach_report"}],
    }

"""Risks of Bo's: one open, treated and accepted, one closed; and how much his department carries."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from opencaio.record import models as m
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

ESTIMATE = {
    "frequency_low": "0.1", "frequency_likely": "0.5", "frequency_high": "2",
    "magnitude_low": 1000, "magnitude_likely": 5000, "magnitude_high": 90000,
}  # fmt: skip


def plant(planted: Planted) -> None:
    """With the word in every text, and the parts of Bo's linked."""
    bo, cast = planted.cast.bo, planted.cast
    parts = {f"{kind}s": [planted.parts[kind].pk] for kind in ("system", "model", "dataset", "vendor")}
    of_bo = {"department": "HEALTH", "title": f"Risk {WORD}", "cause": WORD, "event": WORD, "consequence": WORD}
    levels = {"likelihood": 3, "impact": 3, "owner": bo.person_id}
    do("appetite.set", cast.ana, department="HEALTH", highest_level=3, words=WORD)
    row = do("risks.add", bo, **of_bo, **levels, **ESTIMATE, **parts, use_cases=[planted.use.code])
    closed = do("risks.add", bo, **of_bo, use_cases=[planted.use.code])
    do("risks.close", bo, code=closed.code, reason=WORD)
    for name, factor in (("Net", "0.5"), ("Second net", "0.6")):
        control = m.Control.objects.create(
            code=f"{name} {WORD}", name=f"{name} {WORD}", description=WORD, department=cast.health,
            requirements=[WORD], created_at=timezone.now(), updated_at=timezone.now(),
        )  # fmt: skip
        planted.more[name] = control
        if name == "Net":
            do("risks.treat", bo, code=row.code, control=control.code, frequency_factor=factor)
    do("risks.accept", bo, code=row.code, reason=WORD, expires_on=_ahead(90))
    m.RiskAcceptance.objects.update(basis={"beyond": [WORD]})
    m.Risk.objects.filter(pk__in=[row.pk, closed.pk]).update(category=WORD, catalogue=[WORD])
    planted.more |= {"risk": row, "closed_risk": closed}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    one, closed = {"code": planted.more["risk"].code}, {"code": planted.more["closed_risk"].code}
    because = {"reason": "New"}
    return {
        "appetite.set": {"department": "HEALTH", "highest_level": 2},
        "risks.accept": {**one, **because, "expires_on": _ahead(60)},
        "risks.add": {"title": "New", "department": "HEALTH"},
        "risks.close": {**one, **because},
        "risks.edit": {**one, "title": "New", "category": "safety"},
        "risks.reopen": {**closed, **because},
        "risks.retire": {**one, **because},
        "risks.treat": {**one, "control": planted.more["Second net"].code, "frequency_factor": "0.5"},
        "risks.untreat": {**one, "control": planted.more["Net"].code},
        "risks.withdraw_acceptance": {**one, **because},
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask of each query: about all, and straight at what is Bo's."""
    use = planted.use.code
    return {
        "risks.exceedance": [{"state": "all"}, {"department": "HEALTH"}, {"use_case": use}],
        "risks.list": [
            {"state": "all"}, {"q": WORD}, {"department": "HEALTH"}, {"use_case": use}, {"category": WORD},
            {"owner": str(planted.cast.bo.person_id)}, {"beyond": True}, {"cell": "3x3i"},
        ],
        "risks.matrix": [{}, {"department": "HEALTH"}, {"use_case": use}],
        "risks.show": [{"code": planted.more["risk"].code}, {"code": planted.more["closed_risk"].code}],
    }  # fmt: skip


def _ahead(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()

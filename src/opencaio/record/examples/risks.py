"""How do its appetites for risk and its risks come on record, with what acts against them and who accepts them?"""

from decimal import Decimal
from typing import Any

from opencaio.examples.risk_rows import Risk
from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import Settling
from opencaio.record.risk_register.measuring import NUMBERS

PARTS = ("system", "model", "dataset", "vendor")


def settle_risks(settling: Settling) -> None:
    for one in settling.example.appetites:
        settling.do(
            "appetite.set",
            department=one.department,
            highest_level=one.level,
            annual_loss=Decimal(one.annual_loss),
            words=one.words,
        )
    for risk in settling.example.risks:
        _settle(settling, risk)


def _settle(settling: Settling, risk: Risk) -> None:
    row = settling.do("risks.add", on=risk.raised_on, **_told(settling, risk))
    settling.numbers["risk", risk.key] = row.pk
    for number, one in enumerate(risk.treatments, start=1):
        code = f"{risk.key}-{number}"
        settling.do(
            "controls.add",
            on=risk.raised_on,
            code=code,
            name=one.control,
            department=risk.department,
            owner=settling.people[risk.owner].pk,
            status=one.status,
        )
        settling.do(
            "risks.treat",
            on=risk.raised_on,
            code=risk.key,
            control=code,
            frequency_factor=Decimal(str(one.frequency)),
            magnitude_factor=Decimal(str(one.magnitude)),
        )
    if risk.accepted and risk.accepted_by:
        by = actor_for(settling.people[risk.accepted_by], face="web")
        until = risk.accepted_until
        settling.do("risks.accept", on=risk.accepted_on, by=by, code=risk.key, reason=risk.accepted, expires_on=until)
    if risk.status == "closed":
        settling.do("risks.close", on=risk.review_due_on, code=risk.key, reason="The use was stopped.")


def _told(settling: Settling, risk: Risk) -> dict[str, Any]:
    plain = {"title", "cause", "event", "consequence", "department", "category", "references", "response"}
    plain |= {"likelihood", "impact", "residual_likelihood", "residual_impact", "raised_on", "review_due_on"}
    numbers = [Decimal(str(one)) for one in (*risk.frequency, *risk.magnitude)]
    links = {f"{kind}s": settling.numbers_of(kind, getattr(risk, f"{kind}s")) for kind in PARTS}
    return {
        "code": risk.key,
        "owner": settling.people[risk.owner].pk,
        "use_cases": risk.uses,
        "magnitude_shape": risk.shape,
        **risk.model_dump(include=plain),
        **dict(zip(NUMBERS, numbers, strict=False)),
        **links,
    }

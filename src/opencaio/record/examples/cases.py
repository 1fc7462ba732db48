"""How do its business cases and scores come on record: written, handed in by the lead, answered by the officer?"""

from datetime import date
from decimal import Decimal
from typing import Any

from opencaio.examples.case_rows import Case, CaseLine
from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import Settling
from opencaio.record.models import Initiative
from opencaio.record.permissions import Actor, Right

WRITTEN, HANDED_IN, ANSWERED, SCORED = date(2026, 9, 21), date(2026, 10, 12), date(2026, 10, 26), date(2026, 9, 30)
LATER = date(2026, 11, 12)
FIRST_YEAR, YEARS = 2027, 3


def settle_cases(settling: Settling) -> None:
    """Cases with their lines, then where each stands on its way; scores from the planning days."""
    leads = {one.key: one.lead for one in settling.example.initiatives}
    for case in settling.example.cases:
        _settle(settling, case, leads[case.initiative])
    for score in settling.example.scores:
        given = score.model_dump(include={"initiative", "scheme", "source", "inputs"})
        settling.do("scores.set", on=SCORED, **given)


def _settle(settling: Settling, case: Case, lead: str) -> None:
    owner = settling.people[lead].pk
    settling.do(
        "cases.add",
        on=WRITTEN,
        initiative=case.initiative,
        first_year=FIRST_YEAR,
        years=YEARS,
        baseline=case.baseline,
        reference_class=case.reference_class,
        owner=owner,
        adoption=[str(one) for one in case.adoption],
        stages=[one.model_dump() for one in case.stages],
        lines=[_line(one, owner) for one in case.lines],
    )
    if case.status == "draft":
        return
    handed_in = LATER if case.status == "submitted" else HANDED_IN
    settling.do("cases.submit", on=handed_in, by=_who(settling, lead, case), initiative=case.initiative)
    if case.status == "approved":
        settling.do("cases.approve", on=ANSWERED, initiative=case.initiative)
    if case.status == "sent_back":
        settling.do("cases.send_back", on=ANSWERED, initiative=case.initiative, answer=case.answer)


def _who(settling: Settling, lead: str, case: Case) -> Actor | None:
    """The lead, where he may edit his own department's work; else somebody of the office."""
    actor = actor_for(settling.people[lead], face="web")
    work = Initiative.objects.get(code=case.initiative)
    return actor if actor.may(Right.EDIT, work.department_id) else None


def _line(one: CaseLine, owner: int) -> dict[str, Any]:
    plain = one.model_dump(include={"kind", "title", "years", "factors", "measure", "method"})
    shares = {"rate", "margin", "probability_before", "probability_after"}
    told = {name: Decimal(text) for name, text in one.model_dump(include=shares).items() if text is not None}
    points = dict(zip(("p10", "p50", "p90"), one.points, strict=False))
    mine = {"owner": owner} if one.measure or not one.points else {}
    return {**plain, **told, **mine, "line": one.line, **points}

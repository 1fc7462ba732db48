"""How do its objectives, their readings, what serves them, and its people's ideas come on record?"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from opencaio.examples import rows
from opencaio.examples.aim_rows import Idea
from opencaio.record.actions.registry import perform
from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import OPENED, Settling, noon

OCTOBER = 10


def settle_aims(settling: Settling) -> None:
    years = {one.key: one.year for one in settling.example.objectives}
    for aim in _parents_first(settling.example.objectives):
        _settle_objective(settling, aim)
    for tie in settling.example.ties:
        settling.do(
            "alignments.set",
            on=max(OPENED, date(years[tie.objective] - 1, OCTOBER, 20)),
            objective=tie.objective,
            initiative=tie.initiative,
            use_case=tie.use,
            strength=tie.strength,
            reason=tie.reason,
        )


def settle_ideas(settling: Settling) -> None:
    for idea in settling.example.ideas:
        _hand_in(settling, idea)
    for idea in settling.example.ideas:
        _settle_idea(settling, idea)


def _settle_objective(settling: Settling, aim: rows.Objective) -> None:
    proposed_on = max(OPENED, date(aim.year - 1, OCTOBER, 15))
    settling.do(
        "objectives.add",
        on=proposed_on,
        code=aim.key,
        title=aim.text,
        department=aim.department,
        parent=aim.parent,
        owner=settling.people[aim.owner].pk,
        starts_on=date(aim.year, 1, 1),
        ends_on=date(aim.year, 12, 31),
        weight=aim.weight,
        status="proposed" if aim.status == "proposed" else "active",
    )
    for result in aim.key_results:
        _settle_result(settling, aim, result, on=proposed_on)
    if aim.status not in {"proposed", "running"}:
        graded_on = date(aim.year + 1, 1, 15)
        settling.do("objectives.set_status", on=graded_on, code=aim.key, status=aim.status, reason=aim.graded)


def _settle_result(settling: Settling, aim: rows.Objective, result: rows.KeyResult, *, on: date) -> None:
    settling.do(
        "key_results.add",
        on=on,
        objective=aim.key,
        code=result.key,
        text=result.text,
        unit=result.unit,
        baseline=_decimal(result.baseline),
        target=_decimal(result.target),
        owner=settling.people[result.owner].pk,
    )
    earlier = [one for one in settling.example.earlier_readings if one.key_result == result.key]
    readings = [(one.measured_on, one.value, one.source) for one in earlier]
    if result.actual is not None and result.measured_on is not None:
        readings.append((result.measured_on, result.actual, "Report of the owner"))
    for day, value, source in sorted(readings):
        given = {"code": result.key, "value": _decimal(value), "source": source, "on": day}
        perform("key_results.read", given, settling.officer, at=noon(max(day, OPENED)))


def _hand_in(settling: Settling, idea: Idea) -> None:
    settling.do(
        "ideas.hand_in",
        on=idea.handed_in_on,
        by=actor_for(settling.people[idea.by], face="web"),
        kind=idea.kind,
        title=idea.title,
        problem=idea.problem,
        proposal=idea.proposal,
        steps=idea.steps,
        hours_a_month=None if idea.hours is None else _decimal(idea.hours),
        people=idea.people,
        cases_a_month=idea.cases,
        department=idea.department,
    )


def _settle_idea(settling: Settling, idea: Idea) -> None:
    for supporter in idea.supporters:
        by = actor_for(settling.people[supporter], face="web")
        settling.do("ideas.support", on=idea.handed_in_on + timedelta(days=2), by=by, code=idea.key)
    if idea.status == "new":
        return
    on = idea.answered_on or idea.handed_in_on + timedelta(days=5)
    owner = settling.people[idea.owner].pk if idea.owner else None
    if idea.status == "merged":
        settling.do("ideas.join", on=on, code=idea.key, into=idea.joins)
    elif idea.status == "taken_up":
        settling.do("ideas.triage", on=on, code=idea.key, status="looked_at", owner=owner)
        settling.do("ideas.take_up", on=on, code=idea.key, use_case=idea.use, answer=idea.answer)
    else:
        settling.do(
            "ideas.triage",
            on=on,
            code=idea.key,
            status=idea.status,
            answer=idea.answer,
            look_again_on=idea.look_again_on,
            owner=owner,
        )


def _parents_first(aims: Iterable[rows.Objective]) -> list[rows.Objective]:
    return sorted(aims, key=lambda one: one.parent is not None)


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))

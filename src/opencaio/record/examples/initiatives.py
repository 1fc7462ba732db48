"""How does what a plan knows of the example's work come on record, and the tasks of what is under way?"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from opencaio.examples import rows
from opencaio.examples.work_rows import WorkTask
from opencaio.record.examples.settling import Settling

ESTIMATED_ON = date(2026, 10, 12)
TASKS_ON = date(2026, 11, 20)
RULE = "Duties of a deployer under the AI Act"


def settle_estimates(settling: Settling) -> None:
    """Worth, cost, people, time and ties of each initiative."""
    for one in settling.example.initiatives:
        settling.do("initiatives.estimate", on=ESTIMATED_ON, **_estimate(one))
    work = settling.example.initiatives
    needs = [("requires", one.key, other) for one in work for other in one.requires]
    either = {("excludes", *sorted((one.key, other))) for one in work for other in one.excludes}
    for kind, code, other in (*needs, *sorted(either)):
        settling.do("initiatives.relate", on=ESTIMATED_ON, code=code, other=other, kind=kind)


def settle_tasks(settling: Settling) -> None:
    """The tasks of the work under way, placed; and who is away."""
    for away in settling.example.absences:
        given = away.model_dump(include={"starts_on", "ends_on", "why"})
        settling.do("absences.add", on=TASKS_ON, person=settling.people[away.person].pk, **given)
    for one in settling.example.work_tasks:
        _add_task(settling, one)
    for code in dict.fromkeys(one.initiative for one in settling.example.work_tasks):
        settling.do("tasks.schedule", on=TASKS_ON, initiative=code, starts_on=TASKS_ON)


def _estimate(one: rows.Initiative) -> dict[str, Any]:
    return {
        "code": one.key,
        "status": one.status,
        "horizon": one.horizon,
        "value_low": one.value.low,
        "value_mid": one.value.mid,
        "value_high": one.value.high,
        "earliest": one.earliest,
        "deadline": one.deadline or "",
        "quarters": one.quarters,
        "is_mandatory": one.mandatory,
        "mandatory_because": RULE if one.mandatory else "",
        "load": one.load,
        "risk": one.risk,
        "tracker": one.tracker,
        "spend": [{"line": each.line, "year": each.year, "amount": each.amount} for each in one.spend],
        "demand": {skill: _decimals(ftes) for skill, ftes in one.demand.items()},
    }


def _decimals(ftes: Iterable[float]) -> list[Decimal]:
    return [Decimal(str(fte)) for fte in ftes]


def _add_task(settling: Settling, one: WorkTask) -> None:
    about: dict[str, Any] = {"initiative": one.initiative, "code": one.key}
    given = one.model_dump(include={"name", "days", "after", "skill", "level", "due_on"})
    person = settling.people[one.person].pk if one.person else None
    settling.do("tasks.add", on=TASKS_ON, **about, **given, person=person)
    if one.starts_on:
        settling.do("tasks.pin", on=TASKS_ON, **about, starts_on=one.starts_on)
        settling.do("tasks.edit", on=TASKS_ON, **about, done=one.done)

"""Tasks of Bo's work, placed, and when he is away."""

from typing import Any

from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

DAY = "2027-03-01"


def plant(planted: Planted) -> None:
    """With the word in every text."""
    bo, work = planted.cast.bo, planted.initiative.code
    first = do("tasks.add", bo, initiative=work, name=WORD, code=f"T {WORD}", days=2, person=bo.person_id)
    do("tasks.add", bo, initiative=work, name=WORD, code=f"U {WORD}", days=2, after=[first.code])
    do("tasks.schedule", bo, initiative=work, starts_on=DAY)
    away = do("absences.add", bo, person=bo.person_id, starts_on="2027-08-02", ends_on="2027-08-20", why=WORD)
    planted.more |= {"task": first, "absence": away}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    work, one = {"initiative": planted.initiative.code}, planted.more["task"].code
    return {
        "absences.add": {"person": planted.cast.bo.person_id, "starts_on": DAY, "ends_on": DAY},
        "absences.retire": {"id": planted.more["absence"].pk},
        "tasks.add": {**work, "name": "New", "days": 1},
        "tasks.edit": {**work, "code": one, "name": "New"},
        "tasks.pin": {**work, "code": one, "starts_on": DAY},
        "tasks.retire": {**work, "code": one},
        "tasks.schedule": {**work, "starts_on": "2027-04-01"},
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask of each query."""
    work = {"initiative": planted.initiative.code}
    return {
        "absences.list": [{}, {"until_after": DAY}],
        "tasks.of_initiative": [work],
        "tasks.without": [{**work, "person": planted.cast.bo.person_id, "on": DAY}],
    }

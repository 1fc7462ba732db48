"""How do the company, its departments and its people come on record?"""

from collections import Counter
from collections.abc import Sequence

from opencaio.examples import rows
from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import Settling
from opencaio.record.models import Person
from opencaio.record.permissions import Role

SIGN_INS_A_ROLE = 2
EVERYWHERE_ONLY: tuple[None] = (None,)


def settle_organisation(settling: Settling) -> None:
    example = settling.example
    about = example.organisation
    settling.do(
        "organisation.describe",
        name=about.name,
        description=about.about,
        time_zone=about.time_zone,
        currency=about.currency,
        is_example=True,
    )
    for entity in example.legal_entities:
        row = settling.do("legal_entities.add", name=entity.name, country=entity.country)
        settling.numbers["entity", entity.key] = row.pk
    latest = max(line.year for line in example.headcount)
    heads: Counter[str] = Counter()
    for line in example.headcount:
        heads[line.department] += line.people if line.year == latest else 0
    for one in _parents_first(example.departments):
        settling.do("departments.add", code=one.key, name=one.name, parent=one.parent, headcount=heads[one.key])


def _parents_first(departments: Sequence[rows.Department]) -> list[rows.Department]:
    placed: list[rows.Department] = []
    waiting = list(departments)
    while waiting:
        known = {one.key for one in placed}
        ready = [one for one in waiting if one.parent is None or one.parent in known]
        placed += ready
        waiting = [one for one in waiting if one not in ready]
    return placed


def settle_people(settling: Settling) -> Person:
    seats = dict.fromkeys(Role, SIGN_INS_A_ROLE)
    countries = {one.key: one.country for one in settling.example.legal_entities}
    for one in settling.example.people:
        signs_in = seats.get(Role(one.role), 0) > 0
        row = settling.do(
            "people.add",
            name=one.name,
            email=one.email,
            title=one.title,
            country=countries[one.legal_entity],
            department=one.department,
            password=settling.password if signs_in else None,
        )
        seats[Role(one.role)] = seats.get(Role(one.role), 0) - 1
        settling.people[one.key] = row
        places: Sequence[str | None] = one.scope or EVERYWHERE_ONLY
        for place in places:
            settling.do("people.grant", person=row.pk, role=one.role, department=place)
    officer = settling.people[next(one.key for one in settling.example.people if one.role == Role.OFFICER.value)]
    settling.officer = actor_for(officer, face="cli")
    for department in settling.example.departments:
        settling.do("departments.edit", code=department.key, lead=settling.people[department.lead].pk)
    return officer

"""How does the example company come on record, through the same actions as everybody's?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone

from opencaio.examples import rows
from opencaio.examples.shape import Example, load
from opencaio.record.actions.registry import perform
from opencaio.record.actors import actor_for
from opencaio.record.models import Person
from opencaio.record.permissions import FOUNDER, Actor, Role
from opencaio.record.snapshots import keep_history, take_snapshots

OPENED = date(2024, 11, 1)
"""The day on which the example office opened its record; earlier uses were entered then."""
SIGN_INS_A_ROLE = 2
EVERYWHERE_ONLY: tuple[None] = (None,)


@dataclass
class _Settling:
    """The example on its way in: which number each of its keys has in the record."""

    example: Example
    password: str
    people: dict[str, Person] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    officer: Actor = FOUNDER

    def do(self, action: str, *, on: date | None = None, by: Actor | None = None, **given: Any) -> Any:
        """Perform an action as of a day, at noon."""
        kept = {name: value for name, value in given.items() if value is not None}
        return perform(action, kept, by or self.officer, at=noon(on or OPENED)).result

    def number(self, kind: str, key: str | None) -> int | None:
        """The record's number of one of the example's things."""
        return self.numbers[kind, key] if key else None

    def numbers_of(self, kind: str, keys: Iterable[str]) -> list[int]:
        """The record's numbers of several."""
        return [self.numbers[kind, key] for key in keys]


def settle_example(*, password: str) -> tuple[str, Person]:
    """Put everything on record in the order of its days; returns the organisation's name and its officer."""
    settling = _Settling(load(), password)
    _organisation(settling)
    officer = _people(settling)
    _parts(settling)
    for use in sorted(settling.example.use_cases, key=_known_from):
        _use_case(settling, use)
    _work(settling)
    perform("assessments.refresh", {}, settling.officer)
    keep_history([(one.on, one.figure, one.scope, one.value) for one in settling.example.snapshots])
    take_snapshots(on=timezone.localdate(), at=timezone.now(), reason="example")
    return settling.example.organisation.name, officer


def noon(on: date) -> datetime:
    """That day at noon, UTC; now, if that is later than now."""
    return min(datetime.combine(on, time(12), tzinfo=UTC), timezone.now())


def _organisation(settling: _Settling) -> None:
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


def _people(settling: _Settling) -> Person:
    seats = dict.fromkeys(Role, SIGN_INS_A_ROLE)
    for one in settling.example.people:
        signs_in = seats.get(Role(one.role), 0) > 0
        row = settling.do(
            "people.add",
            name=one.name,
            email=one.email,
            title=one.title,
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


def _parts(settling: _Settling) -> None:
    for vendor in settling.example.vendors:
        row = settling.do(
            "vendors.add",
            code=vendor.key,
            name=vendor.name,
            description=vendor.about,
            country=vendor.country,
            contract_from=vendor.contract_on,
            contract_until=vendor.contract_until,
            processor_agreement_on=vendor.processor_agreement_on,
        )
        settling.numbers["vendor", vendor.key] = row.pk
    for model in settling.example.models:
        row = settling.do(
            "models.add",
            code=model.key,
            name=model.name,
            description=model.about,
            vendor=settling.number("vendor", model.vendor),
            release=model.version,
            withdrawn_on=model.support_ends_on,
        )
        settling.numbers["model", model.key] = row.pk
    for dataset in settling.example.datasets:
        row = settling.do(
            "datasets.add",
            code=dataset.key,
            name=dataset.name,
            description=dataset.about,
            personal=dataset.personal,
            records=dataset.rows,
        )
        settling.numbers["dataset", dataset.key] = row.pk
    _systems(settling)


def _systems(settling: _Settling) -> None:
    for system in settling.example.systems:
        row = settling.do(
            "systems.add",
            code=system.key,
            name=system.name,
            description=system.about,
            release=system.version,
            vendor=settling.number("vendor", system.vendor),
            models=settling.numbers_of("model", system.models),
            datasets=settling.numbers_of("dataset", system.datasets),
        )
        settling.numbers["system", system.key] = row.pk
    names = {system.key: system.name for system in settling.example.systems}
    for one in settling.example.deployments:
        settling.do(
            "deployments.add",
            code=one.key,
            name=f"{names[one.system]}, {one.environment}",
            system=settling.numbers["system", one.system],
            environment=one.environment,
            place=one.hosting,
            live_since=one.since,
        )


def _known_from(use: rows.UseCase) -> date:
    days = [day for day in (use.started_on, use.reviewed_on, use.facts_on) if day]
    return max(OPENED, min(days))


def _use_case(settling: _Settling, use: rows.UseCase) -> None:
    known = _known_from(use)
    settling.do(
        "use_cases.add",
        on=known,
        **use.model_dump(
            include={
                "code",
                "name",
                "department",
                "purpose",
                "benefit",
                "outputs",
                "stage",
                "topic",
                "technique",
                "sourcing",
                "started_on",
                "retired_on",
                "people_affected",
                "reviewed_on",
                "review_due_on",
                "countries",
                "tags",
            }
        ),
        is_public=use.public,
        owner=settling.people[use.owner].pk,
        legal_entity=settling.numbers["entity", use.legal_entity],
        systems=settling.numbers_of("system", use.systems),
        datasets=settling.numbers_of("dataset", use.datasets),
        vendors=settling.numbers_of("vendor", use.vendors),
    )
    settling.do("facts.state_many", on=max(known, use.facts_on), use_case=use.code, facts=_facts(settling, use))


def _facts(settling: _Settling, use: rows.UseCase) -> list[dict[str, Any]]:
    told = [
        {
            "key": one.key,
            "value": one.value,
            "unknown": not one.known,
            "source": one.source,
            "by": settling.people[one.by].pk,
        }
        for one in settling.example.statements(use)
    ]
    owner = settling.people[use.owner].pk
    declared = [
        {"key": f"declared.{regime}", "value": klass, "source": "Declared by the department", "by": owner}
        for regime, klass in use.declared.items()
    ]
    practices = [
        {"key": f"practice.{code}", "value": state, "source": "Practice review", "by": owner}
        for code, state in use.practices.items()
    ]
    return told + declared + practices


def _work(settling: _Settling) -> None:
    for one in settling.example.initiatives:
        settling.do(
            "initiatives.add",
            on=one.started_on,
            code=one.key,
            name=one.name,
            purpose=one.about,
            department=one.department,
            stage=one.stage,
            lead=settling.people[one.lead].pk,
            starts_on=one.started_on,
            use_cases=one.uses,
        )
    for proof in settling.example.evidence:
        settling.do(
            "evidence.add",
            on=proof.held_on,
            use_case=proof.use,
            code=proof.practice,
            title=proof.title,
            note=proof.reference,
            dated=proof.held_on,
            expires_on=proof.expires_on,
        )
    for comment in settling.example.comments:
        by = actor_for(settling.people[comment.by], face="web")
        settling.do("comments.add", on=comment.at.date(), by=by, use_case=comment.use, text=comment.text)

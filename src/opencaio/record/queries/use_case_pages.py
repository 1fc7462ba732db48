"""What is on record about one use of AI: answers, facts, duties, parts, reports, comments, history?"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from pydantic import BaseModel

from opencaio.errors import NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.history import words_seen
from opencaio.record.inheritance import inherited, name_of
from opencaio.record.models import (
    Assessment,
    Comment,
    CustomField,
    Duty,
    Evidence,
    Fact,
    ImportedRow,
    LedgerSubject,
    OpenMatch,
    Person,
    UseCase,
)
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible, visible_or_shared

HISTORY = 30


class ShowUseCase(Asked):
    """One use of AI, by its code; withdrawn ones are shown too."""

    code: str


class Stated(BaseModel):
    """One fact: what was stated, by whom, from which source, and until when it stood.

    ``about`` names the part it was stated of, when it is not the use itself;
    ``is_inherited``: it holds for the use too.
    """

    key: str
    value: Any
    is_unknown: bool
    text: str
    source: str
    by: str
    recorded_at: datetime
    superseded_at: datetime | None
    about: str = ""
    is_inherited: bool = False


class Answer(BaseModel):
    """What one regime says; ``answer`` is the whole answer object of the engine."""

    regime: str
    klass: str
    certainty: str
    applies_from: date | None
    legal_entity: str
    answer: dict[str, Any]
    input_hash: str
    pack: str
    pack_version: str
    text_version: str
    engine_version: str
    law_on: date
    computed_at: datetime


class DutyLine(BaseModel):
    """One duty, with the day from which it binds and the day on which it is due."""

    id: int
    regime: str
    code: str
    title: str
    citation: str
    certainty: str
    binds_from: date | None
    due_on: date | None
    owner: str
    status: str


class EvidenceLine(BaseModel):
    """One piece of evidence."""

    id: int
    title: str
    code: str
    link: str
    note: str
    file_name: str
    dated: date | None
    expires_on: date | None


class PartLine(BaseModel):
    """A system, model, dataset or vendor that the use rests on."""

    id: int
    kind: str
    code: str
    name: str
    supplier: str
    words: str


class Reported(BaseModel):
    """One row of a file, word for word."""

    file_name: str
    format_title: str
    imported_at: datetime
    number: int
    outcome: str
    cells: dict[str, Any]
    notes: list[Any]


class Said(BaseModel):
    """One comment."""

    id: int
    by: str
    by_id: int
    title: str
    text: str
    at: datetime


class Past(BaseModel):
    """One entry of the ledger that touched this use."""

    sequence: int
    at: str
    who: str
    face: str
    action: str
    words: str


class Near(BaseModel):
    """A proposed match that waits for a person."""

    id: int
    kind: str
    reason: str
    score: float
    code: str
    name: str


class UseCasePage(BaseModel):
    """Everything that the page of one use of AI shows."""

    id: int
    version: int
    code: str
    name: str
    purpose: str
    benefit: str
    outputs: str
    stage: str
    stage_reported: str
    department_id: int
    department_code: str
    department: str
    unit: str
    owner_id: int | None
    owner: str
    legal_entity: str
    topic: str
    technique: str
    sourcing: str
    started_on: date | None
    retired_on: date | None
    people_affected: int | None
    is_public: bool
    suspended_at: datetime | None
    suspended_because: str
    reviewed_on: date | None
    review_due_on: date | None
    countries: list[str]
    custom: dict[str, str]
    external_id: str
    succeeds: str
    withdrawn_at: datetime | None
    updated_at: datetime
    tags: list[str]
    answers: list[Answer]
    facts: list[Stated]
    duties: list[DutyLine]
    evidence: list[EvidenceLine]
    parts: list[PartLine]
    reported: list[Reported]
    comments: list[Said]
    history: list[Past]
    matches: list[Near]
    before: str
    after: str


@query("use_cases.show", words="Show one use of AI")
def show(given: ShowUseCase, actor: Actor) -> UseCasePage:
    """One use with all that hangs on it; ``NotFound`` also for those the asker may not see."""
    rows = UseCase.objects.select_related("department", "owner", "legal_entity", "succeeds")
    row = visible(rows, actor).filter(code__iexact=given.code).first()
    if row is None:
        raise NotFound("There is no such use of AI here, or you may not see it.")
    parts = list(_parts(row, actor))
    return UseCasePage(
        **_own(row),
        answers=_answers(row),
        facts=_facts(row, parts, actor),
        duties=_duties(row),
        evidence=_evidence(row),
        parts=parts,
        reported=_reported(row),
        comments=_comments(row),
        history=_history(row, actor),
        matches=_matches(row, actor),
        before=_neighbour(row, actor, after=False),
        after=_neighbour(row, actor, after=True),
    )


def _own(row: UseCase) -> dict[str, Any]:
    plain = (
        "id version code name purpose benefit outputs stage stage_reported department_id unit owner_id "
        "topic technique sourcing started_on retired_on people_affected is_public reviewed_on "
        "review_due_on suspended_at suspended_because countries external_id updated_at"
    )
    values = {name: getattr(row, name) for name in plain.split()}
    labels = dict(CustomField.objects.values_list("key", "label")) if row.custom else {}
    return values | {
        "department_code": row.department.code,
        "department": row.department.name,
        "owner": row.owner.name if row.owner else "",
        "legal_entity": row.legal_entity.name if row.legal_entity else "",
        "succeeds": row.succeeds.code if row.succeeds else "",
        "withdrawn_at": row.retired_at,
        "custom": {labels.get(key, key): str(value) for key, value in row.custom.items()},
        "tags": list(row.tags.values_list("name", flat=True)),
    }


def _answers(row: UseCase) -> list[Answer]:
    held = Assessment.objects.filter(use_case=row, superseded_at=None).select_related("legal_entity")
    copied = [name for name in Answer.model_fields if name != "legal_entity"]
    return [
        Answer(
            legal_entity=one.legal_entity.name if one.legal_entity else "",
            **{name: getattr(one, name) for name in copied},
        )
        for one in held.order_by("regime")
    ]


def _facts(row: UseCase, parts: Iterable[PartLine], actor: Actor) -> list[Stated]:
    """The use's own facts with those before them, and what stands of its parts and of the organisation."""
    names = {(part.kind, part.id): part.name for part in parts}
    wanted = Q(subject_kind="usecase", subject_id=row.pk)
    for kind, key in names:
        wanted |= Q(subject_kind=kind, subject_id=key, superseded_at=None)
    rows = list(Fact.objects.filter(wanted).select_related("by").order_by("key", "-recorded_at", "-pk"))
    own = {one.key for one in rows if one.subject_kind == "usecase" and one.superseded_at is None}
    held = [one for some in inherited([row.pk]).get(row.pk, {}).values() for one in some if one.key not in own]
    about = {one.fact.pk: name_of(one, actor) for one in held}
    rows += [one.fact for one in held if (one.kind, one.part_id) not in names]
    return [
        Stated(
            key=one.key,
            value=one.value,
            is_unknown=one.is_unknown,
            text=one.text,
            source=one.source,
            by=one.by.name if one.by else "",
            recorded_at=one.recorded_at,
            superseded_at=one.superseded_at,
            about=about.get(one.pk) or names.get((one.subject_kind, one.subject_id), ""),
            is_inherited=one.pk in about,
        )
        for one in rows
    ]


def _duties(row: UseCase) -> list[DutyLine]:
    rows = Duty.objects.filter(use_case=row, retired_at=None).select_related("owner")
    copied = [name for name in DutyLine.model_fields if name != "owner"]
    return [
        DutyLine(owner=one.owner.name if one.owner else "", **{name: getattr(one, name) for name in copied})
        for one in rows.order_by("due_on", "binds_from", "code")
    ]


def _evidence(row: UseCase) -> list[EvidenceLine]:
    rows = Evidence.objects.filter(use_case=row, retired_at=None).order_by("-dated", "title")
    return [EvidenceLine(**{name: getattr(one, name) for name in EvidenceLine.model_fields}) for one in rows]


def _parts(row: UseCase, actor: Actor) -> Iterable[PartLine]:
    systems = visible_or_shared(row.systems.select_related("vendor"), actor)
    seen_models: dict[int, PartLine] = {}
    for system in systems.prefetch_related("models__vendor"):
        yield _part(system, "aisystem", system.vendor, system.release)
        for model in system.models.all():
            if model.department_id is not None and not actor.may(Right.READ, model.department_id):
                continue
            seen_models[model.pk] = _part(model, "model", model.vendor, model.release)
    yield from seen_models.values()
    for vendor in visible_or_shared(row.vendors.all(), actor):
        yield _part(vendor, "vendor", None, vendor.country)
    for dataset in visible_or_shared(row.datasets.all(), actor):
        yield _part(dataset, "dataset", None, "")


def _part(part: Any, kind: str, supplier: Any, words: str) -> PartLine:
    return PartLine(
        id=part.pk,
        kind=kind,
        code=part.code,
        name=part.name,
        supplier=supplier.name if supplier else "",
        words=words,
    )


def _reported(row: UseCase) -> list[Reported]:
    rows = ImportedRow.objects.filter(use_case=row).select_related("batch").order_by("-batch__imported_at")
    return [
        Reported(
            file_name=one.batch.file_name,
            format_title=one.batch.format_title,
            imported_at=one.batch.imported_at,
            number=one.number,
            outcome=one.outcome,
            cells=one.as_reported,
            notes=one.notes,
        )
        for one in rows
    ]


def _comments(row: UseCase) -> list[Said]:
    rows = Comment.objects.filter(use_case=row, retired_at=None).select_related("by")
    return [
        Said(
            id=one.pk,
            by=one.by.name,
            by_id=one.by_id,
            title=one.by.title,
            text=one.text,
            at=one.created_at,
        )
        for one in rows
    ]


def _history(row: UseCase, actor: Actor) -> list[Past]:
    touched = LedgerSubject.objects.filter(kind="usecase", key=row.pk).select_related("entry__payload")
    entries = [one.entry for one in touched.order_by("-entry_id")[:HISTORY]]
    words = words_seen(entries, actor)
    names = dict(Person.objects.filter(pk__in={one.actor_id for one in entries}).values_list("pk", "name"))
    return [
        Past(
            sequence=one.sequence,
            at=one.at,
            who=names.get(one.actor_id or 0, ""),
            face=one.face,
            action=one.action,
            words=words[one.pk],
        )
        for one in entries
    ]


def _matches(row: UseCase, actor: Actor) -> list[Near]:
    rows = OpenMatch.objects.filter(Q(use_case=row) | Q(other=row), answer="")
    found = []
    for one in rows.select_related("use_case__department", "other__department"):
        other = one.other if one.use_case_id == row.pk else one.use_case
        if visible(UseCase.objects.filter(pk=other.pk), actor).exists():
            found.append(
                Near(
                    id=one.pk,
                    kind=one.kind,
                    reason=one.reason,
                    score=one.score,
                    code=other.code,
                    name=other.name,
                )
            )
    return found


def _neighbour(row: UseCase, actor: Actor, *, after: bool) -> str:
    rows = visible(UseCase.objects.filter(retired_at=None), actor)
    near = (
        rows.filter(code__gt=row.code).order_by("code") if after else rows.filter(code__lt=row.code).order_by("-code")
    )
    return near.values_list("code", flat=True).first() or ""

"""Who may read the history of a thing, and what did an entry change about it?"""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import Q

from opencaio.record.actions.registry import ACTIONS
from opencaio.record.documents.subjects import may_see_document
from opencaio.record.models import (
    AISystem,
    Comment,
    Control,
    Dataset,
    Department,
    Deployment,
    Document,
    Duty,
    Evidence,
    Idea,
    Incident,
    Initiative,
    LedgerEntry,
    LedgerSubject,
    MaturityAssessment,
    Model,
    Objective,
    Organisation,
    Person,
    Risk,
    StrategyText,
    UseCase,
    Vendor,
)
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.risk_register.seeing import may_see_risk

ROWS_SHOWN = 200


def _of_department(row: Any, actor: Actor) -> bool:
    return actor.may(Right.READ, row.department_id)


def _of_part(row: Any, actor: Actor) -> bool:
    return row.department_id is None or actor.may(Right.READ, row.department_id)


def _of_use_case(row: Any, actor: Actor) -> bool:
    return actor.may(Right.READ, row.use_case.department_id)


def _of_evidence(row: Any, actor: Actor) -> bool:
    return _of_part(row.control, actor) if row.use_case is None else _of_use_case(row, actor)


def _itself(row: Any, actor: Actor) -> bool:
    return actor.may(Right.READ, row.pk)


def _of_all(row: Any, actor: Actor) -> bool:
    return actor.may_anywhere(Right.READ)


def _of_people(row: Any, actor: Actor) -> bool:
    return actor.may(Right.PEOPLE, None) or actor.may(Right.READ_LEDGER, None)


HISTORIES: Mapping[str, tuple[type[Any], Callable[[Any, Actor], bool]]] = {
    "usecase": (UseCase, _of_department),
    "initiative": (Initiative, _of_department),
    "aisystem": (AISystem, _of_part),
    "model": (Model, _of_part),
    "dataset": (Dataset, _of_part),
    "vendor": (Vendor, _of_part),
    "deployment": (Deployment, _of_part),
    "comment": (Comment, _of_use_case),
    "evidence": (Evidence, _of_evidence),
    "duty": (Duty, _of_use_case),
    "incident": (Incident, _of_department),
    "objective": (Objective, _of_part),
    "maturityassessment": (MaturityAssessment, _of_part),
    "strategytext": (StrategyText, _of_all),
    "idea": (Idea, _of_department),
    "risk": (Risk, may_see_risk),
    "control": (Control, _of_part),
    "document": (Document, may_see_document),
    "organisation": (Organisation, _of_all),
    "department": (Department, _itself),
    "person": (Person, _of_people),
}


def may_read_history(kind: str, key: int, actor: Actor) -> bool:
    """True when there is such a thing, retired or not, and the actor may read it."""
    table, rule = HISTORIES[kind]
    row = table._base_manager.filter(pk=key).first()
    return row is not None and rule(row, actor)


def words_seen(entries: Collection[LedgerEntry], actor: Actor) -> dict[int, str]:
    """The words of each entry; only its kind, if it also touched uses, work or aims that the actor may not see."""
    said = {one.pk: one.payload.words for one in entries}
    scope = actor.scope(Right.READ)
    if scope is EVERYWHERE:
        return said
    hidden = Q()
    for kind, table in (("usecase", UseCase), ("initiative", Initiative), ("objective", Objective)):
        rows = table._base_manager.exclude(department=None).exclude(department__in=scope)
        hidden |= Q(kind=kind, key__in=rows.values("pk"))
    beyond = LedgerSubject.objects.filter(hidden, entry__in=said)
    mixed = set(beyond.values_list("entry_id", flat=True).distinct())
    return {one.pk: _kind_of_action(one.action) if one.pk in mixed else said[one.pk] for one in entries}


def _kind_of_action(name: str) -> str:
    return ACTIONS[name].words if name in ACTIONS else name


def entry_rows(entry: LedgerEntry, *, kind: str | None, key: int | None) -> list[dict[str, Any]]:
    """What an entry changed, of one thing or (both ``None``) of all, at most 200 rows."""
    if not entry.payload.body:
        return []
    rows: list[dict[str, Any]] = json.loads(entry.payload.body).get("rows", [])
    own = [one for one in rows if kind is None or (one["kind"], one["id"]) == (kind, key)]
    return own[:ROWS_SHOWN]

"""A workspace with a word in every text of Bo's department, and every answer that someone can get from it.

For the tests of all faces: `planted_workspace()` fills the present (empty, migrated) record; whatever Dan
then receives through any face must not hold `WORD`. `every_answer_for(actor)` asks everything of the record.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import CharField, JSONField, Model, TextField
from django.utils import timezone

from opencaio.errors import Fault
from opencaio.record import models as m
from opencaio.record.actions import ACTIONS, perform
from opencaio.record.actors import actor_for
from opencaio.record.importing.uploads import keep_upload
from opencaio.record.permissions import Actor
from opencaio.record.queries import QUERIES, ask
from tests.permissions.planting import concepts, gathered
from tests.record.cast import PASSWORD, Cast, do, gather

WORD = "zanzibar"

#: Columns that hold no words of people: codes that questions name, choices, digests, keys, addresses.
NO_WORDS = frozenset(
    """
    path role kind subject_kind status stage regime klass certainty sourcing country environment key code
    file_digest content_digest digest input_hash hash previous salt pack pack_version text_version
    engine_version outcome answer face action at state password format_id currency language time_zone
    refusals_path requirements to_stage only_for evidence_kinds verdict given_class severity may_be answers
    fact origin sha256 inputs_hash faults_path spread token_class method dimensions better
    reckoning period stands weight response magnitude_shape countries way quarter horizon earliest deadline
    """.split()  # noqa: SIM905
)
#: Tables whose rows belong to no department, with the reason.
SHARED = {
    m.Organisation: "one for all",
    m.LegalEntity: "the organisation's own companies",
    m.CustomField: "offered to all",
    m.Snapshot: "figures, no words",
    m.LedgerHead: "no words",
    m.LedgerEntry: "no words",
    m.LedgerSubject: "no words",
    m.RoleGrant: "no words",
}


@dataclass
class Planted:
    """The cast and what is Bo's: use it to aim questions at his department."""

    cast: Cast
    cora: Actor
    use: m.UseCase
    withdrawn: m.UseCase
    parts: dict[str, Model]
    initiative: m.Initiative
    comment: m.Comment
    duty: m.Duty
    done: m.Duty
    evidence: m.Evidence
    batch: m.ImportBatch
    match: m.OpenMatch
    answered: m.OpenMatch
    view: m.SavedView
    token: int
    grant: m.RoleGrant
    home: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory)
    more: dict[str, Any] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """One of the cast, or Cora."""
        return self.cora if name == "cora" else self.cast[name]


def planted_workspace() -> Planted:
    """Fill an empty record: the cast, and everything of Bo's with the word in each of its texts."""
    cast = gather()
    cora = do("people.add", cast.ana, name="Cora Cole", email="cora@northwind.example", department="HEALTH")
    do("people.set_password", cast.ana, person=cora.pk, password=PASSWORD)
    grant = do("people.grant", cast.ana, person=cora.pk, role="contributor", department="HEALTH")
    do("departments.add", cast.ana, code="ARCHIVE", name="Archive", parent="HEALTH")
    bo = actor_for(m.Person.objects.get(pk=cast.bo.person_id), face="web")
    cast = replace(cast, bo=bo)
    parts = _parts(bo)
    fields: dict[str, Any] = {"department": "HEALTH", "owner": bo.person_id, "tags": [f"tag {WORD}"], "stage": "live"}
    use = do("use_cases.add", bo, name=f"Beds {WORD}", vendors=[parts["vendor"].pk], **fields)
    do("use_cases.edit", bo, code=use.code, systems=[parts["system"].pk], purpose=f"{WORD} first")
    do("use_cases.edit", bo, code=use.code, purpose=f"{WORD} second")
    do("facts.state", bo, use_case=use.code, key="agency", value=True, text=WORD, source=WORD)
    do("facts.state", bo, use_case=use.code, key="declared.EU", value=WORD)
    older = do("use_cases.add", bo, name=f"Beds of last year {WORD}", department="HEALTH")
    oldest = do("use_cases.add", bo, name=f"Beds of the year before {WORD}", department="HEALTH")
    gone = do("use_cases.add", bo, name=f"Gone {WORD}", department="HEALTH")
    do("use_cases.withdraw", bo, code=gone.code, reason=WORD)
    now = timezone.now()
    match = _match(use, older, now)
    answered = _match(use, oldest, now)
    do("matches.answer", bo, match=answered.pk, answer="different")
    of_use = {"use_case": use, "regime": "EU", "title": WORD, "created_at": now, "updated_at": now}
    duty = m.Duty.objects.create(code="art26", **of_use)
    done = m.Duty.objects.create(code="art27", status="done", **of_use)
    evidence = do("evidence.add", bo, use_case=use.code, title=WORD, note=WORD, duty=duty.pk)
    comment = do("comments.add", cast.ana, use_case=use.code, text=f"{WORD} @Bo Berg")
    initiative = do("initiatives.add", bo, name=WORD, department="HEALTH", use_cases=[use.code])
    view = do("views.save", bo, name=WORD, query=f"q={WORD}")
    token = do("tokens.create", bo, name=WORD).id
    batch = _batch(use, bo, now)
    m.Job.objects.create(kind="import", by_id=bo.person_id, words=WORD, input={"x": WORD}, created_at=now)
    m.SecurityEvent.objects.create(at=now, kind="refused", words=WORD, person_id=bo.person_id)
    planted = Planted(
        cast, actor_for(cora, face="web"), use, gone, parts, initiative, comment, duty, done, evidence, batch,
        match, answered, view, token, grant,
    )  # fmt: skip
    _plant_everywhere(planted)
    for concept in concepts():
        if hasattr(concept, "plant"):
            concept.plant(planted)
    return planted


def texts(model: type[Model]) -> list[Any]:
    """The columns of a table that hold words of people."""
    kinds = CharField | TextField | JSONField
    return [one for one in model._meta.concrete_fields if isinstance(one, kinds) and one.name not in NO_WORDS]


def tables_with_words() -> list[type[Model]]:
    """Every table of the record in which a department's words stand."""
    return [one for one in apps.get_app_config("record").get_models() if one not in {**SHARED, **gathered("SHARED")}]


def every_answer_for(actor: Actor, planted: Planted) -> Iterator[tuple[str, str]]:
    """Ask everything, try to do everything: ``(question, answer or fault in words)``."""
    for name in sorted(QUERIES):
        for given in questions(name, planted):
            yield f"{name} {given}", _answer(lambda name=name, given=given: ask(name, given, actor))
    for name in sorted(ACTIONS):
        given = inputs(planted)[name]()
        yield f"{name} {given}", _answer(lambda name=name, given=given: _tried(name, given, actor))


def questions(name: str, planted: Planted) -> list[dict[str, Any]]:
    """What to ask of a query: about all, and straight at what is Bo's."""
    use, size = planted.use.code, 1000
    aimed: dict[str, list[dict[str, Any]]] = {
        "brief.figure": [{"key": key} for key in figure_keys()],
        "brief.show": [{}, {"department": "HEALTH"}],
        "comments.list": [{}, {"use_case": use}, {"mine": True}],
        "departments.list": [{}, {"under": "HEALTH"}, {"retired": True}],
        "imports.show": [{"id": planted.batch.pk}],
        "initiatives.list": [{"retired": True}, {"q": "z"}],
        "initiatives.show": [{"code": planted.initiative.code}],
        "ledger.history": [{"kind": kind, "id": row.pk} for kind, row in things(planted)],
        "ledger.list": [{"size": size}],
        "matches.list": [{}, {"answered": True}],
        "parts.list": [{"kind": kind, "retired": True} for kind in planted.parts],
        "parts.show": [{"kind": kind, "id": row.pk} for kind, row in planted.parts.items()],
        "people.list": [{}, {"q": "Berg"}, {"retired": True}],
        "tokens.list": [{"everyone": True}],
        "use_cases.alike": [{"name": f"Beds {WORD}"}],
        "use_cases.list": [
            {}, {"q": "Beds"}, {"department": "HEALTH"}, {"codes": [use]}, {"owner": str(planted.cast.bo.person_id)},
            {"vendor": planted.parts["vendor"].pk}, {"tag": f"tag {WORD}"},
        ],
        "use_cases.show": [{"code": use}, {"code": planted.withdrawn.code}],
        "use_cases.work": [{"use_cases": [use]}],
    }  # fmt: skip
    return (aimed | gathered("questions", planted)).get(name, [{}])


def things(planted: Planted) -> list[tuple[str, Model]]:
    """One thing of Bo's of each kind that has a history."""
    kinds = {"system": "aisystem"}
    found: list[tuple[str, Model]] = [(kinds.get(kind, kind), row) for kind, row in planted.parts.items()]
    found += [("usecase", planted.use), ("usecase", planted.withdrawn), ("initiative", planted.initiative)]
    found += [("comment", planted.comment), ("evidence", planted.evidence), ("department", planted.cast.health)]
    found += [("incident", m.Incident.objects.get(code=planted.more["incident"]))] if "incident" in planted.more else []
    return found


def figure_keys() -> list[str]:
    """The figures of the brief."""
    from opencaio.engines.standing import MEASURES

    return list(MEASURES)


def inputs(planted: Planted) -> dict[str, Callable[[], dict[str, Any]]]:
    """For each action, an input that aims at what is Bo's and that someone who may will succeed with."""
    use, health, bo = {"code": planted.use.code}, {"department": "HEALTH"}, planted.cast.bo.person_id
    part = {kind: {"id": row.pk} for kind, row in planted.parts.items()}
    empty = "ARCHIVE"
    new = {"name": "New", **health}
    plain: dict[str, dict[str, Any]] = {
        "assessments.refresh": {},
        "comments.add": {"use_case": planted.use.code, "text": "Hello"},
        "comments.withdraw": {"comment": planted.comment.pk},
        "departments.add": {"code": "NEW", "name": "New", "parent": "HEALTH"},
        "departments.edit": {"code": "HEALTH", "headcount": 7},
        "departments.retire": {"code": empty},
        "deployments.add": {**new, "system": planted.parts["system"].pk},
        "facts.state": {"use_case": planted.use.code, "key": "agency", "value": False},
        "facts.state_many": {"use_case": planted.use.code, "facts": [{"key": "agency", "value": False}]},
        "facts.withdraw": {"use_case": planted.use.code, "key": "agency"},
        "fields.add": {"key": "new", "label": "New"},
        "fields.edit": {"key": "own", "label": "Other"},
        "fields.retire": {"key": "own"},
        "initiatives.add": new,
        "initiatives.edit": {"code": planted.initiative.code, "purpose": "New"},
        "initiatives.retire": {"code": planted.initiative.code},
        "legal_entities.add": {"name": "New"},
        "matches.answer": {"match": planted.match.pk, "answer": "same"},
        "matches.undo": {"match": planted.answered.pk},
        "organisation.describe": {"name": "Northwind"},
        "people.add": {"name": "New", "email": "new@northwind.example"},
        "people.close_sign_in": {"person": bo},
        "people.edit": {"id": bo, "title": "New"},
        "people.erase": {"person": bo},
        "people.grant": {"person": bo, "role": "reviewer"},
        "people.retire": {"person": bo},
        "people.set_password": {"person": bo, "password": PASSWORD},
        "people.withdraw_role": {"grant": planted.grant.pk},
        "tags.rename": {"name": f"tag {WORD}", "new_name": "New"},
        "tags.retire": {"name": f"tag {WORD}"},
        "tokens.create": {"name": "New"},
        "tokens.revoke": {"token": planted.token},
        "use_cases.add": new,
        "use_cases.assign": {"codes": [planted.use.code], "owner": planted.cora.person_id},
        "use_cases.edit": {**use, "benefit": "New"},
        "use_cases.restore": {"code": planted.withdrawn.code},
        "use_cases.retire": use,
        "use_cases.tag": {"codes": [planted.use.code], "tag": "New"},
        "use_cases.withdraw": use,
        "views.remove": {"id": planted.view.pk},
        "views.save": {"name": "New", "query": "q=1"},
    }  # fmt: skip
    for kind in planted.parts:
        plain.setdefault(f"{kind}s.add", new)
        plain[f"{kind}s.edit"] = {**part[kind], "description": "New"}
        plain[f"{kind}s.retire"] = part[kind]
    plain |= gathered("inputs", planted)
    made = {name: (lambda given=given: dict(given)) for name, given in plain.items()}
    return {**made, "imports.apply": lambda: _upload(planted)}


def _upload(planted: Planted) -> dict[str, Any]:
    path = Path(planted.home.name) / "new.csv"
    path.write_text(
        "ID,Name,Department,Department code,Purpose,Stage\nB-1,New,Health,HEALTH,To see,Live\n", encoding="utf-8"
    )
    return {"upload": keep_upload(path), "file_name": "new.csv"}


def _parts(bo: Actor) -> dict[str, Model]:
    new = {"name": f"Part {WORD}", "description": WORD, "department": "HEALTH"}
    vendor = do("vendors.add", bo, **new)
    model = do("models.add", bo, vendor=vendor.pk, release=WORD, **new)
    dataset = do("datasets.add", bo, **new)
    system = do("systems.add", bo, vendor=vendor.pk, models=[model.pk], datasets=[dataset.pk], release=WORD, **new)
    deployment = do("deployments.add", bo, system=system.pk, place=WORD, **new)
    return {"vendor": vendor, "model": model, "dataset": dataset, "system": system, "deployment": deployment}


def _match(newer: m.UseCase, older: m.UseCase, at: datetime) -> m.OpenMatch:
    return m.OpenMatch.objects.create(
        use_case=newer, other=older, kind="earlier", score=90, reason=WORD, proposed_at=at
    )


def _batch(use: m.UseCase, bo: Actor, at: datetime) -> m.ImportBatch:
    counts = dict.fromkeys(("created", "updated", "unchanged", "merged", "refused"), 0)
    batch = m.ImportBatch.objects.create(
        file_name=f"{WORD}.csv", format_id="x", format_title=WORD, imported_at=at, by_id=bo.person_id, read=1, **counts
    )
    m.ImportedRow.objects.create(
        batch=batch, number=1, use_case=use, outcome="created", as_reported={"Name": WORD}, notes=[["x", "y", WORD]]
    )
    return batch


def _plant_everywhere(planted: Planted) -> None:
    """Put the word into the texts that the actions above have left empty, on rows of Bo's."""
    do("fields.add", planted.cast.ana, key="own", label="Own")
    bo = m.Person.objects.get(pk=planted.cast.bo.person_id)
    user = m.User.objects.get(pk=bo.user_id)
    rows = [planted.use, planted.cast.health, bo, user, planted.initiative, planted.comment, planted.duty]
    rows += [planted.evidence, planted.batch, planted.match, planted.view, *planted.parts.values()]
    rows += [m.ApiToken.objects.get(pk=planted.token), m.Fact.objects.get(key="declared.EU")]
    rows += [m.Assessment.objects.filter(use_case=planted.use).first(), m.Job.objects.get(), m.Tag.objects.get()]
    for row in rows:
        values = {one.attname: _with_word(one, getattr(row, one.attname)) for one in texts(type(row))}
        type(row)._base_manager.filter(pk=row.pk).update(**values)


def _with_word(column: Any, value: Any) -> Any:
    if isinstance(column, JSONField):
        return {**value, "because": [WORD]} if isinstance(value, dict) else [WORD]
    if WORD in str(value):
        return value
    if column.name == "email":
        return f"{WORD}.{value}"
    return f"{value} {WORD}".strip()[-(column.max_length or 1000) :]


def _tried(name: str, given: dict[str, Any], actor: Actor) -> Any:
    with transaction.atomic():
        done = perform(name, given, actor)
        transaction.set_rollback(True)
        return done


def _answer(question: Callable[[], Any]) -> str:
    try:
        answer = question()
    except Fault as fault:
        return f"{type(fault).__name__}: {fault} {fault.details}"
    return answer.model_dump_json() if hasattr(answer, "model_dump_json") else repr(answer)

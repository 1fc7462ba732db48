"""How is a planned import written: all its rows under one ledger entry, or none?"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pydantic import Field

from opencaio.connectors.tables.refusals import write_refusals
from opencaio.engines.intake.drafts import Draft
from opencaio.engines.intake.matching import Decision
from opencaio.errors import Conflict, Refused
from opencaio.record.actions.organisation import new_department
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.use_cases import last_number
from opencaio.record.assessing import Answers, reassess
from opencaio.record.changes import Change
from opencaio.record.importing import building
from opencaio.record.importing.parts import link_parts
from opencaio.record.importing.planning import Plan, clipped, plan, record_stamp
from opencaio.record.importing.reading import read_upload
from opencaio.record.importing.reporting import ImportReport
from opencaio.record.models import (
    Department,
    Fact,
    ImportBatch,
    ImportedRow,
    OpenMatch,
    UseCase,
)
from opencaio.record.permissions import Actor, Right
from opencaio.record.snapshots import take_snapshots
from opencaio.record.stating import state_facts

BATCH = 500


class ApplyImport(Asked):
    """An upload to import; the format is found from the columns unless it is named."""

    upload: str
    file_name: str = Field(max_length=255)
    format: str | None = None
    sheet: str | None = None


@dataclass
class Prepared:
    """What was worked out before the transaction: the plan, and the law's answers for each new row."""

    plan: Plan
    answers: Answers
    refusals_path: str
    use_cases: dict[int, UseCase] = field(default_factory=dict)


def prepare(given: ApplyImport, actor: Actor) -> Prepared:
    """Read, map, match and classify; write the refused rows to a file beside the record."""
    reading = read_upload(given.upload, file_name=given.file_name, format_id=given.format, sheet=given.sheet)
    planned = plan(reading, actor)
    answers = Answers(law_on=timezone.localdate())
    for decision in planned.decisions:
        if decision.kind in {"create", "keep_apart"}:
            answers.of(building.fact_values(decision.draft))
    return Prepared(planned, answers, _write_refusals(planned))


@action("imports.apply", right=Right.IMPORT, words="Import a file", prepare=prepare)
def apply(given: ApplyImport, change: Change, prepared: Prepared) -> ImportReport:
    """Write a planned import. What changes nothing leaves no trace."""
    planned = prepared.plan
    if planned.stamp != record_stamp():
        raise Conflict("Someone changed the inventory while the file was being read. Import it again.")
    change.allow_own()
    if planned.changes_nothing:
        return _report(prepared, change, batch=None, open_matches=0)
    departments = _departments(planned, change)
    _create(prepared, departments, change)
    _update(prepared, change)
    batch = _batch(given, prepared, change)
    matches = _open_matches(prepared, change)
    transaction.on_commit(lambda: take_snapshots(on=timezone.localdate(change.at), at=change.at, reason="import"))
    counts = planned.counts
    change.say(
        f"Imported {given.file_name} as {planned.reading.format.title}: {counts.read} read, "
        f"{counts.created} created, {counts.updated} updated, {counts.unchanged} unchanged, "
        f"{counts.merged} merged, {counts.refused} refused"
    )
    return _report(prepared, change, batch=batch, open_matches=matches)


def _departments(planned: Plan, change: Change) -> dict[str, Department]:
    known = {row.code.casefold(): row for row in Department.objects.filter(retired_at=None)}
    for decision in planned.decisions:
        draft = decision.draft
        code = department_code(draft)
        if code.casefold() in known:
            continue
        if not change.actor.may(Right.SETTINGS, None):
            raise Refused(f"The department “{code}” is not on record, and only an officer may add it.")
        known[code.casefold()] = new_department(
            change, code=code, name=clipped(draft.department or code, 250), parent=None
        )
    return known


def department_code(draft: Draft) -> str:
    """The draft's department; what names none goes under “Not stated”."""
    return clipped(draft.department_code or draft.department or "Not stated", 60)


def _create(prepared: Prepared, departments: dict[str, Department], change: Change) -> None:
    planned, at = prepared.plan, change.at
    layout = planned.reading.format
    new = [one for one in planned.decisions if one.kind in {"create", "keep_apart"}]
    number = last_number()
    rows = [
        building.use_case_row(
            one.draft,
            layout,
            code=f"UC-{number + place:04d}",
            department_id=departments[department_code(one.draft).casefold()].pk,
            at=at,
        )
        for place, one in enumerate(new, start=1)
    ]
    UseCase.objects.bulk_create(rows, batch_size=BATCH)
    by = change.actor.person_id
    Fact.objects.bulk_create(
        [
            fact
            for row, one in zip(rows, new, strict=True)
            for fact in building.fact_rows(one.draft, layout, subject_id=row.pk, by=by, at=at)
        ],
        batch_size=2000,
    )
    for row, one in zip(rows, new, strict=True):
        prepared.use_cases[one.draft.row] = row
        change.touch("usecase", row.pk)
    prepared.answers.write([(row, building.fact_values(one.draft)) for row, one in zip(rows, new, strict=True)], at=at)
    link_parts([(row, one.draft) for row, one in zip(rows, new, strict=True)], change)


def _update(prepared: Prepared, change: Change) -> None:
    layout = prepared.plan.reading.format
    changed = [one for one in prepared.plan.decisions if one.kind == "update"]
    rows = UseCase.objects.in_bulk([one.key for one in changed])
    for one in changed:
        row = rows[one.key]
        change.update(row, version=None, values=building.use_case_values(one.draft, layout))
        state_facts(change, row, building.said(one.draft, layout))
        prepared.use_cases[one.draft.row] = row
    link_parts([(prepared.use_cases[one.draft.row], one.draft) for one in changed], change)
    reassess(rows.values(), change)


def _batch(given: ApplyImport, prepared: Prepared, change: Change) -> ImportBatch:
    planned = prepared.plan
    counts = planned.counts
    batch = ImportBatch.objects.create(
        file_name=given.file_name,
        file_digest=planned.reading.table.sha256,
        format_id=planned.reading.format.id,
        format_title=planned.reading.format.title,
        imported_at=change.at,
        by_id=change.actor.person_id,
        read=counts.read,
        created=counts.created,
        updated=counts.updated,
        unchanged=counts.unchanged,
        merged=counts.merged,
        refused=counts.refused,
        refusals_path=prepared.refusals_path,
    )
    kept = list(_imported_rows(batch, prepared))
    ImportedRow.objects.bulk_create(kept, batch_size=BATCH)
    change.notes["import"] = {
        "batch": batch.pk,
        "file": given.file_name,
        "sha256": planned.reading.table.sha256,
        "format": planned.reading.format.id,
        "rows": len(kept),
        "rows_digest": _digest_of(kept),
    }
    change.touch("importbatch", batch.pk)
    return batch


def _imported_rows(batch: ImportBatch, prepared: Prepared) -> Iterable[ImportedRow]:
    for one in prepared.plan.decisions:
        row = _use_case_of(one, prepared)
        if row is None or one.kind == "unchanged":
            continue
        yield ImportedRow(
            batch=batch,
            number=one.draft.row,
            use_case=row,
            outcome=one.kind,
            as_reported=dict(one.draft.as_reported),
            notes=[[note.column, note.code, note.text] for note in one.draft.notes],
        )


def _use_case_of(one: Decision, prepared: Prepared) -> UseCase | None:
    return prepared.use_cases.get(one.of_row if one.of_row is not None else one.draft.row)


def _digest_of(rows: Iterable[ImportedRow]) -> str:
    """One digest under which all rows of the import hang."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(repr((row.number, row.use_case_id, sorted(row.as_reported.items()))).encode())
    return whole.hexdigest()


def _open_matches(prepared: Prepared, change: Change) -> int:
    same_id = _first_by_identity(prepared)
    rows = []
    for one in prepared.plan.decisions:
        row = prepared.use_cases.get(one.draft.row)
        if row is None or one.kind not in {"create", "keep_apart"}:
            continue
        if one.kind == "keep_apart" and (other := same_id.get(row.identity)) not in (None, row.pk):
            rows.append(_match(row, other, "same_id", 100.0, one.reason, change))
        elif one.proposal is not None:
            rows.append(_match(row, one.proposal.key, "earlier", one.proposal.score, one.reason, change))
    OpenMatch.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _first_by_identity(prepared: Prepared) -> dict[str, int]:
    identities = {row.identity for row in prepared.use_cases.values()}
    format_id = prepared.plan.reading.format.id
    held = UseCase.objects.filter(format_id=format_id, retired_at=None).order_by("-pk")
    return {identity: pk for pk, identity in held.values_list("pk", "identity") if identity in identities}


def _match(row: UseCase, other: Any, kind: str, score: float, reason: str, change: Change) -> OpenMatch:
    return OpenMatch(use_case=row, other_id=other, kind=kind, score=score, reason=reason[:300], proposed_at=change.at)


def _write_refusals(planned: Plan) -> str:
    if not planned.refusals:
        return ""
    folder = Path(settings.OPENCAIO_HOME) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = Path(planned.reading.file_name).stem[:80]
    path = folder / f"{stem}-{planned.reading.table.sha256[:8]}-refused.csv"
    write_refusals(path, planned.reading.table, planned.refusals)
    return str(path)


def _report(prepared: Prepared, change: Change, *, batch: ImportBatch | None, open_matches: int) -> ImportReport:
    planned = prepared.plan
    return ImportReport(
        file=planned.reading.file_name,
        format=planned.reading.format.id,
        format_title=planned.reading.format.title,
        counts=planned.counts,
        refusals=prepared.refusals_path,
        open_matches=open_matches,
        batch=batch.pk if batch else None,
    )

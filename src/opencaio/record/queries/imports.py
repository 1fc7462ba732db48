"""Which files came in, and what became of their rows?"""

from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.models import ImportBatch
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query


class ListImports(Asked):
    """The imports that the asker may see."""

    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=500)


class ShowImport(Asked):
    """One import, by its number."""

    id: int


class ImportLine(BaseModel):
    """One file with its six counts; ``refusals`` is the name of the file of refused rows, if any."""

    id: int
    file_name: str
    format_title: str
    imported_at: datetime
    by: str
    read: int
    created: int
    updated: int
    unchanged: int
    merged: int
    refused: int
    refusals: str


class ImportList(BaseModel):
    """The newest first."""

    rows: list[ImportLine]
    total: int


@query("imports.list", words="List imports", right=Right.IMPORT)
def list_imports(given: ListImports, actor: Actor) -> ImportList:
    """One's own imports; who may import everywhere sees all."""
    rows = _seen_by(actor)
    start = (given.page - 1) * given.size
    return ImportList(rows=[_line(row) for row in rows[start : start + given.size]], total=rows.count())


@query("imports.show", words="Show one import", right=Right.IMPORT)
def show_import(given: ShowImport, actor: Actor) -> ImportLine:
    """One import with its counts."""
    row = _seen_by(actor).filter(pk=given.id).first()
    if row is None:
        raise NotFound("There is no such import here, or you may not see it.")
    return _line(row)


def _seen_by(actor: Actor) -> QuerySet[ImportBatch]:
    rows = ImportBatch.objects.select_related("by").order_by("-imported_at", "-pk")
    return rows if actor.scope(Right.IMPORT) is EVERYWHERE else rows.filter(by=actor.person_id)


def _line(row: ImportBatch) -> ImportLine:
    copied = [name for name in ImportLine.model_fields if name not in {"by", "refusals"}]
    return ImportLine(
        by=row.by.name if row.by else "",
        refusals=Path(row.refusals_path).name if row.refusals_path else "",
        **{name: getattr(row, name) for name in copied},
    )

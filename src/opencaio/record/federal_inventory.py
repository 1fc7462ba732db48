"""How does the inventory read in the columns of the federal file of 2025, so that it can be imported again unchanged?

A use that came in such a file keeps the cells that it was reported with; only what has changed on record since is
written anew. What was entered here, or came in another form, is written from the record, under its own code.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from opencaio.engines.intake.cells import fold, neutralise
from opencaio.engines.intake.drafts import Draft
from opencaio.engines.intake.mapping import map_rows
from opencaio.engines.intake.tables import Table
from opencaio.packs.exports import Column, Export, load_export
from opencaio.packs.formats import load_formats
from opencaio.record.assessing import standing_facts
from opencaio.record.models import Assessment, ImportedRow, UseCase

EXPORT = "omb-2025"
REGIME = "US-FED"
Cells = dict[str, str]


def export_form() -> Export:
    """The columns and their words."""
    return load_export(EXPORT)


def inventory(keys: Iterable[int] | None = None) -> list[Cells]:
    """One row for each use on record (of these, or all that were not withdrawn), by column, in the order of codes."""
    form = export_form()
    rows = UseCase.objects.filter(retired_at=None).select_related("department", "owner").order_by("code")
    rows = rows.prefetch_related("vendors", "systems")
    uses = list(rows if keys is None else rows.filter(pk__in=set(keys)))
    facts = standing_facts([use.pk for use in uses])
    answers = _answers(uses)
    reported = _reported([use for use in uses if use.format_id == form.format])
    return [_row(form, use, facts.get(use.pk, {}), answers.get(use.pk, ""), reported.get(use.pk)) for use in uses]


def as_written(rows: Sequence[Cells]) -> list[Cells]:
    """The rows as they stand in the file: what a spreadsheet would run is neutralised."""
    return [{name: neutralise(cell) for name, cell in row.items()} for row in rows]


def as_csv(rows: Sequence[Cells]) -> bytes:
    """The rows as CSV, with the columns in their order."""
    out = io.StringIO()
    writer = csv.writer(out)
    names = [column.name for column in export_form().columns]
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in as_written(rows))
    return out.getvalue().encode("utf-8-sig")


def read_back(rows: Sequence[Cells]) -> tuple[Draft, ...]:
    """The rows as the import reads them."""
    form = export_form()
    names = tuple(column.name for column in form.columns)
    cells = tuple(tuple(row.get(name, "") for name in names) for row in rows)
    format_ = next(one for one in load_formats() if one.id == form.format)
    return map_rows(Table(names, cells, tuple(range(2, len(cells) + 2))), format_).drafts


def unfilled() -> list[str]:
    """The columns of which the record holds nothing but what was reported."""
    return [column.name for column in export_form().columns if not column.source]


def _row(
    form: Export, use: UseCase, facts: Mapping[str, Any], klass: str, reported: tuple[Cells, Draft] | None
) -> Cells:
    cells, draft = reported or ({}, None)
    found = dict(cells)
    for column in form.columns:
        now = _now(column, use, facts, klass)
        if draft is None or (_comparable(column) and _folded(now) != _folded(_then(column, draft))):
            found[column.name] = _in_words(column, now)
    return found


def _now(column: Column, use: UseCase, facts: Mapping[str, Any], klass: str) -> Any:
    """What the record says of this column."""
    sort, _, key = column.source.partition(":")
    if sort in ("fact", "practice"):
        return facts.get(key if sort == "fact" else f"practice.{key}")
    match column.source:
        case "department.code":
            return use.department.code
        case "department.name":
            return use.department.name
        case "id":
            return use.external_id or use.code
        case "owner.email":
            return use.owner.email if use.owner else None
        case "withheld":
            return facts.get("reported.withheld", not use.is_public or None)
        case "high_impact":
            return facts.get("declared.US-FED") or klass or None
        case "vendors" | "systems":
            return [one.name for one in getattr(use, column.source).all()]
        case "":
            return None
    return getattr(use, column.source)


def _comparable(column: Column) -> bool:
    """Columns whose value a draft has too; the others keep what was reported."""
    kept = ("", "department.code", "department.name", "id", "owner.email", "withheld")
    return column.source not in kept and not column.source.startswith("fact:federal")


def _then(column: Column, draft: Draft) -> Any:
    """What the reported row said of this column."""
    stated = {fact.key: fact.value for fact in draft.facts}
    sort, _, key = column.source.partition(":")
    if sort in ("fact", "practice"):
        return stated.get(key if sort == "fact" else f"practice.{key}")
    if column.source == "high_impact":
        return stated.get("declared.US-FED")
    return getattr(draft, column.source)


def _folded(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return sorted(fold(str(one)) for one in value)
    return fold(str(value)) if value not in (None, "") else None


def _in_words(column: Column, value: Any) -> str:
    if value is None or value == "":
        return ""
    if column.words:
        code = str(value).lower() if isinstance(value, bool) else str(value)
        return column.words.get(code, "")
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _answers(uses: Sequence[UseCase]) -> dict[int, str]:
    rows = Assessment.objects.filter(regime=REGIME, superseded_at=None).exclude(klass="needs_review")
    keys = {use.pk for use in uses}
    return {use: klass for use, klass in rows.values_list("use_case_id", "klass") if use in keys}


def _reported(uses: Sequence[UseCase]) -> dict[int, tuple[Cells, Draft]]:
    """The row that each use was last reported with, and what it said; without it where the rows were several."""
    wanted = {use.pk: use for use in uses}
    found: dict[int, Cells] = {}
    rows = ImportedRow.objects.exclude(outcome__in=("merge", "merged")).order_by("batch__imported_at", "pk")
    for key, cells in rows.values_list("use_case_id", "as_reported"):
        if key in wanted:
            found[key] = {name: str(cell) for name, cell in cells.items()}
    drafts = read_back(list(found.values())) if found else ()
    by_digest = dict(zip(found, drafts, strict=True)) if len(drafts) == len(found) else {}
    return {
        key: (found[key], draft)
        for key, draft in by_digest.items()
        if draft.content_digest == wanted[key].content_digest
    }

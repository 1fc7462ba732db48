"""Which format is this file, and what do its rows say?"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from opencaio.connectors.tables import read_tables
from opencaio.engines.intake.drafts import Mapped
from opencaio.engines.intake.formats import Format
from opencaio.engines.intake.mapping import map_rows
from opencaio.engines.intake.recognise import Recognised, recognise
from opencaio.engines.intake.tables import Table
from opencaio.errors import BadFile, NotFound
from opencaio.packs.formats import load_formats
from opencaio.record.importing.uploads import upload_path


@dataclass(frozen=True)
class Reading:
    """A file as read: its table, its format, and its rows as drafts and refusals."""

    file_name: str
    table: Table
    format: Format
    mapped: Mapped


def formats() -> dict[str, Format]:
    """Every format known here, by id: those that we ship and those of the workspace."""
    own = Path(settings.OPENCAIO_HOME) / "formats"
    return {one.id: one for one in load_formats(*([own] if own.is_dir() else []))}


def read_upload(upload: str, *, file_name: str, format_id: str | None, sheet: str | None = None) -> Reading:
    """Read an upload with the named format, or with the one that its columns show it to be.

    Raises ``BadFile`` with the nearest format and the columns that it lacks.
    """
    table = read_tables(upload_path(upload), sheet=sheet)
    chosen = _named(format_id) if format_id else _found(table, file_name)
    return Reading(file_name, table, chosen, map_rows(table, chosen))


def _named(format_id: str) -> Format:
    known = formats()
    if format_id not in known:
        raise NotFound(f"There is no format called {format_id}. Known formats: {', '.join(known)}.")
    return known[format_id]


def _found(table: Table, file_name: str) -> Format:
    answer = recognise(table.headers, list(formats().values()))
    if isinstance(answer, Recognised):
        return answer.format
    if answer.format is None:
        raise BadFile(f"{file_name} has none of the columns that a known format needs.")
    raise BadFile(
        f"{file_name} is none of the known formats. The nearest is “{answer.format.title}” "
        f"({answer.format.id}); it lacks: {', '.join(answer.missing)}. Add these columns, name another "
        "format, or start from `caio export template`.",
        details=answer.missing,
    )

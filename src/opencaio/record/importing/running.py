"""How is a file previewed, and imported with a report of every row?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from opencaio.errors import Conflict
from opencaio.record.actions.registry import perform
from opencaio.record.importing.planning import Plan, plan
from opencaio.record.importing.reading import read_upload
from opencaio.record.importing.reporting import ImportReport, report_of
from opencaio.record.importing.uploads import drop_upload, keep_upload
from opencaio.record.permissions import Actor

Progress = Callable[[str], None]
TRIES = 3


def preview_file(upload: str, *, file_name: str, format_id: str | None, actor: Actor) -> Plan:
    """What importing would do; nothing is written."""
    return plan(read_upload(upload, file_name=file_name, format_id=format_id), actor)


def import_file(
    path: Path,
    *,
    actor: Actor,
    format_id: str | None = None,
    dry_run: bool = False,
    progress: Progress = lambda words: None,
) -> ImportReport:
    """Import one file from this machine's disk; a dry run only reports what would be done."""
    upload = keep_upload(path)
    try:
        progress(f"Reading {path.name}")
        if dry_run:
            return report_of(preview_file(upload, file_name=path.name, format_id=format_id, actor=actor))
        given = {"upload": upload, "file_name": path.name, "format": format_id}
        return _apply(given, actor)
    finally:
        drop_upload(upload)


def _apply(given: dict[str, Any], actor: Actor) -> ImportReport:
    """Plan and write; plan anew when someone changed the inventory in between."""
    for attempt in range(TRIES):
        try:
            report: ImportReport = perform("imports.apply", given, actor).result
            return report
        except Conflict:
            if attempt == TRIES - 1:
                raise
    raise AssertionError

"""How does a program import a file: upload and preview it, then apply what it saw?"""

from typing import Any, BinaryIO, cast

from django.http import HttpRequest, JsonResponse
from ninja import Body, File, Form, NinjaAPI, Schema, UploadedFile

from opencaio.errors import BadFile, Refused
from opencaio.faces.api.faults import Problem
from opencaio.faces.api.routes import PROBLEMS
from opencaio.record.actions import perform
from opencaio.record.importing import keep_upload, preview_file
from opencaio.record.importing.reporting import report_of
from opencaio.record.importing.uploads import drop_upload
from opencaio.record.permissions import Actor, Right

LARGEST = 100 * 1024 * 1024


class Counted(Schema):
    """What an import did, or would do: read = created + updated + unchanged + merged + refused."""

    file: str
    format: str
    format_title: str
    read: int
    created: int
    updated: int
    unchanged: int
    merged: int
    refused: int
    open_matches: int
    dry_run: bool
    upload: str = ""
    batch: int | None = None
    problems: list[str] = []


class Apply(Schema):
    """The preview to carry out."""

    upload: str
    file_name: str
    format: str | None = None


def open_imports(api: NinjaAPI) -> None:
    """``POST imports/preview`` (multipart) and ``POST imports/apply``."""
    responses: dict[int, type[Counted] | type[Problem]] = {200: Counted, **PROBLEMS}
    api.post("/imports/preview", response=responses, tags=["imports"], summary="Preview a file")(preview)
    api.post("/imports/apply", response=responses, tags=["imports"], summary="Import a previewed file")(apply)


def preview(request: HttpRequest, file: File[UploadedFile], format: Form[str | None] = None) -> JsonResponse:
    """What importing this file would do. Nothing is written; ``upload`` names it for a day."""
    actor = _allowed(request)
    name = (file.name or "upload")[:255]
    if (file.size or 0) > LARGEST:
        raise BadFile(f"{name} is larger than {LARGEST // 2**20} MB.")
    upload = keep_upload(cast(BinaryIO, file.file))
    try:
        planned = preview_file(upload, file_name=name, format_id=format or None, actor=actor)
    except BaseException:
        drop_upload(upload)
        raise
    problems = [f"row {one.row}: {one.column}: {one.text}" for one in planned.refusals[:100]]
    return JsonResponse({**_counted(report_of(planned)), "upload": upload, "problems": problems})


def apply(request: HttpRequest, given: Body[Apply]) -> JsonResponse:
    """Import the previewed file; all of it under one ledger entry, or nothing."""
    report = perform("imports.apply", given.model_dump(), _allowed(request)).result
    drop_upload(given.upload)
    return JsonResponse(_counted(report))


def _allowed(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if not actor.may_anywhere(Right.IMPORT):
        raise Refused("You may not import files.")
    return actor


def _counted(report: Any) -> dict[str, Any]:
    # Where the refusals lie on the server's disk is no business of a program elsewhere.
    return {name: one for name, one in report.as_json().items() if name != "refusals"}

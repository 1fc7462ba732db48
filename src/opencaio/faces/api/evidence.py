"""How does a program bring the file that shows something: upload it, then name it in `evidence.add`?"""

from typing import BinaryIO, cast

from django.http import HttpRequest, JsonResponse
from ninja import File, NinjaAPI, Schema, UploadedFile

from opencaio.errors import Refused
from opencaio.faces.api.faults import Problem
from opencaio.faces.api.routes import PROBLEMS
from opencaio.record.attachments import inspect, refuse_large
from opencaio.record.importing.uploads import drop_upload, keep_upload
from opencaio.record.permissions import Actor, Right


class Uploaded(Schema):
    """What to name in `evidence.add` within a day, and what the file is."""

    upload: str
    file_name: str
    digest: str
    size: int


def open_evidence(api: NinjaAPI) -> None:
    """``POST evidence/upload`` (multipart)."""
    responses: dict[int, type[Uploaded] | type[Problem]] = {200: Uploaded, **PROBLEMS}
    api.post("/evidence/upload", response=responses, tags=["evidence"], summary="Upload a file")(upload)


def upload(request: HttpRequest, file: File[UploadedFile]) -> JsonResponse:
    """Keep a file for a day, so that `evidence.add` can take it; what could do harm is refused at once."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if not actor.may_anywhere(Right.STATE_FACTS):
        raise Refused("You may not add evidence.")
    name = (file.name or "file")[:255]
    refuse_large(name, file.size or 0)
    kept = keep_upload(cast(BinaryIO, file.file))
    try:
        looked_at = inspect(kept, file_name=name)
    except BaseException:
        drop_upload(kept)
        raise
    seen = {"file_name": looked_at.name, "digest": looked_at.digest, "size": looked_at.size}
    return JsonResponse({"upload": kept, **seen})

"""What did somebody send to show that something is met: a file, a link or a note?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from opencaio.faces.web.doors import Visit
from opencaio.record.attachments import refuse_large
from opencaio.record.importing.uploads import drop_upload, keep_upload

TEXTS = ("title", "kind", "link", "note")
REST = ("duty", "dated", "expires_on")


@contextmanager
def sent_evidence(request: Visit) -> Iterator[dict[str, Any]]:
    """The form's fields for ``evidence.add``; its file waits as an upload and is dropped at the end, taken or refused.

    Raises ``BadInput`` for a file that is too large.
    """
    given: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in TEXTS}
    given |= {name: request.POST.get(name) or None for name in REST}
    upload = ""
    try:
        if file := request.FILES.get("file"):
            refuse_large(file.name or "file", file.size or 0)
            upload = keep_upload(cast(Any, file))
            given |= {"upload": upload, "file_name": file.name or "file"}
            given["title"] = given["title"] or (file.name or "")
        yield given
    finally:
        drop_upload(upload)

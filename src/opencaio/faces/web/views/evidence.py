"""How does someone get at the file behind a piece of evidence?"""

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opencaio.errors import NotFound
from opencaio.faces.web.doors import Visit, signed_in
from opencaio.record.attachments import attachment_path
from opencaio.record.queries import ask


@require_GET
@signed_in
def file(request: Visit, key: int) -> FileResponse:
    """The attachment, to be saved: never shown inline, never run, whatever it claims to be."""
    evidence = ask("evidence.show", {"id": key}, request.actor)
    if not evidence.file_digest:
        raise NotFound(_("This evidence is a link or a note: it has no file."))
    path = attachment_path(evidence.file_digest)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=evidence.file_name,
        content_type="application/octet-stream",
    )

"""How does evidence come in from a page, and how does someone get at the file behind it?"""

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput, NotFound
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.evidence_forms import sent_evidence
from opencaio.faces.web.views.use_case_duties import page
from opencaio.record.attachments import attachment_path
from opencaio.record.queries import ask


@require_POST
@signed_in
def add(request: Visit, code: str) -> HttpResponseBase:
    """Put a file, a link or a note on record; what is refused leaves no file behind, and nothing typed is lost."""
    try:
        with sent_evidence(request) as given:
            row = done(request, "evidence.add", {"use_case": code, **given}).result
    except BadInput as fault:
        return page(request, code, fault=fault, sent=request.POST)
    anchor = f"?at={row.duty_id}#duty-{row.duty_id}" if row.duty_id else f"#evidence-{row.pk}"
    return redirect(f"{reverse('use_case_duties', args=[code])}{anchor}")


@require_POST
@signed_in
def retire(request: Visit, key: int) -> HttpResponseBase:
    """Take evidence back."""
    evidence = ask("evidence.show", {"id": key}, request.actor)
    done(request, "evidence.retire", {"id": key, "reason": request.POST.get("reason", "")})
    if evidence.use_case:
        return redirect("use_case_duties", evidence.use_case)
    return redirect("duties")


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

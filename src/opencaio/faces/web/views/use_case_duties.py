"""The duties and the evidence of one use: what is asked, what shows it, and who does it by when."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput, Fault
from opencaio.faces.web import choices
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.use_frame import use_frame
from opencaio.faces.web.whole import whole, wholes
from opencaio.packs.evidence import load_kinds
from opencaio.record.attachments import LARGEST
from opencaio.record.queries import ask
from opencaio.record.queries.duties import DutyList, DutyRow
from opencaio.record.queries.evidence import EvidenceList, EvidenceRow
from opencaio.record.queries.use_case_pages import UseCasePage

ALL = {"status": "", "size": 1000}


@require_GET
@signed_in
def duties(request: Visit, code: str) -> HttpResponse:
    """Duties and evidence of one use."""
    return page(request, code)


@require_POST
@signed_in
def act(request: Visit, code: str, key: int) -> HttpResponseBase:
    """Start on, close, reopen or assign one duty."""
    post, verb = request.POST, request.POST.get("verb", "")
    try:
        if verb == "close":
            done(request, "duties.close", {"duty": key, "evidence": _picked(request)})
        elif verb == "reopen":
            done(request, "duties.reopen", {"duty": key, "reason": post.get("reason", "")})
        elif verb == "assign":
            given = {"owner": post.get("owner") or None, "due_on": post.get("due_on") or None}
            done(request, "duties.assign", {"duties": [key], **given})
        else:
            done(request, "duties.start", {"duty": key})
    except BadInput as fault:
        return page(request, code, fault=fault, at=key)
    return redirect(f"{reverse('use_case_duties', args=[code])}?at={key}#duty-{key}")


def page(
    request: Visit, code: str, *, fault: Fault | None = None, at: int | None = None, sent: Any = None
) -> HttpResponse:
    """The page, with what went wrong beside the duty or the form that it came from, and nothing typed lost."""
    use: UseCasePage = ask("use_cases.show", {"code": code}, request.actor)
    found: DutyList = ask("duties.list", {"use_case": code, **ALL}, request.actor)
    held: EvidenceList = ask("evidence.list", {"use_case": code, "retired": True, "size": 1000}, request.actor)
    context = {
        **use_frame(request, use),
        "duties": [_line(one, held.rows) for one in found.rows],
        "counts": found.counts,
        "evidence": [one for one in held.rows if not one.is_retired],
        "retired": [one for one in held.rows if one.is_retired],
        "kinds": list(load_kinds().values()),
        "people": choices.people(request.actor),
        "kind": (sent or request.GET).get("kind", ""),
        "duty": (sent or request.GET).get("duty", ""),
        "sent": sent,
        "fault": fault,
        "at": at or whole(request.GET.get("at", "")),
        "is_of_form": at is None,
        "largest": LARGEST // 2**20,
    }
    return render(request, "use_case_duties.html", context, status=400 if fault else 200)


def _line(row: DutyRow, held: list[EvidenceRow]) -> dict[str, Any]:
    """A duty with what shows it, and what of the use's evidence could be taken to show it."""
    beside = [one for one in held if not one.is_retired and _is_beside(one, row)]
    could = [one for one in held if one not in beside and one.state == "holds" and _fits(one, row)]
    return {"row": row, "beside": beside, "could": could}


def _is_beside(one: EvidenceRow, row: DutyRow) -> bool:
    return one.duty == row.id or row.id in one.shows or (bool(one.code) and one.code == row.code)


def _fits(one: EvidenceRow, row: DutyRow) -> bool:
    return not row.evidence_kinds or one.kind in row.evidence_kinds


def _picked(request: Visit) -> list[str]:
    picked = request.POST.getlist("evidence")
    if len(wholes(picked)) < len(picked):
        raise BadInput(_("Pick evidence from the list."))
    return picked

"""How ripe we are for AI: by department and side, over time, and the assessments in which it is judged."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.web import choices, maturity_pictures, maturity_sheets, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.maturity_forms import read_levels, sent_levels
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.maturity import MaturityOverview, MaturityPage

MOST_EVIDENCE = 400
WANTED = ("1", "2", "3", "4", "5")


@require_GET
@signed_in
def maturity(request: Visit) -> HttpResponse:
    """Where we stand, which gap comes first, the course over time, and what is open."""
    found = _found(request)
    homes = {one.department_code: one.department for one in [*found.latest, *found.earlier]}
    chosen = request.GET.get("department", next((one.department_code for one in found.latest), ""))
    context = {
        "found": found,
        "first": maturity_pictures.foremost(found),
        "heat": maturity_pictures.heat(found),
        "lines": [(one, maturity_pictures.why_level(one, found)) for one in found.latest],
        "why": maturity_pictures.why_first(found),
        "homes": homes.items(),
        "chosen": chosen,
        "course": maturity_pictures.course(found, chosen),
        "changes": maturity_pictures.changes(found),
        "departments": choices.departments(request.actor, Right.EDIT) if found.may_begin else [],
        "may_whole": request.actor.may(Right.EDIT, None),
        "today": timezone.localdate(),
        "levels": WANTED,
    }
    return render(request, "maturity.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """Every closed assessment by side as CSV or XLSX."""
    name = f"maturity-{timezone.localdate():%Y-%m-%d}"
    rows = maturity_sheets.overview(_found(request))
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Maturity"))


@require_POST
@signed_in
def begin(request: Visit) -> HttpResponseBase:
    """A new assessment of a department, or of the whole organisation."""
    post = request.POST
    given = {"department": post.get("department") or None, "note": post.get("note", "").strip()}
    row = done(request, "maturity.begin", given | {"held_on": post.get("held_on") or None}).result
    return redirect("maturity_one", row.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def one(request: Visit, key: int) -> HttpResponseBase:
    """One assessment: its questions to answer while it is open, and to read for ever after."""
    page: MaturityPage = ask("maturity.show", {"assessment": key}, request.actor)
    if request.method == "GET":
        return _page(request, page)
    if request.POST.get("verb") == "retire":
        done(request, "maturity.retire", {"assessment": key})
        return redirect("maturity")
    try:
        return _saved(request, page)
    except (BadInput, Conflict, NotFound, Refused) as fault:
        fresh: MaturityPage = ask("maturity.show", {"assessment": key}, request.actor)
        return _page(request, fresh, fault=fault)


@require_GET
@signed_in
def export_one(request: Visit, key: int) -> HttpResponse:
    """Every question of one assessment with its answer, as CSV or XLSX."""
    page: MaturityPage = ask("maturity.show", {"assessment": key}, request.actor)
    rows, kind = maturity_sheets.answers(page), request.GET.get("as", "csv")
    return sheets.attachment(rows, name=f"maturity-{key}-{page.held_on}", kind=kind, title=_("Maturity"))


def _found(request: Visit) -> MaturityOverview:
    wanted = request.GET.get("wanted", "")
    found: MaturityOverview = ask("maturity.overview", {"wanted": wanted} if wanted in WANTED else {}, request.actor)
    return found


def _saved(request: Visit, page: MaturityPage) -> HttpResponseBase:
    changed = read_levels(request.POST, page)
    if changed or request.POST.get("verb") != "finish":
        if not changed:
            raise BadInput(_("Nothing was changed: choose a step, or say that nobody knows."))
        done(request, "maturity.answer", {"assessment": page.id, "answers": changed})
    if request.POST.get("verb") == "finish":
        done(request, "maturity.finish", {"assessment": page.id})
    return redirect("maturity_one", page.id)


def _page(request: Visit, page: MaturityPage, *, fault: Fault | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "page": page,
        "fault": fault,
        "sides": sent_levels(page, request.POST if fault else None),
        "why": maturity_pictures.why_line(page, currency=page.currency, wanted=4),
        "evidence": ask("evidence.list", {"size": MOST_EVIDENCE}, request.actor).rows if page.may_edit else [],
        "history": ask("ledger.history", {"kind": "maturityassessment", "id": page.id, "size": 12}, request.actor),
    }
    return render(request, "maturity_one.html", context, status=400 if fault else 200)

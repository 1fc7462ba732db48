"""All business cases beside each other, with what scores say and how far the best of them are too good."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.engines.scores import SCHEMES
from opencaio.errors import BadFile, BadInput, Fault, NotFound
from opencaio.faces.web import case_reasons, case_sheets, choices, sheets
from opencaio.faces.web.case_words import STATUSES
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import part
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.case_lists import CaseList

FILTERS = ("q", "department", "status", "sort")
LARGEST = 2_000_000
SHOWN = 200


@require_GET
@signed_in
def cases(request: Visit) -> HttpResponse:
    """The cases under the filters of the address."""
    return _page(request)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The filtered list as CSV or XLSX."""
    found = _found(request)
    name = f"business-cases-{timezone.localdate():%Y-%m-%d}"
    rows = case_sheets.of_list(found)
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Business cases"))


@require_POST
@signed_in
def scores(request: Visit) -> HttpResponseBase:
    """Scores from a file: code, scheme, then one column an input."""
    try:
        sent = request.FILES.get("file")
        if sent is None or not sent.size or sent.size > LARGEST:
            raise BadFile(_("Choose a CSV file of at most 2 MB."))
        done(request, "scores.import", {"text": _text(sent.read()), "source": (sent.name or "")[:200]})
    except (BadInput, NotFound) as fault:
        return _page(request, fault=fault)
    return redirect("cases")


def _page(request: Visit, *, fault: Fault | None = None) -> HttpResponse:
    found = _found(request)
    shown = part(found.rows, request.GET, size=SHOWN)
    context: dict[str, Any] = {
        "list": found,
        "given": {name: request.GET.get(name, "")[:200] for name in FILTERS},
        "lines": [(one, STATUSES[one.status]) for one in shown.rows],
        "shown": shown,
        "schemes": [SCHEMES[name] for name in found.schemes],
        "all_schemes": SCHEMES.values(),
        "statuses": {code: words for code, (_mark, words) in STATUSES.items() if code != "superseded"},
        "departments": choices.departments(request.actor, Right.READ),
        "why": case_reasons.shrunk(found) if found.chosen else None,
        "may_edit": request.actor.may_anywhere(Right.EDIT),
        "fault": fault,
    }
    return render(request, "cases.html", context, status=400 if fault else 200)


def _found(request: Visit) -> CaseList:
    given = {name: value for name in FILTERS if (value := request.GET.get(name, "").strip()[:200])}
    found: CaseList = ask("cases.list", given, request.actor)
    return found


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadFile(_("This file is not UTF-8 text. Save it as CSV in UTF-8.")) from fault

"""Who works where: people by occupation, which occupation is meant, and what waits for somebody to confirm it."""

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadFile, BadInput
from opencaio.faces.web import choices, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.opportunity_words import MATCHES, SYSTEMS
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.whole import whole, wholes
from opencaio.record.opportunities.intake import read_workforce
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.workforce import WorkforceLine, WorkforceList

LARGEST = 32 * 1024 * 1024
MOST = 5000
FIELDS = ("department", "year", "title", "given_system", "given_code", "people", "pay", "currency", "country")


@require_GET
@signed_in
def workforce(request: Visit) -> HttpResponse:
    """The lines under the filters of the address."""
    given = _asked(request)
    found: WorkforceList = ask("workforce.list", given, request.actor)
    context = {
        "list": found,
        "given": given,
        "lines": [(one, MATCHES.get(one.match, MATCHES["open"])) for one in found.rows],
        "waiting": any(one.match != "confirmed" and one.may_edit for one in found.rows),
        "departments": choices.departments(request.actor, Right.READ),
        "editing": choices.departments(request.actor, Right.EDIT),
        "matches": MATCHES,
        "systems": SYSTEMS,
        "may_edit": request.actor.may_anywhere(Right.EDIT),
        "may_import": request.actor.may_anywhere(Right.IMPORT),
        "this_year": timezone.localdate().year,
    }
    return render(request, "workforce.html", context)


@require_GET
@signed_in
def line(request: Visit, key: int) -> HttpResponse:
    """One line: what may be meant, to confirm or to correct."""
    found: WorkforceList = ask("workforce.list", {"size": MOST}, request.actor)
    row = next((one for one in found.rows if one.id == key), None)
    if row is None:
        raise BadInput(_("There is no such line in the newest workforce, or you may not see it."))
    system = row.given_system if row.given_code else "title"
    asked = {"system": system, "code": row.given_code, "title": row.title, "most": 8}
    if search := request.GET.get("q", "").strip():
        asked = {"system": "title", "title": search[:300], "most": 8}
    proposals = ask("opportunities.match", asked, request.actor).proposals
    context = {
        "row": row,
        "proposals": proposals,
        "state": MATCHES.get(row.match, MATCHES["open"]),
        "q": request.GET.get("q", ""),
    }
    return render(request, "workforce_line.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The filtered lines as CSV or XLSX; pay of fewer than five people is never in it."""
    found: WorkforceList = ask("workforce.list", {**_asked(request), "page": 1, "size": MOST}, request.actor)
    rows = [_header(), *(_cells(one) for one in found.rows)]
    name = f"workforce-{timezone.localdate():%Y-%m-%d}"
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Workforce"))


@require_POST
@signed_in
def upload(request: Visit) -> HttpResponseBase:
    """Take a list in, all of it or nothing."""
    file = request.FILES.get("file")
    if file is None:
        raise BadInput(_("No file was chosen."))
    if (file.size or 0) > LARGEST:
        raise BadFile(_("A list of workforce may have at most %d MB. Split it.") % (LARGEST // 1024 // 1024))
    year = whole(request.POST.get("year", ""))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workforce"
        path.write_bytes(file.read())
        rows = read_workforce(path, year=year)
    done(request, "workforce.import", {"rows": rows})
    return redirect("workforce")


@require_POST
@signed_in
def act(request: Visit) -> HttpResponseBase:
    """Confirm or remove the ticked lines."""
    lines = wholes(request.POST.getlist("line"))
    if not lines:
        raise BadInput(_("Tick the lines first."))
    if request.POST.get("way") == "remove":
        done(request, "workforce.remove", {"lines": lines})
    else:
        done(request, "workforce.confirm", {"lines": lines, "occupation": request.POST.get("occupation", "")})
    return redirect("workforce")


@require_POST
@signed_in
def put(request: Visit) -> HttpResponseBase:
    """Set one line by hand."""
    given: dict[str, Any] = {name: value for name in FIELDS if (value := request.POST.get(name, "").strip())}
    done(request, "workforce.set", given)
    return redirect("workforce")


def _asked(request: Visit) -> dict[str, Any]:
    given: dict[str, Any] = {
        name: value for name in ("department", "match", "q") if (value := request.GET.get(name, "").strip())
    }
    if 0 < (year := whole(request.GET.get("year", "")) or 0) < 10_000:
        given["year"] = year
    return given | {"page": page_of(request.GET)}


def _header() -> list[str]:
    return [
        _("Department"), _("Year"), _("Title"), _("System"), _("Code"), _("People"), _("Yearly pay"), _("Currency"),
        _("Country"), _("Occupation"), _("O*NET-SOC"), _("Match"), _("Score"),
    ]  # fmt: skip


def _cells(one: WorkforceLine) -> list[str]:
    return [
        one.department_code,
        str(one.year),
        one.title,
        one.given_system,
        one.given_code,
        str(one.people),
        "" if one.pay is None else str(one.pay),
        one.currency,
        one.country,
        one.occupation_title,
        one.occupation,
        str(MATCHES.get(one.match, MATCHES["open"])[1]),
        "" if one.match_score is None else f"{one.match_score:.2f}",
    ]

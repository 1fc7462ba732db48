"""The work that creates or changes uses of AI: what there is, what each is worth, costs and needs."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, Refused
from opencaio.faces.web import choices, initiative_forms, sheets, words
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.initiative_frame import initiative_frame
from opencaio.faces.web.initiative_words import HORIZONS, MISSING, STATUSES, TIES
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.work_of_use import work_lines
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.initiatives import InitiativeLine, InitiativeList, InitiativePage
from opencaio.record.queries.use_case_pages import UseCasePage

FILTERS = ("q", "department", "status", "horizon", "stage")
MOST, SHOWN = 1000, 100


@require_GET
@signed_in
def initiatives(request: Visit) -> HttpResponse:
    """All initiatives under the filters of the address."""
    given = _asked(request)
    found: InitiativeList = ask(
        "initiatives.list", {**given, "size": SHOWN, "page": page_of(request.GET)}, request.actor
    )
    context = {
        "list": found,
        "pages": -(-found.total // SHOWN),
        "given": given,
        "is_filtered": any(given.get(name) for name in FILTERS),
        "lines": [(one, STATUSES[one.status]) for one in found.rows],
        "departments": choices.departments(request.actor, Right.READ),
        "statuses": {code: label for code, (_mark, label) in STATUSES.items()},
        "horizons": HORIZONS,
        "may_add": request.actor.may_anywhere(Right.CREATE),
    }
    return render(request, "initiatives.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The whole filtered list as CSV or XLSX."""
    found: InitiativeList = ask("initiatives.list", {**_asked(request), "size": MOST}, request.actor)
    lines = list(found.rows)
    while len(lines) < found.total:
        more = ask("initiatives.list", {**_asked(request), "size": MOST, "page": len(lines) // MOST + 1}, request.actor)
        if not more.rows:
            break
        lines += more.rows
    rows = [_header(found.currency), *(_cells(one) for one in lines)]
    name = f"initiatives-{timezone.localdate():%Y-%m-%d}"
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Initiatives"))


@require_GET
@signed_in
def initiative(request: Visit, code: str) -> HttpResponse:
    """The page of one initiative."""
    page: InitiativePage = ask("initiatives.show", {"code": code}, request.actor)
    return _page(request, page)


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: Visit) -> HttpResponseBase:
    """A new piece of work."""
    if not request.actor.may_anywhere(Right.CREATE):
        raise Refused(_("You may read the initiatives but not add to them."))
    fault = None
    if request.method == "POST":
        try:
            row = done(request, "initiatives.add", initiative_forms.read_about(request.POST)).result
            return redirect("initiative_estimate", row.code)
        except (BadInput, Conflict) as found:
            fault = found
    start = _begun_for(request, request.GET.get("use_case", "")[:40])
    fields = initiative_forms.about_fields(request.actor, start=start, post=request.POST if fault else None)
    return render(request, "initiative_form.html", {"fields": fields, "fault": fault}, status=400 if fault else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, code: str) -> HttpResponseBase:
    """Who, what and where, changed."""
    page = _to_change(request, code)
    fault: Fault | None = None
    if request.method == "POST":
        try:
            given = initiative_forms.read_about(request.POST)
            done(request, "initiatives.edit", {**given, "code": page.code, "version": request.POST.get("version")})
            return redirect("initiative", page.code)
        except (BadInput, Conflict, Refused) as found:
            fault = found
    fields = initiative_forms.about_fields(request.actor, page=page, post=request.POST if fault else None)
    context = {"fields": fields, "fault": fault, "work": page}
    return render(request, "initiative_form.html", context, status=400 if fault else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def estimate(request: Visit, code: str) -> HttpResponseBase:
    """What a plan needs to know of it."""
    page = _to_change(request, code)
    fault = None
    if request.method == "POST":
        try:
            given = initiative_forms.read_estimate(request.POST)
            done(request, "initiatives.estimate", {**given, "code": page.code, "version": request.POST.get("version")})
            return redirect("initiative", page.code)
        except (BadInput, Conflict) as found:
            fault = found
    context = {
        "work": page,
        "fault": fault,
        "fields": initiative_forms.estimate_fields(page, request.POST if fault else None),
        "spend": initiative_forms.spend_cells(page, first_year=timezone.localdate().year),
        "demand": initiative_forms.demand_rows(page),
        "sent": request.POST if fault else {},
    }
    return render(request, "initiative_estimate.html", context, status=400 if fault else 200)


@require_POST
@signed_in
def tie(request: Visit, code: str) -> HttpResponseBase:
    """Tie it to another initiative, or untie it."""
    post = request.POST
    given: dict[str, Any] = {"code": code, "other": post.get("other", "").strip(), "kind": post.get("kind", "")}
    if post.get("verb") == "untie":
        done(request, "initiatives.unrelate", given)
    else:
        value = post.get("value", "").strip()
        more = {"lag": post.get("lag") or 0, "value": value or None, "reason": post.get("reason", "")}
        done(request, "initiatives.relate", {**given, **more})
    return redirect("initiative", code)


@require_POST
@signed_in
def end(request: Visit, code: str) -> HttpResponseBase:
    """The work has ended or was given up."""
    done(request, "initiatives.retire", {"code": code, "reason": request.POST.get("reason", "")})
    return redirect("initiatives")


def _page(request: Visit, page: InitiativePage) -> HttpResponse:
    years = sorted({one.year for one in page.spend})
    held = {(one.line, one.year): one.amount for one in page.spend}
    context = {
        **initiative_frame(request, page),
        "years": years,
        "spend": [(line, [held.get((line, year)) for year in years]) for line in ("capex", "opex")],
        "sources": work_lines([one.code for one in page.use_cases], request.actor)["opportunities"],
        "quarters": range(1, max((len(one.fte) for one in page.demand), default=0) + 1),
        "ties": [(one, TIES[one.kind, one.inward]) for one in page.ties],
        "missing": [MISSING[one] for one in page.missing],
        "horizon": HORIZONS.get(page.horizon, ""),
        "others": ask("initiatives.list", {"size": MOST}, request.actor).rows if page.may_edit else [],
        "history": ask("ledger.history", {"kind": "initiative", "id": page.id}, request.actor),
    }
    return render(request, "initiative.html", context)


def _begun_for(request: Visit, code: str) -> dict[str, Any]:
    """What a form begins with when it is for a use of AI."""
    if not code:
        return {}
    use: UseCasePage = ask("use_cases.show", {"code": code}, request.actor)
    held = {"name": use.name, "department": use.department_code, "purpose": use.purpose, "use_cases": use.code}
    return held | ({"lead": str(use.owner_id)} if use.owner_id else {})


def _to_change(request: Visit, code: str) -> InitiativePage:
    page: InitiativePage = ask("initiatives.show", {"code": code}, request.actor)
    if not page.may_edit:
        raise Refused(_("You may read this initiative but not change it."))
    return page


def _asked(request: Visit) -> dict[str, Any]:
    return {name: value for name in FILTERS if (value := request.GET.get(name, "").strip()[:200])}


def _header(currency: str) -> list[str]:
    return [
        _("Code"), _("Initiative"), _("Department"), _("Lead"), _("State"), _("Stage"), _("Horizon"), _("Mandatory"),
        _("Value low, %s") % currency, _("Value middle, %s") % currency, _("Value high, %s") % currency,
        _("Earliest"), _("Deadline"), _("Quarters"),
    ]  # fmt: skip


def _cells(one: InitiativeLine) -> list[str]:
    numbers = (one.value_low, one.value_mid, one.value_high)
    return [
        one.code, one.name, one.department, one.lead, str(STATUSES[one.status][1]),
        str(words.STAGES.get(one.stage, one.stage)), one.horizon, _("yes") if one.is_mandatory else "",
        *("" if value is None else str(value) for value in numbers),
        one.earliest, one.deadline, "" if one.quarters is None else str(one.quarters),
    ]  # fmt: skip

"""What was promised, measured and agreed?"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput, Conflict, Fault, NotFound
from opencaio.faces.web import choices, impact_words, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.benefits import BenefitList

FILTERS = ("use_case", "kind", "status", "year")
WANTED: dict[str, tuple[str, ...]] = {
    "plan": ("planned",),
    "measure": ("measured", "low", "high", "note"),
    "agree": ("agreed", "note"),
    "dispute": ("note",),
}


@require_GET
@signed_in
def benefits(request: Visit) -> HttpResponse:
    """The ledger: a line a benefit and time."""
    return _page(request)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The ledger as CSV or XLSX."""
    head = [_("Code"), _("Benefit"), _("Use"), _("Department"), _("Kind"), _("Study"), _("From"), _("To")]
    head += [_("Currency"), _("Planned"), _("Measured"), _("Low, 95 %"), _("High, 95 %"), _("Agreed"), _("State")]
    head += [_("Measured by"), _("Agreed by"), _("Agreed on"), _("Note")]
    head += [_("Owner"), _("Promised by the case of"), _("Measure"), _("How it is measured")]
    rows = [head, *(impact_words.cells(one) for one in _listed(request).rows)]
    name = f"benefits-{timezone.localdate():%Y-%m-%d}"
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Benefits"))


@require_POST
@signed_in
def benefit_add(request: Visit) -> HttpResponseBase:
    """Put a benefit into the ledger, with its first plan where there is one."""
    post = request.POST
    given = {name: post.get(name, "").strip() for name in ("title", "use_case", "kind", "study")}
    given |= {"note": post.get("note", "")}
    try:
        row = done(request, "benefits.add", given | {"owner": post.get("owner") or None}).result
        if post.get("planned"):
            done(request, "benefits.plan", _timed(post, row.code) | {"planned": post.get("planned", "").strip()})
    except (BadInput, Conflict, NotFound) as fault:
        return _page(request, fault=fault)
    return redirect("benefits")


@require_POST
@signed_in
def benefit_act(request: Visit, code: str) -> HttpResponseBase:
    """Plan, measure, agree to or dispute a benefit for a time."""
    verb, post = request.POST.get("verb", ""), request.POST
    try:
        if verb not in WANTED:
            raise BadInput(_("Choose what to do."))
        told = {name: post.get(name, "").strip() for name in WANTED[verb] if post.get(name, "").strip()}
        done(request, f"benefits.{verb}", _timed(post, code) | told)
    except (BadInput, Conflict) as fault:
        return _page(request, fault=fault)
    return redirect("benefits")


@require_POST
@signed_in
def benefit_edit(request: Visit, code: str) -> HttpResponseBase:
    """Say which study measures a benefit."""
    try:
        done(request, "benefits.edit", {"code": code, "study": request.POST.get("study", "").strip()})
    except (BadInput, Conflict, NotFound) as fault:
        return _page(request, fault=fault)
    return redirect("benefits")


def _page(request: Visit, *, fault: Fault | None = None) -> HttpResponse:
    found = _listed(request)
    today = timezone.localdate()
    total = {name: impact_words.short(getattr(found, name), found.currency) for name in impact_words.AMOUNTS}
    coming = sorted((one for one in found.rows if one.is_to_come), key=lambda one: (one.first_day, one.code))
    ahead = sum((one.planned or Decimal(0) for one in coming), Decimal(0))
    context = {
        "list": found,
        "total": total,
        "begun": impact_words.short(found.planned - ahead, found.currency),
        "to_come": impact_words.short(ahead, found.currency) if ahead else "",
        "rows": [impact_words.entry(one) for one in found.rows if not one.is_to_come],
        "coming": [impact_words.entry(one) for one in coming],
        "waiting": ask("benefits.waiting", {}, request.actor).rows,
        "kinds": impact_words.KINDS.items(),
        "states": [(name, words) for name, (_kind, words) in impact_words.ENTRY_STATES.items()],
        "given": {name: request.GET.get(name, "") for name in FILTERS},
        "sent": request.POST,
        "fault": fault,
        "first_day": date(today.year, 1, 1),
        "last_day": date(today.year, 12, 31),
        "people": choices.people(request.actor),
        "may_add": request.actor.may_anywhere(Right.EDIT),
    }
    return render(request, "benefits.html", context, status=400 if fault else 200)


def _listed(request: Visit) -> BenefitList:
    given = {name: request.GET.get(name, "")[:40] for name in FILTERS}
    given["status"] = given["status"] if given["status"] in impact_words.ENTRY_STATES else ""
    year = given.pop("year")
    found: BenefitList = ask("benefits.list", given | ({"year": year} if year else {}), request.actor)
    return found


def _timed(post: Any, code: str) -> dict[str, Any]:
    return {"code": code, "first_day": post.get("first_day", ""), "last_day": post.get("last_day", "")}

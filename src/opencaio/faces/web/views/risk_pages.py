"""One risk: what could go wrong, how large it is and why, what acts against it, and who lives with the rest."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, Refused
from opencaio.faces.web import risk_forms, risk_pictures, risk_reasons
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.risk_words import LOSSES, SHORT_SHAPES, STATES
from opencaio.record.models import Control
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.registry import visible_or_shared
from opencaio.record.queries.risk_pages import RiskPage

HISTORY = 20
REASONED = {
    "close": "risks.close",
    "reopen": "risks.reopen",
    "retire": "risks.retire",
    "withdraw": "risks.withdraw_acceptance",
}


@require_GET
@signed_in
def risk(request: Visit, code: str) -> HttpResponse:
    """The page of one risk."""
    return _page(request, code)


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: Visit) -> HttpResponseBase:
    """A new risk, from the catalogue or in one's own words."""
    if not request.actor.may_anywhere(Right.CREATE):
        raise Refused(_("You may read the register but not add to it."))
    typical = risk_forms.typical_of(request.GET.get("from", ""))
    if request.method == "POST":
        try:
            given = risk_forms.read(request.POST) | ({"from_catalogue": typical.id} if typical else {})
            return redirect("risk", done(request, "risks.add", given).result.code)
        except BadInput as fault:
            return _form(request, fault=fault, start={})
    start = risk_forms.start_from(typical, use=request.GET.get("use", ""), department=request.GET.get("department", ""))
    return _form(request, start=start, typical=typical)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, code: str) -> HttpResponseBase:
    """The same form with what is on record; when someone else was faster, both are shown."""
    page: RiskPage = ask("risks.show", {"code": code}, request.actor)
    if not page.may_edit:
        raise Refused(_("You may read this risk but not change it."))
    if request.method == "GET":
        return _form(request, page=page)
    try:
        said = risk_forms.read(request.POST) | {"code": page.code, "version": request.POST.get("version") or None}
        done(request, "risks.edit", said)
    except (BadInput, Conflict) as fault:
        return _form(request, page=page, fault=fault)
    return redirect("risk", page.code)


@require_POST
@signed_in
def treat(request: Visit, code: str) -> HttpResponseBase:
    """Set a control against the risk, or take one off."""
    control = request.POST.get("control", "")
    try:
        if request.POST.get("verb") == "untreat":
            done(request, "risks.untreat", {"code": code, "control": control})
        else:
            names = {"frequency_factor": "frequency", "magnitude_factor": "magnitude"}
            factors = {name: risk_forms.percent_left(request.POST, sent) for name, sent in names.items()}
            done(request, "risks.treat", {"code": code, "control": control, **factors})
    except BadInput as fault:
        return _page(request, code, fault=fault)
    return redirect("risk", code)


@require_POST
@signed_in
def accept(request: Visit, code: str) -> HttpResponseBase:
    """Accept the risk until a day."""
    given = {name: request.POST.get(name, "") for name in ("reason", "expires_on")}
    try:
        done(request, "risks.accept", {"code": code, **given, "version": request.POST.get("version") or None})
    except (BadInput, Conflict, Refused) as fault:
        return _page(request, code, fault=fault)
    return redirect("risk", code)


@require_POST
@signed_in
def turn(request: Visit, code: str) -> HttpResponseBase:
    """Close, open again, withdraw the acceptance, or withdraw what was entered in error."""
    verb = request.POST.get("verb", "")
    if verb not in REASONED:
        raise BadInput(_("Choose what to do with the risk."))
    try:
        done(request, REASONED[verb], {"code": code, "reason": request.POST.get("reason", "")})
    except (BadInput, Conflict, Refused) as fault:
        return _page(request, code, fault=fault)
    return redirect("risks") if verb == "retire" else redirect("risk", code)


def _page(request: Visit, code: str, *, fault: Fault | None = None) -> HttpResponse:
    page: RiskPage = ask("risks.show", {"code": code}, request.actor)
    status = {BadInput: 400, Conflict: 409, Refused: 403}.get(type(fault), 400) if fault else 200
    context: dict[str, Any] = {
        "risk": page,
        "fault": fault,
        "sent": request.POST,
        "mark": STATES[page.state],
        "why_level": risk_reasons.level(page),
        "losses": [(one, LOSSES[one.state], risk_reasons.one_loss(page, one)) for one in page.states],
        "shape": SHORT_SHAPES.get(page.shape, ""),
        "history": ask("ledger.history", {"kind": "risk", "id": page.id, "size": HISTORY}, request.actor),
        "may_retire": request.actor.may(Right.RETIRE, page.department_id),
        "may_accept": page.may_decide or (page.may_edit and page.owner_id == request.actor.person_id),
        **_pictures(page),
    }
    if page.may_edit:
        context["controls"] = _controls(request, page)
    return render(request, "risk.html", context, status=status)


def _pictures(page: RiskPage) -> dict[str, Any]:
    if not page.states:
        return {}
    waterfall = risk_pictures.waterfall(page) if page.treatments else None
    return {
        "ranges": risk_pictures.ranges(page),
        "curve": risk_pictures.one_exceedance(page),
        "waterfall": waterfall,
    }


def _controls(request: Visit, page: RiskPage) -> list[tuple[str, str]]:
    """The controls that may be set against this risk: shared ones, and those of its department and above."""
    rows = visible_or_shared(Control.objects.filter(retired_at=None), request.actor).select_related("department")
    held = {one.control for one in page.treatments}
    return [(row.code, row.name) for row in rows.order_by("code") if row.code not in held and _fits(row, page)]


def _fits(control: Control, page: RiskPage) -> bool:
    home = control.department
    return home is None or (page.department_path != "" and page.department_path.startswith(home.path))


def _form(
    request: Visit,
    *,
    page: RiskPage | None = None,
    fault: Fault | None = None,
    start: dict[str, Any] | None = None,
    typical: Any = None,
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    context = {
        "risk": page,
        "groups": risk_forms.groups(request.actor, page=page, start=start, post=sent),
        "fault": fault,
        "is_late": isinstance(fault, Conflict),
        "typical": typical,
    }
    status = 200 if fault is None else 409 if isinstance(fault, Conflict) else 400
    return render(request, "risk_form.html", context, status=status)

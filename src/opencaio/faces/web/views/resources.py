"""Tools, licences and compute: how full they are, what they cost, what ends soon."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.web import choices, sheets, staffing_forms, staffing_reasons
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.staffing_words import FULLNESS, TOOL_STATES, TOOLS, people
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.resources import ListResources, ResourceLine, ResourceList, ResourcePage

FILTERS = ("q", "kind", "department", "state")


@require_GET
@signed_in
def resources(request: Visit) -> HttpResponse:
    """The list under the filters of the address."""
    given = asked(request.GET)
    found: ResourceList = ask("resources.list", given, request.actor)
    context = {
        "given": given,
        "list": found,
        "kinds": TOOLS,
        "states": TOOL_STATES,
        "departments": choices.departments(request.actor, Right.READ),
        "why": staffing_reasons.month(found),
        "may_add": request.actor.may_anywhere(Right.CREATE),
    }
    return render(request, "resources.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The filtered list as CSV or XLSX."""
    given = asked(request.GET).model_copy(update={"page": 1, "size": 1000})
    found: ResourceList = ask("resources.list", given, request.actor)
    header = [
        _("Code"), _("Name"), _("Kind"), _("Unit"), _("There"), _("Used"), _("Counted on"), _("State"),
        _("Cost a unit and month"), _("Cost a month"), _("Not used, a month"), _("Currency"), _("Department"),
        _("Supplier"), _("Owner"), _("Until"),
    ]  # fmt: skip
    name = f"tools-{timezone.localdate():%Y-%m-%d}"
    rows = [header, *(_cells(one) for one in found.rows)]
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Tools"))


@require_GET
@signed_in
def resource(request: Visit, code: str) -> HttpResponse:
    """One resource."""
    return _page(request, code)


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: Visit) -> HttpResponseBase:
    """A new resource."""
    if not request.actor.may_anywhere(Right.CREATE):
        raise Refused(_("You may read about tools but not add one."))
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, code: str) -> HttpResponseBase:
    """The same form with what is on record."""
    page: ResourcePage = ask("resources.show", {"code": code}, request.actor)
    if not page.may_edit:
        raise Refused(_("You may read about this but not change it."))
    return _form(request, page)


@require_POST
@signed_in
def act(request: Visit, code: str) -> HttpResponseBase:
    """Say how much is used, or that we no longer have it."""
    sent = request.POST
    try:
        if sent.get("verb") == "retire":
            done(request, "resources.retire", {"code": code})
            return redirect("resources")
        used = staffing_forms.number_in(sent.get("used", ""), _("Used"))
        done(request, "resources.use", {"code": code, "used": used, "used_on": sent.get("used_on") or None})
    except (BadInput, Conflict, Refused) as fault:
        return _page(request, code, fault=fault)
    return redirect("resource", code)


def asked(get: QueryDict) -> ListResources:
    """The filters in an address; what is wrong is said."""
    given: dict[str, Any] = {name: value for name in FILTERS if (value := get.get(name, "").strip())}
    given["mine"] = bool(get.get("mine"))
    given["page"] = page_of(get)
    try:
        return ListResources.model_validate(given)
    except ValueError as fault:
        raise BadInput(_("This address holds a filter that does not exist. Start again from the list.")) from fault


def _page(request: Visit, code: str, *, fault: Fault | None = None) -> HttpResponse:
    page: ResourcePage = ask("resources.show", {"code": code}, request.actor)
    context: dict[str, Any] = {"one": page, "fault": fault, "today": timezone.localdate(), "sent": request.POST}
    context["may_retire"] = request.actor.may_anywhere(Right.RETIRE) and page.may_edit
    return render(request, "resource.html", context, status=_status(fault))


def _form(request: Visit, page: ResourcePage | None) -> HttpResponseBase:
    fields, sent = staffing_forms.TOOL, request.POST if request.method == "POST" else None
    fault: Fault | None = None
    if sent is not None:
        try:
            given = staffing_forms.read(sent, fields)
            given = {name: value for name, value in given.items() if name != "currency" or value or page is None}
            more = {"code": page.code, "version": sent.get("version") or None} if page else {}
            action = "resources.edit" if page else "resources.add"
            return redirect("resource", done(request, action, {**given, **more}).result.code)
        except (BadInput, Conflict, NotFound) as refused:
            fault = refused
    context = {
        "title": page.name if page else _("Add a tool, licence or compute pool"),
        "fields": staffing_forms.filled(
            fields, request.actor, right=Right.EDIT if page else Right.CREATE, present=_present(page), post=sent
        ),
        "fault": fault,
        "is_late": isinstance(fault, Conflict),
        "row_version": page.version if page else None,
        "parent": (_("Tools and capacity"), reverse("resources")),
        "back": reverse("resource", args=[page.code]) if page else reverse("resources"),
        "intro": _(
            "What there is of it, in which unit, and what a unit costs a month. How much is used is said on its page."
        ),
    }
    return render(request, "staffing_form.html", context, status=_status(fault))


def _present(page: ResourcePage | None) -> dict[str, Any]:
    if page is None:
        return {}
    return page.model_dump() | {
        "department": page.department_code,
        "vendor": page.vendor_id,
        "owner": page.owner_id,
        "initiatives": [one.code for one in page.linked if one.kind == "initiative"] or None,
        "use_cases": [one.code for one in page.linked if one.kind == "use_case"] or None,
    }


def _status(fault: Fault | None) -> int:
    return {BadInput: 400, NotFound: 400, Conflict: 409, Refused: 403}.get(type(fault), 400) if fault else 200


def _cells(one: ResourceLine) -> list[str]:
    amounts = [one.cost, one.month, one.idle_cost]
    return [
        one.code,
        one.name,
        str(TOOLS[one.kind]),
        one.unit,
        people(one.capacity),
        people(one.used),
        one.used_on.isoformat() if one.used_on else "",
        str(FULLNESS[one.state][1]),
        *("" if value is None else str(value) for value in amounts),
        one.currency,
        one.department,
        one.vendor,
        one.owner,
        one.ends_on.isoformat() if one.ends_on else "",
    ]

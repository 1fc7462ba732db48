"""Which measures do we keep up, what are they good for, and how do they come and change?"""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, Refused
from opencaio.faces.web import choices
from opencaio.faces.web.choices import Choice
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.evidence_forms import sent_evidence
from opencaio.faces.web.forms import Field
from opencaio.faces.web.framework_words import STATUSES
from opencaio.faces.web.paging import page_of
from opencaio.packs.evidence import load_kinds
from opencaio.packs.frameworks import load_frameworks
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries import ask
from opencaio.record.queries.controls import ControlPage

FILTERS = ("q", "department", "status", "framework", "requirement", "use_case")
FIELDS = (
    Field("name", _lazy("Name"), is_needed=True),
    Field("description", _lazy("What is done"), "area", _lazy("By whom, when, with what result.")),
    Field("status", _lazy("Status"), "choice", is_needed=True),
    Field("department", _lazy("Department"), "choice", _lazy("It counts for this department and all below it.")),
    Field("owner", _lazy("Owner"), "choice", _lazy("Who answers for it.")),
    Field("review_due_on", _lazy("Review due on"), "day"),
    Field("use_cases", _lazy("Only for these uses"), "list", _lazy("Codes with commas; blank: all of the department.")),
    Field(
        "requirements",
        _lazy("Requirements that it serves"),
        "area",
        _lazy("One on a line, as in nist-ai-rmf:GOVERN 1.2. What else it serves follows from the crosswalks."),
    ),
)


@require_http_methods(["GET", "POST"])
@signed_in
def controls(request: Visit) -> HttpResponseBase:
    """The list of controls, and a form for one more."""
    fault: Fault | None = None
    if request.method == "POST":
        try:
            return redirect("control", done(request, "controls.add", read(request.POST)).result.code)
        except BadInput as wrong:
            fault = wrong
    given: dict[str, Any] = {name: value for name in FILTERS if (value := request.GET.get(name, "").strip())}
    if given.get("status") not in STATUSES:
        given.pop("status", None)
    asked = given | {"page": page_of(request.GET), "size": 50}
    found = ask("controls.list", asked, request.actor)
    context = {
        "list": found,
        "pages": -(-found.total // 50),
        "given": given,
        "statuses": STATUSES,
        "departments": choices.departments(request.actor, Right.READ),
        "frameworks": load_frameworks().frameworks,
        "may_add": request.actor.may_anywhere(Right.CREATE),
        "fault": fault,
    }
    context["fields"] = _fields(request.actor, _sent(request), Right.CREATE) if context["may_add"] else []
    return render(request, "controls.html", context, status=400 if fault else 200)


@require_GET
@signed_in
def control(request: Visit, code: str) -> HttpResponse:
    """One control: evidence, uses, and every requirement that it serves."""
    return _page(request, ask("controls.show", {"code": code}, request.actor))


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, code: str) -> HttpResponseBase:
    """Change a control; when someone else was faster nothing typed is lost."""
    page: ControlPage = ask("controls.show", {"code": code}, request.actor)
    if not _may(request.actor, Right.EDIT, page):
        raise Refused(_("You may read this control but not change it."))
    fault: Fault | None = None
    if request.method == "POST":
        version = {"code": code, "version": request.POST.get("version") or None}
        try:
            done(request, "controls.edit", read(request.POST) | version)
            return redirect("control", code)
        except (BadInput, Conflict) as wrong:
            fault = wrong
    fields = _fields(request.actor, _present(page, request.POST if fault else None), Right.EDIT)
    context = {"control": page, "fields": fields, "fault": fault, "is_late": isinstance(fault, Conflict)}
    return render(request, "control_edit.html", context, status=409 if context["is_late"] else 400 if fault else 200)


@require_POST
@signed_in
def retire(request: Visit, code: str) -> HttpResponseBase:
    """A control that is no longer kept up."""
    done(request, "controls.retire", {"code": code, "reason": request.POST.get("reason", "")})
    return redirect("controls")


@require_POST
@signed_in
def evidence(request: Visit, code: str) -> HttpResponseBase:
    """Put a file, a link or a note on a control; what is refused leaves no file behind."""
    try:
        with sent_evidence(request) as given:
            done(request, "evidence.add", {"control": code, **given})
    except BadInput as fault:
        return _page(request, ask("controls.show", {"code": code}, request.actor), fault=fault)
    return redirect("control", code)


@require_POST
@signed_in
def retire_evidence(request: Visit, code: str, key: int) -> HttpResponseBase:
    """Take evidence of a control back."""
    done(request, "evidence.retire", {"id": key, "reason": request.POST.get("reason", "")})
    return redirect("control", code)


def read(post: QueryDict) -> dict[str, Any]:
    """What the form sent, as the actions want it."""
    given: dict[str, Any] = {one: post.get(one, "").strip() for one in ("name", "description", "status")}
    given |= {one: post.get(one, "").strip() or None for one in ("department", "owner", "review_due_on")}
    given["requirements"] = [line.strip() for line in post.get("requirements", "").splitlines() if line.strip()]
    given["use_cases"] = [one.strip() for one in post.get("use_cases", "").split(",") if one.strip()]
    return given


def _page(request: Visit, page: ControlPage, *, fault: Fault | None = None) -> HttpResponse:
    context = {
        "control": page,
        "fault": fault,
        "sent": request.POST if fault else {},
        "kinds": load_kinds().values(),
        "may_edit": _may(request.actor, Right.EDIT, page),
        "may_retire": _may(request.actor, Right.RETIRE, page),
        "may_show": _may(request.actor, Right.STATE_FACTS, page),
        "history": ask("ledger.history", {"kind": "control", "id": page.id, "size": 10}, request.actor),
    }
    return render(request, "control.html", context, status=400 if fault else 200)


def _may(actor: Actor, right: Right, page: ControlPage) -> bool:
    """True when the actor holds the right over the control's department, or over all where it is shared."""
    if page.is_retired:
        return False
    if not page.department_code:
        return actor.may(right, None)
    return page.department_code in {one.value for one in choices.departments(actor, right)}


def _fields(actor: Actor, values: dict[str, Any], right: Right) -> list[Field]:
    everywhere = [Choice("", _("Shared by all"))] if actor.may(right, None) else []
    offered = {
        "status": tuple(Choice(code, told) for code, (_mark, told) in STATUSES.items()),
        "department": (*everywhere, *choices.departments(actor, right)),
        "owner": (Choice("", "–"), *choices.people(actor)),
    }
    return [replace(one, offered=offered.get(one.name, ()), value=values.get(one.name, "")) for one in FIELDS]


def _sent(request: Visit) -> dict[str, Any]:
    if request.method == "POST":
        return {name: request.POST.get(name, "") for name in (one.name for one in FIELDS)}
    return {"status": "planned", "requirements": request.GET.get("for", "")[:120]}


def _present(page: ControlPage, sent: QueryDict | None) -> dict[str, Any]:
    if sent is not None:
        return {one.name: sent.get(one.name, "") for one in FIELDS}
    return {
        "name": page.name,
        "description": page.description,
        "status": page.status,
        "department": page.department_code,
        "owner": "" if page.owner_id is None else str(page.owner_id),
        "review_due_on": page.review_due_on.isoformat() if page.review_due_on else "",
        "use_cases": ", ".join(one.code for one in page.use_cases),
        "requirements": "\n".join(page.requirements),
    }

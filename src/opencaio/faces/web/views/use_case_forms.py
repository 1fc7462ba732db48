"""How does someone put a use of AI on record by hand, and change it without losing what another wrote?"""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from opencaio.errors import BadInput, Conflict, Fault, Refused
from opencaio.faces.web import forms
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.use_case_pages import UseCasePage
from opencaio.record.queries.use_cases import AlikeUses


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: Visit) -> HttpResponseBase:
    """The short form; before something alike is added twice, it asks."""
    if not request.actor.may_anywhere(Right.CREATE):
        raise Refused("You may read the inventory but not add to it.")
    if request.method == "GET":
        return _add_form(request)
    near = _alike(request, request.POST.get("name", ""))
    if near.rows and request.POST.get("sure") != "on":
        return _add_form(request, near=near, status=409)
    try:
        given = forms.read(request.POST, forms.SHORT)
        return redirect("use_case", done(request, "use_cases.add", given).result.code)
    except BadInput as fault:
        return _add_form(request, fault=fault, status=400)


@require_GET
@signed_in
def alike(request: Visit) -> HttpResponse:
    """What is on record already and reads like this name."""
    return render(request, "parts/alike.html", {"near": _alike(request, request.GET.get("name", ""))})


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, code: str) -> HttpResponseBase:
    """The long form; when someone else was faster, both versions are shown and nothing typed is lost."""
    use: UseCasePage = ask("use_cases.show", {"code": code}, request.actor)
    if not request.actor.may(Right.EDIT, use.department_id):
        raise Refused("You may read this use but not change it.")
    if request.method == "GET":
        return _edit_form(request, use)
    try:
        fields = forms.fields_to_edit(request.actor, use)
        version = {"code": code, "version": request.POST.get("version") or None}
        done(request, "use_cases.edit", forms.read(request.POST, fields) | version)
    except (BadInput, Conflict) as fault:
        return _edit_form(request, use, fault=fault)
    except Refused as fault:
        if not fault.details:
            raise
        return _edit_form(request, use, fault=fault)
    return redirect("use_case", code)


def _alike(request: Visit, name: str) -> AlikeUses:
    found: AlikeUses = ask("use_cases.alike", {"name": name[:500]}, request.actor)
    return found


def _add_form(
    request: Visit, *, near: AlikeUses | None = None, fault: Fault | None = None, status: int = 200
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    fields = forms.fields_to_add(request.actor, sent)
    context = {"fields": fields, "near": near, "fault": fault}
    return render(request, "use_case_add.html", context, status=status)


def _edit_form(request: Visit, use: UseCasePage, *, fault: Fault | None = None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    fields = forms.fields_to_edit(request.actor, use, sent)
    is_late = isinstance(fault, Conflict)
    context = {"use": use, "fields": fields, "fault": fault, "is_late": is_late}
    context["closed_gate"] = request.POST.get("stage", "") if isinstance(fault, Refused) else ""
    return render(request, "use_case_edit.html", context, status=409 if is_late else 400 if fault else 200)

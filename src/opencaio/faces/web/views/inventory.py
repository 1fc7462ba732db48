"""The inventory: which uses are there, and what can be done with those that are picked?"""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput
from opencaio.faces.web import choices, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.use_cases import ListUseCases

FILTERS = (
    "q",
    "department",
    "stage",
    "klass",
    "declared",
    "review",
    "vendor",
    "owner",
    "tag",
    "needs_facts",
    "open_match",
)


@require_GET
@signed_in
def inventory(request: Visit) -> HttpResponse:
    """One page of the inventory; htmx asks for the list alone."""
    given = asked(request.GET)
    offered = choices.of_inventory(request.actor)
    context = {
        "given": given,
        "list": ask("use_cases.list", given, request.actor),
        "offered": offered,
        "chips": offered.chips(given),
        "may_add": request.actor.may_anywhere(Right.CREATE),
        "may_edit": request.actor.may_anywhere(Right.EDIT),
        "may_comment": request.actor.may_anywhere(Right.COMMENT),
        "query": urlencode(filters_of(request.GET)),
    }
    return render(request, "inventory_list.html" if request.htmx.target == "list" else "inventory.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The filtered set as CSV or XLSX."""
    codes = request.GET.getlist("pick")
    given = asked(request.GET).model_copy(update={"size": 20_000, "page": 1, "codes": codes})
    return sheets.download(ask("use_cases.list", given, request.actor), kind=request.GET.get("as", "csv"))


@require_POST
@signed_in
def act(request: Visit) -> HttpResponseBase:
    """Do one thing to all uses that are picked."""
    codes, verb = request.POST.getlist("pick"), request.POST.get("verb", "")
    back = f"{reverse('inventory')}?{request.POST.get('back', '')}"
    if not codes:
        raise BadInput(_("No use is picked. Tick the boxes at the left of the rows first."))
    if verb in {"csv", "xlsx"}:
        return redirect(f"{reverse('inventory_export')}?{urlencode({'pick': codes, 'as': verb}, doseq=True)}")
    if verb == "owner":
        done(request, "use_cases.assign", {"codes": codes, "owner": request.POST.get("owner") or None})
    elif verb == "tag":
        done(request, "use_cases.tag", {"codes": codes, "tag": request.POST.get("tag", "")})
    return redirect(back)


@require_POST
@signed_in
def save_view(request: Visit) -> HttpResponseBase:
    """Keep the present filters under a name."""
    query = request.POST.get("query", "")
    shared = request.POST.get("shared") == "on"
    done(request, "views.save", {"name": request.POST.get("name", ""), "query": query, "is_shared": shared})
    return redirect(f"{reverse('inventory')}?{query}")


@require_POST
@signed_in
def remove_view(request: Visit, key: int) -> HttpResponseBase:
    """Let a view go."""
    done(request, "views.remove", {"id": key})
    return redirect("inventory")


def asked(get: QueryDict) -> ListUseCases:
    """The filters in an address; what is no filter is left aside, what is wrong is said."""
    given: dict[str, Any] = filters_of(get)
    for flag in ("needs_facts", "open_match"):
        if flag in given:
            given[flag] = True
    given["page"] = page_of(get)
    given["size"] = {"25": 25, "100": 100}.get(get.get("size", ""), 50)
    if sort := get.get("sort"):
        given["sort"] = sort
    try:
        return ListUseCases.model_validate(given)
    except ValueError as fault:
        raise BadInput(_("This address holds a filter that does not exist. Start again from the inventory.")) from fault


def filters_of(get: QueryDict) -> dict[str, str]:
    """The filters that are set."""
    return {name: value for name in FILTERS if (value := get.get(name, "").strip())}

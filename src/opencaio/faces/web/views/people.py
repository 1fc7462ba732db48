"""Who are the people, what may each do, and how do they come and go?"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, NotFound, Refused
from opencaio.faces.web import choices, words
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.record.models import Person
from opencaio.record.permissions import Right
from opencaio.record.queries import ask


@require_http_methods(["GET", "POST"])
@signed_in
def people(request: Visit) -> HttpResponseBase:
    """All people, and a form for one more."""
    _looks_after_people(request)
    if request.method == "POST":
        fields = ("name", "email", "title", "department", "password")
        given = {name: value for name in fields if (value := request.POST.get(name, "").strip())}
        return redirect("person", done(request, "people.add", given).result.pk)
    q = request.GET.get("q", "")
    found = ask("people.list", {"q": q, "retired": True, "size": 500}, request.actor)
    context = {"list": found, "q": q, "departments": choices.departments(request.actor, Right.READ)}
    return render(request, "people.html", context)


@require_GET
@signed_in
def person(request: Visit, key: int) -> HttpResponse:
    """One person: roles, sign-in, and the way out."""
    _looks_after_people(request)
    row = Person.objects.select_related("department", "user").filter(pk=key).first()
    if row is None:
        raise NotFound(_("There is no such person."))
    context = {
        "person": row,
        "grants": row.grants.filter(retired_at=None).select_related("department"),
        "roles": words.ROLES.items(),
        "departments": choices.departments(request.actor, Right.READ),
        "history": ask("ledger.history", {"kind": "person", "id": key, "size": 10}, request.actor),
        "deputies": ask("deputies.list", {"person": key}, request.actor),
        "deputies_of": row,
        "people": choices.people(request.actor),
        "held": ask("people.holdings", {"person": key}, request.actor),
    }
    return render(request, "person.html", context)


@require_POST
@signed_in
def change(request: Visit, key: int) -> HttpResponseBase:
    """Do one thing about a person."""
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise BadInput(_("There is nothing of that kind to do."))
    if verb == "erase" and request.POST.get("sure") != str(key):
        raise BadInput(_("To erase someone, write the person's number into the field. Nothing was erased."))
    action, given = VERBS[verb]
    done(request, action, given(key, request.POST))
    return redirect("person", key)


def _leaving(key: int, post: QueryDict) -> dict[str, Any]:
    return {"person": key, "leave_holdings": post.get("leave_holdings") == "on"}


VERBS: Mapping[str, tuple[str, Callable[[int, QueryDict], dict[str, Any]]]] = {
    "grant": (
        "people.grant",
        lambda key, post: {"person": key, "role": post.get("role"), "department": post.get("department") or None},
    ),
    "withdraw": ("people.withdraw_role", lambda key, post: {"grant": post.get("grant")}),
    "password": ("people.set_password", lambda key, post: {"person": key, "password": post.get("password", "")}),
    "close": ("people.close_sign_in", lambda key, post: {"person": key}),
    "retire": ("people.retire", _leaving),
    "erase": ("people.erase", _leaving),
}


@require_http_methods(["GET", "POST"])
@signed_in
def departments(request: Visit) -> HttpResponseBase:
    """The tree of departments, and a form for one more."""
    if not request.actor.may(Right.SETTINGS, None):
        raise Refused(_("Only an officer looks after departments."))
    if request.method == "POST":
        fields = ("code", "name", "parent", "headcount")
        done(request, "departments.add", {name: value for name in fields if (value := request.POST.get(name))})
        return redirect("departments")
    return render(request, "departments.html", {"list": ask("departments.list", {}, request.actor)})


@require_POST
@signed_in
def retire_department(request: Visit, code: str) -> HttpResponseBase:
    """A department that is no more."""
    done(request, "departments.retire", {"code": code})
    return redirect("departments")


def _looks_after_people(request: Visit) -> None:
    if not request.actor.may(Right.PEOPLE, None):
        raise Refused(_("Only an officer looks after people and roles."))

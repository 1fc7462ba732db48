"""What is mine here: my roles, my password, my second factor, my keys for programs?"""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from opencaio.faces.web import choices
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.record.actions.tokens import NewToken
from opencaio.record.models import RoleGrant
from opencaio.record.permissions import Right
from opencaio.record.queries import ask


@require_http_methods(["GET", "POST"])
@signed_in
def account(request: Visit) -> HttpResponse:
    """My account; a new key is shown once, on the page that answers the form."""
    fresh: NewToken | None = None
    if request.method == "POST":
        given: dict[str, Any] = {name: request.POST.get(name, "") for name in ("name", "only_for")}
        given |= {"can_write": request.POST.get("can_write") == "on", "days": request.POST.get("days") or 90}
        fresh = done(request, "tokens.create", given).result
    grants = RoleGrant.objects.filter(person=request.person, retired_at=None).select_related("department")
    context = {"tokens": ask("tokens.list", {}, request.actor), "fresh": fresh, "grants": grants}
    deputies = ask("deputies.list", {"person": request.person.pk}, request.actor)
    context |= {"deputies": deputies, "deputies_of": request.person, "people": choices.people(request.actor)}
    if fresh and fresh.only_for:
        context["feed"] = f"{request.build_absolute_uri(reverse('duties_feed'))}?key={fresh.secret}"
    context["may_name"] = request.actor.may_anywhere(Right.COMMENT)
    return render(request, "account.html", context)


@require_POST
@signed_in
def revoke(request: Visit, key: int) -> HttpResponseBase:
    """Take a key back."""
    done(request, "tokens.revoke", {"token": key})
    return redirect("account")

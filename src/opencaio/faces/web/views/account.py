"""What is mine here: my roles, my password, my second factor, my keys for programs?"""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from opencaio.faces.web import choices
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.staffing_words import LEVELS
from opencaio.record.actions.tokens import NewToken
from opencaio.record.models import PersonSkill, RoleGrant, Skill
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
    context |= own_skills(request)
    context["may_name"] = request.actor.may_anywhere(Right.COMMENT)
    return render(request, "account.html", context)


def own_skills(request: Visit) -> dict[str, Any]:
    """What is said of one's own skills, and what can be; nothing for those who may not read the record."""
    if not request.actor.may_anywhere(Right.READ):
        return {}
    held = PersonSkill.objects.filter(person=request.person, retired_at=None, skill__retired_at=None)
    may_say = request.actor.may_anywhere(Right.PROPOSE)
    return {
        "own_skills": [(one.skill.name, one) for one in held.select_related("skill").order_by("-level", "skill__name")],
        "all_skills": list(Skill.objects.filter(retired_at=None).order_by("name")) if may_say else [],
        "skill_levels": LEVELS,
        "may_see_skills": True,
    }


@require_POST
@signed_in
def revoke(request: Visit, key: int) -> HttpResponseBase:
    """Take a key back."""
    done(request, "tokens.revoke", {"token": key})
    return redirect("account")

"""Who are we, and what is true of all our uses of AI because it is true of us?"""

from typing import Any
from zoneinfo import available_timezones

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, Refused
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.fact_tables import fact_table
from opencaio.faces.web.views.documents import about_lines
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.organisation import OrganisationShown

FIELDS = ("name", "description", "time_zone", "currency", "language")
LANGUAGES = {"en": "English", "fr": "Français"}


@require_GET
@signed_in
def organisation(request: Visit) -> HttpResponse:
    """The organisation, its legal entities, its facts and its documents."""
    shown: OrganisationShown = ask("organisation.show", {}, request.actor)
    actor = request.actor
    history = {"kind": "organisation", "id": shown.id, "size": 10}
    sees_all = actor.may(Right.READ, None)
    context = {
        "ours": shown,
        "language": LANGUAGES.get(shown.language, shown.language),
        **fact_table(shown.facts, "organisation"),
        "lines": about_lines(request, subject="organisation") if sees_all else [],
        "may": {right.value: actor.may(right, None) for right in (Right.SETTINGS, Right.STATE_FACTS)},
        "history": ask("ledger.history", history, actor).rows,
    }
    return render(request, "organisation.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit) -> HttpResponseBase:
    """Describe the organisation anew; when someone else was faster nothing typed is lost."""
    _looks_after_it(request)
    shown: OrganisationShown = ask("organisation.show", {}, request.actor)
    values: dict[str, Any] = {name: getattr(shown, name) for name in FIELDS}
    fault: Fault | None = None
    if request.method == "POST":
        values = {name: request.POST.get(name, "").strip() for name in FIELDS}
        given = values | {"version": request.POST.get("version") or None, "is_example": shown.is_example}
        try:
            done(request, "organisation.describe", given)
            return redirect("organisation")
        except (BadInput, Conflict) as wrong:
            fault = wrong
    context = {"ours": shown, "values": values, "fault": fault, "is_late": isinstance(fault, Conflict)}
    context |= {"zones": sorted(available_timezones()), "languages": LANGUAGES.items()}
    return render(
        request, "organisation_edit.html", context, status=409 if context["is_late"] else 400 if fault else 200
    )


@require_POST
@signed_in
def add_entity(request: Visit) -> HttpResponseBase:
    """Put one more legal entity on record."""
    _looks_after_it(request)
    given = {"name": request.POST.get("name", "").strip(), "country": request.POST.get("country", "").strip().upper()}
    done(request, "legal_entities.add", given)
    return redirect("organisation")


def _looks_after_it(request: Visit) -> None:
    if not request.actor.may(Right.SETTINGS, None):
        raise Refused(_("Only an officer describes the organisation."))

"""What one initiative cost, what its uses cost, and what it is estimated to cost."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opencaio.faces.web.doors import Visit, signed_in
from opencaio.faces.web.initiative_frame import initiative_frame
from opencaio.record.queries import ask
from opencaio.record.queries.initiatives import InitiativePage


@require_GET
@signed_in
def initiative_money(request: Visit, code: str) -> HttpResponse:
    """The money tab of an initiative."""
    page: InitiativePage = ask("initiatives.show", {"code": code}, request.actor)
    found = ask("actuals.of", {"initiative": page.code}, request.actor)
    return render(request, "initiative_money.html", initiative_frame(request, page) | {"found": found})

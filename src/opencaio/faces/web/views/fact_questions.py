"""How is a fact of a part, or of the organisation, asked, put on record and taken back?"""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from opencaio.faces.web.asking import answered, asking
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.fact_places import FactPlace, elsewhere, place_of_organisation, place_of_part, questions
from opencaio.faces.web.gaps import document_asked_for, next_gap
from opencaio.faces.web.reasons import value_words
from opencaio.faces.web.views.parts import shown_part


@require_GET
@signed_in
def of_part(request: Visit, kind: str, key: int) -> HttpResponse:
    """A question about a part: chosen by ``?key=``."""
    return _question(request, place_of_part(shown_part(request, kind, key), request.actor))


@require_GET
@signed_in
def of_organisation(request: Visit) -> HttpResponse:
    """A question about the organisation: chosen by ``?key=``."""
    return _question(request, place_of_organisation(request.actor))


@require_POST
@signed_in
def state_of_part(request: Visit, kind: str, key: int) -> HttpResponseBase:
    """Put an answer about a part on record."""
    return _state(request, place_of_part(shown_part(request, kind, key), request.actor))


@require_POST
@signed_in
def state_of_organisation(request: Visit) -> HttpResponseBase:
    """Put an answer about the organisation on record."""
    return _state(request, place_of_organisation(request.actor))


@require_POST
@signed_in
def withdraw_of_part(request: Visit, kind: str, key: int) -> HttpResponseBase:
    """Take an answer about a part back."""
    return _withdraw(request, place_of_part(shown_part(request, kind, key), request.actor))


@require_POST
@signed_in
def withdraw_of_organisation(request: Visit) -> HttpResponseBase:
    """Take an answer about the organisation back."""
    return _withdraw(request, place_of_organisation(request.actor))


def _question(request: Visit, about: FactPlace) -> HttpResponse:
    key, document = request.GET.get("key", ""), document_asked_for(request.GET)
    first, others = questions(about.kind)
    held = next((one for one in about.facts if one.key == key and one.superseded_at is None), None)
    context = {
        "about": about,
        "key": key,
        "asking": asking(key) if key else None,
        "first": first,
        "others": others,
        "standing": held,
        "held": value_words(key, held.value) if held else "",
        "for_document": document,
        "elsewhere": elsewhere(key, about.near, document=document) if key else [],
        "ask_at": about.to("question"),
        "fact_to": about.to("fact"),
        "withdraw_to": about.to("fact_withdraw"),
    }
    return render(request, "fact_question.html", context)


def _state(request: Visit, about: FactPlace) -> HttpResponseBase:
    key = request.POST.get("key", "")
    value = answered(key, request.POST)
    given = about.subject | {"key": key, "value": value, "unknown": value is None}
    done(request, "facts.state", given | {"source": request.POST.get("source", "")})
    return redirect(next_gap(request, key) or about.home)


def _withdraw(request: Visit, about: FactPlace) -> HttpResponseBase:
    done(request, "facts.withdraw", about.subject | {"key": request.POST.get("key", "")})
    return redirect(about.home)

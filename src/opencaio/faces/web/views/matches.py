"""Which uses may be one, and who says so?"""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.record.permissions import Right
from opencaio.record.queries import ask


@require_GET
@signed_in
def matches(request: Visit) -> HttpResponse:
    """Pairs that wait, side by side; those that were answered can be undone."""
    context = {
        "list": ask("matches.list", {"page": page_of(request.GET)}, request.actor),
        "answered": ask("matches.list", {"answered": True, "size": 20}, request.actor),
        "may_answer": request.actor.may_anywhere(Right.EDIT),
    }
    return render(request, "matches.html", context)


@require_POST
@signed_in
def answer(request: Visit, key: int) -> HttpResponseBase:
    """Confirm, reject or undo."""
    verb = request.POST.get("verb", "")
    if verb == "undo":
        done(request, "matches.undo", {"match": key})
    elif verb in {"same", "different"}:
        done(request, "matches.answer", {"match": key, "answer": verb})
    else:
        raise BadInput("Say whether they are one or two.")
    return redirect("matches")

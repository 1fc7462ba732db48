"""Which uses does one figure of the brief count, and by what rule?"""

from datetime import datetime, time

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from opencaio.faces.web.doors import Visit, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.views.brief import day_of
from opencaio.record.queries import ask

PAGE = 50


@require_GET
@signed_in
def figure(request: Visit, key: str) -> HttpResponse:
    """A page of the rows behind a figure, under the same law and record as the brief that led here."""
    page = page_of(request.GET)
    asked = {
        "key": key,
        "law_on": day_of(request, "law_on"),
        "record_at": _end_of(request),
        "department": request.GET.get("department") or None,
        "offset": (page - 1) * PAGE,
        "limit": PAGE,
    }
    answer = ask("brief.figure", asked, request.actor)
    last = -(-answer.value // PAGE) or 1
    return render(request, "figure_rows.html", {"answer": answer, "page": page, "last": last})


def _end_of(request: Visit) -> datetime | None:
    on = day_of(request, "record_at")
    return min(timezone.make_aware(datetime.combine(on, time.max)), timezone.now()) if on else None

"""Home: what needs you, how things stand, what is not known, what to decide."""

from datetime import date, datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opencaio.errors import BadInput
from opencaio.faces.web import choices
from opencaio.faces.web.doors import Visit, signed_in
from opencaio.papers import render as papers
from opencaio.papers.blocks import Paper
from opencaio.record.briefing import brief as written
from opencaio.record.permissions import Right


@require_GET
@signed_in
def brief(request: Visit) -> HttpResponse:
    """The brief, in the look of the web; who may only report comes to his reports."""
    if request.actor.may_anywhere(Right.REPORT) and not request.actor.may_anywhere(Right.READ):
        return redirect("incidents")
    paper = _paper(request)
    context = {
        "paper": paper,
        "law_on": paper.law_on,
        "record_at": paper.record_at,
        "departments": choices.departments(request.actor, Right.READ),
        "asked": request.GET,
        "formats": papers.FORMATS,
        "query": request.GET.urlencode(),
        "may_import": request.actor.may_anywhere(Right.IMPORT),
    }
    return render(request, "brief.html", context)


@require_GET
@signed_in
def download(request: Visit, ending: str) -> HttpResponse:
    """The same brief as a file."""
    paper = _paper(request, site=settings.SITE_ADDRESS)
    body = papers.render(paper, format=ending)
    response = HttpResponse(body, content_type=papers.FORMATS[ending].media_type)
    name = f"brief-{paper.law_on.isoformat()}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _paper(request: Visit, *, site: str = "") -> Paper:
    on = day_of(request, "record_at")
    end_of_day = timezone.make_aware(datetime.combine(on, time.max)) if on else None
    return written(
        request.actor,
        now=timezone.localtime(),
        law_on=day_of(request, "law_on"),
        record_at=end_of_day if end_of_day and end_of_day < timezone.now() else None,
        department=request.GET.get("department") or None,
        site=site,
    )


def day_of(request: HttpRequest, name: str) -> date | None:
    """The day asked for under ``name``, if any."""
    value = request.GET.get(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as fault:
        raise BadInput(_("“%s” is not a day. Write it as 2026-11-22.") % value) from fault

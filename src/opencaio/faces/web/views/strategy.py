"""The strategy for AI: read, write its words in place, take it along."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from opencaio.errors import BadInput, Conflict, Fault, NotFound
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.papers import render as papers
from opencaio.record.permissions import Right
from opencaio.record.queries.registry import must_hold
from opencaio.record.strategy import paper_of, strategy_of


@require_http_methods(["GET", "POST"])
@signed_in
def strategy(request: Visit) -> HttpResponseBase:
    """Every part with its words and figures; a part's words are written in place."""
    fault: Fault | None = None
    part, text = request.POST.get("part", ""), request.POST.get("text", "")
    if request.method == "POST":
        try:
            given = {"part": part, "text": text, "version": request.POST.get("version") or None}
            done(request, "strategy.write", given)
            return redirect(f"{reverse('strategy')}#{part}")
        except (BadInput, Conflict) as found:
            fault = found
    must_hold(request.actor, Right.READ, "strategy.show")
    found_ = strategy_of(request.actor, now=timezone.localtime())
    context = {"strategy": found_, "formats": papers.FORMATS, "fault": fault, "part": part, "text": text}
    return render(request, "strategy.html", context, status=400 if fault else 200)


@require_GET
@signed_in
def download(request: Visit, ending: str) -> HttpResponse:
    """The whole document as a file."""
    if ending not in papers.FORMATS:
        raise NotFound(f"There is no format {ending[:10]}. Known: {', '.join(papers.FORMATS)}.")
    must_hold(request.actor, Right.READ, "strategy.show")
    found = strategy_of(request.actor, now=timezone.localtime(), site=settings.SITE_ADDRESS)
    response = HttpResponse(
        papers.render(paper_of(found), format=ending), content_type=papers.FORMATS[ending].media_type
    )
    name = f"strategy-{found.now:%Y-%m-%d}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

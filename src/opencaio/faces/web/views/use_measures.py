"""What of one use of AI is measured: before and since, against what would have been, and in money?"""

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput, Conflict, Fault, Refused
from opencaio.faces.web import impact_pictures, impact_words, metric_pictures
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.use_frame import use_frame
from opencaio.papers.blocks import Picture
from opencaio.record.queries import ask
from opencaio.record.queries.metrics import MeasuredMetric, MetricLine
from opencaio.record.queries.studies import BaselineRow
from opencaio.record.queries.use_case_pages import UseCasePage

# Each picture reads the lake; further metrics are a click away.
DRAWN = 4


@require_GET
@signed_in
def use_measures(request: Visit, code: str) -> HttpResponse:
    """Metrics, baselines, studies and benefits of one use."""
    return _page(request, code)


@require_POST
@signed_in
def baseline_freeze(request: Visit, code: str) -> HttpResponseBase:
    """Freeze what a metric of this use was before."""
    names = ("metric", "first_day", "last_day", "note")
    try:
        done(request, "baselines.freeze", {"use_case": code, **{name: request.POST.get(name, "") for name in names}})
    except (BadInput, Conflict) as fault:
        return _page(request, code, fault=fault)
    return redirect("use_measures", code)


def _page(request: Visit, code: str, *, fault: Fault | None = None) -> HttpResponse:
    use: UseCasePage = ask("use_cases.show", {"code": code}, request.actor)
    given = {"use_case": use.code}
    metrics: list[MetricLine] = ask("metrics.list", given | {"values": False}, request.actor).rows
    baselines: list[BaselineRow] = ask("baselines.list", given, request.actor).rows
    studies = ask("studies.list", given, request.actor).rows
    context = {
        **use_frame(request, use),
        "metrics": metrics,
        "pictures": [(one, _drawn(request, one, use, baselines)) for one in metrics[:DRAWN]],
        "more": metrics[DRAWN:],
        "baselines": baselines,
        "worth": impact_pictures.of_studies(studies, named=lambda one: one.code),
        "studies": [
            (one, impact_words.short(one.value, one.currency), impact_words.spanned(one.low, one.high, one.currency))
            for one in studies
        ],
        "rows": [impact_words.entry(one) for one in ask("benefits.list", given, request.actor).rows],
        "fault": fault,
    }
    return render(request, "use_measures.html", context, status=400 if fault else 200)


def _drawn(
    request: Visit, one: MetricLine, use: UseCasePage, baselines: Sequence[BaselineRow]
) -> tuple[Picture | None, str]:
    """The metric from its baseline on, if it has one; or why it cannot be drawn."""
    before = next((base for base in baselines if base.metric == one.code), None)
    given = {"metric": one.code, **({"first": before.first_day, "last": one.newest} if before else {})}
    try:
        found: MeasuredMetric = ask("metrics.series", given, request.actor)
    except (BadInput, Refused) as why_not:
        return None, why_not.message
    return metric_pictures.series(found, before=before, began=use.started_on), ""

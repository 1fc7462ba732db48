"""What does one use of AI cost by the bills: over time, by service, for a unit, for tokens, and what stands out?"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opencaio.faces.web import sheets, use_cost_sections
from opencaio.faces.web.doors import Visit, signed_in
from opencaio.faces.web.measured import month_asked
from opencaio.faces.web.use_frame import use_frame
from opencaio.record.billing.outcomes import countable
from opencaio.record.once import reading_once
from opencaio.record.queries import ask
from opencaio.record.queries.use_case_pages import UseCasePage


@require_GET
@signed_in
@reading_once()
def use_costs(request: Visit, code: str) -> HttpResponse:
    """The bills and the usage of one use."""
    use: UseCasePage = ask("use_cases.show", {"code": code}, request.actor)
    span = _span(request)
    of_use = span | {"use_case": use.code}
    months = ask("costs.show", of_use | {"by": "month"}, request.actor)
    chosen = request.GET.get("metric", "")
    metrics = {one.code: one.name for one in countable(request.actor, use=use.code)}
    by_metric = {"metric": chosen} if chosen in metrics else {}
    units = ask("costs.units", of_use | by_metric, request.actor)
    sections = use_cost_sections.of_use(
        months=months,
        services=ask("costs.show", of_use | {"by": "service"}, request.actor),
        forecast=ask("costs.forecast", {"use_case": use.code}, request.actor),
        units=units,
        tokens=ask("costs.tokens", of_use, request.actor),
        alerts=ask("cost_alerts.list", {"use_case": use.code, "status": "all"}, request.actor),
    )
    shown = {name: f"{day:%Y-%m}" if day else "" for name, day in span.items()}
    context = {
        **use_frame(request, use),
        **shown,
        "metric": chosen,
        "metrics": metrics,
        "sections": sections if months.rows or units.rows else (),
    }
    return render(request, "use_costs.html", context)


@require_GET
@signed_in
@reading_once()
def export(request: Visit, code: str) -> HttpResponse:
    """What it cost by month and service, as CSV or XLSX."""
    use: UseCasePage = ask("use_cases.show", {"code": code}, request.actor)
    rows = [[_("By"), _("What"), _("Billed"), _("Effective"), _("Currency"), _("Lines"), _("How")]]
    for by in ("month", "service"):
        found = ask("costs.show", _span(request) | {"use_case": use.code, "by": by}, request.actor)
        rows += [
            [
                by,
                one.key,
                sheets.figure(one.billed),
                sheets.figure(one.effective),
                found.currency,
                str(one.lines),
                "; ".join(one.ways),
            ]
            for one in sorted(found.rows, key=lambda one: one.key)
        ]
    kind = request.GET.get("as", "csv")
    return sheets.attachment(rows, name=f"costs-{use.code}", kind=kind, title=_("Costs"))


def _span(request: Visit) -> dict[str, Any]:
    return {name: month_asked(request.GET.get(name, "")) for name in ("first", "last")}

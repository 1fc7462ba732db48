"""What does AI cost by the bills, whose is it, what stands out, what is to come, and by which rules is it divided?"""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Fault
from opencaio.faces.web import money_reads, money_sections, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.measured import Filter, Section, linked, month_asked, table, told
from opencaio.papers.blocks import Cell
from opencaio.papers.numbers import days
from opencaio.record.importing.uploads import drop_upload, keep_upload
from opencaio.record.once import reading_once
from opencaio.record.permissions import Right
from opencaio.record.queries import ask

LARGEST = 200 * 1024 * 1024


@require_GET
@signed_in
@reading_once()
def money(request: Visit) -> HttpResponse:
    """The bills of some months, divided."""
    return _page(request)


@require_POST
@signed_in
def answer(request: Visit) -> HttpResponseBase:
    """Say what a cost that stands out was."""
    given = {name: request.POST.get(name, "") for name in ("key", "status", "answer")}
    try:
        done(request, "cost_alerts.answer", given)
    except Fault as fault:
        return _page(request, fault=fault)
    return redirect("costs")


@require_GET
@signed_in
@reading_once()
def export(request: Visit) -> HttpResponse:
    """The groups of the page as CSV or XLSX."""
    found = ask("costs.show", _asked(request), request.actor)
    rows = [[_("Group"), _("Name"), _("Billed"), _("Effective"), _("Currency"), _("Share"), _("Lines"), _("How")]]
    rows += [
        [one.key or _("nobody's"), one.title, sheets.figure(one.billed), sheets.figure(one.effective), found.currency,
         "" if one.share is None else str(one.share), str(one.lines), "; ".join(one.ways)]
        for one in found.rows
    ]  # fmt: skip
    return sheets.attachment(rows, name="costs", kind=request.GET.get("as", "csv"), title=_("Costs"))


@require_http_methods(["GET", "POST"])
@signed_in
def bills(request: Visit) -> HttpResponseBase:
    """The bills that came in; POST brings one in."""
    fault = None
    if request.method == "POST":
        try:
            _bring(request)
            return redirect("costs_bills")
        except Fault as found_fault:
            fault = found_fault
    found = ask("lake.batches", {"fact": "cost", "status": "all", "size": 200}, request.actor)
    rows: list[tuple[Cell, ...]] = [
        (
            linked(one.name, reverse("lake_batch", args=[one.id])),
            one.key,
            one.status,
            told(one.rows),
            told(one.refused),
            days(one.first_day, one.last_day) if one.first_day and one.last_day else "–",
        )
        for one in found.rows
    ]
    heads = (_("Bill"), _("Provider, account, month"), _("State"), _("Lines"), _("Refused"), _("Days"))
    listed = table(_("Bills, the newest first"), heads, rows, ends=(3, 4))
    may = request.actor.may(Right.IMPORT, None)
    context = {
        "title": _("Bills"),
        "intro": _("A bill is kept in parts: a provider, an account, a month. A second one of the same three is "
                   "refused until you say what it is; what is wrong with a bill stands beside it, row by row."),
        "acts": money_sections.places(request.actor),
        "sections": (
            *((Section(_("Bring a bill in"), form="parts/bill_form.html"),) if may else ()),
            *((Section(_("What came in"), tables=(listed,)),) if rows else ()),
        ),
        "nothing": _("No bill has come in yet."),
        "fault": fault,
    }  # fmt: skip
    return render(request, "measured.html", context, status=400 if fault else 200)


def _page(request: Visit, *, fault: Fault | None = None) -> HttpResponse:
    asked = _asked(request)
    span = {name: asked[name] for name in ("first", "last")}
    found = ask("costs.show", asked, request.actor)
    alerts = ask("cost_alerts.list", {}, request.actor)
    months = ask("costs.show", {**span, "by": "month"}, request.actor)
    forecast = ask("costs.forecast", {}, request.actor)
    context = {
        "title": _("Money"),
        "intro": money_sections.head(found),
        "reads": money_reads.of_money(found, months=months, forecast=forecast, alerts=alerts) if found.rows else (),
        "filters": (
            Filter("first", _("From month"), str(asked["first"] or "")[:7], kind="month"),
            Filter("last", _("To month"), str(asked["last"] or "")[:7], kind="month"),
            Filter(
                "by",
                _("Divided by"),
                asked["by"],
                choices=tuple(money_sections.WAYS.items()),
            ),
        ),
        "acts": money_sections.places(request.actor),
        "exports": reverse("costs_export"),
        "sections": money_sections.of_costs(
            found,
            by=asked["by"],
            months=months,
            forecast=forecast,
            showback=ask("costs.showback", {}, request.actor),
            unused=ask("costs.unused", span, request.actor),
            alerts=alerts,
            all_units="units" in request.GET,
            units=ask("costs.units", span, request.actor),
            tokens=ask("costs.tokens", span, request.actor),
        )
        if found.rows
        else (),
        "nothing": _("No bill has come in for this time."),
        "alerts": [one for one in alerts.rows if one.may_answer],
        "fault": fault,
    }
    return render(request, "measured.html", context, status=400 if fault else 200)


def _asked(request: Visit) -> dict[str, Any]:
    by = request.GET.get("by", "use")
    return {
        "first": month_asked(request.GET.get("first", "")),
        "last": month_asked(request.GET.get("last", "")),
        "by": by if by in money_sections.WAYS else "use",
    }


def _bring(request: Visit) -> None:
    """All the files chosen are one bill: they come in together or not at all."""
    files = request.FILES.getlist("file")
    if not files:
        raise BadInput(_("Choose a file: a bill in FOCUS, as CSV (packed with gzip or not) or Parquet."))
    if sum(one.size or 0 for one in files) > LARGEST:
        raise BadInput(_("This is larger than 200 MB: bring it in with `caio bills import`."))
    kept: list[dict[str, str]] = []
    try:
        for one in files:
            kept.append({"upload": keep_upload(one.file), "file_name": (one.name or "bill")[:255]})  # type: ignore[arg-type]
        existing = request.POST.get("existing", "refuse")
        done(request, "bills.import", {**kept[0], "more": kept[1:], "existing": existing})
    finally:
        for upload in kept:
            drop_upload(upload["upload"])

"""The map of the work that AI could touch, one cell of it, and what is decided about it."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opencaio.errors import BadInput, Conflict, Fault, NotFound
from opencaio.faces.web import choices, opportunity_pictures, opportunity_reasons, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.opportunity_words import STANCES
from opencaio.faces.web.work_of_use import work_lines
from opencaio.packs.work import load_groups
from opencaio.papers import charts
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.opportunities import OpportunityLine, OpportunityList, OpportunityMap
from opencaio.record.queries.opportunity_pages import OpportunityPage

FILTERS = ("department", "group", "stance")
FLAGS = ("untouched", "proposed")
SHOWN, MOST = 25, 5000
WAYS = {
    "watch": ("reason",),
    "set_aside": ("reason",),
    "take_up": ("name", "purpose", "reason"),
    "start_work": ("name",),
}


@require_GET
@signed_in
def opportunities(request: Visit) -> HttpResponse:
    """Where AI could touch our work: the map, and the ranking under the filters of the address."""
    given = _asked(request)
    seen = _seen(given)
    found: OpportunityMap = ask("opportunities.map", seen, request.actor)
    top = MOST if request.GET.get("all") else SHOWN
    ranked: OpportunityList = ask("opportunities.list", {**given, "top": top}, request.actor)
    context = {
        "given": given,
        "map": found,
        "list": ranked,
        "lines": [(one, STANCES.get(one.stance)) for one in ranked.rows],
        "heat": opportunity_pictures.heat_map(found, query="?proposed=1" if given.get("proposed") else ""),
        "headline": opportunity_pictures.headline(found),
        "note": opportunity_pictures.note(found),
        "shares": opportunity_pictures.touched_share(found),
        "why": opportunity_reasons.whole(found) if found.cells else None,
        "is_filtered": any(given.get(name) for name in (*FILTERS, "untouched")),
        "departments": choices.departments(request.actor, Right.READ),
        "groups": [one for one in load_groups().values() if one.id != "other"],
        "stances": STANCES,
        "may_import": request.actor.may_anywhere(Right.IMPORT),
    }
    return render(request, "opportunities.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The filtered ranking as CSV or XLSX."""
    found: OpportunityList = ask("opportunities.list", {**_asked(request), "top": MOST}, request.actor)
    rows = [_header(found.currency), *(_cells(one) for one in found.rows)]
    name = f"opportunities-{timezone.localdate():%Y-%m-%d}"
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Opportunities"))


@require_GET
@signed_in
def picture(request: Visit, ending: str) -> HttpResponse:
    """The map as ``svg`` or ``png``."""
    given = _asked(request)
    seen = _seen(given)
    drawn = opportunity_pictures.paper_map(ask("opportunities.map", seen, request.actor))
    if drawn is None or ending not in ("svg", "png"):
        raise NotFound(_("There is no such picture."))
    text = charts.draw(drawn.drawing, mode="paper", width=1280, title=drawn.title)
    body, kind = text.encode("utf-8"), "image/svg+xml"
    if ending == "png":
        import vl_convert

        body, kind = vl_convert.svg_to_png(text, scale=2), "image/png"
    name = f"opportunities-{timezone.localdate():%Y-%m-%d}.{ending}"
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_http_methods(["GET", "POST"])
@signed_in
def opportunity(request: Visit, department: str, group: str) -> HttpResponseBase:
    """One cell: the tasks behind it, how sure that is, what is near, and what to do."""
    fault: Fault | None = None
    if request.method == "POST":
        try:
            return _decided(request, department, group)
        except (BadInput, Conflict) as found:
            fault = found
    given = {"department": department, "group": group, "proposed": bool(request.GET.get("proposed"))}
    page: OpportunityPage = ask("opportunities.show", given, request.actor)
    line = page.line
    context = {
        "page": page,
        "cell": page.cell,
        "line": line,
        "fault": fault,
        "told": request.POST if fault else {},
        "stance": STANCES.get(page.cell.stance),
        "spans": opportunity_pictures.spans(page.cell),
        "wording": any(one.wording for one in page.tasks),
        "tasks": page.tasks if request.GET.get("all") else page.tasks[:SHOWN],
        **work_lines([page.cell.use_case] if page.cell.use_case else [], request.actor),
        "why": line and opportunity_reasons.one(line, page.basis, currency=page.currency, ranked=page.ranked),
    }
    return render(request, "opportunity.html", context, status=400 if fault else 200)


def _decided(request: Visit, department: str, group: str) -> HttpResponseBase:
    way = request.POST.get("way", "")
    if way not in WAYS:
        raise BadInput(_("Say what to do: watch, set aside, take up or start the work."))
    given = {name: request.POST.get(name, "").strip() for name in WAYS[way]}
    outcome = done(request, f"opportunities.{way}", {"department": department, "group": group, **given})
    if way == "take_up":
        return redirect("use_case", outcome.result.code)
    if way == "start_work":
        return redirect("case", outcome.result.code)
    return redirect("opportunity", department, group)


def _asked(request: Visit) -> dict[str, Any]:
    """The filters in the address; an unknown stance is said by the query."""
    given: dict[str, Any] = {name: value for name in FILTERS if (value := request.GET.get(name, "").strip())}
    return given | {name: True for name in FLAGS if request.GET.get(name)}


def _seen(given: dict[str, Any]) -> dict[str, Any]:
    """The filters that the map itself has."""
    return {name: value for name, value in given.items() if name in ("department", "proposed")}


def _header(currency: str) -> list[str]:
    money = _("%(what)s, %(currency)s a year")
    return [
        _("Place"), _("Department"), _("Work"), _("Full-time people's worth"), _("Exposed, low"), _("Exposed, middle"),
        _("Exposed, high"), _("People and GPT-4 disagree"), _("Seen in use"),
        *(money % {"what": what, "currency": currency} for what in (
            _("Wages"), _("Wages of touched work, low"), _("Wages of touched work, middle"),
            _("Wages of touched work, high"),
        )),
        _("Uses of AI here"), _("Decided"), _("Reason"), _("Use case"), _("Why this place"),
    ]  # fmt: skip


def _cells(one: OpportunityLine) -> list[str]:
    stance = STANCES.get(one.stance)
    shares = (one.low, one.middle, one.high, one.differ, one.observed)
    return [
        str(one.place),
        one.department_name,
        one.group_name,
        f"{one.people:.1f}",
        *("" if value is None else f"{value:.3f}" for value in shares),
        *(str(value) for value in (one.bill, one.bill_low, one.bill_middle, one.bill_high)),
        str(one.uses),
        str(stance[1]) if stance else "",
        one.reason,
        one.use_case,
        "; ".join(reason.words for reason in one.reasons),
    ]

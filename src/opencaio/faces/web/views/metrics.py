"""Which metrics are there, what does each come to, over time and by what; and how is one declared?"""

import json
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.web import choices, metric_pictures, metric_words, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.metrics import Declaration, MeasuredMetric, MetricLine, MetricList, Point

PARTS = ("numerator", "denominator", "conditions", "dimensions")
TEXTS = ("name", "about", "unit", "better", "source")
GRAINS = ("day", "week", "month", "quarter")
START = {
    "numerator": {"how": "sum", "of": ["requests"]},
    "denominator": {},
    "conditions": [],
    "dimensions": ["department", "use_case"],
}

#: What a declaration looks like, beside the fields in which it is written.
HINTS = {
    "numerator": '{"how": "sum", "of": ["errors"], "factor": 100}',
    "conditions": '[{"column": "provider", "is": "acme"}]',
}


@require_GET
@signed_in
def metrics(request: Visit) -> HttpResponse:
    """All metrics with their last figure and the months before."""
    found = _listed(request)
    context = {
        "list": found,
        "rows": [(one, _last(one), _spark(one), metric_words.figure(one.target)) for one in found.rows],
        "given": {name: request.GET.get(name, "") for name in ("q", "fact")},
        "facts": ("usage", "cost", "decisions", "kpi"),
        "may_add": request.actor.may_anywhere(Right.CREATE),
    }
    return render(request, "metrics.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The list as CSV or XLSX, one row a metric and month."""
    rows = [[_("Code"), _("Metric"), _("Month"), _("Value"), _("Unit"), _("Currency"), _("Rows"), _("Why none")]]
    for one in _listed(request).rows:
        rows += [
            [one.code, one.name, _month(at), _text(at.value), one.unit, at.currency, str(at.n), at.missing]
            for at in one.series
        ]
        rows += [] if one.series else [[one.code, one.name, "", "", one.unit, "", "", one.why_not]]
    return sheets.attachment(rows, name=_named("metrics"), kind=request.GET.get("as", "csv"), title=_("Metrics"))


@require_GET
@signed_in
def metric(request: Visit, code: str) -> HttpResponse:
    """One metric: its series, by a dimension, and how it is counted."""
    return _page(request, code)


@require_GET
@signed_in
def metric_export(request: Visit, code: str) -> HttpResponse:
    """What the page shows, as CSV or XLSX: the series, or the groups of a dimension."""
    asked = _asked(request.GET)
    by = request.GET.get("by", "")
    given = {"metric": code, **asked["span"]}
    if by:
        found: MeasuredMetric = ask("metrics.measure", {**given, "by": [by]}, request.actor)
    else:
        found = ask("metrics.series", {**given, "grain": asked["grain"]}, request.actor)
    head = [_("From"), *found.by, _("Value"), _("Unit"), _("Currency"), _("Low, 95 %"), _("High, 95 %")]
    head += [_("Numerator"), _("Denominator"), _("Rows"), _("Why none")]
    rows = [head, *(_cells(one, found) for one in found.rows)]
    name = _named(f"metric-{found.metric.code}")
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=found.metric.name)


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: Visit) -> HttpResponseBase:
    """Declare a metric."""
    if not request.actor.may_anywhere(Right.CREATE):
        raise Refused(_("You may read metrics but not declare one."))
    if request.method == "GET":
        return _form(request, start=_start(request))
    try:
        given = _read(request.POST) | {"code": request.POST.get("code", "").strip()}
        given |= {"fact": request.POST.get("fact", ""), "use_case": request.POST.get("use_case", "").strip()}
        return redirect("metric", done(request, "metrics.declare", given).result.code)
    except Fault as fault:
        return _form(request, fault=fault)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, code: str) -> HttpResponseBase:
    """The same form with what is declared."""
    held: Declaration = ask("metrics.show", {"code": code}, request.actor)
    if not held.may_edit or held.origin == "pack":
        raise Refused(_("You may read this metric but not change it."))
    if request.method == "GET":
        return _form(request, held=held)
    try:
        given = _read(request.POST) | {"code": held.code, "version": request.POST.get("version") or None}
        if held.use_case:
            given.pop("department")
        done(request, "metrics.edit", given)
    except (BadInput, Conflict, NotFound) as fault:
        return _form(request, held=held, fault=fault)
    return redirect("metric", held.code)


@require_POST
@signed_in
def retire(request: Visit, code: str) -> HttpResponseBase:
    """Take a metric out of use."""
    try:
        done(request, "metrics.retire", {"code": code, "reason": request.POST.get("reason", "")})
    except (BadInput, Conflict) as fault:
        return _page(request, code, fault=fault)
    return redirect("metrics")


def _page(request: Visit, code: str, *, fault: Fault | None = None) -> HttpResponse:
    held: Declaration = ask("metrics.show", {"code": code}, request.actor)
    asked = _asked(request.GET)
    by = request.GET.get("by", "")
    by = by if by in held.dimensions else next(iter(held.dimensions), "")
    context: dict[str, Any] = {
        "metric": held,
        "fault": fault,
        "by": by,
        "by_words": metric_words.dimension(by),
        "dimensions": [(one, metric_words.dimension(one)) for one in held.dimensions],
        "grains": GRAINS,
        **asked,
    }
    try:
        context |= _figures(request, held, asked, by)
    except (BadInput, Refused) as why_not:
        context |= {"why_not": why_not.message}
    return render(request, "metric.html", context, status=400 if fault else 200)


def _figures(request: Visit, held: Declaration, asked: dict[str, Any], by: str) -> dict[str, Any]:
    series: MeasuredMetric = ask(
        "metrics.series", {"metric": held.code, "grain": asked["grain"], **asked["span"]}, request.actor
    )
    span = {"metric": held.code, "first": series.first, "last": series.last}
    whole: MeasuredMetric = ask("metrics.measure", span, request.actor)
    only = whole.rows[0] if len(whole.rows) == 1 else None
    groups = ask("metrics.measure", {**span, "by": [by]}, request.actor) if by else None
    return {
        "whole": whole,
        "target": metric_words.figure(held.target),
        "totals": [
            (metric_words.with_unit(one.value, unit=held.unit, currency=one.currency), metric_words.range_of(one), one)
            for one in whole.rows
        ],
        "why": metric_words.why(whole, only),
        "until": metric_words.until(series),
        "picture": metric_pictures.series(series),
        "groups": groups,
        "bars": metric_pictures.divided(groups) if groups else None,
    }


def _asked(get: QueryDict) -> dict[str, Any]:
    grain = get.get("grain", "month")
    span = {name: get.get(name, "") for name in ("first", "last") if get.get(name)}
    for value in span.values():
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise BadInput(_("%(value)s is no day; write it as 2026-10-31.") % {"value": value[:20]}) from error
    return {"grain": grain if grain in GRAINS else "month", "span": span}


def _listed(request: Visit) -> MetricList:
    fact = request.GET.get("fact", "")
    given = {"q": request.GET.get("q", "")[:200], "fact": fact if fact in ("usage", "cost", "decisions", "kpi") else ""}
    found: MetricList = ask("metrics.list", given, request.actor)
    return found


def _last(one: MetricLine) -> str:
    return metric_words.with_unit(one.last.value, unit=one.unit, currency=one.last.currency) if one.last else ""


def _spark(one: MetricLine) -> tuple[float, ...]:
    return tuple(float(at.value) for at in one.series if at.value is not None)


def _form(
    request: Visit, *, held: Declaration | None = None, start: dict[str, Any] | None = None, fault: Fault | None = None
) -> HttpResponse:
    shown = held.model_dump() if held else {**START, **(start or {})}
    values = {name: shown.get(name) or "" for name in (*TEXTS, "code", "fact", "use_case")}
    values |= {name: json.dumps(shown.get(name) or START[name] if not held else shown[name]) for name in PARTS}
    values |= {"target": "" if shown.get("target") is None else f"{shown['target'].normalize():f}"}
    values |= {"owner": str(shown.get("owner_id") or ""), "department": shown.get("department_code") or ""}
    if request.method == "POST":
        values |= {name: request.POST.get(name, "") for name in values}
    context = {
        "metric": held,
        "values": values,
        "fault": fault,
        "facts": ("usage", "cost", "decisions", "kpi"),
        "hints": HINTS,
        "departments": choices.departments(request.actor, Right.CREATE),
        "people": choices.people(request.actor),
    }
    return render(request, "metric_form.html", context, status=400 if fault else 200)


def _start(request: Visit) -> dict[str, Any]:
    """From a built-in metric that is to be taken on."""
    code = request.GET.get("from", "")
    return ask("metrics.show", {"code": code}, request.actor).model_dump() if code else {}


def _read(post: QueryDict) -> dict[str, Any]:
    given: dict[str, Any] = {name: post.get(name, "").strip() for name in TEXTS}
    given |= {name: _json(post.get(name, ""), name) for name in PARTS}
    given |= {"target": post.get("target", "").strip() or None, "owner": post.get("owner") or None}
    return given | {"department": post.get("department", "")}


def _json(text: str, name: str) -> Any:
    empty: Any = [] if name in ("conditions", "dimensions") else {}
    try:
        found = json.loads(text) if text.strip() else empty
    except json.JSONDecodeError as error:
        told = {"name": name, "line": error.lineno, "column": error.colno}
        raise BadInput(_("%(name)s is no JSON: look at line %(line)d, column %(column)d.") % told) from error
    if not isinstance(found, type(empty)):
        raise BadInput(_("%(name)s: write a list in [ ] or keys in { }, as in the example.") % {"name": name})
    return found


def _cells(one: Point, found: MeasuredMetric) -> list[str]:
    return [
        one.period.isoformat() if one.period else "",
        *(one.keys[name] for name in found.by),
        _text(one.value),
        found.metric.unit,
        one.currency,
        _text(one.low),
        _text(one.high),
        _text(one.numerator),
        _text(one.denominator),
        str(one.n),
        one.missing,
    ]


def _month(one: Point) -> str:
    return f"{one.period:%Y-%m}" if one.period else ""


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _named(start: str) -> str:
    return f"{start}-{timezone.localdate():%Y-%m-%d}"

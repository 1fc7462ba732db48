"""What was AI worth: planned, measured, agreed; by which studies, and which uses should stop?"""

import json
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.web import choices, impact_pictures, impact_words, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.papers.numbers import measured
from opencaio.record.actions.studies import OTHER
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.benefits import BenefitOverview
from opencaio.record.queries.studies import StudyLine, StudyList, StudyPage

FILTERS = ("use_case", "method", "status", "q")
STATES = ("planned", "running", "done", "stopped")
TEXTS = ("title", "method", "metric", "starts_on", "ends_on", "stop_below", "owner", "note")
SIZES = ("effect", "spread", "base", "known", "a_period")
ASSUMED = ("amount", "source", "low", "high")
SETTINGS = '{"units": [], "season": null, "trend": false, "began_on": ""}'


@require_GET
@signed_in
def impact(request: Visit) -> HttpResponse:
    """The headline, the pictures, the studies, and what stays below its threshold."""
    found = _listed(request)
    total: BenefitOverview = ask("benefits.overview", {"by": "kind"}, request.actor)
    entries = ask("benefits.list", {}, request.actor).rows
    calibration = ask("benefits.calibration", {}, request.actor)
    context = {
        "list": found,
        "rows": [(one, *_shown(one)) for one in found.rows],
        "stops": [one for one in found.rows if one.is_stop],
        "total": total,
        "headline": {name: impact_words.short(getattr(total, name), total.currency) for name in impact_words.AMOUNTS}
        | {"planned": impact_words.short(total.planned - total.to_come, total.currency)},
        "to_come": impact_words.short(total.to_come, total.currency) if total.to_come else "",
        "range": impact_words.spanned(total.low, total.high, total.currency),
        "share": impact_words.share(total.share),
        "why": impact_words.why_total(total, entries),
        "calibration": calibration,
        "factor": impact_words.share(calibration.factor),
        "coming": f"{impact_words.share(calibration.coming_low)} – {impact_words.share(calibration.coming_high)}",
        "why_calibration": impact_words.why_calibration(calibration),
        "ledger": impact_pictures.of_ledger(total),
        "picture": impact_pictures.of_studies(found.rows, named=lambda one: one.use_case_name),
        "given": {name: request.GET.get(name, "") for name in FILTERS},
        "methods": _methods(request),
        "states": [(name, impact_words.STUDY_STATES[name][1]) for name in STATES],
        "may_add": request.actor.may_anywhere(Right.EDIT),
    }
    return render(request, "impact.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The studies as CSV or XLSX."""
    head = [_("Code"), _("Study"), _("Use"), _("Department"), _("Method"), _("State"), _("A year"), _("Low, 95 %")]
    head += [_("High, 95 %"), _("Currency"), _("Stated or computed"), _("Effect"), _("Checks not passed")]
    rows = [head]
    for one in _listed(request).rows:
        kind = "" if one.value is None else _("stated") if one.is_stated else _("computed")
        amounts = ["" if amount is None else str(amount) for amount in (one.value, one.low, one.high)]
        state = str(impact_words.STUDY_STATES[one.status][1])
        rows.append([
            one.code, one.title, one.use_case, one.department, one.method_title, state, *amounts, one.currency, kind,
            one.headline, ", ".join(one.failed),
        ])  # fmt: skip
    name = f"studies-{timezone.localdate():%Y-%m-%d}"
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Studies"))


@require_GET
@signed_in
def study(request: Visit, code: str) -> HttpResponse:
    """One study: what it showed, against which line, by which checks."""
    return _page(request, code)


@require_POST
@signed_in
def study_act(request: Visit, code: str) -> HttpResponseBase:
    """Compute it, state its result, or end it."""
    verb, post = request.POST.get("verb", ""), request.POST
    wanted = {"run": (), "state": ("value", "low", "high", "source"), "end": ("status", "note")}
    try:
        if verb not in wanted:
            raise BadInput(_("Choose what to do."))
        given = {name: post.get(name, "").strip() for name in wanted[verb]}
        done(request, f"studies.{verb}", {"code": code, **given})
    except (BadInput, Conflict) as fault:
        return _page(request, code, fault=fault)
    return redirect("study", code)


@require_http_methods(["GET", "POST"])
@signed_in
def study_add(request: Visit) -> HttpResponseBase:
    """Plan a study."""
    if not request.actor.may_anywhere(Right.EDIT):
        raise Refused(_("You may read studies but not plan one."))
    if request.method == "GET":
        return _form(request, start=request.GET)
    try:
        given = _read(request.POST) | {"use_case": request.POST.get("use_case", "").strip()}
        return redirect("study", done(request, "studies.plan", given).result.code)
    except (BadInput, Conflict, NotFound) as fault:
        return _form(request, fault=fault)


@require_http_methods(["GET", "POST"])
@signed_in
def study_edit(request: Visit, code: str) -> HttpResponseBase:
    """The same form with what is on record."""
    held: StudyPage = ask("studies.show", {"code": code}, request.actor)
    if not held.may_edit:
        raise Refused(_("You may read this study but not change it."))
    if request.method == "GET":
        return _form(request, held=held)
    try:
        given = _read(request.POST) | {"code": held.code, "version": request.POST.get("version") or None}
        done(request, "studies.edit", given)
    except (BadInput, Conflict, NotFound) as fault:
        return _form(request, held=held, fault=fault)
    return redirect("study", held.code)


@require_GET
@signed_in
def adviser(request: Visit) -> HttpResponse:
    """Four questions, a method with its reason, and what would make the answer stronger."""
    given = {name: request.GET.get(name, "") for name in ("randomise", "treated", "untreated", "starts", "before")}
    told: dict[str, Any] = {name: value for name, value in given.items() if value}
    context: dict[str, Any] = {"given": given, "may_add": request.actor.may_anywhere(Right.EDIT)}
    try:
        context["advice"] = ask("studies.advise", told, request.actor) if told else None
    except BadInput as fault:
        context["fault"] = fault
    context["methods"] = ask("studies.methods", {}, request.actor).rows
    context |= _size(request)
    return render(request, "impact_adviser.html", context, status=400 if "fault" in context else 200)


def _size(request: Visit) -> dict[str, Any]:
    """How many must be in a test, once it is asked."""
    sizes = {name: request.GET.get(name, "") for name in SIZES}
    told: dict[str, Any] = {name: value for name, value in sizes.items() if value}
    if not told:
        return {"sizes": sizes}
    try:
        return {"sizes": sizes, "size": ask("studies.size", told, request.actor)}
    except BadInput as fault:
        return {"sizes": sizes, "fault": fault}


def _page(request: Visit, code: str, *, fault: Fault | None = None) -> HttpResponse:
    page: StudyPage = ask("studies.show", {"code": code}, request.actor)
    last = page.estimates[0] if page.estimates else None
    money = (page.value, page.low, page.high)
    context = {
        "study": page,
        "fault": fault,
        "last": last,
        "broken": [one for one in last.checks if one.passed is False] if last else [],
        "big": measured(last.effect, figures=3) if last and last.effect is not None else "–",
        "effect": impact_words.effect(last) if last else "",
        "worth": impact_words.short(page.value, page.currency),
        "range": impact_words.spanned(*money[1:], page.currency),
        "threshold": impact_words.short(page.stop_below, page.currency),
        "why": impact_words.why_estimate(page, last) if last else None,
        "picture": impact_pictures.of_estimate(last) if last else None,
        "readings": impact_pictures.of_readings(page.estimates),
        "history": [
            (one, impact_words.effect(one), impact_words.short(one.value, one.currency)) for one in page.estimates
        ],
        "state": impact_words.STUDY_STATES[page.status],
        "stated_on": date.fromisoformat(page.stated["on"]) if page.stated else None,
        "is_other": page.method == OTHER,
        "to_read": ask("studies.readings", {"code": code}, request.actor)
        if page.method != OTHER and not last
        else None,
    }
    return render(request, "study.html", context, status=400 if fault else 200)


def _listed(request: Visit) -> StudyList:
    given = {name: request.GET.get(name, "")[:200] for name in FILTERS}
    given["status"] = given["status"] if given["status"] in STATES else ""
    found: StudyList = ask("studies.list", given, request.actor)
    return found


def _shown(one: StudyLine) -> tuple[str, str, tuple[str, Any]]:
    return (
        impact_words.short(one.value, one.currency),
        impact_words.spanned(one.low, one.high, one.currency),
        impact_words.STUDY_STATES[one.status],
    )


def _methods(request: Visit) -> list[tuple[str, str]]:
    rows = ask("studies.methods", {}, request.actor).rows
    return [*((one.name, one.title) for one in rows), (OTHER, _("Found elsewhere"))]


def _form(
    request: Visit, *, held: StudyPage | None = None, start: QueryDict | None = None, fault: Fault | None = None
) -> HttpResponse:
    values: dict[str, Any] = dict.fromkeys((*TEXTS, "use_case", "settings"), "")
    if held:
        values |= {name: getattr(held, name) if getattr(held, name) is not None else "" for name in TEXTS}
        values |= {f"{part}_{name}": held.worth.get(part, {}).get(name, "") for part, name in _parts()}
        values |= {"settings": json.dumps(held.settings) if held.settings else "", "use_case": held.use_case}
        owner = [one.value for one in choices.people(request.actor) if one.label == held.owner]
        values["owner"] = owner[0] if owner else ""
    sent: Any = request.POST if request.method == "POST" else start or {}
    values |= {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}
    context = {
        "study": held,
        "values": values,
        "fault": fault,
        "methods": _methods(request),
        "people": choices.people(request.actor),
        "uses": choices.uses(request.actor),
        "metrics": ask("metrics.list", {"fact": "kpi", "values": False}, request.actor).rows,
        "parts": [
            (part, words, [(f"{part}_{name}", label, values.get(f"{part}_{name}", "")) for name, label in _labels()])
            for part, words in (("volume", _("How many units a year")), ("value", _("What one unit is worth")))
        ],
        "settings_example": SETTINGS,
    }
    return render(request, "study_form.html", context, status=400 if fault else 200)


def _labels() -> tuple[tuple[str, str], ...]:
    return ("amount", _("Amount")), ("source", _("Source")), ("low", _("At least")), ("high", _("At most"))


def _parts() -> list[tuple[str, str]]:
    return [(part, name) for part in ("volume", "value") for name in ASSUMED]


def _read(post: QueryDict) -> dict[str, Any]:
    given: dict[str, Any] = {name: post.get(name, "").strip() for name in TEXTS}
    for name in ("starts_on", "ends_on", "stop_below", "owner"):
        given[name] = given[name] or None
    told: dict[str, dict[str, str]] = {"volume": {}, "value": {}}
    for part, name in _parts():
        if value := post.get(f"{part}_{name}", "").strip():
            told[part][name] = value
    given["worth"] = {part: amounts for part, amounts in told.items() if amounts}
    given["settings"] = _settings(post.get("settings", ""))
    return given


def _settings(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text) if text.strip() else {}
    except json.JSONDecodeError as error:
        raise BadInput(_("The settings are no JSON: look at line %d.") % error.lineno) from error
    if not isinstance(found, dict):
        raise BadInput(_("The settings are keys in { }, as in the example."))
    return found

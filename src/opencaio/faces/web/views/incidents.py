"""What went wrong: reported by anyone, followed by whoever looks after it, until it is over and learnt from."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.engines.clocks import time_left
from opencaio.errors import BadInput, Fault
from opencaio.faces.web import choices
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.templatetags.face import moment
from opencaio.faces.web.templatetags.incident import SEVERITIES, STATUSES
from opencaio.packs.incidents.reports import load_reports
from opencaio.papers import render as papers
from opencaio.papers.blocks import Why, WhyRow
from opencaio.papers.charts import draw
from opencaio.papers.drawings import Clocks, ClockTrack
from opencaio.record.clocks import zone_of_record
from opencaio.record.models import Control
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries import ask
from opencaio.record.queries.incident_drafts import draft_seen
from opencaio.record.queries.incidents import ClockLine, IncidentPage
from opencaio.record.queries.registry import visible_or_shared

FILTERS = ("status", "severity", "q", "department", "use_case")
REPORTED = ("title", "use", "description", "happened_at", "known_at", "people_affected")
NOT_LAW = ("house", "practice")
WIDE, NARROW, OFFERED = 960, 340, 400


@require_GET
@signed_in
def incidents(request: Visit) -> HttpResponse:
    """Incidents that one may see, and what one reported oneself."""
    actor = request.actor
    filters = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    reads, reports = actor.may_anywhere(Right.READ), actor.may_anywhere(Right.REPORT)
    context = {
        "list": ask("incidents.list", {**filters, "page": page_of(request.GET)}, actor) if reads else None,
        "own": ask("incidents.own", {}, actor).rows if reports else [],
        "asked": request.GET,
        "statuses": [("running", _("Not over")), *((code, words) for code, (_kind, words) in STATUSES.items())],
        "severities": [(code or "none", words) for code, (_kind, words) in SEVERITIES.items()],
        "may_report": reports,
    }
    return render(request, "incidents.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def report(request: Visit) -> HttpResponseBase:
    """A short form for everyone; what was written stays in it when something is wrong."""
    sent, fault = request.POST, None
    if request.method == "POST":
        given = {name: value for name in REPORTED if (value := sent.get(name, "").strip())}
        try:
            code = done(request, "incidents.report", given).result.code
            return redirect("incident", code) if _may_see(request.actor, code) else redirect("incidents")
        except BadInput as one:
            fault = one
    now = timezone.localtime(timezone=zone_of_record())
    context = {"sent": sent, "fault": fault, "zone": now.tzname(), "uses": choices.uses(request.actor)}
    context["known_at"] = sent.get("known_at") or f"{now:%Y-%m-%dT%H:%M}"
    return render(request, "incident_report.html", context, status=400 if fault else 200)


@require_GET
@signed_in
def incident(request: Visit, code: str) -> HttpResponse:
    """One incident: clocks, questions, who has to be told, what was learnt."""
    page: IncidentPage = ask("incidents.show", {"code": code}, request.actor)
    timezone.activate(zone_of_record())
    may = {right.value: request.actor.may(right, page.department_id) for right in Right}
    clocks = [{"line": one, "why": _why(one)} for one in page.clocks]
    context = {
        "incident": page,
        "may": may,
        "running": [one for one in clocks if one["line"].stage != "lapsed"],  # type: ignore[attr-defined]
        "lapsed": [one for one in clocks if one["line"].stage == "lapsed"],  # type: ignore[attr-defined]
        "tellable": [one for one in page.clocks if one.stage != "lapsed" and not one.complete_at],
        "pictures": _pictures(page),
        "is_over": page.status in {"closed", "dismissed"},
        "warns": "serious" in {page.severity, page.may_be} and page.status in {"open", "contained"},
        "now": timezone.localtime(),
        "people": choices.people(request.actor) if may["edit"] else [],
        "offered": _controls(request.actor) if may["edit"] else [],
        "uses": choices.uses(request.actor) if may["edit"] else [],
        "kept": {one.code for one in page.controls},
        "drafts": ask("incidents.drafts", {"code": code}, request.actor).rows,
        "particulars": _particulars(page),
    }
    return render(request, "incident.html", context)


@require_GET
@signed_in
def draft(request: Visit, code: str, report: str) -> HttpResponse:
    """One report about an incident, as it could be sent now."""
    found = draft_seen(code, report, request.actor)
    context = {"draft": found, "paper": found.paper, "code": code, "formats": papers.FORMATS}
    return render(request, "incident_draft.html", context)


@require_GET
@signed_in
def download(request: Visit, code: str, report: str, ending: str) -> HttpResponse:
    """The same as a file."""
    found = draft_seen(code, report, request.actor)
    body = papers.render(found.paper, format=ending)
    response = HttpResponse(body, content_type=papers.FORMATS[ending].media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{code}-{report.replace("_", "-")}.{ending}"'
    return response


@require_POST
@signed_in
def act(request: Visit, code: str) -> HttpResponseBase:
    """Do one thing about an incident."""
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise BadInput(_("There is nothing of that kind to do."))
    action, given = VERBS[verb]
    done(request, action, {"code": code} | given(request.POST))
    return redirect("incident", code)


@require_POST
@signed_in
def suspension(request: Visit, code: str) -> HttpResponseBase:
    """Suspend a use, or let it go on; back to the incident if it came from one."""
    behind, reason = request.POST.get("incident", ""), request.POST.get("reason", "")
    if request.POST.get("verb") == "resume":
        done(request, "use_cases.resume", {"code": code, "reason": reason})
    else:
        done(request, "use_cases.suspend", {"code": code, "reason": reason, "incident": behind})
    return redirect("incident", behind) if behind else redirect("use_case", code)


def _particulars(page: IncidentPage) -> list[dict[str, Any]]:
    """What only a person can tell, with what has been told."""
    asked = load_reports().particulars.values()
    return [{"key": one.key, "ask": one, "text": page.said.get(one.key, "")} for one in asked]


def _answers(post: QueryDict) -> dict[str, Any]:
    """What the form of questions sent: only what somebody has said, or changed."""
    found: dict[str, Any] = {}
    for key in post.getlist("asked"):
        values = post.getlist(f"q.{key}")
        kind = post.get(f"kind.{key}", "yes_no")
        if not values:
            continue
        if "unknown" in values:
            found[key] = None
        elif kind == "yes_no":
            found[key] = values[0] == "yes"
        else:
            found[key] = values if kind == "choices" else values[0]
    if not found:
        raise BadInput(_("Answer a question first, or say that we do not know."))
    return {"answers": found}


def _written(post: QueryDict) -> dict[str, Any]:
    """The particulars that were written; one left blank is not known."""
    return {"answers": {key: post.get(key, "").strip() or None for key in load_reports().particulars if key in post}}


def _filled(*names: str) -> Callable[[QueryDict], dict[str, Any]]:
    return lambda post: {name: value for name in names if (value := post.get(name, "").strip())}


def _told(post: QueryDict) -> dict[str, Any]:
    return _filled("clock", "who", "how", "note", "at")(post) | {"complete": post.get("first") != "on"}


def _learnt(post: QueryDict) -> dict[str, Any]:
    return {"lesson": post.get("lesson", ""), "controls": post.getlist("controls")}


VERBS: Mapping[str, tuple[str, Callable[[QueryDict], dict[str, Any]]]] = {
    "assess": ("incidents.assess", _answers),
    "particulars": ("incidents.assess", _written),
    "tell": ("incidents.tell", _told),
    "contain": ("incidents.contain", _filled("at", "how")),
    "assign": ("incidents.assign", _filled("owner")),
    "edit": (
        "incidents.edit",
        _filled("title", "description", "use", "known_at", "happened_at", "people_affected", "place", "reason"),
    ),
    "learn": ("incidents.learn", _learnt),
    "close": ("incidents.close", _filled("lesson", "reason")),
    "dismiss": ("incidents.dismiss", _filled("reason")),
    "reopen": ("incidents.reopen", _filled("reason")),
}


def _may_see(actor: Actor, code: str) -> bool:
    try:
        return actor.may_anywhere(Right.READ) and bool(ask("incidents.show", {"code": code}, actor))
    except Fault:
        return False


def _controls(actor: Actor) -> list[choices.Choice]:
    rows = visible_or_shared(Control.objects.filter(retired_at=None), actor).order_by("code")[:OFFERED]
    return [choices.Choice(code, name) for code, name in rows.values_list("code", "name")]


def _pictures(page: IncidentPage) -> dict[str, str]:
    """The clocks as a picture, wide and narrow; nothing where none is left."""
    tracks = tuple(_track(one) for one in page.clocks if one.stage != "lapsed" and one.strict_at)
    if not tracks:
        return {}
    runs = any(one.seconds_left is not None for one in page.clocks)
    now = _hours(page.known_at, timezone.now()) if runs else None
    drawing = Clocks(tracks, now=now, now_name=_("now"))
    title = _("The clocks of this incident, from the moment we came to know")
    return {
        name: draw(drawing, mode="web", width=width, title=title)
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    }


def _track(one: ClockLine) -> ClockTrack:
    said = _("met %(when)s") % {"when": moment(one.met_at)} if one.met_at else time_left(one.seconds_left or 0)
    return ClockTrack(
        label=one.title,
        strict=_hours(one.starts_at, one.strict_at) or 0.0,
        lenient=_hours(one.starts_at, one.lenient_at),
        met=_hours(one.starts_at, one.met_at),
        display=said,
        is_law=one.weight not in NOT_LAW,
        late=one.stage == "late" or one.was_late,
    )


def _hours(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else (end - start).total_seconds() / 3600


def _why(one: ClockLine) -> Why:
    """How the clock was reckoned, both ways, and what started it."""
    rows = [WhyRow(_("Strict"), " ".join(one.strict_because))]
    if one.lenient_because:
        rows.append(WhyRow(_("Regulation 1182/71"), " ".join(one.lenient_because)))
    rows += [WhyRow(question, answer) for question, answer in one.facts]
    return Why(
        question=one.title,
        answer=f"{_('Strict end: %(when)s. Alarms go by it.') % {'when': moment(one.strict_at)}} {one.note}".strip(),
        rule=_("%(period)s from awareness, %(when)s") % {"period": one.period, "when": moment(one.starts_at)},
        citation=one.citation or _("Rule of the house"),
        rows=tuple(rows),
        certainty=one.certainty,
        missing=tuple(one.open),
    )

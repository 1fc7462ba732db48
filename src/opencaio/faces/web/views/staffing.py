"""Whose time goes where, which teams there are, and which roles."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.web import choices, sheets, staffing_forms
from opencaio.faces.web.choices import Choice
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import part
from opencaio.faces.web.staffing_words import people, quarter
from opencaio.record.models import Initiative, Skill
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries import ask
from opencaio.record.queries.teams import TeamLine
from opencaio.record.queries.workload import AskWorkload, Workload

FILTERS = ("department", "team", "start")
SHOWN = 100


@require_GET
@signed_in
def workload(request: Visit) -> HttpResponse:
    """Everybody's load by quarter under the filters of the address."""
    return _workload(request)


@require_POST
@signed_in
def give(request: Visit) -> HttpResponseBase:
    """Give somebody's time to an initiative, or take it off."""
    sent = request.POST
    given: dict[str, Any] = {name: sent.get(name, "") for name in ("person", "initiative")}
    given |= {"quarters": sent.getlist("quarters"), "skill": sent.get("skill") or None}
    try:
        if sent.get("verb") == "remove":
            done(request, "allocations.remove", given)
        else:
            part = staffing_forms.number_in(sent.get("fte", ""), _("Part of the time"))
            done(request, "allocations.set", {**given, "fte": part})
    except (BadInput, Refused, NotFound) as fault:
        return _workload(request, fault=fault)
    return redirect("workload")


@require_GET
@signed_in
def workload_export(request: Visit) -> HttpResponse:
    """The load as CSV or XLSX: a row a person, quarter and initiative."""
    found: Workload = ask("people.workload", _asked(request), request.actor)
    header = [_("Person"), _("Department"), _("Quarter"), _("Initiative"), _("Skill"), _("Part of the time")]
    lines = [
        [
            row.name,
            row.department,
            cell.quarter,
            part.initiative or _("another department"),
            part.skill,
            people(part.fte),
        ]
        for row in found.rows
        for cell in row.cells
        for part in cell.parts
    ]
    name = f"workload-{timezone.localdate():%Y-%m-%d}"
    return sheets.attachment([header, *lines], name=name, kind=request.GET.get("as", "csv"), title=_("Workload"))


@require_GET
@signed_in
def teams(request: Visit) -> HttpResponse:
    """The teams that one may see, with their load."""
    given = {"q": request.GET.get("q", "")[:200], "department": request.GET.get("department", "")}
    context = {
        "list": ask("teams.list", given, request.actor),
        "given": given,
        "departments": choices.departments(request.actor, Right.READ),
        "may_add": request.actor.may_anywhere(Right.CREATE),
    }
    return render(request, "teams.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def team_add(request: Visit) -> HttpResponseBase:
    """A new team."""
    if not request.actor.may_anywhere(Right.CREATE):
        raise Refused(_("You may read the teams but not add one."))
    return _team_form(request, None)


@require_http_methods(["GET", "POST"])
@signed_in
def team(request: Visit, code: str) -> HttpResponseBase:
    """The form of a team with what is on record."""
    page: TeamLine = ask("teams.show", {"code": code}, request.actor)
    if not page.may_edit:
        raise Refused(_("You may see this team but not change it."))
    return _team_form(request, page)


@require_POST
@signed_in
def team_retire(request: Visit, code: str) -> HttpResponseBase:
    """Dissolve a team."""
    done(request, "teams.retire", {"code": code})
    return redirect("teams")


def _workload(request: Visit, *, fault: Fault | None = None) -> HttpResponse:
    given = _asked(request)
    found: Workload = ask("people.workload", given, request.actor)
    context: dict[str, Any] = {
        "given": given,
        "found": found,
        "shown": part(found.rows, request.GET, size=SHOWN),
        "fault": fault,
        "departments": choices.departments(request.actor, Right.READ),
        "teams": ask("teams.list", {}, request.actor).rows,
        "may_give": request.actor.may_anywhere(Right.EDIT),
    }
    if context["may_give"]:
        context |= _offered(request.actor) | {"quarters": [(one, quarter(one)) for one in found.quarters]}
    status = 200 if fault is None else 403 if isinstance(fault, Refused) else 400
    return render(request, "workload.html", context, status=status)


def _asked(request: Visit) -> AskWorkload:
    given: dict[str, Any] = {name: value for name in FILTERS if (value := request.GET.get(name, "").strip())}
    given["over"] = bool(request.GET.get("over"))
    try:
        return AskWorkload.model_validate(given)
    except ValueError as fault:
        raise BadInput(_("This address holds a filter that does not exist. Start again from the workload.")) from fault


def _offered(actor: Actor) -> dict[str, Any]:
    rows = Initiative.objects.filter(retired_at=None).exclude(status__in=("done", "stopped"))
    scope = actor.scope(Right.EDIT)
    rows = rows if scope is EVERYWHERE else rows.filter(department__in=scope)
    skills = Skill.objects.filter(retired_at=None).values_list("code", "name")
    return {
        "people": choices.people(actor),
        "work": [Choice(code, f"{code} {name}") for code, name in rows.order_by("code").values_list("code", "name")],
        "skills": [Choice(code, name) for code, name in skills],
    }


def _team_form(request: Visit, page: TeamLine | None) -> HttpResponseBase:
    fields, fault, sent = staffing_forms.TEAM, None, request.POST if request.method == "POST" else None
    if sent is not None:
        try:
            given = staffing_forms.read(sent, fields)
            more = {"code": page.code, "version": sent.get("version") or None} if page else {}
            done(request, "teams.edit" if page else "teams.add", {**given, **more})
            return redirect("teams")
        except (BadInput, Conflict, NotFound) as refused:
            fault = refused
    context = {
        "title": page.name if page else _("Add a team"),
        "fields": staffing_forms.filled(
            fields, request.actor, right=Right.EDIT if page else Right.CREATE, present=_present(page), post=sent
        ),
        "fault": fault,
        "is_late": isinstance(fault, Conflict),
        "row_version": page.version if page else None,
        "parent": (_("Teams"), reverse("teams")),
        "back": reverse("teams"),
        "intro": _("A team has a lead, members and work. How loaded it is follows from its members' time."),
        "end": (reverse("team_retire", args=[page.code]), _("Dissolve the team")) if page else None,
    }
    return render(request, "staffing_form.html", context, status=200 if fault is None else 400)


def _present(page: TeamLine | None) -> dict[str, Any]:
    if page is None:
        return {}
    return {
        "name": page.name,
        "purpose": page.purpose,
        "department": page.department_code,
        "lead": page.lead_id,
        "members": [one.id for one in page.members],
        "initiatives": [one.code for one in page.initiatives] or None,
    }

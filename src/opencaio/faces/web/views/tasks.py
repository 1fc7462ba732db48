"""The tasks of an initiative: when, by whom, what holds up the end, and what slips if somebody leaves."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput, Fault, NotFound
from opencaio.faces.web import choices, sheets, task_pictures
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.initiative_frame import initiative_frame
from opencaio.faces.web.whole import whole
from opencaio.record.models import Skill
from opencaio.record.queries import ask
from opencaio.record.queries.initiatives import InitiativePage
from opencaio.record.queries.tasks import Slipping, TaskLine, TaskList

ACTIONS = {
    "add": "tasks.add",
    "edit": "tasks.edit",
    "pin": "tasks.pin",
    "retire": "tasks.retire",
    "schedule": "tasks.schedule",
}
PLAIN = ("name", "days", "code", "skill", "level", "person", "earliest", "due_on", "starts_on", "done")


@require_GET
@signed_in
def tasks(request: Visit, code: str) -> HttpResponse:
    """All tasks of one initiative, drawn and listed; ``?without=`` asks what slips if that person leaves."""
    page: InitiativePage = ask("initiatives.show", {"code": code}, request.actor)
    found: TaskList = ask("tasks.of_initiative", {"initiative": code}, request.actor)
    slipping, fault = _slipping(request, code)
    context = {
        **initiative_frame(request, page),
        "found": found,
        "picture": task_pictures.gantt(found, today=timezone.localdate()),
        "people": {one.person_id: one.person for one in found.rows if one.person_id},
        "slipping": slipping,
        "fault": fault,
        "skills": Skill.objects.filter(retired_at=None).order_by("name") if found.may_edit else (),
        "everybody": choices.people(request.actor) if found.may_edit else (),
        "levels": range(1, 6),
        "today": timezone.localdate(),
    }
    return render(request, "initiative_tasks.html", context)


@require_GET
@signed_in
def export(request: Visit, code: str) -> HttpResponse:
    """The tasks as CSV or XLSX."""
    found: TaskList = ask("tasks.of_initiative", {"initiative": code}, request.actor)
    head = [
        _("Code"), _("Task"), _("Working days"), _("After"), _("Skill"), _("Level"), _("Who"), _("From"), _("To"),
        _("Due on"), _("Days late"), _("Slack, days"), _("Done"),
    ]  # fmt: skip
    rows = [head, *(_cells(one) for one in found.rows)]
    name = f"tasks-{found.initiative}-{timezone.localdate():%Y-%m-%d}"
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Tasks"))


@require_POST
@signed_in
def act(request: Visit, code: str) -> HttpResponseBase:
    """Add, change, fix or take away a task, or schedule them all."""
    verb = request.POST.get("verb", "")
    if verb not in ACTIONS:
        raise BadInput(_("This form asks for something that cannot be done."))
    done(request, ACTIONS[verb], {"initiative": code, **_given(request, verb)})
    return redirect("initiative_tasks", code)


def _given(request: Visit, verb: str) -> dict[str, Any]:
    given: dict[str, Any] = {name: text for name in PLAIN if (text := request.POST.get(name, "").strip())}
    if "after" in request.POST:
        given["after"] = [one.strip() for one in request.POST["after"].split(",") if one.strip()]
    if verb == "edit" and "person" in request.POST and not request.POST["person"]:
        given["person"] = None
    return given


def _slipping(request: Visit, code: str) -> tuple[Slipping | None, Fault | None]:
    who = whole(request.GET.get("without", ""))
    if who is None:
        return None, None
    try:
        on = request.GET.get("on") or None
        return ask("tasks.without", {"initiative": code, "person": who, "on": on}, request.actor), None
    except (BadInput, NotFound) as fault:
        return None, fault


def _cells(one: TaskLine) -> list[str]:
    return [
        one.code, one.name, str(one.days), ", ".join(one.after), one.skill_name, str(one.level), one.person,
        one.starts_on.isoformat() if one.starts_on else "", one.ends_on.isoformat() if one.ends_on else "",
        one.due_on.isoformat() if one.due_on else "", str(one.late), "" if one.slack is None else str(one.slack),
        f"{one.done:.0%}",
    ]  # fmt: skip

"""Who can do what, where people are missing, and how the gaps can be closed."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.web import choices, sheets, staffing_forms, staffing_pictures, staffing_reasons
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.staffing_words import KINDS, LEVELS, WAYS, people, quarter
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.capacity import CapacityOverview
from opencaio.record.queries.skills import AskMatrix, SkillMatrix, SkillPage

FILTERS = ("q", "department", "kind", "skill", "level")


@require_GET
@signed_in
def skills(request: Visit) -> HttpResponse:
    """The matrix under the filters of the address, demand against capacity, and the way out."""
    given = asked(request.GET)
    found: CapacityOverview = ask("capacity.overview", {}, request.actor)
    context: dict[str, Any] = {
        "given": given,
        "matrix": ask("skills.matrix", given, request.actor),
        "found": found,
        "heat": staffing_pictures.demand(found, why=staffing_reasons.gap(found)) if found.skills else None,
        "why_mix": staffing_reasons.mix(found) if found.steps else None,
        "departments": choices.departments(request.actor, Right.READ),
        "kinds": KINDS,
        "levels": LEVELS,
        "may_edit": request.actor.may(Right.EDIT, None),
        "may_open": request.actor.may_anywhere(Right.CREATE),
    }
    return render(request, "skills.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The matrix, or demand and capacity (`of=capacity`), as CSV or XLSX."""
    kind, today = request.GET.get("as", "csv"), f"{timezone.localdate():%Y-%m-%d}"
    if request.GET.get("of") == "capacity":
        rows = _capacity_rows(ask("capacity.overview", {}, request.actor))
        return sheets.attachment(rows, name=f"capacity-{today}", kind=kind, title=_("Capacity"))
    given = asked(request.GET).model_copy(update={"page": 1, "size": 1000})
    found: SkillMatrix = ask("skills.matrix", given, request.actor)
    header = [_("Person"), _("Title"), _("Department"), *(one.name for one in found.skills)]
    lines = [
        [row.name, row.title, row.department, *(str(cell.level) if cell else "" for cell in row.levels)]
        for row in found.rows
    ]
    return sheets.attachment([header, *lines], name=f"skills-{today}", kind=kind, title=_("Skills"))


@require_GET
@signed_in
def skill(request: Visit, code: str) -> HttpResponse:
    """One skill: who masters it, its terms, its quarters, the places open for it."""
    return _page(request, code)


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: Visit) -> HttpResponseBase:
    """A new skill; one of our list needs no more than its code."""
    if not request.actor.may(Right.CREATE, None):
        raise Refused(_("Skills are everybody's: adding one takes a role over all departments."))
    fields = staffing_forms.NEW_SKILL
    fault: Fault | None = None
    if request.method == "POST":
        try:
            given = staffing_forms.read(request.POST, fields)
            return redirect("skill", done(request, "skills.add", given).result.code)
        except (BadInput, Conflict, NotFound) as refused:
            fault = refused
    known = ask("skills.list", {}, request.actor).known
    return _form(request, fields, title=_("Add a skill"), present={}, fault=fault, known=known)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, code: str) -> HttpResponseBase:
    """The same form with what is on record."""
    page: SkillPage = ask("skills.show", {"code": code}, request.actor)
    if not page.may_edit:
        raise Refused(_("Skills are everybody's: changing one takes a role over all departments."))
    fault: Fault | None = None
    if request.method == "POST":
        try:
            given = staffing_forms.read(request.POST, staffing_forms.SKILL)
            done(request, "skills.edit", {**given, "code": code, "version": request.POST.get("version") or None})
            return redirect("skill", page.code)
        except (BadInput, Conflict, NotFound) as refused:
            fault = refused
    present = page.model_dump()
    return _form(request, staffing_forms.SKILL, title=page.name, present=present, fault=fault, page=page)


@require_POST
@signed_in
def judge(request: Visit) -> HttpResponseBase:
    """Say somebody's level; back to where the form stood."""
    sent = request.POST
    given: dict[str, Any] = {name: sent.get(name) or None for name in ("level", "wanted")}
    given |= {"person": sent.get("person", ""), "skill": sent.get("skill", "")}
    if given["level"] is None:
        given.pop("wanted")
    done(request, "skills.judge", given)
    return redirect(back_to(request, reverse("skills")))


@require_POST
@signed_in
def capacity(request: Visit) -> HttpResponseBase:
    """Say how many people of a skill there are in some quarters; a blank field stays as it is."""
    code = request.POST.get("skill", "")
    rows = [
        {"skill": code, "quarter": name.removeprefix("q-"), "fte": staffing_forms.number_in(text, quarter(name[2:]))}
        for name, text in request.POST.items()
        if name.startswith("q-") and isinstance(text, str) and text.strip()
    ]
    try:
        if not rows:
            raise BadInput(_("Write a number of people for at least one quarter."))
        done(request, "capacity.import", {"rows": rows})
    except (BadInput, Refused) as fault:
        return _page(request, code, fault=fault)
    return redirect("skill", code)


def back_to(request: Visit, otherwise: str) -> str:
    """The page that the form names, if it is one of ours."""
    to = request.POST.get("back", "")
    is_ours = to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()})
    return to if is_ours else otherwise


def asked(get: QueryDict) -> AskMatrix:
    """The filters in an address; what is wrong is said."""
    given: dict[str, Any] = {name: value for name in FILTERS if (value := get.get(name, "").strip())}
    given["everyone"] = bool(get.get("everyone"))
    given["page"] = page_of(get)
    try:
        return AskMatrix.model_validate(given)
    except ValueError as fault:
        raise BadInput(_("This address holds a filter that does not exist. Start again from the matrix.")) from fault


def _page(request: Visit, code: str, *, fault: Fault | None = None) -> HttpResponse:
    page: SkillPage = ask("skills.show", {"code": code}, request.actor)
    found: CapacityOverview = ask("capacity.overview", {"skill": page.code}, request.actor)
    one = found.skills[0] if found.skills else None
    context = {
        "skill": page,
        "found": found,
        "one": one,
        "picture": staffing_pictures.one_skill(one) if one else None,
        "levels": LEVELS,
        "ways": WAYS,
        "fault": fault,
        "quarters": [(at, _held(page, at)) for at in found.quarters],
        "may_open": request.actor.may_anywhere(Right.CREATE),
    }
    return render(request, "skill.html", context, status=_status(fault))


def _held(page: SkillPage, at: str) -> str:
    return next((f"{one.fte.normalize():f}" for one in page.capacity if one.quarter == at), "")


def _form(
    request: Visit,
    fields: Any,
    *,
    title: str,
    present: dict[str, Any],
    fault: Fault | None,
    page: SkillPage | None = None,
    known: dict[str, str] | None = None,
) -> HttpResponse:
    post = request.POST if request.method == "POST" else None
    context = {
        "title": title,
        "fields": staffing_forms.filled(fields, request.actor, right=Right.EDIT, present=present, post=post),
        "fault": fault,
        "is_late": isinstance(fault, Conflict),
        "row_version": page.version if page else None,
        "parent": (_("People and skills"), reverse("skills")),
        "back": reverse("skill", args=[page.code]) if page else reverse("skills"),
        "intro": _("Only code and name are needed. A way without a cost is not open: it is not offered for a gap."),
        "known": known or {},
    }
    return render(request, "staffing_form.html", context, status=_status(fault))


def _status(fault: Fault | None) -> int:
    return {BadInput: 400, NotFound: 400, Conflict: 409, Refused: 403}.get(type(fault), 400) if fault else 200


def _capacity_rows(found: CapacityOverview) -> list[list[str]]:
    header = [
        _("Skill"), _("Quarter"), _("There"), _("On their way"), _("Asked for"), _("Time given"),
        _("Hired by the plan"), _("Missing"),
    ]  # fmt: skip
    lines = [
        [one.name, cell.quarter, *(people(value) for value in (
            cell.capacity, cell.coming, cell.demand, cell.allocated, cell.planned, cell.gap,
        ))]
        for one in found.skills
        for cell in one.cells
    ]  # fmt: skip
    return [header, *lines]

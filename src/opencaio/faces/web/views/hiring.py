"""The places to fill: how far each search is, which come too late, and one place in full."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.engines.staffing import first_day
from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.web import choices, sheets, staffing_forms, staffing_reasons
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.staffing_words import STAGES, WAYS, people
from opencaio.record.actions.openings import STAGES as GOING
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.openings import ListOpenings, OpeningLine, OpeningList

FILTERS = ("q", "stage", "department", "skill", "role", "way")
START = ("skill", "role", "way", "people", "department", "title")
VERBS = {"move": "openings.move", "fill": "openings.fill", "cancel": "openings.cancel"}


@require_GET
@signed_in
def hiring(request: Visit) -> HttpResponse:
    """The board and the list."""
    given = asked(request.GET)
    found: OpeningList = ask("openings.list", given, request.actor)
    board = [(code, STAGES[code], [one for one in found.rows if one.stage == code]) for code in GOING]
    context = {
        "given": given,
        "list": found,
        "board": board if given.stage in ("going", "all") else [],
        "stages": STAGES,
        "ways": WAYS,
        "departments": choices.departments(request.actor, Right.READ),
        "why_days": staffing_reasons.filling(found),
        "may_add": request.actor.may_anywhere(Right.CREATE),
    }
    return render(request, "hiring.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The filtered places as CSV or XLSX."""
    given = asked(request.GET).model_copy(update={"page": 1, "size": 1000})
    found: OpeningList = ask("openings.list", given, request.actor)
    header = [
        _("Code"), _("Place"), _("Skill"), _("Way"), _("People"), _("Department"), _("Owner"), _("Stage"),
        _("Needed by"), _("Expected"), _("Too late"), _("Search began on"), _("Filled on"),
        _("Cost a quarter, %s") % found.currency,
    ]  # fmt: skip
    lines = [_cells(one) for one in found.rows]
    name = f"hiring-{timezone.localdate():%Y-%m-%d}"
    return sheets.attachment([header, *lines], name=name, kind=request.GET.get("as", "csv"), title=_("Hiring"))


@require_GET
@signed_in
def opening(request: Visit, code: str) -> HttpResponse:
    """One place."""
    return _page(request, code)


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: Visit) -> HttpResponseBase:
    """A new place, begun from a gap where the address names one."""
    if not request.actor.may_anywhere(Right.CREATE):
        raise Refused(_("You may read about open places but not open one."))
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, code: str) -> HttpResponseBase:
    """The same form with what is on record."""
    page: OpeningLine = ask("openings.show", {"code": code}, request.actor)
    if not page.may_edit:
        raise Refused(_("You may read about this place but not change it."))
    return _form(request, page)


@require_POST
@signed_in
def act(request: Visit, code: str) -> HttpResponseBase:
    """Move a place along, fill it, or give it up."""
    sent = request.POST
    verb = sent.get("verb", "")
    if verb not in VERBS:
        raise BadInput(_("Choose what to do with the place."))
    given: dict[str, Any] = {"code": code}
    if verb == "move":
        given["stage"] = sent.get("stage", "")
    elif verb == "fill":
        given |= {name: sent.get(name) or None for name in ("person", "filled_on")}
        given["raise_capacity"] = sent.get("raise_capacity") == "on"
    else:
        given["reason"] = sent.get("reason", "")
    try:
        done(request, VERBS[verb], given)
    except (BadInput, Conflict, Refused) as fault:
        return _page(request, code, fault=fault)
    return redirect("opening", code)


def asked(get: QueryDict) -> ListOpenings:
    """The filters in an address; what is wrong is said."""
    given: dict[str, Any] = {name: value for name in FILTERS if (value := get.get(name, "").strip())}
    given |= {name: True for name in ("late", "mine") if get.get(name)}
    given["page"] = page_of(get)
    try:
        return ListOpenings.model_validate(given)
    except ValueError as fault:
        raise BadInput(_("This address holds a filter that does not exist. Start again from the board.")) from fault


def _page(request: Visit, code: str, *, fault: Fault | None = None) -> HttpResponse:
    page: OpeningLine = ask("openings.show", {"code": code}, request.actor)
    later = GOING if page.may_decide or page.stage != GOING[0] else ()
    context = {
        "one": page,
        "fault": fault,
        "currency": ask("skills.list", {}, request.actor).currency,
        "moves": [(code, STAGES[code]) for code in later if code != page.stage] if page.may_edit else [],
        "people": choices.people(request.actor) if page.may_edit else [],
        "today": timezone.localdate(),
    }
    return render(request, "opening.html", context, status=_status(fault))


def _form(request: Visit, page: OpeningLine | None) -> HttpResponseBase:
    fields, sent = staffing_forms.OPENING, request.POST if request.method == "POST" else None
    fault: Fault | None = None
    if sent is not None:
        try:
            given = staffing_forms.read(sent, fields)
            more = {"code": page.code, "version": sent.get("version") or None} if page else {}
            return redirect(
                "opening", done(request, "openings.edit" if page else "openings.add", _set(given) | more).result.code
            )
        except (BadInput, Conflict, NotFound) as refused:
            fault = refused
    context = {
        "title": page.title if page else _("Open a place"),
        "fields": staffing_forms.filled(
            fields,
            request.actor,
            right=Right.EDIT if page else Right.CREATE,
            present=_present(request, page),
            post=sent,
        ),
        "fault": fault,
        "is_late": isinstance(fault, Conflict),
        "row_version": page.version if page else None,
        "parent": (_("Hiring"), reverse("hiring")),
        "back": reverse("opening", args=[page.code]) if page else reverse("hiring"),
        "intro": _(
            "A skill or a role says what is sought. Whether the place comes in time follows from the skill's lead."
        ),
    }
    return render(request, "staffing_form.html", context, status=_status(fault))


def _set(given: dict[str, Any]) -> dict[str, Any]:
    """People cannot be emptied: left blank, they stay (or are one)."""
    return {name: value for name, value in given.items() if not (name == "people" and value is None)}


def _present(request: Visit, page: OpeningLine | None) -> dict[str, Any]:
    if page is not None:
        return page.model_dump() | {"department": page.department_code, "owner": page.owner_id}
    start: dict[str, Any] = {name: value for name in START if (value := request.GET.get(name, "")[:200])}
    start |= {"owner": str(request.actor.person_id or ""), "people": start.get("people", "1")}
    if needed := request.GET.get("quarter", ""):
        try:
            start["needed_by"] = first_day(needed).isoformat()
        except BadInput:
            return start
    return start


def _status(fault: Fault | None) -> int:
    return {BadInput: 400, NotFound: 400, Conflict: 409, Refused: 403}.get(type(fault), 400) if fault else 200


def _cells(one: OpeningLine) -> list[str]:
    return [
        one.code,
        one.title,
        one.skill_name,
        str(WAYS[one.way]),
        people(one.people),
        one.department,
        one.owner,
        str(STAGES[one.stage]),
        one.needed_by.isoformat() if one.needed_by else "",
        one.expected,
        _("yes") if one.is_late else "",
        one.opened_on.isoformat() if one.opened_on else "",
        one.filled_on.isoformat() if one.filled_on else "",
        "" if one.cost is None else str(one.cost),
    ]

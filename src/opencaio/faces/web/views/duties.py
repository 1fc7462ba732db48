"""The duties of all uses as a list to work through, and what can be done with those that are picked."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput
from opencaio.faces.web import choices, sheets, words
from opencaio.faces.web.choices import Choice
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.templatetags.duties import STATES
from opencaio.faces.web.whole import whole, wholes
from opencaio.papers.as_ics import CONTENT_TYPE
from opencaio.record.duty_calendar import duties_as_calendar
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries import ask
from opencaio.record.queries.duties import DutyList, DutyRow, ListDuties

FILTERS = ("use_case", "department", "owner", "regime", "status", "due_from", "due_by", "sort")
WINDOWS = (30, 90, 365)
EVERY = "all"


@require_GET
@signed_in
def duties(request: Visit) -> HttpResponse:
    """One page of the list; htmx asks for the list alone."""
    given = asked(request.GET)
    found: DutyList = ask("duties.list", given, request.actor)
    context = {
        "given": given,
        "list": found,
        "counts": found.counts,
        "states": [Choice(code, words_) for code, (_mark, words_) in STATES.items()],
        "pages": -(-found.total // given.size),
        "last": min(given.page * given.size, found.total),
        "first": min((given.page - 1) * given.size + 1, found.total),
        "query": urlencode(filters_of(request.GET)),
        "may_edit": request.actor.may_anywhere(Right.EDIT),
        **offered(request.actor),
    }
    return render(request, "duties_list.html" if request.htmx.target == "list" else "duties.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The filtered list as CSV, XLSX or a calendar file."""
    picked = set(wholes(request.GET.getlist("pick")))
    given = asked(request.GET).model_copy(update={"size": 20_000, "page": 1})
    found: DutyList = ask("duties.list", given, request.actor)
    rows = [row for row in found.rows if not picked or row.id in picked]
    kind = request.GET.get("as", "csv")
    if kind == "ics":
        return calendar_response(rows, name=_("Duties"), file_name=f"duties-{timezone.localdate():%Y-%m-%d}")
    lines = [header(), *(line(row) for row in rows)]
    return sheets.attachment(lines, name=f"duties-{timezone.localdate():%Y-%m-%d}", kind=kind, title=_("Duties"))


@require_POST
@signed_in
def act(request: Visit) -> HttpResponseBase:
    """Do one thing to all duties that are picked."""
    picked, verb = request.POST.getlist("pick"), request.POST.get("verb", "")
    if not picked:
        raise BadInput(_("No duty is picked. Tick the boxes at the left of the rows first."))
    if verb in {"csv", "xlsx", "ics"}:
        query = {"pick": picked, "as": verb, "status": EVERY}
        return redirect(f"{reverse('duties_export')}?{urlencode(query, doseq=True)}")
    given: dict[str, Any] = {"duties": picked}
    if verb in {"owner", "both"}:
        given["owner"] = request.POST.get("owner") or None
    if verb in {"due", "both"}:
        given["due_on"] = request.POST.get("due_on") or None
    done(request, "duties.assign", given)
    return redirect(f"{reverse('duties')}?{request.POST.get('back', '')}")


def asked(get: QueryDict) -> ListDuties:
    """The filters in an address; what is no filter is left aside, what is wrong is said."""
    given: dict[str, Any] = filters_of(get)
    if given.get("status") == EVERY:
        given["status"] = ""
    if (window := whole(given.pop("within", ""))) is not None:
        given["due_by"] = timezone.localdate() + timedelta(days=min(window, 36_500))
    given["page"] = page_of(get)
    try:
        return ListDuties.model_validate(given)
    except ValueError as fault:
        raise BadInput(_("This address holds a filter that does not exist. Start again from the duties.")) from fault


def filters_of(get: QueryDict) -> dict[str, str]:
    """The filters that are set."""
    return {name: value for name in (*FILTERS, "within") if (value := get.get(name, "").strip())}


def offered(actor: Actor) -> dict[str, Any]:
    """What the filters and the bar for many offer."""
    return {
        "departments": choices.departments(actor, Right.READ),
        "people": choices.people(actor),
        "regimes": [Choice(code, label) for code, label in words.REGIMES.items()],
        "windows": [Choice(str(days), _("%d days") % days) for days in WINDOWS],
    }


def calendar_response(rows: list[DutyRow], *, name: str, file_name: str) -> HttpResponse:
    """Duties as a calendar file to keep."""
    body = duties_as_calendar(rows, name=name, now=timezone.now())
    disposition = f'attachment; filename="{file_name}.ics"'
    return HttpResponse(body, content_type=CONTENT_TYPE, headers={"Content-Disposition": disposition})


def header() -> list[str]:
    """The columns of the export."""
    return [
        _("Use"),
        _("Name of the use"),
        _("Department"),
        _("Regime"),
        _("Duty"),
        _("Code"),
        _("Source"),
        _("Role"),
        _("Binds from"),
        _("Begin by"),
        _("Due"),
        _("Owner"),
        _("State"),
        _("Done"),
        _("Holds until"),
        _("Shown by"),
    ]


def line(row: DutyRow) -> list[str]:
    """One duty as cells."""
    return [
        row.use_case,
        row.use_case_name,
        row.department,
        str(words.regime_words(row.regime)),
        row.title,
        row.code,
        row.citation,
        row.role,
        *map(_day, (row.binds_from, row.begin_by, row.due_on)),
        row.owner,
        str(STATES[row.state][1]),
        *map(_day, (row.done_on, row.valid_until)),
        "; ".join(row.evidence_words),
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""

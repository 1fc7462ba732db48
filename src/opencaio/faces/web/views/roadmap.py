"""The roadmap: work over quarters with people below, the portfolio kanban, and the planning intervals."""

from collections.abc import Iterable
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opencaio.errors import NotFound
from opencaio.faces.web import choices, plan_pictures, plan_sheets, sheets
from opencaio.faces.web.doors import Visit, signed_in
from opencaio.faces.web.initiative_words import STATUSES
from opencaio.faces.web.plan_pictures import Work, people_of
from opencaio.faces.web.roadmap_words import GROUPS, STATES, UNGROUPED
from opencaio.papers.blocks import Picture
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.roadmap import RoadmapShown, RoadWork


@require_GET
@signed_in
def roadmap(request: Visit) -> HttpResponse:
    """The work that the visitor may see, drawn; then by state, then by quarter."""
    found, by = _asked(request)
    works = {one.code: one for one in found.works}
    context = {
        "found": found,
        "by": by,
        "groups": GROUPS,
        "departments": choices.departments(request.actor, Right.READ),
        "department": request.GET.get("department", ""),
        "picture": picture_of(found, by=by),
        "columns": [_column(code, found.works) for code in STATES],
        "late": [one for one in found.works if one.late],
        "unplaced": [one for one in found.works if one.start_at is None and one.state not in {"done"}],
        "intervals": [(one, [works[code] for code in one.begins], [works[code] for code in one.goes_on],
                       [works[code] for code in one.ends]) for one in found.intervals],
        "statuses": STATUSES,
    }  # fmt: skip
    return render(request, "roadmap.html", context)


@require_GET
@signed_in
def export(request: Visit, ending: str) -> HttpResponse:
    """The roadmap as rows (csv, xlsx) or as its picture (svg, png)."""
    found, by = _asked(request)
    name = f"roadmap-{timezone.localdate():%Y-%m-%d}"
    if ending in {"csv", "xlsx"}:
        rows = [_header(found.currency), *(_cells(one) for one in found.works)]
        return sheets.attachment(rows, name=name, kind=ending, title=_("Roadmap"))
    picture = picture_of(found, by=by)
    if picture is None:
        raise NotFound(_("Nothing has its quarters yet: there is no picture."))
    return plan_sheets.picture({"roadmap": picture}, key="roadmap", ending=ending, name=name)


def picture_of(found: RoadmapShown, *, by: str) -> Picture | None:
    """The timeline with what waits for what, and people's load below; None where nothing has its quarters."""
    placed = [one for one in found.works if one.start_at is not None]
    if not placed:
        return None
    works = [_drawn(one, by=by) for one in placed]
    marks = [(found.now_at, _("today"))] if found.now_at >= 0 else []
    note = _("%(n)d initiatives over quarters") % {"n": len(placed)}
    if found.skills:
        note += "; " + _("below, full-time people needed and there")
    people = [people_of(one) for one in found.skills]
    title = "" if found.skills else _("%(n)d initiatives from %(a)s to %(b)s") % {
        "n": len(placed), "a": found.periods[0], "b": found.periods[-1],
    }  # fmt: skip
    return plan_pictures.roadmap(works, people, periods=found.periods, title=title, note=note, marks=marks)


def _drawn(one: RoadWork, *, by: str) -> Work:
    group = one.group or str(UNGROUPED[by])
    return Work(one.code, one.name, group, one.start_at or 0, one.length, _tone(one), tuple(one.needs))


def _asked(request: Visit) -> tuple[RoadmapShown, str]:
    by = request.GET.get("by", "")
    by = by if by in GROUPS else "department"
    given = {"by": by, "department": request.GET.get("department", "")[:60]}
    found: RoadmapShown = ask("roadmap.show", given, request.actor)
    return found, by


def _tone(one: RoadWork) -> str:
    if one.is_mandatory:
        return "must"
    return "running" if one.state == "implementing" else "plain"


def _column(code: str, works: Iterable[RoadWork]) -> dict[str, object]:
    held = [one for one in works if one.state == code]
    worth = sum((one.value for one in held if one.value is not None), Decimal(0))
    title, words = STATES[code]
    return {"code": code, "title": title, "words": words, "works": held, "worth": worth * 1000}


def _header(currency: str) -> list[str]:
    return [
        _("Code"), _("Initiative"), _("Group"), _("Department"), _("Lead"), _("State"), _("Kanban"), _("Horizon"),
        _("Value, thousand %s") % currency, _("From"), _("To"), _("Quarters"), _("Needs first"), _("Late"),
    ]  # fmt: skip


def _cells(one: RoadWork) -> list[str]:
    return [
        one.code, one.name, one.group, one.department, one.lead, str(STATUSES[one.status][1]),
        str(STATES[one.state][0]), one.horizon, "" if one.value is None else str(one.value), one.start, one.end,
        str(one.length), ", ".join(one.needs), one.late,
    ]  # fmt: skip

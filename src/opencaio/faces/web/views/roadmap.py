"""The roadmap: work over quarters with people below, the portfolio kanban, and the planning intervals."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opencaio.errors import NotFound
from opencaio.faces.web import choices, plan_pictures, plan_sheets, roadmap_fold, sheets
from opencaio.faces.web.doors import Visit, signed_in
from opencaio.faces.web.initiative_words import HORIZONS, STATUSES
from opencaio.faces.web.plan_pictures import Work, people_of
from opencaio.faces.web.plan_words import quarter
from opencaio.faces.web.roadmap_words import GROUPS, STATES, UNGROUPED
from opencaio.papers.blocks import Picture
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.roadmap import RoadmapShown, RoadWork

FILTERS = ("department", "objective", "horizon", "quarter", "state")


@require_GET
@signed_in
def roadmap(request: Visit) -> HttpResponse:
    """The work that the visitor may see, drawn; then by state, then by quarter."""
    found, given = _asked(request)
    by = given["by"]
    drawn, placed = roadmap_fold.drawn(found.works), sum(one.start_at is not None for one in found.works)
    context = {
        "found": found,
        "given": given,
        "by": by,
        "groups": GROUPS,
        "group_name": GROUPS[by],
        "states": STATES,
        "horizons": HORIZONS,
        "departments": choices.departments(request.actor, Right.READ),
        "objectives": choices.objectives(request.actor),
        "is_filtered": any(given[name] for name in FILTERS),
        "picture": picture_of(found, drawn, by=by),
        "placed": placed,
        "counts": roadmap_fold.counts(found, by=by) if placed > len(drawn) else [],
        "lanes": roadmap_fold.lanes(found.works, chosen=given["state"]),
        "late": roadmap_fold.late(found.works),
        "unplaced": roadmap_fold.unplaced(found.works),
        "quarters": roadmap_fold.quarters(found, chosen=given["quarter"]),
    }
    return render(request, "roadmap.html", context)


@require_GET
@signed_in
def export(request: Visit, ending: str) -> HttpResponse:
    """The roadmap as rows (csv, xlsx) or as its picture (svg, png): all of it that passes the filters."""
    found, given = _asked(request)
    name = f"roadmap-{timezone.localdate():%Y-%m-%d}"
    if ending in {"csv", "xlsx"}:
        rows = [_header(found.currency), *(_cells(one) for one in found.works)]
        return sheets.attachment(rows, name=name, kind=ending, title=_("Roadmap"))
    picture = picture_of(found, [one for one in found.works if one.start_at is not None], by=given["by"])
    if picture is None:
        raise NotFound(_("Nothing has its quarters yet: there is no picture."))
    return plan_sheets.picture({"roadmap": picture}, key="roadmap", ending=ending, name=name)


def picture_of(found: RoadmapShown, drawn: Sequence[RoadWork], *, by: str) -> Picture | None:
    """The timeline with what waits for what, and people's load below; None where nothing has its quarters."""
    if not drawn:
        return None
    works = [_drawn(one, by=by) for one in drawn]
    marks = [(found.now_at, _("today"))] if 0 <= found.now_at <= len(found.periods) else []
    placed = sum(one.start_at is not None for one in found.works)
    note = _("%(n)d initiatives over quarters") % {"n": placed}
    if placed > len(drawn):
        note += "; " + _("the %d worth most are drawn") % len(drawn)
    if found.skills:
        note += "; " + _("below, full-time people needed and there")
    people = [people_of(one) for one in found.skills]
    title = "" if found.skills else _("%(n)d initiatives from %(a)s to %(b)s") % {
        "n": placed, "a": quarter(found.periods[0]), "b": quarter(found.periods[-1]),
    }  # fmt: skip
    return plan_pictures.roadmap(works, people, periods=found.periods, title=title, note=note, marks=marks)


def _drawn(one: RoadWork, *, by: str) -> Work:
    group = one.group or str(UNGROUPED[by])
    return Work(one.code, one.name, group, one.start_at or 0, one.length, _tone(one), tuple(one.needs))


def _asked(request: Visit) -> tuple[RoadmapShown, dict[str, str]]:
    by = request.GET.get("by", "")
    given = {name: request.GET.get(name, "").strip()[:60] for name in FILTERS}
    given["by"] = by if by in GROUPS else "department"
    found: RoadmapShown = ask("roadmap.show", given, request.actor)
    return found, given


def _tone(one: RoadWork) -> str:
    if one.is_mandatory:
        return "must"
    return "running" if one.state == "implementing" else "plain"


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

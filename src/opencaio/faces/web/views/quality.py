"""What watches over the uses that run, what did it show, and what waits for an answer?"""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opencaio.errors import Fault
from opencaio.faces.web import choices
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.measured import VERDICTS, Filter, Section, figure, figure_words, linked, table, verdict_mark
from opencaio.papers.blocks import Cell, Picture, Table
from opencaio.papers.drawings import Lines, Series
from opencaio.papers.numbers import day
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.monitors import MonitorList, MonitorRow

DRAWN = 6


@require_http_methods(["GET", "POST"])
@signed_in
def quality(request: Visit) -> HttpResponseBase:
    """The monitors; POST takes readings, answers one, adds one or ends one."""
    fault = None
    if request.method == "POST":
        try:
            done(request, *_asked(request))
            return redirect("quality")
        except Fault as found_fault:
            fault = found_fault
    return _page(request, fault)


def _page(request: Visit, fault: Fault | None) -> HttpResponse:
    verdict = request.GET.get("verdict", "")
    shown = {"verdict": verdict if verdict in VERDICTS else "", "use_case": request.GET.get("use_case", "")}
    found: MonitorList = ask("monitors.list", shown, request.actor)
    verdicts = (("", _("All")), *((key, str(words)) for key, words in VERDICTS.items() if key))
    may_add = request.actor.may_anywhere(Right.EDIT)
    context = {
        "title": _("Quality"),
        "intro": _("Drift, calibration, overrides, errors and impact ratios of uses that run, read from the lake. What "
                   "cannot be told is not in order: it is unknown."),
        "filters": (
            Filter("verdict", _("Shows"), shown["verdict"], choices=verdicts),
            Filter("use_case", _("Use (code)"), shown["use_case"]),
        ),
        "acts": ((_("Fairness"), reverse("fairness")), (_("Adoption"), reverse("adoption"))),
        "sections": _sections(found, may_add=may_add),
        "uses": choices.uses(request.actor) if may_add else (),
        "nothing": _("Nothing is watched yet."),
        "monitors": [one for one in found.rows if one.may_edit],
        "waiting": [one for one in found.rows if one.waits and one.may_edit],
        "fault": fault,
    }  # fmt: skip
    return render(request, "measured.html", context, status=400 if fault else 200)


def _sections(found: MonitorList, *, may_add: bool) -> tuple[Section, ...]:
    pictures = tuple(_picture(one) for one in found.rows if sum(r.figure is not None for r in one.readings) > 1)
    sections = [Section(_("What is watched"), tables=(_listed(found),))] if found.rows else []
    if pictures:
        sections.append(Section(_("Over time"), pictures=pictures[:DRAWN]))
    if may_add:
        sections.append(Section(_("Watch a use, read, answer"), form="parts/monitor_form.html"))
    return tuple(sections)


def _listed(found: MonitorList) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            linked(f"{one.use_case} {one.use_case_name}", reverse("use_case", args=[one.use_case])),
            f"{_(one.kind_name)} {one.column}".strip() + f" ({one.code})",
            verdict_mark(one.verdict),
            figure(one.readings[0].figure if one.readings else None),
            f"{one.warn_at:g} / {one.act_at:g}",
            day(one.readings[0].last_day) if one.readings else "–",
            (one.readings[0].answer or one.readings[0].words) if one.readings else "–",
        )
        for one in found.rows
    ]
    heads = (_("Use"), _("Watched"), _("Shows"), _("Figure"), _("Warns / acts at"), _("Until"), _("Why, or the answer"))
    return table(_("Monitors, those that ask for something first"), heads, rows, ends=(3,))


def _picture(one: MonitorRow) -> Picture:
    readings = list(reversed(one.readings))
    points = tuple(day(each.last_day) for each in readings)
    last = readings[-1].figure
    series = (
        Series(one.code, tuple(each.figure for each in readings), figure_words(last or 0), "reason"),
        Series(_("warns"), (one.warn_at,) * len(points), f"{one.warn_at:g}", "quiet"),
        Series(_("acts"), (one.act_at,) * len(points), f"{one.act_at:g}", "quiet"),
    )
    title = _("%(kind)s of %(use)s") % {"kind": _(one.kind_name), "use": one.use_case_name}
    rows: list[tuple[Cell, ...]] = [(day(each.last_day), figure(each.figure), each.words) for each in readings]
    numbers = table(f"{title}, {one.code}", (_("Until"), _("Figure"), _("Why")), rows, ends=(1,))
    return Picture(title=f"{title} ({one.code})", drawing=Lines(points, series), alt=title, table=numbers)


def _asked(request: Visit) -> tuple[str, dict[str, Any]]:
    """The action and its input, as the form says."""
    said = {name: value.strip() for name, value in request.POST.items() if isinstance(value, str)}
    what = said.get("what", "read")
    if what == "add":
        column, of_metric = said.get("column", ""), said.get("kind") == "metric"
        return "monitors.add", {
            "use_case": said.get("use_case", ""),
            "kind": said.get("kind", ""),
            "metric": column if of_metric else "",
            "settings": {"fact": said.get("fact"), "column": column} if column and not of_metric else {},
            "warn_at": said.get("warn_at") or None,
            "act_at": said.get("act_at") or None,
        }
    if what == "answer":
        return "monitors.answer", {"code": said.get("code", ""), "answer": said.get("answer", "")}
    if what == "retire":
        return "monitors.retire", {"code": said.get("code", "")}
    return "monitors.read", {}

"""How often are people of each group selected by a use, and how is that kept as an audit?"""

from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opencaio.errors import Fault
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.measured import Filter, Section, linked, percent, table, told
from opencaio.papers.blocks import Cell, Picture, Table
from opencaio.papers.drawings import Bar, Bars
from opencaio.papers.numbers import number
from opencaio.record.queries import ask
from opencaio.record.queries.fairness import FairnessList, FairnessShown, GroupTable


@require_GET
@signed_in
def fairness(request: Visit) -> HttpResponse:
    """Every use that decides on people, the lowest impact ratio first."""
    found: FairnessList = ask("fairness.list", {}, request.actor)
    rows: list[tuple[Cell, ...]] = [
        (
            linked(f"{one.use_case} {one.use_case_name}", reverse("fairness_of", args=[one.use_case])),
            one.department,
            told(one.people),
            told(one.lowest, places=3),
            one.lowest_group or "–",
            percent(one.override_rate),
            str(one.last_audit or "–"),
        )
        for one in found.rows
    ]
    heads = (_("Use"), _("Department"), _("Cases"), _("Lowest impact ratio"), _("Of"), _("Overruled"), _("Audited"))
    listed = table(_("Uses with decisions in the lake"), heads, rows, ends=(2, 3, 5))
    context = {
        "title": _("Fairness"),
        "intro": _(
            "How often people of each group are selected, counted as New York's Local Law 144 asks; "
            "and how often a person overruled what was proposed."
        ),
        "sections": (Section(_("Uses that decide"), tables=(listed,)),) if rows else (),
        "nothing": _("No decision is in the lake yet."),
    }
    return render(request, "measured.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def of_use(request: Visit, code: str) -> HttpResponseBase:
    """The tables of one use; POST keeps them as an audit."""
    first, last = (_day(request, name) for name in ("first", "last"))
    fault = None
    if request.method == "POST":
        try:
            given = {"use_case": code, "first": request.POST.get("first"), "last": request.POST.get("last")}
            done(request, "fairness.audit", given)
            return redirect("fairness_of", code)
        except Fault as found_fault:
            fault = found_fault
    found: FairnessShown = ask("fairness.show", {"use_case": code, "first": first, "last": last}, request.actor)
    sections = tuple(_section(one) for one in found.tables)
    context = {
        "title": _("Fairness of %(use)s") % {"use": found.use_case_name},
        "intro": _intro(found),
        "acts": ((_("All uses"), reverse("fairness")), (found.use_case, reverse("use_case", args=[found.use_case]))),
        "filters": (
            Filter("first", _("From"), str(first or ""), kind="date"),
            Filter("last", _("To"), str(last or ""), kind="date"),
        ),
        "sections": (*sections, _kept(found)) if found.may_audit or sections else sections,
        "nothing": found.missing,
        "found": found,
        "fault": fault,
    }
    return render(request, "measured.html", context, status=400 if fault else 200)


def _intro(found: FairnessShown) -> str:
    told_people = _("%(n)s cases with a known outcome.") % {"n": number(found.people)}
    if found.override_rate is None:
        return f"{told_people} {found.missing}".strip()
    words = _("Of %(n)s that a person read, %(rate)s %% were overruled (%(low)s to %(high)s %%).") % {
        "n": number(found.reviewed),
        "rate": number(found.override_rate * 100, places=1),
        "low": number((found.override_low or 0) * 100, places=1),
        "high": number((found.override_high or 0) * 100, places=1),
    }
    return f"{told_people} {words} {found.missing}".strip()


def _section(one: GroupTable) -> Section:
    note = _("Held against %(group)s; %(n)s people of unknown category are left out.") % {
        "group": one.highest or _("nobody"),
        "n": number(one.unknown),
    }
    return Section(_("By %(what)s") % {"what": one.by.lower()}, note=note, pictures=(_picture(one),), tables=())


def _picture(one: GroupTable) -> Picture:
    bars = tuple(
        Bar(each.name, each.ratio, number(each.ratio, places=3), each.ratio_low, each.ratio_high)
        for each in one.groups
        if each.ratio is not None
    )
    title = _("Impact ratio by %(what)s") % {"what": one.by.lower()}
    drawing = Bars(bars, unit=_("ratio"), value_name=_("Impact ratio"), interval_name=_("95 % interval"))
    note = _("Four fifths is a rule of thumb of US federal agencies; the city's rule sets no threshold.")
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=_groups(one))


def _groups(one: GroupTable) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            each.name,
            told(each.people),
            told(each.selected),
            percent(each.rate),
            told(each.ratio, places=3) if not each.left_out else _("left out: under 2 per cent"),
            percent(each.share),
            each.words,
        )
        for each in one.groups
    ]
    heads = (_("Group"), _("Cases"), _("Selected"), _("Rate"), _("Impact ratio"), _("Share"), _("What it says"))
    return table(_("Selection by %(what)s") % {"what": one.by.lower()}, heads, rows, ends=(1, 2, 3, 4, 5))


def _kept(found: FairnessShown) -> Section:
    lines = tuple(_("Kept for the time until %(day)s.") % {"day": one} for one in found.audits[:5])
    return Section(
        _("Kept audits"),
        note=_("A bias audit's document quotes what was kept."),
        lines=lines or (_("None yet."),),
        form="parts/fairness_form.html" if found.may_audit else "",
    )


def _day(request: Visit, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None

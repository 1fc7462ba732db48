"""How often are people of each group selected by a use, and how is that kept as an audit?"""

from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opencaio.errors import Fault
from opencaio.faces.web import fairness_sections, sheets, table_book
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.measured import Filter, Section, linked, percent, table, told
from opencaio.papers.blocks import Cell
from opencaio.papers.numbers import day, days
from opencaio.record.queries import ask
from opencaio.record.queries.fairness import FairnessList, FairnessShown


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
            fairness_sections.marked(one.lowest),
            one.lowest_group or _("no group is on record"),
            percent(one.override_rate),
            day(one.last_audit) if one.last_audit else "–",
        )
        for one in found.rows
    ]
    heads = (_("Use"), _("Department"), _("Cases"), _("Lowest impact ratio"), _("Of"), _("Overruled"), _("Audited"))
    caption = _("Uses with decisions in the lake, %(days)s") % {"days": _counted(found)}
    listed = table(caption, heads, rows, ends=(2, 3, 5))
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
    sections = fairness_sections.of_use(found)
    context = {
        "title": _("Fairness of %(use)s") % {"use": found.use_case_name},
        "intro": fairness_sections.intro(found),
        "acts": ((_("All uses"), reverse("fairness")), (found.use_case, reverse("use_case", args=[found.use_case]))),
        "filters": (
            Filter("first", _("From"), str(first or ""), kind="date"),
            Filter("last", _("To"), str(last or ""), kind="date"),
        ),
        "exports": reverse("fairness_export", args=[found.use_case]),
        "sections": (*sections, fairness_sections.kept(found)) if found.may_audit or sections else sections,
        "nothing": found.missing,
        "found": found,
        "fault": fault,
    }
    return render(request, "measured.html", context, status=400 if fault else 200)


@require_GET
@signed_in
def export(request: Visit, code: str) -> HttpResponse:
    """Every table of a use as XLSX; every group and gap in one list as CSV."""
    first, last = (_day(request, name) for name in ("first", "last"))
    found: FairnessShown = ask("fairness.show", {"use_case": code, "first": first, "last": last}, request.actor)
    name = f"fairness-{found.use_case}"
    sections = fairness_sections.of_use(found)
    if request.GET.get("as") == "xlsx" and sections:
        return table_book.attachment(sections, name=name)
    rows = fairness_sections.rows_of(found)
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Fairness"))


def _day(request: Visit, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def _counted(found: FairnessList) -> str:
    return days(found.first, found.last) if found.first and found.last else ""

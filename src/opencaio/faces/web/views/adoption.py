"""Who uses AI, how much, who comes back, and which licences lie idle?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opencaio.faces.web import choices, sheets
from opencaio.faces.web.doors import Visit, signed_in
from opencaio.faces.web.measured import Filter, Section, linked, percent, table, told
from opencaio.papers.blocks import Picture, Table
from opencaio.papers.drawings import Heat, Lines, Series
from opencaio.papers.numbers import money, number
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.adoption import AdoptionShown

SPANS = ("4", "13", "26", "52")
LATER = 12


@require_GET
@signed_in
def adoption(request: Visit) -> HttpResponse:
    """Active people by week, use and department; cohorts; seats."""
    weeks = request.GET.get("weeks", "13")
    given = {"weeks": weeks if weeks in SPANS else "13", "department": request.GET.get("department", "")}
    found: AdoptionShown = ask("adoption.show", given, request.actor)
    homes = ((one.value, str(one.label)) for one in choices.departments(request.actor, Right.READ))
    context = {
        "title": _("Adoption"),
        "intro": _("Different people who used AI, week by week, by pseudonym. Time that was saved is told only where a "
                   "study measured it."),
        "filters": (
            Filter("weeks", _("Weeks"), given["weeks"], choices=tuple((one, one) for one in SPANS)),
            Filter("department", _("Department"), given["department"], choices=(("", _("All")), *homes)),
        ),
        "exports": reverse("adoption_export"),
        "sections": _sections(found) if found.weeks else (),
        "nothing": found.note,
    }  # fmt: skip
    return render(request, "measured.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The uses of the page as CSV or XLSX."""
    found: AdoptionShown = ask("adoption.show", {"department": request.GET.get("department", "")}, request.actor)
    rows = [[_("Use"), _("Name"), _("Department"), _("People, last week"), _("People, mean"), _("Requests each")]]
    rows += [
        [one.use_case, one.name, one.department, str(one.people), f"{one.mean:.1f}",
         "" if one.requests_each is None else f"{one.requests_each:.1f}"]
        for one in found.uses
    ]  # fmt: skip
    return sheets.attachment(rows, name="adoption", kind=request.GET.get("as", "csv"), title=_("Adoption"))


def _sections(found: AdoptionShown) -> tuple[Section, ...]:
    last = found.weeks[-1]
    lines = [
        _("In the middle a person made %(n)s requests in these weeks.") % {"n": number(found.median_requests or 0)}
    ]
    if found.top_tenth_share is not None:
        share = number(found.top_tenth_share * 100)
        lines.append(_("The busiest tenth made %(share)s %% of all requests.") % {"share": share})
    sections = [
        Section(
            _("%(people)s people in the week from %(week)s") % {"people": number(last.people), "week": last.week},
            pictures=(_weekly(found),),
            lines=tuple(lines),
        ),
        Section(_("By use"), tables=(_by_use(found),)),
        Section(_("By department"), note=_("Somebody who uses two counts twice."), tables=(_by_department(found),)),
        Section(_("Who comes back"), note=_("Of those first seen in a week, how many were active so many weeks later. "
                "Those of the first week were there before, perhaps."), pictures=(_cohorts(found),)),
    ]  # fmt: skip
    if found.seats:
        sections.append(Section(_("Licences"), tables=(_seats(found),)))
    return tuple(sections)


def _weekly(found: AdoptionShown) -> Picture:
    points = tuple(str(one.week) for one in found.weeks)
    last = found.weeks[-1]
    line = Series(_("people"), tuple(float(one.people) for one in found.weeks), number(last.people), "reason")
    rows = [(str(one.week), told(one.people)) for one in found.weeks]
    numbers = table(_("People by week"), (_("Week from"), _("People")), list(rows), ends=(1,))
    title = _("Active people by week")
    return Picture(title=title, drawing=Lines(points, (line,), unit=_("people")), alt=title, table=numbers)


def _by_use(found: AdoptionShown) -> Table:
    rows = [
        (
            linked(f"{one.use_case} {one.name}", reverse("use_case", args=[one.use_case])),
            one.department,
            told(one.people),
            told(one.mean, places=1),
            told(one.requests_each, places=1),
            percent(one.change, places=0),
        )
        for one in found.uses
    ]
    heads = (_("Use"), _("Department"), _("People"), _("Mean"), _("Requests each"), _("Against 4 weeks before"))
    return table(_("Active people by use, last week"), heads, list(rows), ends=(2, 3, 4, 5))


def _by_department(found: AdoptionShown) -> Table:
    rows = [(one.department, told(one.people), told(one.uses)) for one in found.departments]
    return table(
        _("Active people by department, last week"), (_("Department"), _("People"), _("Uses")), list(rows), ends=(1, 2)
    )


def _cohorts(found: AdoptionShown) -> Picture:
    later = tuple(str(at) for at in range(1, LATER + 1))
    values, words = [], []
    for one in found.cohorts:
        shares = [None if back is None or not one.people else back / one.people for back in one.back[1 : LATER + 1]]
        values.append(tuple(shares))
        words.append(tuple("" if share is None else f"{number(share * 100)} %" for share in shares))
    names = tuple(f"{one.cohort} ({number(one.people)})" for one in found.cohorts)
    title = _("Part of each week's newcomers who came back, by weeks later")
    heads = (_("First seen (people)"), *later)
    rows = [(name, *cells) for name, cells in zip(names, words, strict=True)]
    numbers = table(title, heads, list(rows), ends=tuple(range(1, LATER + 1)))
    return Picture(title=title, drawing=Heat(names, later, tuple(values), tuple(words)), alt=title, table=numbers)


def _seats(found: AdoptionShown) -> Table:
    rows = [
        (
            linked(f"{one.code} {one.name}", reverse("resource", args=[one.code])),
            told(one.seats),
            told(one.active),
            told(one.idle),
            "–" if one.idle_cost is None else money(one.idle_cost, currency=one.currency),
        )
        for one in found.seats
    ]
    heads = (_("Licence"), _("Seats"), _("Active"), _("Idle"), _("Idle seats cost a month"))
    return table(_("Seats against people of the best of four weeks"), heads, list(rows), ends=(1, 2, 3, 4))

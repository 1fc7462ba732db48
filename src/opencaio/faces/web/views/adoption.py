"""Who uses AI, how much, who comes back, and which licences lie idle?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opencaio.faces.web import choices, sheets, table_book
from opencaio.faces.web.doors import Visit, signed_in
from opencaio.faces.web.measured import Filter, Read, Section, linked, percent, table, told
from opencaio.papers.blocks import Link, Picture, Table, Why, WhyRow
from opencaio.papers.drawings import Heat, Lines, Series
from opencaio.papers.numbers import day, money, number
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.adoption import AdoptionShown, DepthRow

SPANS = ("4", "13", "26", "52")
LATER, SUNDAY = 12, 6


@require_GET
@signed_in
def adoption(request: Visit) -> HttpResponse:
    """Active people by week, use and department; cohorts; seats."""
    given = _given(request)
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
        "reads": _reads(found) if found.weeks else (),
        "sections": _sections(found) if found.weeks else (),
        "nothing": found.note,
    }  # fmt: skip
    return render(request, "measured.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """Every table of the page as XLSX; its uses as CSV."""
    found: AdoptionShown = ask("adoption.show", _given(request), request.actor)
    if request.GET.get("as") == "xlsx" and found.weeks:
        return table_book.attachment(_sections(found), name="adoption")
    rows = [[_("Use"), _("Name"), _("Department"), _("People, last week"), _("People, mean"), _("Requests each")]]
    rows += [
        [one.use_case, one.name, one.department, str(one.people), f"{one.mean:.1f}",
         "" if one.requests_each is None else f"{one.requests_each:.1f}"]
        for one in found.uses
    ]  # fmt: skip
    return sheets.attachment(rows, name="adoption", kind=request.GET.get("as", "csv"), title=_("Adoption"))


def _given(request: Visit) -> dict[str, str]:
    weeks = request.GET.get("weeks", "13")
    return {"weeks": weeks if weeks in SPANS else "13", "department": request.GET.get("department", "")}


def _sections(found: AdoptionShown) -> tuple[Section, ...]:
    sections = [
        Section(_("Active people"), note=_unfinished(found), pictures=(_weekly(found),)),
        Section(_("How much each does"), note=_("Keys of programs count as people."), tables=(_depth(found),)),
        Section(_("By department"), note=_("By the department of the use; each person once."),
                tables=(_by_department(found),)),
        Section(_("Who comes back"), note=_("Of those first seen in a week, how many were active so many weeks later. "
                "Those of the first week were there before, perhaps."), pictures=(_cohorts(found),)),
    ]  # fmt: skip
    if found.seats:
        stated = Link(_("What people counted by hand stands under Tools and capacity"), reverse("resources"))
        note = _("Counted from the requests in the lake.")
        sections.append(Section(_("Licences"), note=note, tables=(_seats(found),), more=stated))
    return (*sections, Section(_("By use"), tables=(_by_use(found),)))


def _unfinished(found: AdoptionShown) -> str:
    """That the newest week is not over, where it is not."""
    if found.last_day is None or found.last_day.weekday() == SUNDAY:
        return ""
    return _("The newest rows are of %(day)s: the week may not be whole.") % {"day": day(found.last_day)}


def _reads(found: AdoptionShown) -> tuple[Read, ...]:
    last = found.weeks[-1]
    week = _("in the week from %(week)s") % {"week": day(last.week)}
    weeks = _("in %(n)s weeks, in the middle") % {"n": number(len(found.weeks))}
    return (
        Read(_("Active people"), number(last.people), week, why=_why(found)),
        Read(_("Requests of a person"), number(found.median_requests or 0), weeks),
        *_busiest(found),
        *_idle(found),
    )


def _busiest(found: AdoptionShown) -> tuple[Read, ...]:
    if found.top_tenth_share is None:
        return ()
    share = f"{number(found.top_tenth_share * 100)} %"
    return (Read(_("The busiest tenth"), share, _("of all requests, keys of programs among them")),)


def _idle(found: AdoptionShown) -> tuple[Read, ...]:
    """Idle seats of the licences of which usage tells them."""
    known = [one for one in found.seats if one.idle is not None]
    if not known:
        return ()
    note = _("of %(seats)s whose use is in the lake") % {"seats": number(sum(one.seats for one in known))}
    return (Read(_("Idle seats"), number(sum(one.idle or 0 for one in known)), note),)


def _why(found: AdoptionShown) -> Why:
    last = found.weeks[-1]
    return Why(
        question=_("How are people counted?"),
        answer=_("%(n)s different pseudonyms made at least one request.") % {"n": number(last.people)},
        rule=_("different user keys of the week with a request, over all uses shown; each once"),
        rule_kind="formula",
        rows=tuple(WhyRow(day(one.week), number(one.people)) for one in found.weeks[-4:]),
        total_rows=len(found.weeks),
        as_of=found.last_day,
        certainty=_("A count, not an estimate: it has no interval."),
        missing=(_("Requests that name no person: by how many they were made is not known"),),
    )


def _depth(found: AdoptionShown) -> Table:
    rows = [(_span(one), told(one.people), percent(one.people_share), percent(one.requests_share))
            for one in found.depth]  # fmt: skip
    heads = (_("Requests in these weeks"), _("People"), _("Part of the people"), _("Part of the requests"))
    return table(_("People by how much they asked"), heads, list(rows), ends=(1, 2, 3))


def _span(one: DepthRow) -> str:
    if one.most is None:
        return _("%(n)s or more") % {"n": number(one.least)}
    least, most = number(one.least), number(one.most)
    return least if one.least == one.most else f"{least} – {most}"


def _weekly(found: AdoptionShown) -> Picture:
    points = tuple(day(one.week) for one in found.weeks)
    last = found.weeks[-1]
    line = Series(_("people"), tuple(float(one.people) for one in found.weeks), number(last.people), "reason")
    rows = [(day(one.week), told(one.people)) for one in found.weeks]
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
    rows = [
        (one.department, told(one.people), told(one.uses), told(one.requests_each, places=1))
        for one in found.departments
    ]
    heads = (_("Department"), _("People"), _("Uses"), _("Requests each"))
    return table(_("Active people by department, last week"), heads, list(rows), ends=(1, 2, 3))


def _cohorts(found: AdoptionShown) -> Picture:
    later = tuple(str(at) for at in range(1, LATER + 1))
    values, words = [], []
    for one in found.cohorts:
        shares = [None if back is None or not one.people else back / one.people for back in one.back[1 : LATER + 1]]
        values.append(tuple(shares))
        words.append(tuple("" if share is None else f"{number(share * 100)} %" for share in shares))
    names = tuple(f"{day(one.cohort)} ({number(one.people)})" for one in found.cohorts)
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
            one.words,
        )
        for one in found.seats
    ]
    heads = (_("Licence"), _("Seats"), _("Active"), _("Idle"), _("Idle seats cost a month"), _("What it says"))
    return table(_("Seats against people of the best of four weeks"), heads, list(rows), ends=(1, 2, 3, 4))

"""How far are we with each framework, which requirement is met by what, and what applies to us?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput, NotFound
from opencaio.faces.web import choices, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.framework_words import STATES, kind_words, share_words, short_name, why_share
from opencaio.papers.charts import draw
from opencaio.papers.drawings import Heat
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.frameworks import FrameworkPage, RequirementLine, RequirementPage
from opencaio.record.queries.frameworks_coverage import CoverageTable

PLACES = ("department", "use_case")


@require_GET
@signed_in
def frameworks(request: Visit) -> HttpResponse:
    """Every framework with its coverage, and which department is how far."""
    given = _where(request)
    table: CoverageTable = ask("frameworks.coverage", given, request.actor)
    groups = (
        (_("Frameworks"), [one for one in table.whole if not one.regime]),
        (_("Duties of the law"), [one for one in table.whole if one.regime]),
    )
    context = {
        "page": table,
        "groups": [(title, [(one, why_share(one, on=table.on)) for one in rows]) for title, rows in groups],
        **_around(request, given),
        **_heat(table),
    }
    return render(request, "frameworks.html", context)


@require_GET
@signed_in
def framework(request: Visit, framework: str) -> HttpResponse:
    """One framework: its requirements with their state and the reasons."""
    given = _where(request)
    wanted = request.GET.get("state", "")
    asked = given | {"id": framework, "state": wanted if wanted in STATES else ""}
    page: FrameworkPage = ask("frameworks.show", asked, request.actor)
    context = {"page": page, "why": why_share(page, on=page.on), "states": STATES, "state": asked["state"]}
    context |= {"may_decide": request.actor.may(Right.DECIDE, None), **_around(request, given)}
    return render(request, "framework.html", context)


@require_GET
@signed_in
def requirement(request: Visit, framework: str, key: str) -> HttpResponse:
    """One requirement with everything that bears on it, and what it bears on."""
    given = _where(request)
    page: RequirementPage = ask("frameworks.requirement", given | {"key": f"{framework}:{key}"}, request.actor)
    context = {"page": page, "may_decide": request.actor.may(Right.DECIDE, None), **_around(request, given)}
    context["may_add"] = request.actor.may_anywhere(Right.CREATE)
    return render(request, "requirement.html", context)


@require_GET
@signed_in
def by_key(request: Visit, key: str) -> HttpResponseBase:
    """Leads from `framework:requirement` to its page."""
    framework, _sign, name = key.partition(":")
    if not name:
        raise NotFound(_("There is no requirement %s.") % key)
    return redirect("requirement", framework, name)


@require_GET
@signed_in
def export(request: Visit, framework: str) -> HttpResponse:
    """The requirements of one framework, or (`all`) the table of departments, as CSV or XLSX."""
    kind, given = request.GET.get("as", "csv"), _where(request)
    if framework == "all":
        table: CoverageTable = ask("frameworks.coverage", given, request.actor)
        rows, name = _table_rows(table), f"coverage-{table.on}"
    else:
        state = request.GET.get("state", "")
        asked = given | {"id": framework, "state": state if state in STATES else ""}
        page: FrameworkPage = ask("frameworks.show", asked, request.actor)
        rows, name = list(_rows(page)), f"{page.id}-{page.on}"
    return sheets.attachment(rows, name=name, kind=kind, title=_("Coverage"))


@require_POST
@signed_in
def stance(request: Visit, framework: str) -> HttpResponseBase:
    """Say whether a requirement, or the whole framework, applies to us; or take that back."""
    place = {"framework": framework, "requirement": request.POST.get("requirement") or "*"}
    verb = request.POST.get("verb", "")
    if verb == "clear":
        done(request, "stances.clear", place)
    elif verb in ("applies", "not"):
        reason = request.POST.get("reason", "")
        done(request, "stances.set", place | {"applies": verb == "applies", "reason": reason})
    else:
        raise BadInput(_("There is nothing of that kind to do."))
    if place["requirement"] == "*":
        return redirect("framework", framework)
    return redirect("requirement", framework, place["requirement"])


def _where(request: HttpRequest) -> dict[str, Any]:
    given: dict[str, Any] = {name: value for name in PLACES if (value := request.GET.get(name, "").strip()[:60])}
    day = request.GET.get("on", "").strip()
    if day:
        try:
            given["on"] = date.fromisoformat(day)
        except ValueError as fault:
            raise BadInput(_("“%s” is not a day like 2026-11-22.") % day[:20]) from fault
    return given


def _around(request: Visit, given: dict[str, Any]) -> dict[str, Any]:
    return {
        "given": given,
        "day": given.get("on") or timezone.localdate(),
        "departments": choices.departments(request.actor, Right.READ),
    }


def _heat(table: CoverageTable) -> dict[str, Any]:
    """The table of departments as a picture: only the frameworks that ask something of somebody."""
    columns = [n for n, _one in enumerate(table.columns) if any(row.cells[n].pairs for row in table.rows)]
    if not columns or len(table.rows) < 1:
        return {"table": None}
    drawing = Heat(
        rows=tuple(row.name for row in table.rows),
        columns=tuple(short_name(table.columns[n].id) for n in columns),
        values=tuple(tuple(row.cells[n].share for n in columns) for row in table.rows),
        displays=tuple(tuple(share_words(row.cells[n].share) for n in columns) for row in table.rows),
    )
    title = _("Share of what applies that is met, by department and framework")
    lines = [(row, [(table.columns[n], row.cells[n]) for n in columns]) for row in table.rows]
    heads = [table.columns[n] for n in columns]
    return {"table": {"svg": draw(drawing, mode="web", width=980, title=title), "heads": heads, "lines": lines}}


def _rows(page: FrameworkPage) -> Iterator[list[str]]:
    yield [
        _("Framework"),
        _("Group"),
        _("Id"),
        _("Requirement"),
        _("In our words"),
        _("State"),
        _("Uses met"),
        _("Uses partly met"),
        _("Uses missing"),
        _("Applies to us"),
        _("Because"),
        _("Shown by"),
        _("Served by"),
        _("Certainty"),
        _("Link"),
    ]
    for group in page.groups:
        for one in group.requirements:
            yield [f"{page.title} {page.version}", f"{group.id} {group.title}", *_cells(one)]


def _cells(one: RequirementLine) -> list[str]:
    served = [f"{each.code} {each.title}".strip() for each in one.reasons if each.counts]
    return [
        one.id,
        one.title,
        one.plain,
        str(STATES[one.state][1]),
        str(one.met),
        str(one.partly),
        str(one.missing),
        _("yes") if one.applies else _("no"),
        one.stance,
        "; ".join(kind_words(one.evidence)),
        "; ".join(served),
        one.certainty,
        one.link,
    ]


def _table_rows(table: CoverageTable) -> list[list[str]]:
    head = [_("Department"), _("Uses"), *(one.title for one in table.columns)]
    return [
        head,
        *(
            [row.name, str(row.uses), *("" if cell.share is None else f"{cell.share:.4f}" for cell in row.cells)]
            for row in table.rows
        ),
    ]

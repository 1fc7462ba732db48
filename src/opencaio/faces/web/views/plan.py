"""The portfolio studio: which plan counts, what it funds and why, what another what-if would bring."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput, Fault
from opencaio.faces.web import choices, plan_forms, plan_grid, plan_pictures, plan_reasons, plan_shares, plan_sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.plan_words import GROUPS, RANKINGS
from opencaio.faces.web.whole import whole
from opencaio.record.permissions import Right
from opencaio.record.planning import running
from opencaio.record.planning.pages import Solved
from opencaio.record.planning.seeing import sees_whole
from opencaio.record.planning.words import headline, people_to_find
from opencaio.record.queries import ask
from opencaio.record.queries.plans import PlanPage, PosedLimits, PosedProblem, solved_page

ACTS = {"propose", "approve", "withdraw_approval", "drop", "rename"}
MOST_SIDE_BY_SIDE = 3
GRID = "initiatives"
"""The part of the page that is asked for alone when its filters change."""


@require_GET
@signed_in
def plan(request: Visit) -> HttpResponse:
    """The plan that counts now, what can be tried, and all the others."""
    latest = ask("plans.latest", {}, request.actor)
    page: PlanPage | None = latest.plan
    if page is not None and _is_for_grid(request):
        return _grid(request, page.solved)
    context = {
        "page": page,
        "list": ask("plans.list", {}, request.actor),
        "waiting": [one for one in latest.waiting if page is None or one.code != page.code],
        **studio(request, page.solved if page else None),
    }
    return render(request, "plan.html", context)


@require_GET
@signed_in
def one(request: Visit, code: str) -> HttpResponse:
    """One plan, as it was solved."""
    page: PlanPage = ask("plans.show", {"code": code}, request.actor)
    if _is_for_grid(request):
        return _grid(request, page.solved)
    return render(request, "plan_one.html", {"page": page, **studio(request, page.solved)})


@require_POST
@signed_in
def solve(request: Visit) -> HttpResponseBase:
    """Begin a search beside this request, and show how it goes."""
    posed: PosedLimits = ask("plans.limits", {}, request.actor)
    what_if = plan_forms.read_what_if(request.POST, posed.limits)
    asked = {"what_if": what_if, "seconds": plan_forms.read_seconds(request.POST)}
    job = running.begin(asked | {"based_on": request.POST.get("based_on", "")[:40]}, request.actor)
    running.start(job)
    return redirect("plan_run", key=job.pk)


@require_GET
@signed_in
def run(request: Visit, key: int) -> HttpResponse:
    """How a search goes; when it is done, what it found."""
    state = running.run_of(key, request.actor)
    if _is_for_grid(request) and state.found is not None:
        return _grid(request, solved_page(state.found, request.actor))
    if request.htmx:
        if state.is_over:
            return HttpResponse(headers={"HX-Redirect": reverse("plan_run", args=[key])})
        return render(request, "parts/plan_progress.html", {"run": state})
    if state.found is None:
        return render(request, "plan_run.html", {"run": state})
    solved = solved_page(state.found, request.actor)
    context = {"run": state, "may_keep": request.actor.may(Right.EDIT, None), **studio(request, solved)}
    return render(request, "plan_run.html", context)


@require_POST
@signed_in
def cancel(request: Visit, key: int) -> HttpResponseBase:
    """End a search with the best plan so far."""
    running.cancel(key, request.actor)
    return redirect("plan_run", key=key)


@require_POST
@signed_in
def keep(request: Visit, key: int) -> HttpResponseBase:
    """Keep what was found as a draft under a name."""
    outcome = done(request, "plans.store", {"run": key, "name": request.POST.get("name", "")})
    return redirect("plan_one", code=outcome.result.code)


@require_POST
@signed_in
def act(request: Visit, code: str) -> HttpResponseBase:
    """Propose, decide, name or drop a plan."""
    what = request.POST.get("act", "")
    if what not in ACTS:
        raise BadInput(_("There is no such thing to do with a plan."))
    given: dict[str, Any] = {"code": code}
    if what == "rename":
        given["name"] = request.POST.get("name", "")
    else:
        given["reason"] = request.POST.get("reason", "")
    version = whole(request.POST.get("version", ""))
    if version is not None and what != "propose":
        given["version"] = version
    done(request, f"plans.{what}", given)
    return redirect("plan_one", code=code)


@require_GET
@signed_in
def compare(request: Visit) -> HttpResponse:
    """Two or three plans side by side, and what the later ones do otherwise than the first."""
    codes = list(dict.fromkeys(code for code in request.GET.getlist("plan") if code))[:MOST_SIDE_BY_SIDE]
    pages = [ask("plans.show", {"code": code}, request.actor) for code in codes]
    pairs = [{"first": codes[0], "second": code} for code in codes[1:]]
    differences = [ask("plans.compare", pair, request.actor) for pair in pairs]
    listed = ask("plans.list", {"size": 200}, request.actor)
    return render(request, "plan_compare.html", {"pages": pages, "differences": differences, "list": listed})


@require_GET
@signed_in
def export(request: Visit, code: str, ending: str) -> HttpResponseBase:
    """A plan as a workbook, as rows, or as the JSON that can be solved again."""
    if ending == "json":
        return plan_sheets.as_json(ask("plans.document", {"code": code}, request.actor))
    page: PlanPage = ask("plans.show", {"code": code}, request.actor)
    return plan_sheets.download(page, ending=ending)


@require_GET
@signed_in
def picture(request: Visit, code: str, key: str, ending: str) -> HttpResponseBase:
    """One picture of a plan as a file to keep."""
    page: PlanPage = ask("plans.show", {"code": code}, request.actor)
    return plan_sheets.picture(plan_pictures.pictures(page.solved), key=key, ending=ending, name=f"{page.code}-{key}")


@signed_in
def rules(request: Visit) -> HttpResponseBase:
    """By which rules is planned; those who may change them do so here."""
    posed: PosedLimits = ask("plans.limits", {}, request.actor)
    if request.method == "POST":
        done(request, "plans.set_rules", plan_forms.read_rules(request.POST, posed.rules))
        return redirect("plan")
    loads = posed.rules.load_per_department
    offered = choices.departments(request.actor, Right.READ)
    rows = [{"value": one.value, "label": one.label, "load": loads.get(one.value, "")} for one in offered]
    may_change = request.actor.may(Right.EDIT, None)
    context = {"rules": posed.rules, "departments": rows, "rankings": RANKINGS, "may_change": may_change}
    context |= {
        "shares": plan_shares.share_rows(posed.rules),
        "share_groups": plan_shares.offered(request.actor, posed.rules),
    }
    return render(request, "plan_rules.html", context)


def studio(request: Visit, solved: Solved | None) -> dict[str, Any]:
    """What is shown of a solved plan, with the form of the what-if for those who may try one.

    Only where there is no plan yet the problem itself is read: of thousands of initiatives it takes seconds.
    """
    whole = sees_whole(request.actor)
    limits: PosedLimits | None = ask("plans.limits", {}, request.actor) if whole else None
    posed, fault = _posed(request) if whole and solved is None else (None, None)
    may_try = limits is not None and fault is None
    shown: dict[str, Any] = {"is_whole": whole, "posed": may_try, "fault": fault, "solved": solved}
    shown |= _of_solved(solved, request.GET) if solved is not None else {}
    shown["missing"] = solved.missing if solved else posed.missing if posed else []
    shown["can_be_planned"] = len(posed.problem["initiatives"]) if posed else 0
    basis = solved or (solved_page(running.nothing(posed.problem), request.actor) if posed else None)
    if limits is not None and basis is not None:
        shown["sliders"] = plan_forms.sliders(basis, limits.limits)
    return shown


def _of_solved(solved: Solved, asked: QueryDict) -> dict[str, Any]:
    return {
        "grid": plan_grid.grid(solved, asked),
        "grid_groups": GROUPS,
        "sentences": headline(solved),
        "pictures": plan_pictures.pictures(solved),
        "people_to_find": people_to_find(solved),
        "people_table": plan_pictures.people_table(solved) if solved.skills else None,
        "why": plan_reasons.of_plan(solved) if solved.is_whole and solved.value is not None else None,
        "span": _span(solved),
        "funded_count": sum(row.is_funded for row in solved.rows),
        "borderline_count": len(solved.in_group("borderline")),
    }


def _is_for_grid(request: Visit) -> bool:
    return bool(request.htmx) and request.htmx.target == GRID


def _grid(request: Visit, solved: Solved) -> HttpResponse:
    """The initiatives alone, under other filters."""
    found = plan_grid.grid(solved, request.GET)
    context = {"solved": solved, "grid": found, "grid_groups": GROUPS, "span": _span(solved)}
    return render(request, "parts/plan_grid.html", context | {"posed": sees_whole(request.actor)})


def _posed(request: Visit) -> tuple[PosedProblem | None, Fault | None]:
    """The problem of the record; a record that poses none is told instead of stopping the page."""
    try:
        return ask("plans.problem", {}, request.actor), None
    except BadInput as fault:
        return None, fault


def _span(solved: Solved) -> Mapping[str, float]:
    """The scale on which the grid draws its intervals."""
    bounds = [float(part) for row in solved.rows for part in (row.low, row.high)] or [0.0, 1.0]
    return {"least": min([0.0, *bounds]), "most": max([0.0, *bounds])}

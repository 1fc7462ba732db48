"""What we want to reach: the tree of objectives, how far each is, and which of them AI serves."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, Refused
from opencaio.faces.web import choices, objective_forms, objective_pictures, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.initiative_frame import initiative_frame
from opencaio.faces.web.objective_words import STATES, STATUSES, STRENGTHS, measured
from opencaio.record.aims.lines import KeyResultLine, ObjectiveLine
from opencaio.record.models import Initiative, UseCase
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.objective_coverage import CoverageFound
from opencaio.record.queries.objectives import ObjectivePage, ObjectiveTree
from opencaio.record.queries.registry import visible

FILTERS = ("q", "year", "department", "status", "state", "owner")
MOST_OFFERED = 400
IDLE = 30


@require_GET
@signed_in
def objectives(request: Visit) -> HttpResponse:
    """The tree under the filters of the address, and what is served by what."""
    given, actor = _asked(request), request.actor
    tree: ObjectiveTree = ask("objectives.tree", given, actor)
    within = {"year": given.get("year"), "department": _home(given), "size": IDLE}
    coverage: CoverageFound = ask("objectives.coverage", within, actor)
    results = [one for row in tree.rows for one in row.key_results if row.status == "active"]
    context = {
        "tree": tree,
        "given": given | {"status": request.GET.get("status") or "live"},
        "is_filtered": any(name in request.GET for name in FILTERS),
        "counts": {state: sum(one.state == state for one in results) for state in STATES} | {"all": len(results)},
        "coverage": coverage,
        "heat": objective_pictures.matrix(coverage),
        "why": objective_pictures.why_coverage(coverage) if coverage.objectives else None,
        "without_ai": [one for one in coverage.objectives if one.code in set(coverage.without_ai)],
        "departments": choices.departments(actor, Right.READ),
        "states": {code: told for code, (_mark, told) in STATES.items()},
        "statuses": {code: told for code, (_mark, told) in STATUSES.items()},
        "may_add": actor.may_anywhere(Right.CREATE),
    }
    return render(request, "objectives.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The filtered tree, or the coverage, as CSV or XLSX."""
    given, kind = _asked(request), request.GET.get("as", "csv")
    today = timezone.localdate()
    if request.GET.get("what") == "coverage":
        within = {"year": given.get("year"), "department": _home(given), "size": 5000}
        rows = _coverage_cells(ask("objectives.coverage", within, request.actor))
        return sheets.attachment(rows, name=f"coverage-{today:%Y-%m-%d}", kind=kind, title=_("Coverage"))
    rows = _tree_cells(ask("objectives.tree", given, request.actor))
    return sheets.attachment(rows, name=f"objectives-{today:%Y-%m-%d}", kind=kind, title=_("Objectives"))


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: Visit) -> HttpResponseBase:
    """A new objective."""
    if not request.actor.may_anywhere(Right.CREATE):
        raise Refused(_("You may read the objectives but not add to them."))
    fault: Fault | None = None
    if request.method == "POST":
        try:
            return redirect(
                "objective", done(request, "objectives.add", objective_forms.read(request.POST)).result.code
            )
        except (BadInput, Conflict, Refused) as found:
            fault = found
    fields = objective_forms.fields(request.actor, post=request.POST if fault else None)
    return render(request, "objective_form.html", {"fields": fields, "fault": fault}, status=400 if fault else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, code: str) -> HttpResponseBase:
    """An objective, changed; what somebody else wrote meanwhile is shown beside it."""
    page: ObjectivePage = ask("objectives.show", {"code": code}, request.actor)
    if not page.may_edit:
        raise Refused(_("You may read this objective but not change it."))
    fault: Fault | None = None
    if request.method == "POST":
        try:
            given = objective_forms.read(request.POST) | {"code": page.code}
            done(request, "objectives.edit", given | {"version": request.POST.get("version") or None})
            return redirect("objective", page.code)
        except (BadInput, Conflict, Refused) as found:
            fault = found
    fields = objective_forms.fields(request.actor, page=page, post=request.POST if fault else None)
    context = {"fields": fields, "fault": fault, "objective": page}
    return render(request, "objective_form.html", context, status=400 if fault else 200)


@require_GET
@signed_in
def objective(request: Visit, code: str) -> HttpResponse:
    """One objective: how far, why, by which key results, served by what."""
    page: ObjectivePage = ask("objectives.show", {"code": code}, request.actor)
    me = request.actor.person_id
    results = [
        {
            "line": one,
            "why": objective_pictures.why_result(one),
            "picture": objective_pictures.course(one),
            "may_read": page.may_edit or (me is not None and me in {one.owner_id, page.owner_id}),
        }
        for one in page.key_results
    ]
    context = {
        "objective": page,
        "results": results,
        "statuses": [(one, told) for one, (_mark, told) in STATUSES.items() if one != page.status],
        "strengths": STRENGTHS.items(),
        "works": _works(request) if request.actor.may_anywhere(Right.EDIT) else [],
        "people": choices.people(request.actor) if page.may_edit else [],
        "history": ask("ledger.history", {"kind": "objective", "id": page.id, "size": 12}, request.actor),
        "today": timezone.localdate(),
    }
    return render(request, "objective.html", context)


@require_GET
@signed_in
def of_initiative(request: Visit, code: str) -> HttpResponse:
    """Which objectives an initiative serves."""
    page = ask("initiatives.show", {"code": code}, request.actor)
    context = initiative_frame(request, page) | {
        "ties": ask("alignments.list", {"initiative": page.code}, request.actor).rows,
        "objectives": ask("objectives.tree", {"status": "live"}, request.actor).rows if page.may_edit else [],
        "strengths": STRENGTHS.items(),
    }
    return render(request, "initiative_objectives.html", context)


@require_POST
@signed_in
def act(request: Visit, code: str) -> HttpResponseBase:
    """Do one thing about an objective."""
    verb, post = request.POST.get("verb", ""), request.POST
    if verb not in VERBS:
        raise BadInput(_("There is nothing of that kind to do."))
    action, names = VERBS[verb]
    given: dict[str, Any] = {name: post.get(name, "").strip() for name in names}
    numbers = {name: objective_forms.decimal(given[name]) for name in ("value", "baseline", "target") if name in given}
    given |= numbers | {name: None for name in ("on", "owner") if name in given and not given[name]}
    given |= {"code": code} if verb in {"status", "retire"} else {}
    given |= {"objective": code} if verb == "add_result" else {}
    done(request, action, given)
    return redirect("objectives") if verb == "retire" else redirect("objective", code)


VERBS: dict[str, tuple[str, tuple[str, ...]]] = {
    "status": ("objectives.set_status", ("status", "reason")),
    "retire": ("objectives.retire", ("reason",)),
    "read": ("key_results.read", ("code", "value", "on", "source")),
    "add_result": ("key_results.add", ("text", "unit", "baseline", "target", "owner")),
    "edit_result": ("key_results.edit", ("code", "text", "unit", "baseline", "target", "owner")),
    "retire_result": ("key_results.retire", ("code", "reason")),
}


@require_POST
@signed_in
def tie(request: Visit) -> HttpResponseBase:
    """Tie work to an objective or untie it, and go back to where one came from."""
    post = request.POST
    kind, _colon, code = post.get("work", "").partition(":")
    if kind not in {"initiative", "use_case"} or not code:
        raise BadInput(_("Choose an initiative or a use of AI."))
    pair = {"objective": post.get("objective", ""), kind: code}
    if post.get("verb") == "untie":
        done(request, "alignments.remove", pair)
    else:
        done(request, "alignments.set", pair | {"strength": post.get("strength"), "reason": post.get("reason", "")})
    if post.get("back") == "objective":
        return redirect("objective", pair["objective"])
    return redirect("initiative_objectives" if kind == "initiative" else "use_case", code)


def _asked(request: Visit) -> dict[str, Any]:
    given = {name: value for name in FILTERS if (value := request.GET.get(name, "").strip())}
    given["status"] = given.get("status", "live")
    if given["status"] == "all":
        del given["status"]
    return given


def _home(given: dict[str, Any]) -> str:
    home = str(given.get("department", ""))
    return "" if home == "none" else home


def _works(request: Visit) -> list[tuple[str, str]]:
    """What the visitor may tie to an objective."""
    found = []
    kinds: tuple[tuple[str, type[Any]], ...] = (("initiative", Initiative), ("use_case", UseCase))
    for kind, table in kinds:
        rows: QuerySet[Any] = visible(table._base_manager.filter(retired_at=None), request.actor)
        rows = rows.exclude(stage="retired")
        names = rows.order_by("code").values_list("code", "name")[:MOST_OFFERED]
        found += [(f"{kind}:{code}", f"{code} {name}") for code, name in names]
    return found


def _tree_cells(tree: ObjectiveTree) -> list[list[str]]:
    about = [
        _("Objective"), _("Title"), _("Above"), _("Department"), _("Owner"), _("From"), _("Until"), _("Weight"),
        _("Status"), _("State"), _("Progress"), _("At least"), _("At most"),
    ]  # fmt: skip
    result = [
        _("Key result"), _("Measure"), _("Baseline"), _("Target"), _("Measured"), _("On"), _("Its state"),
        _("Its progress"), _("Expected by that day"), _("Source"),
    ]  # fmt: skip
    rows = [about + result]
    for one in tree.rows:
        head = _aim_cells(one)
        rows += [head + _result_cells(part) for part in one.key_results] or [head + [""] * len(result)]
    return rows


def _aim_cells(one: ObjectiveLine) -> list[str]:
    days = [day.isoformat() if day else "" for day in (one.starts_on, one.ends_on)]
    states = [str(STATUSES[one.status][1]), str(STATES[one.state][1])]
    shares = [_share(value) for value in (one.progress, one.low, one.high)]
    weight = f"{one.weight.normalize():f}"
    return [one.code, one.title, one.parent, one.department, one.owner, *days, weight, *states, *shares]


def _result_cells(part: KeyResultLine) -> list[str]:
    numbers = [measured(value, part.unit) for value in (part.baseline, part.target, part.value)]
    read_on = part.read_on.isoformat() if part.read_on else ""
    shares = [_share(part.progress), _share(part.expected_then)]
    return [part.code, part.text, *numbers, read_on, str(STATES[part.state][1]), *shares, part.source]


def _coverage_cells(found: CoverageFound) -> list[list[str]]:
    rows = [
        [_("Kind"), _("Code"), _("Name"), _("Department"), _("Weight"), _("Coverage"), _("Strongest tie"), _("Works")]
    ]
    rows += [
        [_("Objective"), one.code, one.title, one.department, f"{one.weight:g}", _share(one.coverage),
         str(STRENGTHS.get(one.strongest, "")), str(one.works)]
        for one in found.objectives
    ]  # fmt: skip
    kinds = {"initiative": _("Initiative without objective"), "use_case": _("Use without objective")}
    rows += [[kinds[one.kind], one.code, one.name, one.department, "", "", "", ""] for one in found.idle]
    return rows


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"

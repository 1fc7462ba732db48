"""What people propose: a short form for everybody, a board for who decides, one page an idea."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.web import choices, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.objective_forms import decimal
from opencaio.faces.web.objective_words import IDEA_KINDS, IDEA_STATES
from opencaio.faces.web.paging import page_of
from opencaio.record.ideas.seeing import departments_for, own_department_id
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.ideas import AlikeIdeas, IdeaLine, IdeaList, IdeaPage

FILTERS = ("q", "status", "kind", "department", "owner")
FLAGS = ("waiting", "due")
WRITTEN = ("kind", "title", "problem", "proposal", "steps", "hours_a_month", "people", "cases_a_month", "department")
NUMBERS = frozenset({"hours_a_month", "people", "cases_a_month"})
COLUMNS = ("new", "looked_at", "parked")


@require_GET
@signed_in
def ideas(request: Visit) -> HttpResponse:
    """The board of what waits, the list of what is settled, and what one handed in oneself."""
    actor, given = request.actor, _asked(request)
    reads, proposes = actor.may_anywhere(Right.READ), actor.may_anywhere(Right.PROPOSE)
    found: IdeaList | None = ask("ideas.list", given, actor) if reads else None
    rows = found.rows if found else []
    context = {
        "list": found,
        "board": [(code, IDEA_STATES[code][1], [one for one in rows if one.status == code]) for code in COLUMNS],
        "settled": [one for one in rows if one.status not in COLUMNS],
        "own": ask("ideas.mine", {}, actor).rows if proposes else [],
        "given": given,
        "is_filtered": bool(given),
        "statuses": {code: told for code, (_mark, told) in IDEA_STATES.items()},
        "kinds": IDEA_KINDS,
        "departments": choices.departments(actor, Right.READ) if reads else [],
        "may_propose": proposes,
        "today": timezone.localdate(),
    }
    return render(request, "ideas.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The filtered ideas as CSV or XLSX."""
    found: IdeaList = ask("ideas.list", {**_asked(request), "page": 1, "size": 5000}, request.actor)
    rows = [_header(), *(_cells(one) for one in found.rows)]
    name = f"ideas-{timezone.localdate():%Y-%m-%d}"
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Ideas"))


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: Visit) -> HttpResponseBase:
    """The short form; without JavaScript what is alike is shown once after sending."""
    if not request.actor.may_anywhere(Right.PROPOSE):
        raise Refused(_("You may read here but hand in no idea."))
    if request.method == "GET":
        return _form(request)
    near = _alike(request, request.POST.dict())
    if (near.rows or near.hidden) and request.POST.get("sure") != "on":
        return _form(request, near=near, status=409)
    try:
        return redirect("idea", done(request, "ideas.hand_in", _written(request)).result.code)
    except (BadInput, Conflict, NotFound) as fault:
        return _form(request, fault=fault, status=400)


@require_GET
@signed_in
def alike(request: Visit) -> HttpResponse:
    """What on record reads like what is being written."""
    return render(request, "parts/idea_alike.html", {"near": _alike(request, request.GET.dict())})


@require_GET
@signed_in
def idea(request: Visit, code: str) -> HttpResponse:
    """One idea: for who may read its department with all that can be done, for its author with what became of it."""
    actor = request.actor
    page = _page(request, code)
    if page is None:
        own = ask("ideas.mine", {"code": code}, actor).rows[0]
        return render(request, "idea.html", {"idea": own, "page": None, "may_change": own.status == "new"})
    near = _alike(request, {"title": page.title, "problem": page.problem, "proposal": page.proposal, "code": page.code})
    others = ask("ideas.list", {"status": "open", "size": 200}, actor).rows if page.may_edit else []
    context = {
        "idea": page,
        "page": page,
        "near": near,
        "others": [one for one in others if one.code != page.code],
        "people": choices.people(actor) if page.may_edit else [],
        "is_open": page.status in COLUMNS,
        "may_change": page.is_mine and page.status == "new",
        "may_support": actor.may_anywhere(Right.PROPOSE) and not page.is_mine and page.status in COLUMNS,
        "history": ask("ledger.history", {"kind": "idea", "id": page.id, "size": 12}, actor),
    }
    return render(request, "idea.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, code: str) -> HttpResponseBase:
    """One's own idea, changed while nobody has looked at it."""
    own = ask("ideas.mine", {"code": code}, request.actor).rows[0]
    fault: Fault | None = None
    if request.method == "POST":
        try:
            given = {name: value for name, value in _written(request).items() if name not in {"kind", "department"}}
            blank = {name: None if name in NUMBERS else "" for name in WRITTEN[2:8]}
            done(request, "ideas.edit", {**blank, **given, "code": code})
            return redirect("idea", code)
        except (BadInput, Conflict) as found:
            fault = found
    sent = request.POST if fault else own.model_dump()
    context = {"sent": sent, "fault": fault, "own": own, "kind": own.kind, "near": AlikeIdeas(rows=[], hidden=False)}
    return render(request, "idea_form.html", context, status=400 if fault else 200)


@require_POST
@signed_in
def act(request: Visit, code: str) -> HttpResponseBase:
    """Do one thing about an idea."""
    verb, post = request.POST.get("verb", ""), request.POST
    if verb not in VERBS:
        raise BadInput(_("There is nothing of that kind to do."))
    action, names = VERBS[verb]
    given: dict[str, Any] = {name: value for name in names if (value := post.get(name, "").strip())}
    if verb in {"support", "unsupport"}:
        given["withdraw"] = verb == "unsupport"
    outcome = done(request, action, given | {"code": code})
    if verb == "take_up":
        return redirect("use_case", outcome.result.use_case.code)
    return redirect("ideas") if verb == "withdraw" else redirect("idea", code)


VERBS: dict[str, tuple[str, tuple[str, ...]]] = {
    "triage": ("ideas.triage", ("status", "owner", "look_again_on", "answer")),
    "answer": ("ideas.answer", ("answer",)),
    "join": ("ideas.join", ("into",)),
    "take_up": ("ideas.take_up", ("stage", "name", "owner", "answer", "use_case")),
    "support": ("ideas.support", ()),
    "unsupport": ("ideas.support", ()),
    "withdraw": ("ideas.withdraw", ("reason",)),
}


def _page(request: Visit, code: str) -> IdeaPage | None:
    """The idea as the office sees it, or None where this visitor may at most see his own."""
    if not request.actor.may_anywhere(Right.READ):
        return None
    try:
        page: IdeaPage = ask("ideas.show", {"code": code}, request.actor)
    except NotFound:
        if request.actor.may_anywhere(Right.PROPOSE):
            return None
        raise
    return page


def _form(
    request: Visit, *, near: AlikeIdeas | None = None, fault: Fault | None = None, status: int = 200
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    kind = sent.get("kind", "") if sent.get("kind") in IDEA_KINDS else "idea"
    homes = list(departments_for(request.actor).order_by("name").values_list("code", "name", "pk"))
    own = own_department_id(request.actor)
    context = {
        "sent": sent,
        "kind": kind,
        "near": near or AlikeIdeas(rows=[], hidden=False),
        "fault": fault,
        "homes": homes if len(homes) > 1 else [],
        "home": sent.get("department") or next((code for code, _name, key in homes if key == own), ""),
    }
    return render(request, "idea_form.html", context, status=status)


def _alike(request: Visit, said: dict[str, Any]) -> AlikeIdeas:
    text = "\n".join(str(said.get(name, "")) for name in ("problem", "proposal", "steps"))
    asked = {"title": str(said.get("title", ""))[:500], "text": text[:20_000], "code": str(said.get("code", ""))}
    found: AlikeIdeas = (
        ask("ideas.alike", asked, request.actor)
        if request.actor.may_anywhere(Right.PROPOSE)
        else (AlikeIdeas(rows=[], hidden=False))
    )
    return found


def _written(request: Visit) -> dict[str, Any]:
    given: dict[str, Any] = {name: value for name in WRITTEN if (value := request.POST.get(name, "").strip())}
    return given | {name: decimal(given[name]) for name in NUMBERS & given.keys()}


def _asked(request: Visit) -> dict[str, Any]:
    given: dict[str, Any] = {name: value for name in FILTERS if (value := request.GET.get(name, "").strip())}
    flags = {name: True for name in FLAGS if request.GET.get(name)}
    return given | flags | {"page": page_of(request.GET)}


def _header() -> list[str]:
    return [
        _("Code"), _("Kind"), _("Title"), _("What hurts"), _("What would help"), _("How it goes today"),
        _("Hours a month of one person"), _("People"), _("Hours a month together"), _("Times a month"), _("Department"),
        _("Author"), _("Handed in on"), _("State"), _("Owner"), _("Answer"), _("Answered on"), _("Look again on"),
        _("For it"), _("Use of AI"),
    ]  # fmt: skip


def _cells(one: IdeaLine) -> list[str]:
    numbers = [one.hours_a_month, one.people, one.hours_together, one.cases_a_month]
    return [
        one.code,
        str(IDEA_KINDS[one.kind]),
        one.title,
        one.problem,
        one.proposal,
        one.steps,
        *("" if value is None else str(value) for value in numbers),
        one.department,
        one.author,
        f"{timezone.localtime(one.handed_in_at):%Y-%m-%d}",
        str(IDEA_STATES[one.status][1]),
        one.owner,
        one.answer,
        f"{timezone.localtime(one.answered_at):%Y-%m-%d}" if one.answered_at else "",
        one.look_again_on.isoformat() if one.look_again_on else "",
        str(one.supporters),
        one.use_case,
    ]

"""The business case of an initiative: what it is worth, by which lines, who approves it."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.engines.value import Assumptions
from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.web import case_forms, case_pictures, case_reasons, case_sheets, impact_words, sheets
from opencaio.faces.web.case_paper import paper_of
from opencaio.faces.web.case_words import STATUSES, assumed, gap
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.initiative_frame import initiative_frame
from opencaio.papers.render import FORMATS
from opencaio.papers.render import render as write
from opencaio.record.queries import ask
from opencaio.record.queries.cases import CasePage
from opencaio.record.queries.initiatives import InitiativePage

VERBS = {
    "submit": "cases.submit",
    "approve": "cases.approve",
    "send_back": "cases.send_back",
    "revalue": "cases.revalue",
    "withdraw": "cases.withdraw",
}


@require_GET
@signed_in
def case(request: Visit, code: str) -> HttpResponse:
    """The case of an initiative, or how to start one."""
    return _page(request, ask("initiatives.show", {"code": code}, request.actor))


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, code: str) -> HttpResponseBase:
    """What stands above the lines; the first time it starts the case."""
    work, page = _to_change(request, code)
    fault: Fault | None = None
    if request.method == "POST":
        try:
            given = {**case_forms.read_words(request.POST), "initiative": work.code}
            version = {"version": request.POST.get("version")} if page else {}
            done(request, "cases.edit" if page else "cases.add", {**given, **version})
            return redirect("case", work.code)
        except (BadInput, Conflict) as found:
            fault = found
    start = {
        "first_year": _first_year(work),
        "years": int(Assumptions().horizon_years),
        "owner": str(work.lead_id or ""),
    }
    sent = request.POST if fault else None
    fields = case_forms.word_fields(request.actor, page=page, start=start, post=sent)
    context = {"work": work, "page": page, "fields": fields, "fault": fault}
    return render(request, "case_form.html", context, status=400 if fault else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def line(request: Visit, code: str) -> HttpResponseBase:
    """One cost or benefit, new or changed."""
    work, page = _to_change(request, code)
    if page is None:
        return redirect("case_edit", work.code)
    fault: Fault | None = None
    if request.method == "POST":
        try:
            if request.POST.get("verb") == "remove":
                done(request, "cases.remove_line", {"initiative": work.code, "id": request.POST.get("id")})
            else:
                done(request, "cases.set_line", {**case_forms.read_line(request.POST), "initiative": work.code})
            return redirect("case", work.code)
        except (BadInput, Conflict) as found:
            fault = found
    asked = (request.POST if fault else request.GET).get("id", "")
    held = next((one for one in page.lines if str(one.id) == asked), None)
    fields = case_forms.line_fields(request.actor, line=held, post=request.POST if fault else None)
    context = {"work": work, "page": page, "line": held, "fields": fields, "fault": fault}
    return render(request, "case_line.html", context, status=400 if fault else 200)


@require_POST
@signed_in
def turn(request: Visit, code: str) -> HttpResponseBase:
    """Hand in, approve, send back, value again, withdraw, start the next version, take a proposed cost over."""
    post, verb = request.POST, request.POST.get("verb", "")
    try:
        _turned(request, code, verb)
    except (BadInput, Conflict, Refused) as fault:
        status = 403 if isinstance(fault, Refused) else 409 if isinstance(fault, Conflict) else 400
        work: InitiativePage = ask("initiatives.show", {"code": code}, request.actor)
        return _page(request, work, fault=fault, sent=post.get("answer", ""), status=status)
    return redirect("case", code)


@require_GET
@signed_in
def export(request: Visit, code: str) -> HttpResponse:
    """Lines and flows as CSV or XLSX."""
    page: CasePage = ask("cases.show", {"initiative": code}, request.actor)
    name = f"case-{page.initiative}-{timezone.localdate():%Y-%m-%d}"
    return sheets.attachment(
        case_sheets.of_case(page), name=name, kind=request.GET.get("as", "csv"), title=_("Business case")
    )


@require_GET
@signed_in
def paper(request: Visit, code: str, ending: str) -> HttpResponse:
    """The case as a paper to keep: PDF, DOCX, HTML, Markdown or JSON."""
    if ending not in FORMATS:
        raise NotFound(_("A case is written as one of: %s.") % ", ".join(FORMATS))
    page: CasePage = ask("cases.show", {"initiative": code}, request.actor)
    form = FORMATS[ending]
    response = HttpResponse(write(paper_of(page), format=ending), content_type=form.media_type)
    name = f"case-{page.initiative}-{timezone.localdate():%Y-%m-%d}.{form.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _turned(request: Visit, code: str, verb: str) -> None:
    post = request.POST
    given: dict[str, Any] = {"initiative": code}
    if verb == "copy":
        done(request, "cases.add", {**given, "copy_of_approved": True})
        return
    if verb == "take":
        _take(request, code)
        return
    if verb == "take_over":
        told = {"use_case": post.get("use_case", "").strip(), "line": post.get("line") or None}
        done(request, "benefits.take_over", {**given, **told})
        return
    if verb not in VERBS:
        raise BadInput(_("This form holds a verb that does not exist."))
    if verb in ("approve", "send_back"):
        given["answer"] = post.get("answer", "")
    if verb == "approve":
        given["digest"] = post.get("digest", "")
    done(request, VERBS[verb], given)


def _take(request: Visit, code: str) -> None:
    page: CasePage = ask("cases.show", {"initiative": code}, request.actor)
    asked = {"initiative": code, "first_year": page.first_year, "years": page.years}
    found = next(
        (one for one in ask("cases.proposed", asked, request.actor).rows if one.key == request.POST.get("key")), None
    )
    if found is None or found.is_in_case:
        raise BadInput(_("This cost is not proposed any more."))
    line = {"kind": found.kind, "line": found.line, "title": found.title, "years": found.years, "p50": found.amount}
    done(request, "cases.set_line", {"initiative": code, "method": found.because[:300], **line})


def _page(
    request: Visit, work: InitiativePage, *, fault: Fault | None = None, sent: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {**initiative_frame(request, work), "fault": fault, "sent": sent}
    page = _case(request, work.code)
    if page is None:
        return render(request, "case_start.html", context, status=status)
    told = page.stored if page.status == "approved" and page.stored else page.now
    asked = {"initiative": page.initiative, "first_year": page.first_year, "years": page.years}
    context |= {
        "page": page,
        "told": told,
        "state": STATUSES[page.status],
        "gaps": [gap(one.code, one.about) for one in page.missing],
        "benefits": [one for one in page.lines if one.side == "benefit" and one.kind != "strategic"],
        "strategic": [one for one in page.lines if one.kind == "strategic"],
        "costs": [one for one in page.lines if one.side == "cost"],
        "is_open": page.may_edit and page.status in ("draft", "sent_back"),
        "assumed": assumed(page.assumptions.values),
        "proposed": [one for one in ask("cases.proposed", asked, request.actor).rows if not one.is_in_case],
        "versions": [(one, STATUSES[one.status]) for one in page.versions],
        **_promised(request, page),
        **({"why_kept": case_reasons.kept(page.correction)} if page.correction else {}),
    }
    if told:
        context |= {
            "why": case_reasons.headline(page, told),
            "cash": case_pictures.cash(told),
            "tornado": case_pictures.tornado(told),
            "spread": case_pictures.spread(told),
            "delay": told["delay"][0] - told["delay"][1],
        }
    return render(request, "case.html", context, status=status)


def _promised(request: Visit, page: CasePage) -> dict[str, Any]:
    """What the approved case promised beside the ledger of benefits; nothing where none is approved."""
    if not any(one.status == "approved" for one in page.versions):
        return {}
    found = ask("benefits.promised", {"initiative": page.initiative}, request.actor)
    kept = [impact_words.kept(one, found.currency) for one in found.rows]
    behind = any(one.in_case is not None and one.planned is None for one in found.rows)
    wait = [
        {"title": one.title, "line": one.line, "promised": impact_words.short(one.promised or None, found.currency)}
        for one in found.waiting
    ]
    return {"promised": found, "kept": kept, "wait": wait, "behind": behind}


def _case(request: Visit, code: str) -> CasePage | None:
    rows = ask("cases.for_initiative", {"initiative": code}, request.actor).rows
    return ask("cases.show", {"initiative": code}, request.actor) if rows else None


def _to_change(request: Visit, code: str) -> tuple[InitiativePage, CasePage | None]:
    work: InitiativePage = ask("initiatives.show", {"code": code}, request.actor)
    if not work.may_edit:
        raise Refused(_("You may read this case but not change it."))
    page = _case(request, work.code)
    if page is not None and page.status not in ("draft", "sent_back"):
        raise Refused(_("This case was handed in or approved: start its next version to change it."))
    return work, page


def _first_year(work: InitiativePage) -> int:
    return int(work.earliest[:4]) if work.earliest else timezone.localdate().year + 1

"""Which documents are there, what do they say, what is missing, and who signs?"""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.gaps import gap_address
from opencaio.faces.web.templatetags.documents import STATES
from opencaio.faces.web.use_frame import use_frame
from opencaio.faces.web.whole import whole
from opencaio.packs.documents import load_kinds
from opencaio.papers.from_json import read_paper
from opencaio.record.documents.forms import file_here
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.documents import DocumentPage
from opencaio.record.queries.due_documents import DueLine
from opencaio.record.queries.use_case_pages import PartLine, UseCasePage

FILTERS = STATES | {"unsigned": ("off", _("Not signed"))}
DUE_SHOWN = 30


@require_GET
@signed_in
def documents(request: Visit) -> HttpResponse:
    """All documents by kind and state, and what is due but not written."""
    state = request.GET.get("state", "")
    given = {"kind": request.GET.get("kind", ""), "state": state if state in FILTERS else ""}
    due = ask("documents.due", {}, request.actor)
    context = {
        "list": ask("documents.list", given, request.actor),
        "due": due.rows[:DUE_SHOWN],
        "due_total": due.total,
        "kinds": load_kinds().values(),
        "states": FILTERS,
        "asked": given,
        "may_write": request.actor.may_anywhere(Right.STATE_FACTS),
        "for_all": [kind for kind in load_kinds().values() if kind.subject == "organisation"],
    }
    return render(request, "documents.html", context)


@require_GET
@signed_in
def of_use(request: Visit, code: str) -> HttpResponse:
    """The documents of one use: what its classes call for first, then what else can be written."""
    page: UseCasePage = ask("use_cases.show", {"code": code}, request.actor)
    due = ask("documents.due", {"use_case": page.code, "written": True}, request.actor).rows
    held = {one.kind: one for one in ask("documents.list", {"use_case": page.code}, request.actor).rows}
    context = {**use_frame(request, page), "due": [_line(one, held) for one in due]}
    called = {one.kind for one in due}
    others = [kind for kind in load_kinds().values() if kind.subject == "use" and kind.id not in called]
    context["others"] = [{"kind": kind, "held": held.get(kind.id)} for kind in others]
    context["systems"] = [_of_system(request, one) for one in page.parts if one.kind == "aisystem"]
    return render(request, "use_documents.html", context)


@require_GET
@signed_in
def document(request: Visit, key: int) -> HttpResponse:
    """One version of a document as on paper, with what is missing, what has changed, and the signature."""
    page: DocumentPage = ask("documents.show", {"id": key, "version": _version(request)}, request.actor)
    context = {"page": page, "paper": read_paper(page.paper), "may": _may(request, page), "law_on": page.version.law_on}
    context["gaps"] = [(one.words, gap_address(one, document=key)) for one in page.missing]
    return render(request, "document.html", context)


@require_GET
@signed_in
def compare(request: Visit, key: int) -> HttpResponse:
    """Two versions side by side, field by field."""
    page: DocumentPage = ask("documents.show", {"id": key}, request.actor)
    before = _number(request, "before") or max(1, page.row.number - 1)
    given = {"id": key, "before": before, "after": _number(request, "after")}
    found = ask("documents.compare", given, request.actor)
    return render(request, "document_compare.html", {"page": page, "found": found})


@require_GET
@signed_in
def file(request: Visit, key: int, ending: str) -> HttpResponse:
    """A version as a file."""
    made = file_here(key, request.actor, version=_version(request), form=ending)
    response = HttpResponse(made.body, content_type=made.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


@require_POST
@signed_in
def write(request: Visit) -> HttpResponseBase:
    """Write a document, or write it anew."""
    names = ("kind", "use_case", "system", "department", "incident")
    given = {name: request.POST[name] for name in names if request.POST.get(name)}
    return redirect("document", done(request, "documents.write", given).result.document_id)


@require_POST
@signed_in
def rewrite(request: Visit, key: int) -> HttpResponseBase:
    """Write this document anew, signed or not: its earlier versions stay."""
    row = ask("documents.show", {"id": key}, request.actor).row
    subject = load_kinds()[row.kind].subject
    name = {"use": "use_case"}.get(subject, subject)
    given = {"kind": row.kind} | ({name: row.about_code} if row.about_code else {})
    done(request, "documents.write", given)
    return redirect("document", key)


@require_POST
@signed_in
def refresh(request: Visit) -> HttpResponseBase:
    """Write every unsigned document anew whose facts have changed."""
    done(request, "documents.refresh", {"use_case": request.POST.get("use_case", "")})
    return redirect("documents")


@require_POST
@signed_in
def sign(request: Visit, key: int) -> HttpResponseBase:
    """Put name, function and place under the newest version."""
    given = {name: request.POST.get(name, "") for name in ("version", "function", "place")}
    done(request, "documents.sign", {"id": key} | given)
    return redirect("document", key)


@require_POST
@signed_in
def withdraw(request: Visit, key: int) -> HttpResponseBase:
    """The document is no longer wanted."""
    done(request, "documents.withdraw", {"id": key, "reason": request.POST.get("reason", "")})
    return redirect("documents")


def about_lines(request: Visit, *, subject: str, code: str = "") -> list[dict[str, Any]]:
    """What can be written about a system (its code) or about the organisation, and what has been."""
    kinds = [kind for kind in load_kinds().values() if kind.subject == subject]
    wanted = {"system": code} if code else {"organisation": True}
    rows = ask("documents.list", wanted, request.actor).rows
    held = {one.kind: one for one in rows}
    return [{"kind": kind, "held": held.get(kind.id)} for kind in kinds]


def _of_system(request: Visit, part: PartLine) -> dict[str, Any]:
    """What can be written about a system that the use rests on."""
    return {"part": part, "lines": about_lines(request, subject="system", code=part.code)}


def _line(one: DueLine, held: dict[str, Any]) -> dict[str, Any]:
    return {"due": one, "kind": load_kinds()[one.kind], "held": held.get(one.kind)}


def _may(request: Visit, page: DocumentPage) -> dict[str, Any]:
    """What the visitor may do with this document, and with which words the version picker leads on."""
    reviews = request.actor.may(Right.REVIEW, page.department_id)
    owns = page.owner_id is not None and page.owner_id == request.actor.person_id
    writes = request.actor.may(Right.STATE_FACTS, page.department_id)
    signs = writes and (reviews or (page.signer == "owner" and owns))
    is_open = page.is_newest and page.row.state == "draft" and not page.row.missing
    return {
        "write": writes,
        "sign": signs and is_open,
        "withdraw": writes and (reviews or not page.row.signed_at),
        "query": f"?{urlencode({'version': page.version.number})}",
        "here": reverse("document", args=[page.row.id]),
    }


def _version(request: Visit) -> int | None:
    return _number(request, "version")


def _number(request: Visit, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not text or text == "now":
        return None
    number = whole(text)
    if not number:
        raise BadInput(f"“{text[:20]}” is not the number of a version.")
    return number

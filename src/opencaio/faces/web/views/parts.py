"""Which systems, models, datasets, vendors and deployments are there, what is known of each, and how do they change?"""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.web import choices, part_forms, part_words, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.fact_places import may_state
from opencaio.faces.web.fact_tables import fact_table
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.part_words import KINDS
from opencaio.faces.web.views.documents import about_lines
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.parts import PartLine, PartList, PartPage

SIZE = 50


@require_GET
@signed_in
def parts(request: Visit) -> HttpResponse:
    """One kind of part, under the filters of the address."""
    given = asked(request.GET)
    found: PartList = ask("parts.list", given, request.actor)
    columns = part_words.columns(given["kind"])
    context = {
        "given": given,
        "kind": KINDS[given["kind"]],
        "kinds": [(code, one, found.counts[code]) for code, one in KINDS.items()],
        "list": found,
        "pages": -(-found.total // SIZE),
        "columns": columns,
        "rows": [(row, [(one, one.cell(row)) for one in columns]) for row in found.rows],
        "departments": choices.departments(request.actor, Right.READ),
        "may_add": request.actor.may_anywhere(Right.CREATE),
        "is_filtered": any(given.get(name) for name in ("q", "department")),
    }
    return render(request, "parts.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The filtered list as CSV or XLSX."""
    given = asked(request.GET) | {"page": 1, "size": 5000}
    found: PartList = ask("parts.list", given, request.actor)
    columns = part_words.columns(given["kind"])
    heads = [_("Code"), _("Name"), _("What it is"), _("Department"), *(str(one.head) for one in columns), _("Uses")]
    rows = [heads, *(_cells(row, columns) for row in found.rows)]
    name = f"{given['kind']}s-{timezone.localdate():%Y-%m-%d}"
    kind = request.GET.get("as", "csv")
    return sheets.attachment(rows, name=name, kind=kind, title=str(KINDS[given["kind"]].many))


@require_GET
@signed_in
def part(request: Visit, kind: str, key: int) -> HttpResponse:
    """One part: what it is, what it is made of, what was stated of it, which uses have that from it."""
    page = shown_part(request, kind, key)
    history = {"kind": part_words.FACT_KINDS.get(kind, kind), "id": key, "size": 10}
    named = [(part_words.LABELS[name], part_words.cell_words(name, value)) for name, value in page.more.items()]
    context = {
        "part": page,
        "kind": KINDS[kind],
        "particulars": [(label, value) for label, value in named if value],
        **fact_table(page.facts, kind),
        "lines": about_lines(request, subject="system", code=page.code) if kind == "system" else [],
        "may": {right.value: _may(request, right, page) for right in (Right.EDIT, Right.RETIRE)},
        "history": ask("ledger.history", history, request.actor).rows,
    }
    context["may"]["state_facts"] = may_state(page, request.actor)
    return render(request, "part.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: Visit) -> HttpResponseBase:
    """Put one more on record."""
    if not request.actor.may_anywhere(Right.CREATE):
        raise Refused(_("You may read what is here but not add to it."))
    kind = known_kind(request.GET.get("kind", "system"))
    fault: Fault | None = None
    sent = request.POST if request.method == "POST" else None
    fields = part_forms.fields_to_add(kind, request.actor, sent)
    if sent is not None:
        try:
            row = done(request, f"{kind}s.add", part_forms.read(kind, sent, fields)).result
            return redirect("part", kind, row.pk)
        except (BadInput, Conflict) as wrong:
            fault = wrong
    context = {"code": kind, "kind": KINDS[kind], "kinds": KINDS.items(), "fields": fields, "fault": fault}
    return render(request, "part_form.html", context, status=400 if fault else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, kind: str, key: int) -> HttpResponseBase:
    """Change a part; when someone else was faster nothing typed is lost."""
    page = shown_part(request, kind, key)
    if not _may(request, Right.EDIT, page):
        raise Refused(_("You may read this but not change it."))
    fault: Fault | None = None
    sent = request.POST if request.method == "POST" else None
    if sent is not None:
        given = {"id": key, "version": sent.get("version") or None, **part_forms.changes(page, sent)}
        try:
            done(request, f"{kind}s.edit", given)
            return redirect("part", kind, key)
        except (BadInput, Conflict) as wrong:
            fault = wrong
    fields = part_forms.fields_to_edit(page, request.actor, sent)
    context = {"part": page, "kind": KINDS[kind], "fields": fields, "fault": fault}
    context["is_late"] = isinstance(fault, Conflict)
    return render(request, "part_form.html", context, status=409 if context["is_late"] else 400 if fault else 200)


@require_POST
@signed_in
def retire(request: Visit, kind: str, key: int) -> HttpResponseBase:
    """The part is no more; it stays readable."""
    known_kind(kind)
    done(request, f"{kind}s.retire", {"id": key, "version": request.POST.get("version") or None})
    return redirect("part", kind, key)


def shown_part(request: Visit, kind: str, key: int) -> PartPage:
    """What the visitor may see of this part."""
    page: PartPage = ask("parts.show", {"kind": known_kind(kind), "id": key}, request.actor)
    return page


def known_kind(kind: str) -> str:
    """The kind, if there is such a one."""
    if kind not in KINDS:
        raise NotFound(_("There is no such kind of part."))
    return kind


def asked(get: QueryDict) -> dict[str, Any]:
    """The filters in an address."""
    return {
        "kind": kind if (kind := get.get("kind", "")) in KINDS else "system",
        "q": get.get("q", "").strip()[:200],
        "department": get.get("department", "").strip(),
        "retired": bool(get.get("retired")),
        "page": page_of(get),
        "size": SIZE,
    }


def _cells(row: PartLine, columns: list[part_words.Column]) -> list[str]:
    own = [str(one.cell(row)) for one in columns]
    return [row.code, row.name, row.description, row.department, *own, str(row.used_by)]


def _may(request: Visit, right: Right, page: PartPage) -> bool:
    return not page.is_retired and request.actor.may(right, page.department_id)

"""What was booked and what is bound: lists, forms, corrections."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, NotFound
from opencaio.faces.web import choices, money_forms, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.whole import whole
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.actuals import ActualList, ActualRow, CommitmentList, CommitmentRow

FILTERS = ("year", "month", "department", "line", "kind", "use_case", "initiative", "vendor", "batch", "q")
ADDED = ("line", "kind", "use_case", "initiative", "vendor", "currency", "reference", "note", "unit")
BOUND = ("title", "line", "currency", "starts_on", "ends_on", "vendor", "use_case", "initiative", "note")


@require_GET
@signed_in
def bookings(request: Visit) -> HttpResponse:
    """The bookings under the filters of the address."""
    given = _asked(request)
    context = {
        "list": ask("actuals.list", given, request.actor),
        "given": given,
        "query": urlencode({key: value for key, value in given.items() if key != "page"}),
        "departments": choices.departments(request.actor, Right.READ),
        "today": timezone.localdate(),
        "may_add": request.actor.may_anywhere(Right.CREATE),
        "may_import": request.actor.may_anywhere(Right.IMPORT),
        **money_forms.offered(request.actor, Right.CREATE),
    }
    return render(request, "bookings.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The filtered bookings as CSV or XLSX; the columns are those that an import reads."""
    given = {**_asked(request), "page": 1, "size": 5000}
    found: ActualList = ask("actuals.list", given, request.actor)
    header = ["month", "department", "line", "kind", "use", "initiative", "vendor", "amount", "currency", "reference",
              "note", "quantity", "unit", f"worth {found.currency}", "rate", "rate of"]  # fmt: skip
    rows = [_cells(one) for one in found.rows]
    return sheets.attachment([header, *rows], name="bookings", kind=request.GET.get("as", "csv"), title=_("Bookings"))


@require_POST
@signed_in
def add(request: Visit) -> HttpResponseBase:
    """Book one actual by hand."""
    post = request.POST
    given: dict[str, Any] = money_forms.texts(post, *ADDED)
    month = post.get("month", "").strip()
    given |= {
        "month": f"{month}-01" if len(month) == 7 else month,
        "department": money_forms.home(post),
        "amount": money_forms.amount(post, "amount"),
        "quantity": money_forms.amount(post, "quantity", needed=False),
    }
    done(request, "actuals.add", given)
    return redirect("bookings")


@require_http_methods(["GET", "POST"])
@signed_in
def booking(request: Visit, key: int) -> HttpResponseBase:
    """One booking, and the form that puts it right."""
    if request.method == "POST":
        given = money_forms.filled(request.POST, "kind", "note", "reference", "version")
        given |= {"id": key, "reason": request.POST.get("reason", "")}
        if (amount := money_forms.amount(request.POST, "amount", needed=False)) is not None:
            given["amount"] = amount
        done(request, "actuals.correct", given)
        return redirect("bookings")
    found: ActualList = ask("actuals.list", {"id": key}, request.actor)
    if not found.rows:
        raise NotFound(_("There is no such booking here, or you may not see it."))
    may_edit = request.actor.may_anywhere(Right.EDIT)
    return render(request, "booking.html", {"row": found.rows[0], "list": found, "may_edit": may_edit})


@require_GET
@signed_in
def commitments(request: Visit) -> HttpResponse:
    """What is bound, the first to end first."""
    given: dict[str, Any] = {"department": request.GET.get("department", "")[:60]}
    if request.GET.get("all"):
        given["open"] = False
    found: CommitmentList = ask("commitments.list", given, request.actor)
    if request.GET.get("as"):
        header = ["code", "title", "department", "vendor", "use", "initiative", "line", "amount", "currency",
                  "starts_on", "ends_on", "notice_by", f"left {found.currency}"]  # fmt: skip
        rows = [_bound_cells(one) for one in found.rows]
        return sheets.attachment([header, *rows], name="commitments", kind=request.GET["as"], title=_("Commitments"))
    context = {
        "list": found,
        "given": given,
        "departments": choices.departments(request.actor, Right.READ),
        "may_add": request.actor.may_anywhere(Right.CREATE),
        **money_forms.offered(request.actor, Right.CREATE),
    }
    return render(request, "commitments.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def commitment(request: Visit, code: str) -> HttpResponseBase:
    """One commitment: its form, and ending it early."""
    if request.method == "POST":
        if request.POST.get("verb") == "end":
            given = money_forms.filled(request.POST, "version", "on", "reason") | {"code": code}
            done(request, "commitments.end", given)
        else:
            given = money_forms.texts(request.POST, *BOUND) | {"code": code, **_bound(request)}
            done(request, "commitments.edit", given | money_forms.filled(request.POST, "version"))
        return redirect("commitments")
    found: CommitmentList = ask("commitments.list", {"open": False}, request.actor)
    row = next((one for one in found.rows if one.code.casefold() == code.casefold()), None)
    if row is None:
        raise NotFound(_("There is no such commitment here, or you may not see it."))
    context = {"row": row, "list": found, "may_edit": request.actor.may_anywhere(Right.EDIT)}
    return render(request, "commitment.html", context | money_forms.offered(request.actor, Right.EDIT))


@require_POST
@signed_in
def commit(request: Visit) -> HttpResponseBase:
    """Bind money."""
    given = money_forms.texts(request.POST, *BOUND) | _bound(request)
    given |= {"department": money_forms.home(request.POST), **money_forms.filled(request.POST, "code")}
    done(request, "commitments.add", given)
    return redirect(f"{reverse('commitments')}")


def _bound(request: Visit) -> dict[str, Any]:
    return {
        "amount": money_forms.amount(request.POST, "amount"),
        "notice_days": request.POST.get("notice_days", "").strip() or None,
    }


def _asked(request: Visit) -> dict[str, Any]:
    given = {name: value for name in FILTERS if (value := request.GET.get(name, "").strip())}
    month = given.get("month", "")
    if len(month) == 7:
        given["month"] = f"{month}-01"
    for name in ("year", "batch"):
        if name in given and not 0 < (whole(given[name]) or 0) < 10**6:
            raise BadInput(_("This address holds a filter that does not exist. Start again from the bookings."))
    return given | {"page": page_of(request.GET)}


def _cells(one: ActualRow) -> list[str]:
    names = ("line", "kind", "use_case", "initiative", "vendor", "amount", "currency", "reference", "note", "quantity")
    told = ["" if getattr(one, name) is None else str(getattr(one, name)) for name in names]
    worth = [one.worth, None if one.rate is None else one.rate.normalize(), one.rate_on]
    last = ["" if value is None else str(value) for value in worth]
    return [f"{one.month:%Y-%m}", one.department_code, *told, one.unit, *last]


def _bound_cells(one: CommitmentRow) -> list[str]:
    names = ("code", "title", "department", "vendor", "use_case", "initiative", "line", "amount", "currency",
             "starts_on", "ends_on", "notice_by", "left")  # fmt: skip
    return ["" if getattr(one, name) is None else str(getattr(one, name)) for name in names]

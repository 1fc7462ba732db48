"""Are the bills in the books, and what does booking a month write?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opencaio.errors import BadInput, Fault
from opencaio.faces.web import money_sections
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.measured import Section, linked, table, told
from opencaio.papers.blocks import Cell
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.bill_bookings import BilledMonth, BilledMonths, BookingShown

STATES = {
    "open": gettext_lazy("Not booked"),
    "booked": gettext_lazy("Booked from the bills"),
    "by_hand": gettext_lazy("Booked by hand or file"),
    "differs": gettext_lazy("Books and bills differ"),
    "closed": gettext_lazy("Not booked, books closed"),
}


@require_http_methods(["GET", "POST"])
@signed_in
def book(request: Visit) -> HttpResponseBase:
    """Each month's bills against the books; ``?month=2026-10`` what booking it writes; POST books it."""
    fault: Fault | None = None
    if request.method == "POST":
        try:
            _act(request)
            return redirect("costs_book")
        except Fault as found:
            fault = found
    return _page(request, fault=fault)


def _act(request: Visit) -> None:
    """Book a month, or take its booking back."""
    if batch := request.POST.get("take_back", ""):
        given = {"batch": batch, "reason": request.POST.get("reason", "")}
        done(request, "actuals.reverse", given)
        return
    done(
        request,
        "bills.book",
        {
            "month": _month(request.POST.get("month", "")),
            "basis": request.POST.get("basis", "billed"),
            "again": "again" in request.POST,
            "beside": "beside" in request.POST,
        },
    )


def _page(request: Visit, *, fault: Fault | None) -> HttpResponse:
    months = ask("bills.months", {}, request.actor)
    named = request.POST.get("month") or request.GET.get("month", "")
    chosen = _month(named) if named else None
    shown = ask("bills.booking", {"month": chosen}, request.actor) if chosen else None
    context: dict[str, Any] = {
        "title": _("Bills and books"),
        "intro": _("What the bills of each month come to, and what of it is in the books. A month is booked once: one "
                   "booking a use and supplier, and one for what is nobody's."),
        "acts": (*money_sections.places(request.actor), (_("Budget"), reverse("budget"))),
        "sections": _sections(months, shown, may=request.actor.may(Right.IMPORT, None)),
        "nothing": _("No bill has come in yet."),
        "fault": fault,
        "month": shown.month if shown else None,
        "asked": request.POST,
    }  # fmt: skip
    return render(request, "measured.html", context, status=400 if fault else 200)


def _sections(months: BilledMonths, shown: BookingShown | None, *, may: bool) -> tuple[Section, ...]:
    if not months.rows:
        return ()
    heads = (_("Month"), _("Bills"), _("Nobody's"), _("Booked from bills"), _("Booked otherwise"), _("Difference"),
             _("State"))  # fmt: skip
    listed = table(
        _("In %s, by the rate of each month's end; otherwise: by hand or file, for the same suppliers or uses")
        % months.currency,
        heads,
        [_month_row(one) for one in months.rows],
        ends=(1, 2, 3, 4, 5),
    )
    found = (Section(_("Bills against the books"), tables=(listed,), lines=_told_of_hands(months.rows)),)
    return (*found, _what_is_written(shown, may=may)) if shown and shown.month else found


def _told_of_hands(rows: Sequence[BilledMonth]) -> tuple[str, ...]:
    """In which months bookings by hand or file may be the same bills."""
    by_hand = [one for one in reversed(rows) if one.otherwise]
    told = (
        (_("Booked by hand or file, to the sum of the bills: %s. Nothing is left to book from these bills."),
         [one for one in by_hand if one.state == "by_hand"]),
        (_("Booked by hand or file, and not to the sum of the bills: %s. Look at the difference before you book them."),
         [one for one in by_hand if one.state == "differs" and not one.booked]),
        (_("Booked from the bills, and by hand or file as well: %s. See that nothing is booked twice."),
         [one for one in by_hand if one.booked]),
    )  # fmt: skip
    return tuple(words % ", ".join(_in_words(one.month) for one in months) for words, months in told if months)


def _month_row(one: BilledMonth) -> tuple[Cell, ...]:
    sums = (one.billed, one.unallocated, one.booked, one.otherwise, one.difference)
    month = linked(_in_words(one.month), f"{reverse('costs_book')}?month={one.month:%Y-%m}")
    cells = [told(float(amount), places=2) for amount in sums]
    if not one.without_rate:
        return (month, *cells, str(STATES[one.state]))
    billed, nobodys, booked, otherwise, difference = cells if one.billed else ("–", "–", *cells[2:4], "–")
    lost = _("not counted for want of an exchange rate: %s") % ", ".join(one.without_rate)
    return (month, billed, nobodys, booked, otherwise, difference, f"{STATES[one.state]}; {lost}")


def _what_is_written(shown: BookingShown, *, may: bool) -> Section:
    heads = (_("Use"), _("Name"), _("Department"), _("Supplier"), _("Amount"), _("Currency"), _("Lines"), _("By"))
    rows: list[tuple[Cell, ...]] = [
        (
            linked(one.use, reverse("use_case", args=[one.use])) if one.use else _("Nobody's"),
            one.name,
            one.department or _("shared by all"),
            one.provider if one.supplier_known else _("%s (no supplier on record)") % one.provider,
            told(float(one.amount), places=2),
            one.currency,
            told(one.lines),
            "; ".join(one.ways[:2]),
        )
        for one in shown.rows
    ]
    month = shown.month.month if shown.month else None
    again = shown.month is not None and shown.month.state == "by_hand"
    words = _("What booking %s would write a second time") if again else _("What booking %s writes")
    title = words % (_in_words(month) if month else "")
    written = table(_("Bookings of usage, running cost (opex)"), heads, rows, ends=(4, 6))
    return Section(title, tables=(written,), form="parts/book_form.html" if may else "")


def _in_words(month: date) -> str:
    return date_format(month, "F Y")


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError as error:
        raise BadInput(_("This is no month. Write it as 2026-10.")) from error

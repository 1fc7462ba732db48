"""What do we pay for tokens by contract, beside the public lists, and how is such a price set or retired?"""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opencaio.errors import Fault
from opencaio.faces.web import money_sections
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.measured import Section, table, told
from opencaio.papers.blocks import Cell, Table
from opencaio.record.currencies import report_currency
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.allocation import PriceList

FIELDS = ("provider", "model", "token_class", "price", "currency", "valid_from", "valid_until", "source")


@require_http_methods(["GET", "POST"])
@signed_in
def prices(request: Visit) -> HttpResponseBase:
    """Our own prices, which go before the listed ones; POST sets or retires one."""
    fault: Fault | None = None
    if request.method == "POST":
        try:
            _act(request)
            return redirect("costs_prices")
        except Fault as found:
            fault = found
    return _page(request, fault=fault)


def _act(request: Visit) -> None:
    if request.POST.get("retire"):
        done(request, "token_prices.retire", {"id": request.POST["retire"]})
        return
    given: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in FIELDS}
    done(request, "token_prices.set", given | {"valid_until": given["valid_until"] or None})


def _page(request: Visit, *, fault: Fault | None) -> HttpResponse:
    found: PriceList = ask("token_prices.list", {}, request.actor)
    tokens = ask("costs.tokens", {}, request.actor)
    may = request.actor.may(Right.EDIT, None)
    unpriced = [one.model for one in tokens.rows if one.cost is None]
    context = {
        "title": _("Prices of tokens"),
        "intro": _("What a million tokens cost by our contracts. These go before the public lists; a model without any "
                   "price has no cost."),
        "acts": money_sections.places(request.actor),
        "sections": (
            *((Section(_("By our contracts"), tables=(_listed(found),)),) if found.rows else ()),
            *((Section(_("Models in use without a price"), lines=(", ".join(unpriced),)),) if unpriced else ()),
            *((Section(_("Set a price"), form="parts/price_form.html"),) if may else ()),
        ),
        "nothing": _("No price of our own is on record: the public lists hold."),
        "prices": found.rows,
        "models": sorted({one.model for one in tokens.rows}),
        "values": request.POST,
        "currency": report_currency(),
        "fault": fault,
    }  # fmt: skip
    return render(request, "measured.html", context, status=400 if fault else 200)


def _listed(found: PriceList) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            one.model,
            one.provider,
            one.token_class,
            told(float(one.price), places=4),
            one.currency,
            str(one.valid_from),
            str(one.valid_until or _("until further notice")),
            one.source,
        )
        for one in found.rows
    ]
    heads = (_("Model"), _("Provider"), _("Tokens"), _("A million"), _("Currency"), _("From"), _("Until"), _("Source"))
    return table(_("Prices by model, class and day"), heads, rows, ends=(3,))

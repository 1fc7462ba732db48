"""What do we pay for tokens by contract, beside the public lists, and how is such a price set or retired?"""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opencaio.errors import Fault
from opencaio.faces.web import money_sections, price_sections
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.measured import Filter
from opencaio.record.currencies import report_currency
from opencaio.record.once import reading_once
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.token_costs import ASIDE
from opencaio.record.queries.token_prices import PriceList

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


@reading_once()
def _page(request: Visit, *, fault: Fault | None) -> HttpResponse:
    tokens = ask("costs.tokens", {}, request.actor)
    used = sorted({one.model for one in tokens.rows})
    wanted = request.GET.get("listed", "").strip()[:160]
    asked = {"models": [] if wanted else [*used, *ASIDE][:100], "listed": wanted}
    found: PriceList = ask("token_prices.list", asked, request.actor)
    may = request.actor.may(Right.EDIT, None)
    context = {
        "title": _("Prices of tokens"),
        "intro": _("What a million tokens cost by our contracts, beside the public lists. Our own prices go before the "
                   "lists; a model without any price has no cost."),
        "acts": money_sections.places(request.actor),
        "filters": (Filter("listed", _("Model in the public lists"), wanted),),
        "sections": price_sections.of_prices(
            found, unpriced=[one.model for one in tokens.rows if one.cost is None], wanted=wanted, may=may
        ),
        "nothing": _("No price is on record and no public list is here."),
        "prices": found.rows,
        "models": used,
        "values": request.POST,
        "currency": report_currency(),
        "fault": fault,
    }  # fmt: skip
    return render(request, "measured.html", context, status=400 if fault else 200)

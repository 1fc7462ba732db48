"""The register of risks: how they lie on the matrix, what they may cost, and each of them in a line."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.engines.risk import amount_in
from opencaio.errors import BadInput
from opencaio.faces.web import choices, risk_pictures, risk_reasons, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.risk_words import STATES
from opencaio.packs.risks import load_criteria
from opencaio.record.permissions import EVERYWHERE, Right
from opencaio.record.queries import ask
from opencaio.record.queries.risk_figures import Exceedance
from opencaio.record.queries.risks import ListRisks, RiskLine, RiskList, RiskMatrix

FILTERS = ("q", "department", "category", "level", "state", "owner", "use_case", "cell")
FLAGS = ("beyond", "overdue")


@require_GET
@signed_in
def risks(request: Visit) -> HttpResponse:
    """The register under the filters of the address."""
    given = asked(request.GET)
    filters = given.model_dump(exclude={"sort", "page", "size"})
    whole = {**filters, "cell": ""}
    matrix: RiskMatrix = ask("risks.matrix", whole, request.actor)
    loss: Exceedance = ask("risks.exceedance", filters, request.actor)
    side = risk_pictures.INHERENT if request.GET.get("side") == "inherent" else risk_pictures.RESIDUAL
    why = risk_reasons.portfolio(loss) if loss.states else None
    context = {
        "given": given,
        "list": ask("risks.list", given, request.actor),
        "matrix": matrix,
        "heat": risk_pictures.matrix(matrix, side=side),
        "side": side,
        "loss": loss,
        "current": next((one for one in loss.states if one.state == "current"), None),
        "curve": risk_pictures.exceedance(loss) if loss.states else None,
        "why": why,
        "counts": _counts(request, filters),
        "appetites": ask("appetite.list", {}, request.actor),
        **offered(request),
    }
    return render(request, "risks.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The filtered register as CSV or XLSX."""
    given = asked(request.GET).model_copy(update={"page": 1, "size": 5000})
    found: RiskList = ask("risks.list", given, request.actor)
    rows = [_header(found.currency), *(_cells(one) for one in found.rows)]
    name = f"risks-{timezone.localdate():%Y-%m-%d}"
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Risks"))


@require_GET
@signed_in
def catalogue(request: Visit) -> HttpResponse:
    """Common risks of AI, each a start for one of ours."""
    given = {"q": request.GET.get("q", "")[:200], "category": request.GET.get("category", "")}
    found = ask("risks.catalogue", given, request.actor)
    context = {"found": found, "given": given, "categories": load_criteria().categories.values()}
    context |= {"may_add": request.actor.may_anywhere(Right.CREATE), "use": request.GET.get("use", "")}
    return render(request, "risk_catalogue.html", context)


@require_POST
@signed_in
def appetite(request: Visit) -> HttpResponseBase:
    """Say how much risk a department, or the whole organisation, carries."""
    text = request.POST.get("annual_loss", "").strip()
    given: dict[str, Any] = {
        "department": request.POST.get("department") or None,
        "highest_level": request.POST.get("highest_level") or None,
        "annual_loss": amount_in(text) if text else None,
        "words": request.POST.get("words", ""),
    }
    done(request, "appetite.set", given)
    return redirect("risks")


def asked(get: QueryDict) -> ListRisks:
    """The filters in an address; what is no filter is left aside, what is wrong is said."""
    given: dict[str, Any] = {name: value for name in FILTERS if (value := get.get(name, "").strip())}
    given |= {name: True for name in FLAGS if get.get(name)}
    given["page"] = page_of(get)
    if sort := get.get("sort"):
        given["sort"] = sort
    try:
        return ListRisks.model_validate(given)
    except ValueError as fault:
        raise BadInput(_("This address holds a filter that does not exist. Start again from the register.")) from fault


def offered(request: Visit) -> dict[str, Any]:
    """What the filters and forms of the register offer."""
    actor = request.actor
    return {
        "departments": choices.departments(actor, Right.READ),
        "categories": load_criteria().categories.values(),
        "levels": load_criteria().matrix.levels,
        "states": {code: words for code, (_mark, words) in STATES.items()},
        "may_add": actor.may_anywhere(Right.CREATE),
        "may_decide": actor.may_anywhere(Right.DECIDE),
        "deciding": choices.departments(actor, Right.DECIDE),
        "decides_all": actor.scope(Right.DECIDE) is EVERYWHERE,
    }


def _counts(request: Visit, filters: dict[str, Any]) -> dict[str, int]:
    live = ask("risks.list", {**filters, "size": 5000}, request.actor).rows
    return {
        "all": len(live),
        "beyond": sum(bool(one.beyond) for one in live),
        "lapsed": sum(one.state == "lapsed" for one in live),
        "accepted": sum(one.state == "accepted" for one in live),
        "overdue": sum(one.review_overdue for one in live),
    }


def _header(currency: str) -> list[str]:
    return [
        _("Code"), _("Risk"), _("Category"), _("Department"), _("Owner"), _("State"), _("Accepted until"),
        _("Likelihood without controls"), _("Impact without controls"), _("Level without controls"),
        _("Likelihood now"), _("Impact now"), _("Level now"), _("Expected loss a year, %s") % currency,
        _("Beyond appetite"), _("Review due on"), _("Uses"),
    ]  # fmt: skip


def _cells(one: RiskLine) -> list[str]:
    numbers = [one.likelihood, one.impact, one.inherent_name, one.residual_likelihood, one.residual_impact]
    return [
        one.code,
        one.title,
        one.category_name,
        one.department,
        one.owner,
        str(STATES[one.state][1]),
        one.accepted_until.isoformat() if one.accepted_until else "",
        *("" if value is None else str(value) for value in numbers),
        one.level_name,
        "" if one.expected is None else str(one.expected),
        "; ".join(one.beyond),
        one.review_due_on.isoformat() if one.review_due_on else "",
        str(one.uses),
    ]

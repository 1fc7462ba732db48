"""What every business case counts with: assumptions, exchange rates, closed books and approval limits."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.engines.value.assumptions import KEYS
from opencaio.errors import BadInput, Conflict, Refused
from opencaio.faces.web import choices, money_forms
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.templatetags import budget
from opencaio.papers.blocks import Why, WhyRow
from opencaio.papers.numbers import day, in_unit
from opencaio.record.permissions import EVERYWHERE, Right
from opencaio.record.queries import ask
from opencaio.record.queries.assumptions import AssumptionPage

REASONED = {"approve": "assumptions.approve", "supersede": "assumptions.supersede"}


@require_GET
@signed_in
def assumptions(request: Visit) -> HttpResponse:
    """The set in force, the other sets, rates, closed books and limits."""
    actor = request.actor
    page: AssumptionPage = ask("assumptions.in_force", {}, actor)
    context = {
        "page": page,
        "list": ask("assumptions.list", {}, actor),
        "rates": ask("rates.list", {"latest": not request.GET.get("rates")}, actor),
        "all_rates": bool(request.GET.get("rates")),
        "periods": ask("periods.list", {}, actor),
        "limits": ask("limits.list", {}, actor),
        "people": choices.people(actor) if actor.may(Right.PEOPLE, None) else [],
        "why": why(page),
        **_may(request),
    }
    return render(request, "assumptions.html", context)


@require_GET
@signed_in
def show(request: Visit, code: str) -> HttpResponse:
    """One set beside the one before it."""
    page: AssumptionPage = ask("assumptions.show", {"code": code}, request.actor)
    return render(request, "assumption_set.html", {"page": page, "why": why(page), **_may(request)})


@require_http_methods(["GET", "POST"])
@signed_in
def write(request: Visit, code: str = "") -> HttpResponseBase:
    """Draft a set, based on the one in force, or edit a draft."""
    if not request.actor.may(Right.REVIEW, None):
        raise Refused(_("Assumptions are drafted by a reviewer or an officer over all departments."))
    fault = None
    if request.method == "POST":
        try:
            return redirect("assumption_set", _written(request, code))
        except (BadInput, Conflict) as caught:
            fault = caught
    page: AssumptionPage = (
        ask("assumptions.show", {"code": code}, request.actor)
        if code
        else ask("assumptions.in_force", {}, request.actor)
    )
    fields = [(one, _field(one, request)) for one in page.figures]
    context = {"page": page, "code": code, "fields": fields, "fault": fault, "people": choices.people(request.actor)}
    return render(request, "assumption_form.html", context, status=400 if fault else 200)


@require_POST
@signed_in
def turn(request: Visit, code: str) -> HttpResponseBase:
    """Approve a draft, or take a set out of force."""
    verb = request.POST.get("verb", "")
    if verb not in REASONED:
        raise BadInput(_("There is no such step."))
    done(request, REASONED[verb], money_forms.filled(request.POST, "version", "reason") | {"code": code})
    return redirect("assumption_set", code)


@require_POST
@signed_in
def rate(request: Visit) -> HttpResponseBase:
    """Set one exchange rate."""
    given = money_forms.texts(request.POST, "currency", "on", "source")
    given["rate"] = request.POST.get("rate", "").strip().replace(",", ".")
    done(request, "rates.set", given)
    return redirect("assumptions")


@require_POST
@signed_in
def period(request: Visit) -> HttpResponseBase:
    """Close the books, or open them again."""
    reason = request.POST.get("reason", "").strip()
    if request.POST.get("verb") == "open":
        done(request, "periods.open", {"reason": reason})
    else:
        done(request, "periods.close", {"until": request.POST.get("until", ""), "reason": reason})
    return redirect("assumptions")


@require_POST
@signed_in
def limit(request: Visit) -> HttpResponseBase:
    """Set or remove a person's approval limit."""
    given: dict[str, Any] = money_forms.texts(request.POST, "person", "reason")
    if request.POST.get("verb") == "remove":
        done(request, "limits.remove", given)
    else:
        done(request, "limits.set", given | {"amount": money_forms.amount(request.POST, "amount")})
    return redirect("assumptions")


def why(page: AssumptionPage) -> Why:
    """Why cases count with these figures."""
    line = page.line
    on = day(line.approved_on) if line and line.approved_on else "–"
    answer = (
        _("Approved by %(by)s on %(on)s.") % {"by": line.approved_by or "–", "on": on}
        if line and line.status != "draft"
        else _("Nobody has approved any assumptions: these are the house's defaults, and every case says so.")
    )
    missing = tuple(_("%s: default") % one.title for one in page.figures if not one.said)
    return Why(
        question=_("Why do cases count with these figures?"),
        answer=answer,
        rule=_("in force = the set approved last on or before the day, until another follows"),
        rows=tuple(WhyRow(one.title, " ".join(in_unit(one.value, one.unit)).strip()) for one in page.figures[:8]),
        total_rows=len(page.figures),
        as_of=page.on,
        missing=missing[:8],
        would_change=tuple(page.unusual),
        replay=_("Replay: caio assumptions --on %s") % page.on,
    )


def _written(request: Visit, code: str) -> str:
    post = request.POST
    values = {name: _number(post[f"v_{name}"]) for name in KEYS if f"v_{name}" in post}
    given: dict[str, Any] = money_forms.filled(post, "name", "reason", "review_due_on", "owner") | {"values": values}
    if code:
        given |= {"code": code, **money_forms.filled(post, "version")}
        row = done(request, "assumptions.edit", given).result
    else:
        row = done(request, "assumptions.draft", given).result
    return str(row.code)


def _field(one: Any, request: Visit) -> str:
    """What stands in the field of a figure: what was sent, else what somebody said, else nothing (the default)."""
    sent = request.POST.get(f"v_{one.key}")
    if sent is not None:
        return sent
    return budget.typed(one.value, one.unit) if one.said else ""


def _number(text: str) -> str:
    """What was typed as the record reads it: a decimal comma as a point, "9 %" as 0.09; else as it is."""
    plain = text.strip().replace("\u00a0", "").replace("\u2212", "-").replace(",", ".")
    if not plain.endswith("%"):
        return plain
    try:
        return f"{Decimal(plain.removesuffix('%').strip()) / 100:f}"
    except InvalidOperation:
        return plain


def _may(request: Visit) -> dict[str, Any]:
    actor = request.actor
    return {
        "may_draft": actor.may(Right.REVIEW, None),
        "may_decide": actor.scope(Right.DECIDE) is EVERYWHERE,
        "may_rate": actor.may(Right.EDIT, None),
        "may_limit": actor.may(Right.PEOPLE, None),
    }

"""By which rules are bills divided, what would a rule take, and how is one added, changed, or retired?"""

from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opencaio.errors import BadInput, Fault
from opencaio.faces.web import money_sections, rule_sections
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.record.once import reading_once
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.allocation import RuleRow, RuleTried

FIELDS = ("code", "title", "rank", "way", "to", "valid_from", "valid_until", "reason")


@require_http_methods(["GET", "POST"])
@signed_in
def rules(request: Visit) -> HttpResponseBase:
    """The rules in their order; ``?rule=code`` fills the form with one; POST tries, keeps or retires a rule."""
    fault: Fault | None = None
    tried: RuleTried | None = None
    if request.method == "POST":
        try:
            if "more" in request.POST:
                return _page(request, fault=None, tried=None, blank=2)
            if "try" in request.POST:
                tried = ask("allocation.try", _whole(request), request.actor)
            else:
                _act(request)
                return redirect("costs_rules")
        except Fault as found:
            fault = found
    return _page(request, fault=fault, tried=tried)


@reading_once()
def _page(request: Visit, *, fault: Fault | None, tried: RuleTried | None, blank: int = 1) -> HttpResponse:
    found = ask("allocation.list", {}, request.actor)
    shown = ask("costs.show", {}, request.actor)
    named = request.POST.get("edit") or request.GET.get("rule", "")
    chosen = next((one for one in found.rows if one.code == named), None)
    context = {
        "title": _("Rules"),
        "intro": _("The first rule that fits a line of a bill takes all of it. What none takes is nobody's, and stands "
                   "beside every total."),
        "acts": money_sections.places(request.actor),
        "sections": rule_sections.of_rules(
            found.rows, unused=shown.unused_rules, chosen=chosen, tried=tried, may=request.actor.may(Right.EDIT, None)
        ),
        "nothing": _("There is no rule yet: everything is nobody's."),
        "rules": found.rows,
        "columns": found.columns,
        "chosen": chosen,
        "values": {name: request.POST.get(name, "") for name in FIELDS} if request.POST else _values(chosen),
        "conditions": [*(_said(request) if "column" in request.POST else _conditions(chosen)), *[("", "")] * blank],
        "fault": fault,
    }  # fmt: skip
    return render(request, "measured.html", context, status=400 if fault else 200)


def _act(request: Visit) -> None:
    if request.POST.get("retire"):
        done(request, "allocation.retire", {"code": request.POST["retire"]})
        return
    given = _given(request)
    if request.POST.get("edit"):
        version = request.POST.get("version") or None
        done(request, "allocation.edit", given | {"code": request.POST["edit"], "version": version})
    else:
        done(request, "allocation.add", given)


def _whole(request: Visit) -> dict[str, Any]:
    """The rule to try: with the condition on record where the form does not show it."""
    rows = ask("allocation.list", {}, request.actor).rows
    held: dict[str, list[str]] = next((one.condition for one in rows if one.code == request.POST.get("edit")), {})
    return {"condition": held} | _given(request)


def _given(request: Visit) -> dict[str, Any]:
    """The rule as the form says it."""
    said = {name: request.POST.get(name, "").strip() for name in FIELDS}
    given: dict[str, Any] = {
        "code": request.POST.get("edit") or said["code"],
        "title": said["title"],
        "rank": said["rank"] or 100,
    }
    given |= {name: said[name] or None for name in ("valid_from", "valid_until") if name in request.POST}
    given |= {"reason": said["reason"]} if "reason" in request.POST else {}
    if "column" in request.POST:
        given["condition"] = _condition(_said(request))
    way = said["way"] or "use_case"
    return given | {way: _shares(said["to"]) if way == "shares" else said["to"]}


def _said(request: Visit) -> list[tuple[str, str]]:
    """Columns and patterns of the form, of which neither is empty in both."""
    pairs = zip_longest(request.POST.getlist("column"), request.POST.getlist("patterns"), fillvalue="")
    return [(column.strip(), patterns) for column, patterns in pairs if column.strip() or patterns.strip()]


def _condition(said: list[tuple[str, str]]) -> dict[str, list[str]]:
    """By column its patterns, one a line; any text where there is none. Raises ``BadInput``."""
    found: dict[str, list[str]] = {}
    for column, text in said:
        if not column:
            raise BadInput(_("Say which column or tag must fit “%s”.") % " ".join(text.split()))
        if column in found:
            raise BadInput(_("%s stands twice: write all its patterns into one field, one a line.") % column)
        found[column] = [one.strip() for one in text.splitlines() if one.strip()] or ["*"]
    return found


def _conditions(rule: RuleRow | None) -> list[tuple[str, str]]:
    """The columns and patterns of a rule, as the form shows them."""
    return [(column, "\n".join(patterns)) for column, patterns in rule.condition.items()] if rule else []


def _values(rule: RuleRow | None) -> dict[str, Any]:
    """The form filled with a rule."""
    if rule is None:
        return {}
    way = next((one for one in ("use_case", "by", "shares", "spread") if getattr(rule, one)), "use_case")
    to = ", ".join(f"{code} {share}" for code, share in rule.shares.items()) if way == "shares" else getattr(rule, way)
    times = {name: str(getattr(rule, name) or "") for name in ("valid_from", "valid_until")}
    return {
        "way": way,
        "to": to,
        "code": rule.code,
        "title": rule.title,
        "rank": rule.rank,
        "reason": rule.reason,
    } | times


def _shares(text: str) -> dict[str, Decimal]:
    """`UC-001 0.4, UC-002 0.6` by use. Raises ``BadInput``."""
    shares = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        code, _space, share = part.partition(" ")
        try:
            shares[code] = Decimal(share.strip())
        except ArithmeticError as error:
            raise BadInput(_("Write shares as: UC-001 0.4, UC-002 0.6")) from error
    return shares

"""The year's budget: what may be spent, what was, what is bound, where it ends, and why."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput
from opencaio.faces.web import budget_pictures, budget_words, choices, money_forms, sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.whole import whole
from opencaio.record.permissions import EVERYWHERE, Right
from opencaio.record.queries import ask
from opencaio.record.queries.actuals import CommitmentList
from opencaio.record.queries.budgets import BudgetLines, BudgetList, BudgetOverview, Figures

SHARED = "none"


@require_GET
@signed_in
def budget(request: Visit) -> HttpResponse:
    """The year by department, with its pictures."""
    given = asked(request)
    found: BudgetOverview = ask("budgets.overview", given, request.actor)
    years: BudgetList = ask("budgets.list", {"year": found.year}, request.actor)
    context = {
        "found": found,
        "given": given,
        "ends": budget_pictures.ends(found) if found.departments else None,
        "used": budget_pictures.used(found) if found.departments else None,
        "why_spent": budget_words.why_spent(found),
        "why_forecast": budget_words.why_forecast(found),
        "years": sorted({*years.years, found.year, timezone.localdate().year}),
        "proposed": sum(one.status == "proposed" for one in years.rows),
        "departments": choices.departments(request.actor, Right.READ),
        **may(request),
    }
    return render(request, "budget.html", context)


@require_GET
@signed_in
def department(request: Visit, code: str) -> HttpResponse:
    """One department: its lines, what moves them, month by month."""
    given = asked(request) | {"department": code}
    found: BudgetLines = ask("budgets.lines", given, request.actor)
    rows: BudgetList = ask("budgets.list", {"department": code, "year": found.year}, request.actor)
    bound: CommitmentList = ask("commitments.list", {"department": code}, request.actor)
    lines = [
        {
            "line": one,
            "why": budget_words.why_line(one, year=found.year, currency=found.currency),
            "picture": budget_pictures.months(one, year=found.year, currency=found.currency),
        }
        for one in found.rows
    ]
    homes = choices.departments(request.actor, Right.READ)
    name = next((str(one.label) for one in homes if one.value.casefold() == code.casefold()), "")
    context = {"code": code, "name": name, "found": found, "lines": lines, "budgets": rows, "commitments": bound}
    context |= {"is_shared": code == SHARED, "homes": homes, **may(request)}
    return render(request, "budget_department.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """The year by department and line as CSV or XLSX."""
    found: BudgetOverview = ask("budgets.overview", asked(request), request.actor)
    header = [
        _("Department"), _("Code"), _("Line"), _("Budget"), _("Proposed"), _("Carried over"), _("Spent"),
        _("Bound"), _("Planned"), _("Year's end"), _("Low"), _("High"), _("Difference"), _("State"), _("Why"),
    ]  # fmt: skip
    rows = [
        [
            one.department or _("Shared by all"),
            one.department_code,
            one.line,
            *_cells(one.figures),
            " ".join(one.reasons),
        ]
        for home in found.departments
        for one in home.lines
    ]
    name = f"budget-{found.year}-{found.through:%Y-%m-%d}-{found.currency}"
    return sheets.attachment([header, *rows], name=name, kind=request.GET.get("as", "csv"), title=_("Budget"))


@require_POST
@signed_in
def set_budget(request: Visit) -> HttpResponseBase:
    """Propose a budget, or change one."""
    post = request.POST
    given: dict[str, Any] = money_forms.texts(post, "year", "line", "purpose", "note") | {
        "department": money_forms.home(post),
        "amount": money_forms.amount(post, "amount"),
        "currency": post.get("currency", "").strip(),
    }
    if (share := money_forms.share(post, "carry")) is not None:
        given["carry"] = share
    done(request, "budgets.set", given)
    return redirect(_back(given["department"], given["year"]))


@require_POST
@signed_in
def approve(request: Visit) -> HttpResponseBase:
    """Approve what is proposed for a year."""
    given = money_forms.texts(request.POST, "year", "department", "line", "reason")
    done(request, "budgets.approve", given)
    return redirect(f"{reverse('budget')}?year={given['year']}")


def asked(request: Visit) -> dict[str, Any]:
    """Year and department in the address; what is wrong is said."""
    year = request.GET.get("year", "").strip()
    if year and not 2000 <= (whole(year) or 0) <= 2100:
        raise BadInput(_("“%s” is no year between 2000 and 2100.") % year[:20])
    given: dict[str, Any] = {"department": request.GET.get("department", "").strip()[:60]}
    return given | ({"year": int(year)} if year else {})


def may(request: Visit) -> dict[str, Any]:
    """What this person may do with budgets."""
    actor = request.actor
    return {
        "may_set": actor.may_anywhere(Right.EDIT),
        "may_add": actor.may_anywhere(Right.CREATE),
        "may_import": actor.may_anywhere(Right.IMPORT),
        "may_decide": actor.may_anywhere(Right.DECIDE),
        "editing": choices.departments(actor, Right.EDIT) if actor.may_anywhere(Right.EDIT) else [],
        "edits_all": actor.scope(Right.EDIT) is EVERYWHERE,
    }


def _back(department: str | None, year: str) -> str:
    return f"{reverse('budget_department', args=[department or SHARED])}?year={year}"


def _cells(figures: Figures) -> list[str]:
    names = ("budget", "proposed", "carried", "spent", "committed", "planned", "forecast", "low", "high", "variance")
    amounts = [getattr(figures, name) for name in names]
    return [*("" if one is None else str(one) for one in amounts), str(budget_words.STATES[figures.state][1])]

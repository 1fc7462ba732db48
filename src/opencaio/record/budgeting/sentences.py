"""What stands out in the year's budget, in a few sentences?"""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opencaio.papers.numbers import day, ends_short, money_short, percent
from opencaio.record.budgeting.loading import Loaded

if TYPE_CHECKING:
    from opencaio.record.queries.budgets import DepartmentRow, Figures

NAMED = 3


def headlines(total: "Figures", departments: "list[DepartmentRow]", found: Loaded) -> list[str]:
    """Spent of budget, where the year ends, who goes over, what is not approved yet."""
    told = [
        _spent(total, found),
        _later(found),
        _ending(total, found),
        *_over(departments, found),
        *_proposed(total, found),
    ]
    return [one for one in told if one]


def _spent(total: "Figures", found: Loaded) -> str:
    told = {"spent": _short(total.spent, found), "until": day(found.through), "year": found.year}
    if total.budget is None:
        return _("%(spent)s of %(year)s is spent until %(until)s; no budget is set.") % told
    share = percent(total.spent / total.budget) if total.budget else "–"
    told |= {"budget": _short(total.budget, found), "share": share}
    return _("%(spent)s of %(budget)s is spent until %(until)s: %(share)s.") % told


def _later(found: Loaded) -> str:
    """What is booked in months whose books are not whole yet."""
    after = [one for line in found.lines.values() for one in line.within(found.year) if one.month > found.through]
    if not after:
        return ""
    told = {"later": _short(sum((one.amount for one in after), Decimal(0)), found), "until": day(found.through)}
    return _("%(later)s more is booked after %(until)s; it counts once the month is over.") % told


def _ending(total: "Figures", found: Loaded) -> str:
    told = {"forecast": _short(total.forecast, found), "year": found.year}
    words = _("The year %(year)s is expected to end at %(forecast)s") % told
    if total.low is not None and total.high is not None and total.low != total.high:
        low, high = ends_short(total.low, total.high, currency=found.rates.report)
        words += _(" (%(low)s to %(high)s four times in five)") % {"low": low, "high": high}
    if total.variance is None:
        return f"{words}."
    gap = _short(abs(total.variance), found)
    return words + (_(", %s over budget.") if total.variance > 0 else _(", %s below budget.")) % gap


def _over(departments: "list[DepartmentRow]", found: Loaded) -> list[str]:
    over = sorted(
        (one for one in departments if one.figures.state == "over"), key=lambda one: -(one.figures.variance or 0)
    )
    if not over:
        return []
    names = [
        _("%(name)s by %(gap)s")
        % {"name": one.department or _("what all share"), "gap": _short(one.figures.variance, found)}
        for one in over[:NAMED]
    ]
    rest = len(over) - NAMED
    tail = _(" and %d more") % rest if rest > 0 else ""
    said = ngettext("%(n)d department goes over: %(names)s.", "%(n)d departments go over: %(names)s.", len(over))
    return [said % {"n": len(over), "names": ", ".join(names) + tail}]


def _proposed(total: "Figures", found: Loaded) -> list[str]:
    if not total.proposed:
        return []
    return [_("%s of the budget is proposed and not approved yet.") % _short(total.proposed, found)]


def _short(amount: object, found: Loaded) -> str:
    return money_short(amount, currency=found.rates.report)  # type: ignore[arg-type]

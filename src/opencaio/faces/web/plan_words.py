"""In which words do pages speak of plans: their states, their amounts, their headline?"""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opencaio.papers.numbers import money_short, number, percent
from opencaio.record.planning.pages import Solved

Words = str | Promise

STATUSES: Mapping[str, tuple[str, Words]] = {
    "draft": ("off", gettext_lazy("Draft")),
    "proposed": ("warn", gettext_lazy("Waits for a decision")),
    "approved": ("ok", gettext_lazy("Approved")),
    "superseded": ("off", gettext_lazy("Superseded")),
    "dropped": ("off", gettext_lazy("Dropped")),
}
GROUPS: Mapping[str, Words] = {
    "funded": gettext_lazy("Funded"),
    "borderline": gettext_lazy("Borderline"),
    "out": gettext_lazy("Not funded"),
}
SOURCES: Mapping[str, Words] = {
    "case": gettext_lazy("approved business case"),
    "estimate": gettext_lazy("estimate, not an approved case"),
    "point": gettext_lazy("one figure, no range"),
}
RANKINGS: Mapping[str, Words] = {
    "value": gettext_lazy("the highest value first"),
    "return": gettext_lazy("the highest value for its money first"),
    "wsjf": gettext_lazy("the highest WSJF score first"),
    "rice": gettext_lazy("the highest RICE score first"),
    "ice": gettext_lazy("the highest ICE score first"),
    "weighted": gettext_lazy("the highest weighted score first"),
}


def amount(thousands: Decimal | None, currency: str) -> str:
    """An amount that is kept in thousands, in short: ``€17.9m``; a dash for none."""
    return "–" if thousands is None else money_short(thousands * 1000, currency=currency)


def quarter(name: str) -> str:
    """``2027Q1`` as people write it: ``2027 Q1``."""
    return f"{name[:4]} {name[4:]}" if name else ""


def headline(plan: Solved) -> list[str]:
    """The plan in full sentences: what it funds, what that is worth, how sure that is, what holds it back."""
    if plan.outcome == "infeasible":
        return [_("No plan can keep all limits at once.")]
    if plan.outcome == "unknown":
        return [_("No plan was found in the time given, and none was ruled out. Give it more seconds.")]
    funded = sum(row.is_funded for row in plan.rows)
    told = ngettext(
        "%(n)s of %(of)s initiative is funded.", "%(n)s of %(of)s initiatives are funded.", len(plan.rows)
    ) % {"n": funded, "of": len(plan.rows)}
    return [told, *_worth(plan), *_best(plan), *_spent(plan)]


def _worth(plan: Solved) -> list[str]:
    if plan.value is None:
        return []
    value = amount(plan.value, plan.currency)
    if plan.p10 is None or plan.p90 is None:
        return [_("Together they are worth %s of net present value.") % value]
    words = _("Together they are worth %(v)s of net present value; four times in five between %(l)s and %(h)s.")
    return [words % {"v": value, "l": amount(plan.p10, plan.currency), "h": amount(plan.p90, plan.currency)}]


def _best(plan: Solved) -> list[str]:
    if plan.outcome == "optimal":
        return [_("No plan within these limits is worth more.")] if plan.is_whole else []
    if plan.gap is None or plan.bound is None:
        return []
    words = _("No plan can be worth more than %(b)s: at most %(g)s is left to find.")
    return [words % {"b": amount(plan.bound, plan.currency), "g": percent(plan.gap, places=1)}]


def _spent(plan: Solved) -> list[str]:
    if not plan.is_whole:
        return []
    spent = amount(plan.spent, plan.currency)
    if plan.limit is None:
        return [_("It spends %s.") % spent]
    return [_("It spends %(s)s of %(l)s.") % {"s": spent, "l": amount(plan.limit, plan.currency)}]


def people(count: Decimal | float) -> str:
    """Full-time people with one decimal where it is needed."""
    return number(count, places=0 if count == int(count) else 1)

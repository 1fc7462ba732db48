"""How is a plan told in full sentences: what it funds, what that is worth, how sure that is, what it spends?"""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opencaio.papers.numbers import exactly, money, money_short, percent
from opencaio.record.planning.pages import SkillRow, Solved

SMALL = 10


def amount(thousands: Decimal | None, currency: str) -> str:
    """An amount that is kept in thousands, in short: ``€17.9m``, a small one in full; a dash for none."""
    if thousands is None:
        return "–"
    write = money if abs(thousands) < SMALL else money_short
    return write(thousands * 1000, currency=currency)


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
    return [told, *_worth(plan), *_best(plan), *_spent(plan), *plan.notes]


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
    people = sum((row.spent for row in plan.skills), Decimal(0))
    words = {"s": spent, "p": amount(people, plan.currency)}
    if plan.limit is not None:
        words["l"] = amount(plan.limit, plan.currency)
        told = _("It spends %(s)s of %(l)s, %(p)s of it on people to hire or buy in.") if people else ""
        return [(told or _("It spends %(s)s of %(l)s.")) % words]
    told = _("It spends %(s)s, %(p)s of it on people to hire or buy in.") if people else _("It spends %(s)s.")
    return [told % words]


def people_to_find(plan: Solved) -> list[str]:
    """Skill by skill who is hired and what is bought in, when, and for how much in all."""
    return [
        _("%(n)s: %(p)s; %(a)s in all.")
        % {"n": row.name, "p": "; ".join(_found(row, plan.periods)), "a": amount(row.spent, plan.currency)}
        for row in plan.skills
        if any(row.hired) or any(row.contracted)
    ]


def _found(row: SkillRow, periods: list[str]) -> Iterator[str]:
    before = 0
    for name, there in zip(periods, row.hired, strict=False):
        if there > before:
            yield _("%(n)s hired from %(q)s") % {"n": there - before, "q": _quarter(name)}
        before = there
    for name, part in zip(periods, row.contracted, strict=False):
        if part:
            yield _("%(n)s bought in for %(q)s") % {"n": exactly(part), "q": _quarter(name)}


def _quarter(name: str) -> str:
    return f"{name[:4]} {name[4:]}"

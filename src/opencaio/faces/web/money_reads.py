"""Which figures stand at the head of Money: what was billed, what is nobody's, what is to come, what stands out?"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opencaio.faces.web.measured import Read
from opencaio.faces.web.money_sections import why_total
from opencaio.faces.web.month_sections import month_named
from opencaio.papers.numbers import day, number, spent
from opencaio.record.queries.cost_alerts import AlertList
from opencaio.record.queries.cost_forecast import ForecastShown
from opencaio.record.queries.costs import CostsShown


def of_money(found: CostsShown, *, months: CostsShown, forecast: ForecastShown, alerts: AlertList) -> tuple[Read, ...]:
    """The figures, those that are known."""
    billed = Read(_("Billed"), spent(found.billed, currency=found.currency), _period(months), why=why_total(found))
    waiting = sum(1 for one in alerts.rows if one.may_answer)
    note = ngettext("%(n)s waits for your answer", "%(n)s wait for your answer", waiting) % {"n": number(waiting)}
    stands_out = Read(_("Costs that stand out"), number(len(alerts.rows)), note if waiting else _("none waits for you"))
    return (billed, *_nobodys(found), *_to_come(forecast), stands_out)


def _period(months: CostsShown) -> str:
    keys = sorted(one.key for one in months.rows if one.key)
    if not keys:
        return ""
    first, last = month_named(keys[0]), month_named(keys[-1])
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _nobodys(found: CostsShown) -> tuple[Read, ...]:
    if found.unallocated is None:
        return ()
    part = _("%(part)s %% of it: no rule says whose") % {
        "part": number((found.unallocated_share or 0) * 100, places=1),
    }  # fmt: skip
    return (Read(_("Nobody's"), spent(found.unallocated, currency=found.currency), part, reverse("costs_rules")),)


def _to_come(found: ForecastShown) -> tuple[Read, ...]:
    if found.expected is None or found.until is None:
        return ()
    name = _("To come until %(day)s") % {"day": day(found.until)}
    if found.low is None or found.high is None:
        return (Read(name, spent(found.expected, currency=found.currency), found.note),)
    ends = {"low": spent(found.low, currency=found.currency), "high": spent(found.high, currency=found.currency)}
    note = _("four times in five %(low)s to %(high)s") % ends
    return (Read(name, spent(found.expected, currency=found.currency), note),)

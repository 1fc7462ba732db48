"""How is what the bills say laid out: whose it is, over time, what stands out, what a unit costs?"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opencaio.faces.web.measured import Section, linked, percent, table, told
from opencaio.papers.blocks import Cell, Number, Picture, Table
from opencaio.papers.drawings import Bar, Bars
from opencaio.papers.numbers import money, number
from opencaio.record.permissions import EVERYWHERE, Actor, Right

MOST_BARS, MOST_ROWS = 12, 60


def places(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The pages about bills: their words and addresses; the books as a whole for whoever may read everything."""
    found = [("costs", _("Money")), ("costs_bills", _("Bills")), ("costs_rules", _("Rules"))]
    if actor.scope(Right.READ) is EVERYWHERE:
        found.append(("costs_book", _("Books")))
    return tuple((words, reverse(name)) for name, words in found)


def intro(found: Any) -> str:
    """The total and nobody's part, in one line."""
    said = _("%(amount)s billed") % {"amount": money(found.billed, currency=found.currency)}
    if found.unallocated is None:
        return _("%(said)s for the uses that you may see.") % {"said": said}
    part = number((found.unallocated_share or 0) * 100, places=1)
    rest = money(found.unallocated, currency=found.currency)
    words = _("%(said)s; %(rest)s of it (%(part)s %%) is nobody's.") % {"said": said, "rest": rest, "part": part}
    lost = ", ".join(found.without_rate)
    return (
        words if not lost else _("%(words)s Not counted for want of a rate: %(lost)s.") % {"words": words, "lost": lost}
    )


def of_costs(
    found: Any, *, by: str, months: Any, forecast: Any, alerts: Any, units: Any, tokens: Any
) -> tuple[Section, ...]:
    """Every section of the page, the most asked for first."""
    sections = [
        Section(_("By %(what)s") % {"what": _(by)}, note=_why_nobody(found), pictures=(_groups(found, by),)),
        _over_time(months, forecast),
        Section(
            _("What stands out"),
            note=_("Days that lie far from a use's own usual days."),
            tables=(_alerts(alerts),) if alerts.rows else (),
            lines=() if alerts.rows else (_("Nothing does."),),
            form="parts/alert_form.html" if any(one.may_answer for one in alerts.rows) else "",
        ),
        Section(_("What a unit costs"), tables=(_units(units),)),
    ]
    if tokens.rows:
        sections.append(_tokens(tokens))
    return tuple(sections)


def of_rules(found: Any, *, unused: list[str]) -> tuple[Section, ...]:
    """The rules in their order, and the form."""
    rows: list[tuple[Cell, ...]] = [
        (one.code, told(one.rank), one.title, _condition(one), _way(one), _times(one),
         _("takes nothing") if one.code in unused else "")
        for one in found.rows
    ]  # fmt: skip
    heads = (_("Rule"), _("Rank"), _("What it is"), _("Lines that fit"), _("Go to"), _("Holds"), _("Used"))
    listed = table(_("Rules, the first to be tried first"), heads, rows, ends=(1,))
    may = any(one.may_edit for one in found.rows) or not found.rows
    return (
        *((Section(_("In this order"), tables=(listed,)),) if rows else ()),
        *((Section(_("Add a rule"), form="parts/rule_form.html"),) if may else ()),
    )


def _groups(found: Any, by: str) -> Picture:
    shown = [one for one in found.rows if one.key][: MOST_BARS - 1]
    nobody = [one for one in found.rows if not one.key]
    bars = tuple(
        Bar(one.title or _("nobody's"), float(one.billed), money(one.billed, currency=found.currency))
        for one in (*shown, *nobody)
    )
    title = _("Billed by %(what)s") % {"what": _(by)}
    return Picture(
        title=title, drawing=Bars(bars, unit=found.currency, value_name=_("billed")), alt=title,
        note=_period(found), table=_group_table(found, by),
    )  # fmt: skip


def _group_table(found: Any, by: str) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            linked(f"{one.key} {one.title}", reverse("use_case", args=[one.key]))
            if by == "use" and one.key
            else (one.title or _("nobody's")),
            _amount(one.billed, found.currency),
            _amount(one.effective, found.currency),
            percent(None if one.share is None else float(one.share)),
            told(one.lines),
            "; ".join(one.ways),
        )
        for one in found.rows[:MOST_ROWS]
    ]
    heads = (_("Group"), _("Billed"), _("Effective"), _("Share"), _("Lines"), _("How it came here"))
    return table(_("Costs by %(what)s") % {"what": _(by)}, heads, rows, ends=(1, 2, 3, 4))


def _over_time(months: Any, forecast: Any) -> Section:
    rows = sorted((one for one in months.rows if one.key), key=lambda one: one.key)
    bars = [Bar(one.key[:7], float(one.billed), money(one.billed, currency=months.currency)) for one in rows]
    lines = []
    if forecast.expected is not None:
        told_range = ""
        if forecast.low is not None:
            told_range = _(" (%(level)s %% of such forecasts lay between %(low)s and %(high)s)") % {
                "level": number(forecast.level * 100), "low": money(forecast.low, currency=forecast.currency),
                "high": money(forecast.high, currency=forecast.currency),
            }  # fmt: skip
        lines.append(
            _("Until %(until)s another %(amount)s is to come%(range)s.")
            % {
                "until": forecast.until,
                "amount": money(forecast.expected, currency=forecast.currency),
                "range": told_range,
            }
        )
    if forecast.note:
        lines.append(forecast.note)
    title = _("Billed by month")
    listed: list[tuple[Cell, ...]] = [(one.key[:7], _amount(one.billed, months.currency)) for one in rows]
    numbers = table(_("Billed, month by month"), (_("Month"), _("Billed")), listed, ends=(1,))
    picture = Picture(
        title=title, drawing=Bars(tuple(bars), unit=months.currency, value_name=_("billed")), alt=title, table=numbers
    )
    return Section(_("Over time"), pictures=(picture,), lines=tuple(lines))


def _alerts(alerts: Any) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            linked(f"{one.use} {one.name}", reverse("use_case", args=[one.use])) if one.use else _("nobody's"),
            str(one.first_day) if one.first_day == one.last_day else f"{one.first_day} – {one.last_day}",
            _amount(one.amount, one.currency),
            _amount(one.expected, one.currency),
            _amount(one.excess, one.currency),
            ", ".join(f"{part} ({number(share * 100)} %)" for part, _excess, share in one.parts),
        )
        for one in alerts.rows
    ]
    heads = (_("Use"), _("Days"), _("Cost"), _("Usual"), _("Above"), _("What made it"))
    return table(_("Costs that stand out"), heads, rows, ends=(2, 3, 4))


def _units(units: Any) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            linked(f"{one.use} {one.name}", reverse("use_case", args=[one.use])),
            _amount(one.billed, units.currency),
            *(_fine(getattr(one, name), units.currency) for name in UNITS),
        )
        for one in units.rows[:MOST_ROWS]
    ]
    heads = (
        _("Use"),
        _("Billed"),
        _("A request"),
        _("A success"),
        _("A conversation"),
        _("A person and month"),
        _("A decision"),
    )
    return table(_("Billed cost of one unit; a dash: nothing to divide by"), heads, rows, ends=(1, 2, 3, 4, 5, 6))


UNITS = ("a_request", "a_success", "a_conversation", "a_person", "a_decision")


def _tokens(tokens: Any) -> Section:
    rows: list[tuple[Cell, ...]] = [
        (one.model, one.provider, told(one.input), told(one.cached), told(one.output), told(one.reasoning),
         _amount(one.cost, tokens.currency), "; ".join(one.notes[:2]))
        for one in tokens.rows
    ]  # fmt: skip
    heads = (_("Model"), _("Provider"), _("Input"), _("Cached"), _("Output"), _("Reasoning"), _("Cost"), _("Note"))
    used = table(_("Tokens by model, each in one class"), heads, rows, ends=(2, 3, 4, 5, 6))
    others: list[tuple[Cell, ...]] = [
        (one.model, _amount(one.cost, tokens.currency), _amount(one.saved, tokens.currency), one.note)
        for one in tokens.instead
    ]
    compared = (_("Model"), _("The same tokens would cost"), _("Less than now"), _("Note"))
    instead = table(_("The same tokens with another model, at today's prices"), compared, others, ends=(1, 2))
    note = _("Other models count tokens differently and may answer worse: a reason to try one, no saving.")
    return Section(_("Tokens"), note=note, tables=(used, instead) if others else (used,))


def _why_nobody(found: Any) -> str:
    return "; ".join(
        f"{why} {money(amount, currency=found.currency)}" for why, amount in list(found.unallocated_because.items())[:3]
    )


def _period(found: Any) -> str:
    return f"{found.first or '…'} – {found.last or '…'}" if found.first or found.last else _("All bills")


def _condition(one: Any) -> str:
    return "; ".join(f"{name}: {', '.join(patterns)}" for name, patterns in one.condition.items()) or _("every line")


def _way(one: Any) -> str:
    if one.shares:
        return ", ".join(f"{code} {share}" for code, share in one.shares.items())
    return one.use_case or one.by or (_("by %(what)s") % {"what": one.spread} if one.spread else "–")


def _times(one: Any) -> str:
    return f"{one.valid_from or '…'} – {one.valid_until or '…'}" if one.valid_from or one.valid_until else _("always")


def _amount(amount: Any, currency: str) -> Cell:
    return "–" if amount is None else Number(amount, money(amount, currency=currency))


def _fine(amount: Any, currency: str) -> Cell:
    """An amount with as many places as a small one needs."""
    if amount is None:
        return "–"
    return Number(amount, money(amount, currency=currency, places=2 if amount >= 1 else 4))

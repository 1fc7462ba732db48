"""How is what the bills say laid out: whose it is, over time, what stands out, what a unit costs?"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opencaio.faces.web import month_sections
from opencaio.faces.web.measured import Section, linked, percent, table, told
from opencaio.papers.blocks import Cell, Number, Picture, Table, Why, WhyRow
from opencaio.papers.drawings import Bar, Bars
from opencaio.papers.numbers import day, days, money, number, spent
from opencaio.record.permissions import EVERYWHERE, Actor, Right

MOST_BARS, MOST_UNITS = 12, 15
WAYS = {
    "use": gettext_lazy("use"),
    "department": gettext_lazy("department"),
    "provider": gettext_lazy("provider"),
    "service": gettext_lazy("service"),
    "category": gettext_lazy("category"),
    "rule": gettext_lazy("rule"),
    "month": gettext_lazy("month"),
}
"""By what costs are divided, in words."""


def places(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The pages about bills: their words and addresses; the books as a whole for whoever may read everything."""
    found = [
        ("costs", _("Money")),
        ("costs_bills", _("Bills")),
        ("costs_rules", _("Rules")),
        ("costs_prices", _("Prices")),
    ]
    if actor.scope(Right.READ) is EVERYWHERE:
        found.append(("costs_book", _("Books")))
    return tuple((words, reverse(name)) for name, words in found)


def intro(found: Any) -> str:
    """The total and nobody's part, in one line."""
    said = _("%(amount)s billed") % {"amount": spent(found.billed, currency=found.currency)}
    if found.unallocated is None:
        return _("%(said)s for the uses that you may see.") % {"said": said}
    part = number((found.unallocated_share or 0) * 100, places=1)
    rest = spent(found.unallocated, currency=found.currency)
    words = _("%(said)s; %(rest)s of it (%(part)s %%) is nobody's.") % {"said": said, "rest": rest, "part": part}
    lost = ", ".join(found.without_rate)
    return (
        words if not lost else _("%(words)s Not counted for want of a rate: %(lost)s.") % {"words": words, "lost": lost}
    )


def head(found: Any) -> str:
    """What the page is about, and what its figures leave out."""
    said = [_("What AI costs by the bills: whose it is, over time, and what is to come.")]
    if found.unallocated is None:
        said.append(_("Only the uses that you may see are counted."))
    if found.without_rate:
        lost = ", ".join(found.without_rate)
        said.append(_("Not counted for want of a rate: %(lost)s.") % {"lost": lost})
    return " ".join(said)


def of_costs(
    found: Any,
    *,
    by: str,
    months: Any,
    forecast: Any,
    showback: Any,
    unused: Any,
    alerts: Any,
    units: Any,
    tokens: Any,
    all_units: bool,
) -> tuple[Section, ...]:
    """Every section of the page, the most asked for first."""
    sections = [
        Section(
            _("By %(what)s") % {"what": WAYS[by]},
            note=_why_nobody(found),
            pictures=(_groups(found, by),),
        ),
        month_sections.over_time(months, forecast),
        *((month_sections.of_departments(showback),) if showback.rows else ()),
        Section(
            _("What stands out"),
            note=_("Days that lie far from a use's own usual days."),
            why=why_alerts(alerts),
            tables=(listed_alerts(alerts),) if alerts.rows else (),
            lines=() if alerts.rows else (_("Nothing does."),),
            form="parts/alert_form.html" if any(one.may_answer for one in alerts.rows) else "",
        ),
        month_sections.of_unused(unused),
        _of_units(units, whole=all_units),
    ]
    if tokens.rows:
        sections.append(of_tokens(tokens))
    return tuple(sections)


def _groups(found: Any, by: str) -> Picture:
    named = [one for one in found.rows if one.key]
    most = MOST_BARS if len(named) <= MOST_BARS else MOST_BARS - 1
    shown, rest = named[:most], named[most:]
    bars = [Bar(one.title, float(one.billed), spent(one.billed, currency=found.currency)) for one in shown]
    if rest:
        others = sum(one.billed for one in rest)
        words = _("%(n)s others") % {"n": number(len(rest))}
        bars.append(Bar(words, float(others), spent(others, currency=found.currency), emphasis="quiet"))
    bars += [
        Bar(_("nobody's"), float(one.billed), spent(one.billed, currency=found.currency), emphasis="alert")
        for one in found.rows
        if not one.key
    ]
    title = _("Billed by %(what)s") % {"what": WAYS[by]}
    return Picture(
        title=title, drawing=Bars(tuple(bars), unit=found.currency, value_name=_("billed")), alt=title,
        note=_period(found), table=_group_table(found, by),
    )  # fmt: skip


def why_total(found: Any) -> Why:
    rest = found.unallocated
    missing = [_("no exchange rate for %(c)s") % {"c": one} for one in found.without_rate]
    missing += [] if rest is None else [f"{why} {spent(a, currency=found.currency)}" for why, a in
                                        found.unallocated_because.items()]  # fmt: skip
    return Why(
        question=_("How does this total come about?"),
        answer=intro(found),
        rule=_("sum of BilledCost of all lines × rate of the month's end; the first rule that fits takes a line"),
        rule_kind="formula",
        citation="FOCUS 1.0 – 1.2",
        rows=tuple(WhyRow(one.title or _("nobody's"), spent(one.billed, currency=found.currency))
                   for one in found.rows[:8]),
        total_rows=len(found.rows),
        as_of=found.last,
        certainty=_("Counted from the bills to the last decimal; the parts add up to them."),
        missing=tuple(missing),
    )  # fmt: skip


def _group_table(found: Any, by: str) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            linked(f"{one.key} {one.title}", reverse("use_costs", args=[one.key]))
            if by == "use" and one.key
            else (one.title or _("nobody's")),
            _amount(one.billed, found.currency),
            _amount(one.effective, found.currency),
            percent(None if one.share is None else float(one.share)),
            told(one.lines),
            "; ".join(one.ways),
        )
        for one in found.rows
    ]
    heads = (_("Group"), _("Billed"), _("Effective"), _("Share"), _("Lines"), _("How it came here"))
    return table(_("Costs by %(what)s") % {"what": WAYS[by]}, heads, rows, ends=(1, 2, 3, 4))


def why_alerts(alerts: Any) -> Why:
    """When a cost stands out."""
    return Why(
        question=_("When does a cost stand out?"),
        answer=_("%(n)s wait for an answer") % {"n": number(alerts.total)},
        rule=_("at least 4 robust standard deviations and 100 away from the median of four weeks × its weekday's part"),
        rule_kind="formula",
        citation=_("Median absolute deviation: Rousseeuw and Croux, 1993"),
        rows=tuple(WhyRow(one.name or _("nobody's"), spent(one.excess, currency=one.currency))
                   for one in alerts.rows[:8]),
        total_rows=alerts.total,
        certainty=_("Neighbouring days are one finding; each service is held against its own four weeks."),
    )  # fmt: skip


def listed_alerts(alerts: Any) -> Table:
    """Costs that stand out, with what made them."""
    rows: list[tuple[Cell, ...]] = [
        (
            linked(f"{one.use} {one.name}", reverse("use_case", args=[one.use])) if one.use else _("nobody's"),
            days(one.first_day, one.last_day),
            _amount(one.amount, one.currency),
            _amount(one.expected, one.currency),
            _amount(one.excess, one.currency),
            ", ".join(f"{part} ({number(share * 100)} %)" for part, _excess, share in one.parts),
        )
        for one in alerts.rows
    ]
    heads = (_("Use"), _("Days"), _("Cost"), _("Usual"), _("Against usual"), _("What made it"))
    return table(_("Costs that stand out"), heads, rows, ends=(2, 3, 4))


def _of_units(units: Any, *, whole: bool) -> Section:
    rows = units.rows if whole else units.rows[:MOST_UNITS]
    left = len(units.rows) - len(rows)
    more = linked(_("Show all %(n)s") % {"n": number(len(units.rows))}, "?units=all") if left else None
    return Section(_("What a unit costs"), tables=(_units(units, rows),), more=more, why=_why_units(units))


def _why_units(units: Any) -> Why:
    bare = sum(1 for one in units.rows if not one.requests)
    return Why(
        question=_("What is divided by what?"),
        answer=_("%(n)s uses with costs or usage") % {"n": number(len(units.rows))},
        rule=_("billed cost of the use ÷ requests, successes, conversations, people in a month, decisions"),
        rule_kind="formula",
        certainty=_(
            "Both of the same months, from the first to the last of which the bills and that unit are known: "
            "costs from the bills, units from the lake."
        ),
        missing=(_("%(n)s uses have costs and no usage on record") % {"n": number(bare)},) if bare else (),
    )


def _units(units: Any, shown: Any) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            linked(f"{one.use} {one.name}", reverse("use_costs", args=[one.use])),
            _amount(one.billed, units.currency),
            *(_fine(getattr(one, name), units.currency) for name in UNITS),
        )
        for one in shown
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


def of_tokens(tokens: Any) -> Section:
    """Tokens by model, and what another model would have cost."""
    rows: list[tuple[Cell, ...]] = [
        (one.model, one.provider, told(one.input), told(one.cached), told(one.output), told(one.reasoning),
         _amount(one.cost, tokens.currency), "; ".join(one.notes[:2]))
        for one in tokens.rows
    ]  # fmt: skip
    heads = (_("Model"), _("Provider"), _("Input"), _("Cached"), _("Output"), _("Reasoning"), _("Cost"), _("Note"))
    used = table(_("Tokens by model, each in one class"), heads, rows, ends=(2, 3, 4, 5, 6))
    others: list[tuple[Cell, ...]] = [
        (one.model, one.provider, _amount(one.cost, tokens.currency), _amount(one.saved, tokens.currency), one.note)
        for one in tokens.instead
    ]
    compared = (_("Model"), _("Provider"), _("The same tokens would cost"), _("Less than now"), _("Note"))
    instead = table(_("The same tokens with another model, at today's prices"), compared, others, ends=(2, 3))
    note = _("Other models count tokens differently and may answer worse: a reason to try one, no saving.")
    unpriced = ", ".join(tokens.unpriced)
    lines = (_("Without a price, so not in any sum: %(models)s.") % {"models": unpriced},) if unpriced else ()
    tables = (used, instead) if others else (used,)
    return Section(_("Tokens"), note=note, tables=tables, lines=lines, why=_why_tokens(tokens))


def _why_tokens(tokens: Any) -> Why:
    known = tokens.compared_cost
    return Why(
        question=_("How are tokens priced?"),
        answer=_("No model has a price.") if known is None else spent(known, currency=tokens.currency),
        rule=_("tokens of a class ÷ 1,000,000 × its price on the day of use; each token in one class only"),
        rule_kind="formula",
        rows=tuple(
            WhyRow(one.model, spent(one.cost, currency=tokens.currency)) for one in tokens.rows if one.cost is not None
        )[:8],
        rows_href=reverse("costs_prices"),
        certainty=_("Tokens are counted; a price of our own goes before the public lists. The other models are priced "
                    "as of the newest month, over the same tokens, at the cheapest provider that sells them."),
        missing=tuple(_("no price of %(model)s") % {"model": one} for one in tokens.unpriced),
    )  # fmt: skip


def _why_nobody(found: Any) -> str:
    return "; ".join(
        f"{why} {spent(amount, currency=found.currency)}" for why, amount in list(found.unallocated_because.items())[:3]
    )


def _period(found: Any) -> str:
    if found.first and found.last:
        return days(found.first, found.last)
    if found.first:
        return _("From %(day)s on") % {"day": day(found.first)}
    return _("Until %(day)s") % {"day": day(found.last)} if found.last else _("All bills")


def _amount(amount: Any, currency: str) -> Cell:
    return "–" if amount is None else Number(amount, spent(amount, currency=currency))


def _fine(amount: Any, currency: str) -> Cell:
    """An amount with as many places as a small one needs."""
    if amount is None:
        return "–"
    return Number(amount, money(amount, currency=currency, places=2 if amount >= 1 else 4))

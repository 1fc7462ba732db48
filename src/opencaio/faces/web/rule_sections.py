"""How are allocation rules laid out, and what one would take?"""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from opencaio.faces.web.measured import Section, linked, percent, table, told
from opencaio.papers.blocks import Cell, Table
from opencaio.papers.numbers import day, money
from opencaio.record.queries.allocation import RuleRow, RuleTried

MOST_SHOWN = 12


def of_rules(
    rows: Sequence[RuleRow], *, unused: Sequence[str], chosen: RuleRow | None, tried: RuleTried | None, may: bool
) -> tuple[Section, ...]:
    """What a tried rule would take, the rules in their order, and the form for whoever may use it."""
    sections = [_tried(tried)] if tried else []
    if may:
        title = _("Change rule %(code)s") % {"code": chosen.code} if chosen else _("Add a rule")
        sections.append(Section(title, form="parts/rule_form.html"))
    listed = (Section(_("In this order"), tables=(_listed(rows, unused, may=may),)),) if rows else ()
    return (*listed, *sections) if not (tried or chosen) else (*sections, *listed)


def _listed(rows: Sequence[RuleRow], unused: Sequence[str], *, may: bool) -> Table:
    cells: list[tuple[Cell, ...]] = [
        (
            linked(one.code, f"{reverse('costs_rules')}?{urlencode({'rule': one.code})}") if may else one.code,
            told(one.rank),
            one.title,
            _condition(one),
            _way(one),
            _times(one),
            _("takes nothing") if one.code in unused else _("takes lines"),
        )
        for one in rows
    ]
    heads = (_("Rule"), _("Rank"), _("What it is"), _("Lines that fit"), _("Go to"), _("Holds"), _("Used"))
    return table(_("Rules, the first to be tried first"), heads, cells, ends=(1,))


def _tried(found: RuleTried) -> Section:
    def amounts(title: str, parts: dict[str, Decimal], empty: str) -> Table:
        dearest = sorted(parts.items(), key=lambda part: (-part[1], part[0]))[:MOST_SHOWN]
        rows: list[tuple[Cell, ...]] = [
            (name or empty, money(amount, currency=found.currency)) for name, amount in dearest
        ]
        return table(title, (_("What"), _("Amount")), rows, ends=(1,))

    share = "–" if found.share is None else percent(float(found.share))
    words = _("%(amount)s of the %(all)s billed from %(first)s to %(last)s (%(share)s).") % {
        "amount": money(found.taken, currency=found.currency),
        "all": money(found.billed, currency=found.currency),
        "share": getattr(share, "display", share),
        "first": day(found.first) if found.first else "…",
        "last": day(found.last) if found.last else "…",
    }
    tables = (
        amounts(_("It would go to"), dict(found.by_use), _("nobody")),
        amounts(_("It would come from"), dict(found.taken_from), _("what is nobody's")),
    )
    note = _("Nothing is kept yet: it is kept with the button below.")
    return Section(_("What this rule would take"), note=note, lines=(words,), tables=tables if found.taken else ())


def _condition(one: RuleRow) -> str:
    return "; ".join(f"{name}: {', '.join(patterns)}" for name, patterns in one.condition.items()) or _("every line")


def _way(one: RuleRow) -> str:
    if one.shares:
        return ", ".join(f"{code} {share}" for code, share in one.shares.items())
    return one.use_case or one.by or (_("by %(what)s") % {"what": one.spread} if one.spread else "–")


def _times(one: RuleRow) -> str:
    return f"{one.valid_from or '…'} – {one.valid_until or '…'}" if one.valid_from or one.valid_until else _("always")

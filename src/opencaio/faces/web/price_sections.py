"""How are our own prices of tokens laid out beside those of the public lists?"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from opencaio.engines.tokens import CLASSES
from opencaio.faces.web.measured import Section, table
from opencaio.papers.blocks import Cell, Number, Table, Why, WhyRow
from opencaio.papers.numbers import change, day, days, money
from opencaio.record.queries.token_prices import ListedPrice, PriceList, PriceRow, PublicRow


def of_prices(found: PriceList, *, unpriced: Sequence[str], wanted: str, may: bool) -> tuple[Section, ...]:
    """Ours beside the lists', models without any price, the lists' own, and the form for whoever may set one."""
    sections = []
    if found.rows:
        sections.append(Section(_("By our contracts"), tables=(_ours(found.rows),), why=_why(found)))
    else:
        words = _("No price of our own is on record: the public lists hold.")
        sections.append(Section(_("By our contracts"), lines=(words,)))
    sections.append(_lists(found, wanted=wanted))
    if unpriced:
        words = _("%(models)s. What these cost is in no sum of tokens until a price is set.") % {
            "models": ", ".join(unpriced)
        }
        sections.append(Section(_("Models in use without a price"), lines=(words,)))
    if may:
        sections.append(Section(_("Set a price"), form="parts/price_form.html"))
    return tuple(sections)


def _ours(rows: Sequence[PriceRow]) -> Table:
    """Where no list knows any of them, nothing is said of lists but that."""
    compared = any(one.listed for one in rows)
    heads = [_("Model"), _("Tokens"), _("Ours"), _("Public list"), _("Our source"), _("Ours holds")]
    heads += [_("Difference"), _("The list's source and day")] if compared else []
    cells: list[tuple[Cell, ...]] = [
        (
            one.model,
            _classes()[one.token_class],
            Number(one.price, _price(one.price, one.currency)),
            _listed(one),
            one.source,
            _times(one.valid_from, one.valid_until),
            *((_difference(one), _list(one.listed)) if compared else ()),
        )
        for one in rows
    ]
    return table(_("Prices of a million tokens by model, class and day"), tuple(heads), cells, ends=(2, 3, 6))


def _lists(found: PriceList, *, wanted: str) -> Section:
    title = _("In the public lists: %(part)s") % {"part": wanted} if wanted else _("In the public lists")
    known = [one for one in found.public if one.prices]
    lost = [one.model for one in found.public if not one.prices]
    lines = [_("No public list knows %(models)s.") % {"models": ", ".join(lost)}] if lost else []
    if wanted and not known:
        lines = [_("No model in the public lists has “%(part)s” in its name.") % {"part": wanted}]
    note = _("Models in use, and some to compare them with. Look others up above.") if not wanted else ""
    return Section(title, note=note, tables=(_public(known),) if known else (), lines=tuple(lines))


def _public(rows: Sequence[PublicRow]) -> Table:
    cells: list[tuple[Cell, ...]] = []
    for one in rows:
        by_class = {price.token_class: price for price in one.prices}
        first = one.prices[0]
        amounts = [by_class.get(name) for name in CLASSES]
        prices = ("–" if each is None else Number(each.price, _price(each.price, each.currency)) for each in amounts)
        cells.append((one.model, one.provider, *prices, _known(first), first.source))
    heads = (_("Model"), _("Provider"), _("Input"), _("Cached input"), _("Output"), _("Reasoning"),
             _("Known to hold"), _("Source"))  # fmt: skip
    return table(_("List prices of a million tokens"), heads, cells, ends=(2, 3, 4, 5))


def _classes() -> dict[str, str]:
    return {"input": _("input"), "cached": _("cached input"), "output": _("output"), "reasoning": _("reasoning")}


def _listed(one: PriceRow) -> Cell:
    if one.listed is None:
        return _("not listed")
    return Number(one.listed.price, _price(one.listed.price, one.listed.currency))


def _difference(one: PriceRow) -> Cell:
    if one.difference is None or one.share is None:
        return "–" if one.listed is None else _("no rate")
    return Number(one.share, f"{change(one.share * 100)}\u00a0%")


def _list(found: ListedPrice | None) -> str:
    if found is None:
        return "–"
    return f"{found.source}, {found.provider} {found.model}, {_known(found)}"


def _times(first: date, last: date | None) -> str:
    return days(first, last) if last else _("from %(day)s, until further notice") % {"day": day(first)}


def _known(found: ListedPrice) -> str:
    """A list holds from the day on which we know of it."""
    if found.valid_until:
        return days(found.valid_from, found.valid_until)
    return _("since %(day)s") % {"day": day(found.valid_from)}


def _price(amount: Decimal, currency: str) -> str:
    """With as many decimals as it has, and at least two."""
    return money(amount, currency=currency, places=max(2, -int(amount.normalize().as_tuple().exponent)))


def _why(found: PriceList) -> Why:
    compared: list[Any] = [one for one in found.rows if one.difference is not None]
    return Why(
        question=_("What is compared with what?"),
        answer=_("%(n)s of %(all)s prices") % {"n": len(compared), "all": len(found.rows)},
        rule=_("(our price − listed price in our currency) ÷ listed price"),
        rule_kind="formula",
        rows=tuple(
            WhyRow(f"{one.model}, {_classes()[one.token_class]}, {one.compared_on}", _exactly(one))
            for one in compared[:8]
        ),
        as_of=found.as_of,
        certainty=_("List prices are without volume discounts, batches and cache writes; the day of a list is the day "
                    "on which we know that its price held. A price that has ended is compared on its last day."),
        missing=tuple(sorted({one.model for one in found.rows if one.listed is None})),
    )  # fmt: skip


def _exactly(one: PriceRow) -> str:
    ours, listed = _price(one.price, one.currency), one.listed
    return f"{ours} − {_price(listed.price, listed.currency)}" if listed else ours

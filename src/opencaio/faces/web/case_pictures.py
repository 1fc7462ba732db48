"""How is a business case drawn: money by year, what moves the value most, how often each value was drawn?"""

from typing import Any

from django.utils.translation import gettext as _

from opencaio.faces.web.case_words import INPUTS, KINDS
from opencaio.papers.blocks import Column, Number, Picture, Row, Table, Why
from opencaio.papers.drawings import Bar, Bars, CashFlows, Histogram
from opencaio.papers.numbers import money, money_short, percent

WIDEST = 8


def cash(told: dict[str, Any], *, why: Why | None = None) -> Picture:
    """What comes in and goes out by year, as planned, and the running total after tax."""
    years, currency = told["years"], told["currency"]
    drawing = CashFlows(
        years=tuple(str(one["year"]) for one in years),
        ins=tuple(float(one["benefit"]) for one in years),
        outs=(tuple(float(one["opex"]) for one in years), tuple(float(one["capex"]) for one in years)),
        total=tuple(float(one["cumulative"]) for one in years),
        displays=tuple(money_short(one["cumulative"], currency=currency) for one in years),
        names=(_("Benefit"), _("Operating cost"), _("Capital expenditure"), _("Running total after tax")),
    )
    title = _cash_title(told)
    note = _("As planned: every input at its middle; before tax, the line after tax; %s") % currency
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=cash_table(told), why=why)


def cash_table(told: dict[str, Any]) -> Table:
    """The flows as numbers, kind by kind."""
    years, currency = told["years"], told["currency"]
    kinds = [kind for kind in KINDS if any(kind in one["kinds"] for one in years)]
    rows: list[Row] = [
        (str(KINDS[kind]), *(_money(one["kinds"].get(kind, 0), currency) for one in years)) for kind in kinds
    ]
    for name, title in (
        ("capex", _("Capital expenditure")),
        ("tax", _("Tax (less than nothing: saved)")),
        ("net", _("Left after tax")),
        ("cumulative", _("Running total")),
        ("discounted", _("Left after tax, discounted")),
    ):
        rows.append((title, *(_money(one[name], currency) for one in years)))
    columns = tuple(Column(str(one["year"]), align="end") for one in years)
    return Table((Column(_("Flow")), *columns), tuple(rows), _("Flows by year as planned, in %s") % currency)


def tornado(told: dict[str, Any]) -> Picture | None:
    """Each input from its P10 to its P90, the rest at the middle."""
    currency, planned = told["currency"], told["npv"]
    swings = told["tornado"]
    if not swings:
        return None
    bars = tuple(
        Bar(
            _input(one),
            float(planned),
            f"± {money_short(abs(one['high'] - one['low']) / 2, currency=currency)}",
            low=float(min(one["low"], one["high"])),
            high=float(max(one["low"], one["high"])),
            emphasis="alert" if min(one["low"], one["high"]) < 0 <= planned else "plain",
        )
        for one in swings[:WIDEST]
    )
    title = _("%s moves the value most") % _input(swings[0])
    drawing = Bars(bars, unit=currency, value_name=_("as planned"), interval_name=_("input from P10 to P90"))
    rows: list[Row] = [
        (_input(one), _money(one["low"], currency), _money(one["high"], currency),
         _money(abs(one["high"] - one["low"]), currency))
        for one in swings
    ]  # fmt: skip
    columns = (
        Column(_("Input")), Column(_("Value with it at P10"), align="end"),
        Column(_("Value with it at P90"), align="end"), Column(_("Moves it by"), align="end"),
    )  # fmt: skip
    table = Table(columns, tuple(rows), _("Net present value in %s, one input moved at a time") % currency)
    note = _("Net present value with one input moved, the rest as planned (%s)") % money_short(
        planned, currency=currency
    )
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=table)


def spread(told: dict[str, Any]) -> Picture:
    """How often each value was drawn, losses shaded."""
    currency = told["currency"]
    marks = tuple((float(told[name]), f"{name.upper()} {money_short(told[name], currency=currency)}")
                  for name in ("p10", "p50", "p90")) if not told["exchange"] else ()  # fmt: skip
    loss = percent(told["loss"], places=1 if 0 < told["loss"] < 0.1 else 0)
    drawing = Histogram(
        edges=tuple(float(one) for one in told["edges"]),
        counts=tuple(told["counts"]),
        marks=marks,
        limit=0.0,
        limit_name=_("below nothing: %s of the draws") % loss,
    )
    title = _("The chance that it loses money is %s") % loss
    note = _("%(n)s draws of the net present value, in %(c)s") % {"n": f"{told['draws']:,}", "c": currency}
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=_spread_table(told))


def _spread_table(told: dict[str, Any]) -> Table:
    currency = told["report_currency"]
    rows: list[Row] = [
        (title, _money(told[name], currency))
        for name, title in (
            ("p10", _("P10: one chance in ten that it is less")),
            ("p50", _("P50: as likely more as less")),
            ("p90", _("P90: one chance in ten that it is more")),
            ("expected", _("Expected")),
            ("cvar10", _("Mean of the worst tenth (CVaR10)")),
        )
    ]
    for name, title in (
        ("loss", _("Chance of less than nothing")),
        ("failed", _("Draws in which it fails technically")),
        ("stopped", _("Draws that the stop rule ends")),
        ("over_half", _("Draws that cost more than half above plan")),
    ):
        rows.append((title, Number(told[name], percent(told[name], places=1))))
    columns = (Column(_("Figure")), Column(_("Value"), align="end"))
    return Table(columns, tuple(rows), _("Net present value in %s") % currency)


def _cash_title(told: dict[str, Any]) -> str:
    back = told["rates"]["payback"]
    if back is None:
        return str(_("The money is not back within the years counted"))
    if back == 0:
        return str(_("It never costs more than it brings"))
    return str(_("The money is back after %s years") % f"{back:.1f}")


def _input(one: dict[str, Any]) -> str:
    return str(one["title"] or INPUTS.get(one["key"], one["key"]))


def _money(amount: int, currency: str) -> Number:
    return Number(amount, money(amount, currency=currency))

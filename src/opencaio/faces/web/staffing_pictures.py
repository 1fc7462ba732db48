"""How are people drawn: demand against capacity, one skill over the quarters, the pay of a role?"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.faces.web.staffing_words import Words, amount, people, quarter
from opencaio.papers.blocks import Column, Number, Picture, Row, Table, Why
from opencaio.papers.drawings import Bar, Bars, Heat, Lines, Series
from opencaio.papers.numbers import day, money_short
from opencaio.record.queries.capacity import CapacityCell, CapacityOverview, SkillCapacity
from opencaio.record.queries.roles import RolePay, RoleWage


def demand(found: CapacityOverview, *, why: Why | None = None) -> Picture:
    """Every skill by quarter: how much of the people who are there, or on their way, is asked for."""
    drawing = Heat(
        rows=tuple(one.name for one in found.skills),
        columns=tuple(quarter(one)[2:] for one in found.quarters),
        values=tuple(tuple(_share(cell) for cell in one.cells) for one in found.skills),
        displays=tuple(tuple(_told(cell) for cell in one.cells) for one in found.skills),
    )
    title = headline(found)
    note = _("Full-time people asked for, of those there or on their way; %s") % day(found.as_of)
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=_table(found), why=why)


def headline(found: CapacityOverview) -> str:
    """The worst gap in a sentence."""
    short = [one for one in found.skills if one.short]
    if not found.is_whole:
        return _("What your departments ask for, quarter by quarter")
    if not short:
        known = any(cell.gap is not None for one in found.skills for cell in one.cells)
        return _("Nobody is missing where capacity is known") if known else _("Capacity is not known yet")
    worst = max(short, key=lambda one: one.short)
    cell = next(one for one in worst.cells if one.quarter == worst.worst)
    return _("%(skill)s is short in %(quarter)s: %(n)s missing") % {
        "skill": worst.name, "n": people(cell.gap), "quarter": quarter(worst.worst),
    }  # fmt: skip


def one_skill(one: SkillCapacity) -> Picture:
    """Capacity, with those on their way, against demand and time given, for one skill."""
    points = tuple(quarter(cell.quarter)[2:] for cell in one.cells)
    drawing = Lines(
        points=points,
        series=(
            Series(_("asked for"), tuple(float(cell.demand) for cell in one.cells), emphasis="alert"),
            Series(_("there or coming"), tuple(_there(cell) for cell in one.cells), emphasis="reason"),
            Series(_("time given"), tuple(float(cell.allocated) for cell in one.cells), emphasis="quiet"),
        ),
        unit=_("people"),
    )
    title = _("Nobody is missing where capacity is known")
    if one.short:
        title = _("Short at worst in %(q)s: %(n)s missing") % {
            "n": people(max(cell.gap or Decimal(0) for cell in one.cells)), "q": quarter(one.worst),
        }  # fmt: skip
    note = _("Full-time people by quarter")
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=_skill_table(one))


def pay(bands: Sequence[RolePay], wage: RoleWage | None) -> list[Picture]:
    """One picture a currency: the ranges, and the public statistic beside its own."""
    currencies = dict.fromkeys([one.currency for one in bands] + ([wage.currency] if wage else []))
    return [_pay_in(currency, bands, wage) for currency in currencies]


def _pay_in(currency: str, bands: Sequence[RolePay], wage: RoleWage | None) -> Picture:
    bars = [_band(one) for one in bands if one.currency == currency]
    if wage is not None and wage.currency == currency:
        bars.append(
            Bar(
                f"{wage.country}, {wage.title}",
                float(wage.median),
                amount(Decimal(wage.median), currency),
                low=float(wage.p25),
                high=float(wage.p75),
                emphasis="quiet",
            )
        )
    title = _("A year, gross and full-time, in %s") % currency
    note = _("A bar is a range; the tick its middle, or the median of a public statistic")
    rows: list[Row] = [(bar.label, bar.display) for bar in bars]
    table = Table((Column(_("Where")), Column(_("A year"), align="end")), tuple(rows), title)
    drawing = Bars(tuple(bars), unit=currency, value_name=_("middle"), interval_name=_("range"))
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=table)


def _band(one: RolePay) -> Bar:
    label = ", ".join(part for part in (one.country, one.size, one.level if one.level != "all" else "") if part)
    if one.high is None:
        told = _("over %s") % money_short(one.low, currency=one.currency)
        return Bar(label, float(one.low), told, low=float(one.low), high=float(one.low))
    middle = (one.low + one.high) / 2
    ends = [money_short(end, currency=one.currency) for end in (one.low, one.high)]
    told = _("%(a)s to %(b)s") % {"a": ends[0], "b": ends[1]}
    return Bar(label, float(middle), told, low=float(one.low), high=float(one.high))


def _there(cell: CapacityCell) -> float | None:
    return None if cell.capacity is None else float(cell.capacity + cell.coming)


def _share(cell: CapacityCell) -> float | None:
    there = _there(cell)
    if there is None:
        return None
    return float(cell.demand) / there if there else (2.0 if cell.demand else 0.0)


def _told(cell: CapacityCell) -> str:
    """Who is missing, where somebody is; else demand of those there."""
    if cell.gap:
        return f"−{people(cell.gap)}"
    there = "?" if cell.capacity is None else people(cell.capacity + cell.coming)
    return f"{people(cell.demand)}/{there}"


def _table(found: CapacityOverview) -> Table:
    columns = tuple(Column(quarter(one), align="end") for one in found.quarters)
    rows: list[Row] = []
    for one in found.skills:
        for name, told in _MEASURES:
            rows.append((f"{one.name}: {told}", *(_number(getattr(cell, name)) for cell in one.cells)))
    return Table((Column(_("Skill")), *columns), tuple(rows), _("Full-time people by skill and quarter"))


def _skill_table(one: SkillCapacity) -> Table:
    rows: list[Row] = [(str(told), *(_number(getattr(cell, name)) for cell in one.cells)) for name, told in _MEASURES]
    columns = tuple(Column(quarter(cell.quarter), align="end") for cell in one.cells)
    return Table((Column(_("People")), *columns), tuple(rows), one.name)


def _number(value: Decimal | None) -> Number | None:
    return None if value is None else Number(value, people(value))


_MEASURES: tuple[tuple[str, Words], ...] = (
    ("capacity", _lazy("there")),
    ("coming", _lazy("on their way")),
    ("demand", _lazy("asked for")),
    ("allocated", _lazy("time given")),
    ("gap", _lazy("missing")),
)

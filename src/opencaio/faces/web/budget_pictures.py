"""How is a year's budget drawn: where each department ends, what is spent and bound, and one line month by month?"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opencaio.faces.web.budget_words import LINES, difference, full, interval, short
from opencaio.papers.blocks import Column, Number, Picture, Row, Table
from opencaio.papers.drawings import Bar, Bars, Emphasis, Lines, Series, Stack, Stacks
from opencaio.papers.numbers import day, locale_of, percent
from opencaio.record.queries.budgets import BudgetOverview, DepartmentRow, Figures, LineDetail, MonthPoint


def ends(found: BudgetOverview) -> Picture:
    """The year's end of each department with its interval, against its budget."""
    rows = sorted(found.departments, key=lambda one: -(one.figures.variance or 0))
    bars = tuple(_bar(one, found.currency) for one in rows)
    over = sum(one.figures.state == "over" for one in rows)
    title = _("%(over)d of %(all)d departments end the year over budget") % {"over": over, "all": len(rows)}
    note = _("Year's end %(year)d in %(currency)s, bookings until %(day)s") % {
        "year": found.year, "currency": found.currency, "day": day(found.through),
    }  # fmt: skip
    drawing = Bars(
        bars,
        unit=found.currency,
        value_name=_("expected"),
        interval_name=_("four times in five"),
        target_name=_("budget"),
    )
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=_ends_table(rows, found))


def used(found: BudgetOverview) -> Picture:
    """What each department has spent, what is bound for the months left, what else is expected, and what stays free."""
    rows = sorted(found.departments, key=lambda one: -(one.figures.budget or one.figures.spent))
    stacks = tuple(Stack(_name(one), _parts(one.figures), short(one.figures.spent, found.currency)) for one in rows)
    share = found.total.spent / found.total.budget if found.total.budget else None
    title = (
        _("%s of the budget is spent") % percent(share)
        if share is not None
        else _("%s is spent") % short(found.total.spent, found.currency)
    )
    names = (_("spent"), _("bound"), _("expected besides"), _("free"))
    note = _("Spent until %s; the whole bar is the larger of budget and year's end") % day(found.through)
    return Picture(title=title, drawing=Stacks(stacks, names), alt=title, note=note, table=_used_table(rows, found))


def months(found: LineDetail, *, year: int, currency: str) -> Picture:
    """One line month by month, beside the year before."""
    points = tuple(_month_names())
    now, then = _by_month(found.months), _by_month(found.last_months)
    series = (
        Series(str(year), _floats(now), short(found.figures.spent, currency), "reason"),
        Series(str(year - 1), _floats(then), short(found.last_year, currency), "quiet"),
    )
    title = _("%(line)s: %(spent)s this year, %(last)s in %(before)d") % {
        "line": str(LINES[found.line]),
        "spent": short(found.figures.spent, currency),
        "last": short(found.last_year, currency),
        "before": year - 1,
    }
    rows: list[Row] = [
        (name, _cell(then[place], currency), _cell(now[place], currency)) for place, name in enumerate(points)
    ]
    columns = (Column(_("Month")), Column(str(year - 1), align="end"), Column(str(year), align="end"))
    table = Table(columns, tuple(rows), _("Booked a month, in %s") % currency)
    drawing = Lines(points, series, unit=currency)
    return Picture(title=title, drawing=drawing, alt=title, note=_("Booked a month in %s") % currency, table=table)


def _bar(one: DepartmentRow, currency: str) -> Bar:
    figures = one.figures
    tone: Emphasis = "alert" if figures.state == "over" else "plain"
    low, high = figures.low, figures.high
    return Bar(
        _name(one),
        float(figures.forecast),
        short(figures.forecast, currency),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        target=None if figures.budget is None else float(figures.budget),
        emphasis=tone,
    )


def _parts(figures: Figures) -> tuple[float, ...]:
    spent = max(figures.spent, Decimal(0))
    bound = max(min(figures.committed, figures.forecast - spent), Decimal(0))
    besides = max(figures.forecast - spent - bound, Decimal(0))
    free = max((figures.budget or Decimal(0)) - spent - bound - besides, Decimal(0))
    return tuple(float(one) for one in (spent, bound, besides, free))


def _name(one: DepartmentRow) -> str:
    return one.department or _("Shared by all")


def _ends_table(rows: list[DepartmentRow], found: BudgetOverview) -> Table:
    columns = (
        Column(_("Department")),
        *(Column(title, align="end") for title in (_("Budget"), _("Year's end"), _("Difference"))),
        Column(_("Interval")),
    )
    cells: list[Row] = [
        (
            _name(one),
            _cell(one.figures.budget, found.currency),
            _cell(one.figures.forecast, found.currency),
            _difference(one.figures.variance, found.currency),
            interval(one.figures, found.currency),
        )
        for one in rows
    ]
    return Table(columns, tuple(cells), _("Year's end by department, in %s") % found.currency)


def _used_table(rows: list[DepartmentRow], found: BudgetOverview) -> Table:
    titles = (_("Budget"), _("Spent"), _("Bound"), _("Year's end"))
    columns = (Column(_("Department")), *(Column(title, align="end") for title in titles))
    cells: list[Row] = [
        (
            _name(one),
            *(
                _cell(amount, found.currency)
                for amount in (one.figures.budget, one.figures.spent, one.figures.committed, one.figures.forecast)
            ),
        )
        for one in rows
    ]
    return Table(columns, tuple(cells), _("Spent and bound by department, in %s") % found.currency)


def _cell(amount: Decimal | None, currency: str) -> Number | None:
    return None if amount is None else Number(amount, full(amount, currency))


def _difference(amount: Decimal | None, currency: str) -> Number | None:
    return None if amount is None else Number(amount, difference(amount, currency))


def _by_month(points: Sequence[MonthPoint]) -> tuple[Decimal | None, ...]:
    held = {one.month.month: one.amount for one in points}
    return tuple(held.get(month) for month in range(1, 13))


def _floats(amounts: Sequence[Decimal | None]) -> tuple[float | None, ...]:
    return tuple(None if one is None else float(one) for one in amounts)


def _month_names() -> list[str]:
    locale = locale_of(get_language() or "en")
    return [format_date(date(2026, month, 1), "LLL", locale=locale) for month in range(1, 13)]

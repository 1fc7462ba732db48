"""How do pages write budgets: states, lines, amounts, and why a figure is what it is?"""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.papers.blocks import Why, WhyRow
from opencaio.papers.numbers import day, ends_short, money, money_change, money_short
from opencaio.record.queries.budgets import BudgetOverview, Figures, LineDetail

Words = str | Promise
STATES: dict[str, tuple[str, Words]] = {
    "over": ("bad", _lazy("Ends over budget")),
    "tight": ("warn", _lazy("Ends close to budget")),
    "within": ("ok", _lazy("Ends within budget")),
    "none": ("off", _lazy("No budget set")),
}
LINES: dict[str, Words] = {"capex": _lazy("Capital expenditure"), "opex": _lazy("Operating expenditure")}
STATUSES: dict[str, tuple[str, Words]] = {
    "draft": ("warn", _lazy("Draft")),
    "approved": ("ok", _lazy("Approved")),
    "superseded": ("off", _lazy("Superseded")),
    "proposed": ("warn", _lazy("Proposed")),
}
KINDS: dict[str, Words] = {"actuals": _lazy("Actuals"), "budgets": _lazy("Budgets"), "rates": _lazy("Exchange rates")}
METHODS: dict[str, Words] = {
    "level": _lazy("The mean of the last %(n)d whole months goes on."),
    "slope": _lazy("A straight line through the last %(n)d whole months goes on: its slope stands out from the noise."),
    "nothing": _lazy("Nothing was booked, so nothing goes on; that is unknown, not zero."),
}
FORMULA = (
    "year's end = spent + months left at the present rate\n"
    "  + what contracts bind beyond that rate + what an approved plan adds\n"
    "interval: least squares, four times in five; never below what is spent and bound"
)
SOURCE = "Draper, Smith: Applied Regression Analysis, ch. 1, 3 (prediction interval)"
MOST_ROWS = 10


def short(amount: Decimal | None, currency: str) -> str:
    """An amount in short; a dash for none."""
    return "–" if amount is None else money_short(amount, currency=currency)


def full(amount: Decimal | None, currency: str) -> str:
    """An amount to the unit."""
    return "–" if amount is None else money(amount, currency=currency)


def difference(amount: Decimal | None, currency: str) -> str:
    """A difference with its sign, to the unit."""
    return "–" if amount is None else money_change(amount, currency=currency)


def interval(found: Figures, currency: str) -> str:
    """The interval of the year's end in words."""
    if found.low is None or found.high is None:
        return _("too few months for an interval")
    if found.low == found.high:
        return _("nothing left open")
    low, high = ends_short(found.low, found.high, currency=currency)
    told = {"low": low, "high": high}
    return _("four times in five: %(low)s to %(high)s") % told


def why_spent(found: BudgetOverview) -> Why:
    """Why so much of the budget is spent: the departments."""
    rows = sorted(found.departments, key=lambda one: -one.figures.spent)
    return Why(
        question=_("Spent in %(year)s: why %(amount)s?") % {
            "year": found.year, "amount": short(found.total.spent, found.currency),
        },
        answer=_("The sum of all bookings from January to %s, in the report currency by the rate of each month's end.")
        % day(found.through),
        rule="spent = sum of bookings × rate of the month's end",
        rule_kind="formula",
        rows=tuple(_row(one.department, one.figures.spent, found.currency) for one in rows[:MOST_ROWS]),
        total_rows=len(rows),
        as_of=found.as_of,
        missing=tuple(found.missing),
        replay=_("Replay: caio budget --year %d --json") % found.year,
    )  # fmt: skip


def why_forecast(found: BudgetOverview) -> Why:
    """Why the year ends where it ends: the parts, and the departments that move it most."""
    total = found.total
    rows = [
        WhyRow(_("Spent until %s") % day(found.through), full(total.spent, found.currency)),
        WhyRow(_("Bound for the months left"), full(total.committed, found.currency)),
        WhyRow(_("Planned and not booked yet"), full(total.planned, found.currency)),
        WhyRow(_("Year's end"), full(total.forecast, found.currency)),
        WhyRow(_("Interval"), interval(total, found.currency)),
    ]
    moved = sorted(found.departments, key=lambda one: -abs(one.figures.variance or Decimal(0)))
    told = [one.lines[0].reasons[0] for one in moved[:3] if one.lines and one.lines[0].reasons]
    return Why(
        question=_("Year's end %(year)s: why %(amount)s?") % {
            "year": found.year, "amount": short(total.forecast, found.currency),
        },
        answer=" ".join([_("Each line is carried on by its own months; the intervals of lines that vary "
                           "independently are joined."), *told]),
        rule=FORMULA,
        rule_kind="formula",
        citation=SOURCE,
        rows=tuple(rows),
        as_of=found.as_of,
        missing=tuple(found.missing),
        would_change=(_("A booking that is still to come for these months, a commitment, or an approved plan."),),
        replay=_("Replay: caio budget --year %(year)d --json; engine %(engine)s") % {
            "year": found.year, "engine": found.engine_version,
        },
    )  # fmt: skip


def why_line(found: LineDetail, *, year: int, currency: str) -> Why:
    """Why one line ends the year where it ends."""
    figures = found.figures
    rows = [
        WhyRow(_("Spent"), full(figures.spent, currency)),
        WhyRow(_("The %d months left at the present rate") % found.months_left, full(found.going_on, currency)),
        *(WhyRow(f"{one.code} {one.title}", full(one.beyond, currency)) for one in found.beyond),
        WhyRow(_("Planned and not booked yet"), full(figures.planned, currency)),
        WhyRow(_("Year's end"), full(figures.forecast, currency)),
    ]
    told = str(METHODS[found.method]) % {"n": found.months_seen}
    if found.method == "slope":
        told += " " + _("It changes by %s a month.") % difference(found.slope, currency)
    if found.months_left_out:
        told += " " + _("The level changed for good before them: earlier months do not count.")
    return Why(
        question=_("%(line)s %(year)d: why %(amount)s?") % {
            "line": str(LINES[found.line]), "year": year, "amount": short(figures.forecast, currency),
        },
        answer=told,
        rule=FORMULA,
        rule_kind="formula",
        citation=SOURCE,
        rows=tuple(rows),
        missing=() if found.months_seen >= 3 else (_("Three whole months: without them there is no interval."),),
        would_change=tuple(one.reason for one in found.drivers[:3]),
    )  # fmt: skip


def _row(name: str, amount: Decimal, currency: str) -> WhyRow:
    return WhyRow(name or _("Shared by all"), full(amount, currency))

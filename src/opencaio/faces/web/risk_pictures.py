"""How are risks drawn: the matrix, the exceedance curve, the range of a year's loss, what each control takes away?"""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor, log10

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opencaio.engines.risk import Point, loss_at
from opencaio.faces.web.risk_words import LOSSES, loss, loss_in_full
from opencaio.papers.blocks import CellPart, Column, Link, Number, Picture, Row, Table, Why
from opencaio.papers.drawings import Bar, Bars, Curve, Curves, Emphasis, LevelGrid
from opencaio.papers.numbers import day, percent
from opencaio.record.queries.risk_figures import Exceedance, LossFigures
from opencaio.record.queries.risk_pages import RiskPage
from opencaio.record.queries.risks import MatrixCell, RiskMatrix

CHANCES = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
INHERENT, RESIDUAL = "inherent", "residual"
EMPHASIS: dict[str, Emphasis] = {"inherent": "alert", "current": "reason", "planned": "plain", "together": "quiet"}


def matrix(found: RiskMatrix, *, side: str) -> Picture:
    """The heat map of one side: without controls, or what is left now."""
    rows = list(reversed(found.likelihoods))
    cells = {(one.likelihood, one.impact): one for one in found.cells}
    counts = tuple(tuple(getattr(cells[row.number, column.number], side) for column in found.impacts) for row in rows)
    levels = tuple(tuple(cells[row.number, column.number].level for column in found.impacts) for row in rows)
    appetite = found.levels[found.appetite - 1].name if found.appetite else ""
    drawing = LevelGrid(
        rows=tuple(f"{row.number} {row.name}" for row in rows),
        columns=tuple(f"{one.number} {one.name}" for one in found.impacts),
        levels=levels,
        counts=counts,
        level_names=tuple(one.name for one in found.levels),
        row_name=_("Likelihood"),
        column_name=_("Impact"),
        appetite=found.appetite,
        appetite_name=_("appetite: up to %s") % appetite if appetite else "",
    )
    title = _matrix_title(found, side)
    placed = found.total - found.unknown
    note = ngettext(
        "%(n)d risk placed, %(u)d not assessed yet; %(d)s", "%(n)d risks placed, %(u)d not assessed yet; %(d)s", placed
    ) % {"n": placed, "u": found.unknown, "d": day(found.as_of)}
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=_matrix_table(found, side))


def exceedance(found: Exceedance, *, why: Why | None = None) -> Picture:
    """The chance of a year that costs more, for all risks together, with the appetite as a limit."""
    states = [*found.states, *([found.together] if found.together else [])]
    drawing = curves(states, found.currency, appetite=found.appetite)
    current = next(one for one in found.states if one.state == "current")
    title = _("One year in twenty costs %s or more") % loss(current.p95, found.currency)
    note = ngettext(
        "Chance of a year that costs more than the amount below; %(n)d risk, %(y)s simulated years",
        "Chance of a year that costs more than the amount below; %(n)d risks, %(y)s simulated years",
        found.estimated,
    ) % {"n": found.estimated, "y": f"{found.years:,}"}
    return Picture(
        title=title, drawing=drawing, alt=title, note=note, table=curve_table(states, found.currency), why=why
    )


def one_exceedance(page: RiskPage) -> Picture:
    """The same for one risk."""
    largest = max((one.curve[-1].loss for one in page.states if one.curve), default=Decimal(0))
    is_near = page.appetite_loss is not None and page.appetite_loss <= largest
    drawing = curves(page.states, page.currency, appetite=page.appetite_loss if is_near else None)
    current = next(one for one in page.states if one.state == "current")
    title = _("The chance of any loss in a year is %s") % percent(current.any_loss)
    note = _("Chance of a year that costs more than the amount below")
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=curve_table(page.states, page.currency))


def curves(states: Sequence[LossFigures], currency: str, *, appetite: Decimal | None) -> Curves:
    """The curves of several states on one axis."""
    drawn = tuple(
        Curve(
            str(LOSSES[one.state]),
            tuple((float(point.loss), point.probability) for point in one.curve),
            EMPHASIS[one.state],
        )
        for one in states
        if len(one.curve) > 1
    )
    most = max((float(one.curve[-1].loss) for one in states if one.curve), default=1.0)
    least = min((float(one.curve[1].loss) for one in states if len(one.curve) > 1), default=1.0)
    fence = (float(appetite), _("appetite %s") % loss(appetite, currency)) if appetite else None
    return Curves(
        curves=drawn,
        ticks=tuple((tick, loss(Decimal(int(tick)), currency)) for tick in _powers(least, most)),
        shares_name=_("chance in a year"),
        fence=fence,
    )


def curve_table(states: Sequence[LossFigures], currency: str) -> Table:
    """The curves as numbers: a row a chance, a column a state; last, the chance of a year beyond the appetite."""
    read = [tuple(Point(one.loss, one.probability) for one in state.curve) for state in states]
    rows: list[Row] = [
        (
            _("one year in %(n)d (%(p)s)") % {"n": round(1 / chance), "p": percent(chance)},
            *(_money(loss_at(points, chance), currency) for points in read),
        )
        for chance in CHANCES
    ]
    rows.append((_("any loss at all"), *(Number(one.any_loss, percent(one.any_loss, places=1)) for one in states)))
    beyond = [one.above_appetite for one in states]
    if None not in beyond:
        rows.append((_("beyond the appetite"), *(Number(one, percent(one or 0, places=1)) for one in beyond)))
    columns = tuple(Column(str(LOSSES[one.state]), align="end") for one in states)
    return Table((Column(_("How often")), *columns), tuple(rows), _("A year costs more than this, in %s") % currency)


def ranges(page: RiskPage) -> Picture:
    """The range of a year's loss in each state, with the expected one as a tick."""
    bars = tuple(
        Bar(
            str(LOSSES[one.state]),
            float(one.expected),
            loss(one.expected, page.currency),
            low=float(one.p5),
            high=float(one.p95),
            emphasis="reason" if one.state == "current" else "plain",
        )
        for one in page.states
    )
    first, now = page.states[0].expected, page.states[1].expected
    title = (
        _("Controls take %s a year away") % loss(first - now, page.currency)
        if now < first
        else (_("Nothing in place makes it smaller yet"))
    )
    drawing = Bars(
        bars=bars,
        unit=page.currency,
        value_name=_("expected a year"),
        interval_name=_("nine years in ten"),
    )
    note = _("Annual loss: from the 5th to the 95th percentile of the simulated years")
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=_range_table(page))


def waterfall(page: RiskPage) -> Picture:
    """The expected annual loss without controls, and after each of them in turn."""
    start = page.states[0].expected
    bars = [Bar(_("Without controls"), float(start), loss(start, page.currency), emphasis="quiet")]
    rows: list[Row] = [(_("Without controls"), None, _money(start, page.currency), None)]
    before = start
    for one in page.treatments:
        after = one.loss_after if one.loss_after is not None else before
        name = one.name or _("A control of another department")
        tone: Emphasis = "reason" if one.in_place else "plain"
        shown = name if one.in_place else _("%s (planned)") % name
        bars.append(Bar(shown, float(after), loss(after, page.currency), emphasis=tone))
        state = _("in place") if one.in_place else _("planned")
        rows.append((name, state, _money(after, page.currency), _money(before - after, page.currency)))
        before = after
    columns = (
        Column(_("Control")),
        Column(_("State")),
        Column(_("Expected loss after it"), align="end"),
        Column(_("Takes away"), align="end"),
    )
    table = Table(columns, tuple(rows), _("Expected annual loss in %s, control by control") % page.currency)
    title = _("From %(a)s to %(b)s a year, control by control") % {
        "a": loss(start, page.currency), "b": loss(before, page.currency),
    }  # fmt: skip
    note = _("Controls in place first; what each takes away depends on those before it")
    return Picture(title=title, drawing=Bars(tuple(bars)), alt=title, note=note, table=table)


def _range_table(page: RiskPage) -> Table:
    names = ("expected", "simulated", "standard_error", "p5", "p50", "p95", "p99", "tail_mean")
    titles = [
        _("Expected, exact"), _("Expected, simulated"), _("Standard error"), _("5th percentile"), _("Middle year"),
        _("95th percentile"), _("99th percentile"), _("Mean of the worst twentieth"),
    ]  # fmt: skip
    rows: list[Row] = [
        (str(LOSSES[one.state]), *(_money(getattr(one, name), page.currency) for name in names)) for one in page.states
    ]
    columns = tuple(Column(title, align="end") for title in titles)
    return Table((Column(_("State")), *columns), tuple(rows), _("Annual loss in %s") % page.currency)


def _matrix_title(found: RiskMatrix, side: str) -> str:
    heavy = sum(getattr(one, side) for one in found.cells if one.level >= 3)
    if side == INHERENT:
        one = _("Without controls, %d risk would be high or critical")
        many = _("Without controls, %d risks would be high or critical")
    else:
        one = _("With the controls in place, %d risk is high or critical")
        many = _("With the controls in place, %d risks are high or critical")
    return str((one if heavy == 1 else many) % heavy)


def _matrix_table(found: RiskMatrix, side: str) -> Table:
    cells = {(one.likelihood, one.impact): one for one in found.cells}
    rows: list[Row] = [
        (f"{row.number} {row.name}", *(_count(cells[row.number, one.number], side) for one in found.impacts))
        for row in reversed(found.likelihoods)
    ]
    columns = tuple(Column(f"{one.number} {one.name}", align="end") for one in found.impacts)
    return Table(
        (Column(_("Likelihood")), *columns),
        tuple(rows),
        _("Risks by likelihood and impact; the level of the cell beside the count"),
    )


def _count(cell: MatrixCell, side: str) -> CellPart:
    """The count with its level; where there are risks, a way to them."""
    count = cell.inherent if side == INHERENT else cell.residual
    told = f"{count} ({cell.level_name})"
    if not count:
        return Number(count, told)
    sign = "i" if side == INHERENT else "r"
    return Link(told, f"{reverse('risks')}?cell={cell.likelihood}x{cell.impact}{sign}")


def _money(amount: Decimal, currency: str) -> Number:
    return Number(amount, loss_in_full(amount, currency))


def _powers(least: float, most: float) -> list[float]:
    if most <= 0 or least <= 0:
        return []
    return [10.0**power for power in range(floor(log10(least)), ceil(log10(most)) + 1) if 10.0**power >= 1]

"""How is a metric drawn: its series with what it may be off, and one dimension as bars?"""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opencaio.faces.web.metric_words import dimension, figure, period, range_of, until, with_unit
from opencaio.papers.blocks import Column, Number, Picture, Row, Table, Why
from opencaio.papers.drawings import Band, Bar, Bars, Lines, Series
from opencaio.papers.numbers import day
from opencaio.record.queries.metrics import MeasuredMetric, Point
from opencaio.record.queries.studies import BaselineRow

BARS = 12


def series(
    found: MeasuredMetric, *, before: BaselineRow | None = None, began: date | None = None, why: Why | None = None
) -> Picture | None:
    """The metric over time, its 95 % interval as a band, its target as a line. None of fewer than two points.

    ``before``: its baseline, drawn over its own time; ``began``: the day on which AI went to work.
    """
    points = [one for one in found.rows if one.period is not None]
    known = [one for one in points if one.value is not None]
    if len(known) < 2 or len({one.currency for one in points}) > 1:
        return None
    metric, newest = found.metric, known[-1]
    lines = [Series(metric.name, tuple(_float(one.value) for one in points), figure(newest.value), "reason")]
    if metric.target is not None:
        lines.append(Series(_("target"), (float(metric.target),) * len(points), figure(metric.target), "plain"))
    if before is not None and before.mean is not None:
        lines.append(_baseline(points, before, before.mean))
    start = _place(points, began)
    title = _("%(name)s: %(value)s in %(period)s") % {
        "name": metric.name,
        "value": with_unit(newest.value, unit=metric.unit, currency=newest.currency),
        "period": period(newest, found.grain),
    }
    names = tuple(period(one, found.grain) for one in points)
    since = "" if start is None or began is None else day(began, lang=get_language() or "en")
    drawing = Lines(names, tuple(lines), unit=_unit(found), band=_band(points, newest), start=start, start_name=since)
    return Picture(title=title, drawing=drawing, alt=title, note=until(found), table=_table(found), why=why)


def _baseline(points: list[Point], before: BaselineRow, mean: float) -> Series:
    begun = [one.period is not None and one.period <= before.last_day for one in points]
    over = [one.period is not None and one.period <= before.first_day for one in points[1:]] + [False]
    inside = tuple(mean if is_begun and not is_over else None for is_begun, is_over in zip(begun, over, strict=True))
    return Series(_("baseline"), inside, figure(mean), "plain")


def _place(points: list[Point], began: date | None) -> int | None:
    """The last point whose period had begun by that day; None where that day lies outside."""
    begun = [at for at, one in enumerate(points) if began and one.period and one.period <= began]
    return begun[-1] if begun and len(begun) < len(points) else None


def _band(points: list[Point], newest: Point) -> Band | None:
    if all(one.low is None for one in points):
        return None
    edges = (tuple(one.low for one in points), tuple(one.high for one in points))
    return Band(_("95 %:"), *edges, range_of(newest))


def divided(found: MeasuredMetric) -> Picture | None:
    """The groups of one dimension, the largest first."""
    known = [one for one in found.rows if one.value is not None]
    if not known or len({one.currency for one in known}) > 1:
        return None
    name = found.by[0]
    ordered = sorted(known, key=lambda one: -float(one.value or 0))[:BARS]
    bars = tuple(
        Bar(one.keys[name] or _("unknown"), float(one.value or 0), figure(one.value), one.low, one.high)
        for one in ordered
    )
    title = _("%(name)s by %(by)s") % {"name": found.metric.name, "by": dimension(name)}
    ranged = _("95 % interval") if any(one.low is not None for one in ordered) else ""
    drawing = Bars(bars, unit=_unit(found), value_name=found.metric.name, interval_name=ranged)
    note = until(found)
    if len(known) > BARS:
        note += " · " + _("the %(shown)d largest of %(all)d") % {"shown": BARS, "all": len(known)}
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=_table(found))


def _unit(found: MeasuredMetric) -> str:
    currency = next((one.currency for one in found.rows if one.currency), "")
    return found.metric.unit.replace("money", currency, 1) if currency else found.metric.unit


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))


def _table(found: MeasuredMetric) -> Table:
    timed, money = bool(found.grain), any(one.currency for one in found.rows)
    columns = [
        *([Column(_("From"))] if timed else []),
        *(Column(dimension(name)) for name in found.by),
        *([Column(_("Currency"))] if money else []),
        Column(_unit(found), align="end"),
        Column(_("95 % interval")),
        Column(_("Rows"), align="end"),
    ]
    rows = tuple(_row(one, found, money=money) for one in found.rows)
    by = ", ".join(dimension(name) for name in found.by) or _("over time")
    return Table(tuple(columns), rows, f"{found.metric.name}, {by}")


def _row(one: Point, found: MeasuredMetric, *, money: bool) -> Row:
    return (
        *([period(one, found.grain)] if found.grain else []),
        *(one.keys[name] or _("unknown") for name in found.by),
        *([one.currency] if money else []),
        Number(one.value, figure(one.value)) if one.value is not None else one.missing,
        range_of(one),
        Number(one.n, figure(one.n)),
    )

"""How is impact drawn: plan against measured, the line without AI, the effect by time since the start?"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opencaio.faces.web.impact_words import KINDS, share, short, spanned
from opencaio.papers.blocks import Column, Picture, Row, Table
from opencaio.papers.drawings import Band, Bar, Bars, Lines, Series
from opencaio.papers.numbers import day, measured
from opencaio.record.queries.benefits import BenefitOverview
from opencaio.record.queries.studies import EstimateShown, StudyLine

MOST = 20
POINTS = 60


def of_ledger(found: BenefitOverview) -> Picture | None:
    """Each group's measured value with its interval, against its plan."""
    rows = [one for one in found.rows if one.measured or one.planned != one.to_come]
    if not rows:
        return None
    bars = tuple(
        Bar(
            str(KINDS.get(one.key, one.title)),
            float(one.measured),
            short(one.measured, found.currency),
            None if one.low is None else float(one.low),
            None if one.high is None else float(one.high),
            float(one.planned - one.to_come),
        )
        for one in rows
    )
    title = _("%(measured)s of %(planned)s planned until now is measured, %(agreed)s agreed by finance") % {
        "measured": short(found.measured, found.currency),
        "planned": short(found.planned - found.to_come, found.currency),
        "agreed": short(found.agreed, found.currency),
    }
    drawing = Bars(bars, found.currency, _("measured"), _("planned"), _("95 % interval"))
    columns = (
        Column(_("Group")),
        *(
            Column(name, align="end")
            for name in (
                _("Planned until now"),
                _("For times to come"),
                _("Measured"),
                _("95 %"),
                _("Agreed"),
                _("Of the plan"),
            )
        ),
    )
    lines: tuple[Row, ...] = tuple(
        (
            str(KINDS.get(one.key, one.title)),
            short(one.planned - one.to_come, found.currency),
            short(one.to_come or None, found.currency),
            short(one.measured, found.currency),
            spanned(one.low, one.high, found.currency),
            short(one.agreed, found.currency),
            share(one.share),
        )
        for one in rows
    )
    return Picture(title=title, drawing=drawing, alt=title, table=Table(columns, lines, title))


def of_studies(rows: list[StudyLine], *, named: Callable[[StudyLine], str]) -> Picture | None:
    """The yearly value of each study with its interval, by its name; stated ones are quiet."""
    known = [one for one in rows if one.value is not None][:MOST]
    if not known:
        return None
    bars = tuple(
        Bar(
            f"{named(one)} · {_('stated') if one.is_stated else _('computed')}",
            float(one.value or 0),
            short(one.value, one.currency),
            None if one.low is None else float(one.low),
            None if one.high is None else float(one.high),
            emphasis="plain" if one.is_stated else "reason",
        )
        for one in known
    )
    title = _("What a year is worth, by study")
    note = _("Stated: entered with its source; computed: from the lake's series. They are not added up.")
    drawing = Bars(bars, known[0].currency, _("a year"), "", _("95 % interval"))
    columns = (Column(_("Study")), Column(_("Use")), Column(_("A year"), align="end"), Column(_("95 %"), align="end"))
    lines: tuple[Row, ...] = tuple(
        (one.code, one.use_case_name, short(one.value, one.currency), spanned(one.low, one.high, one.currency))
        for one in known
    )
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=Table(columns, lines, title))


def of_estimate(one: EstimateShown) -> Picture | None:
    """The line that was taken and the one without AI; for starts at several times the effect since the start."""
    return _line(one) if one.path else _events(one)


def of_readings(rows: list[EstimateShown]) -> Picture | None:
    """The effect of each reading with its interval, the newest first; nothing where none has one."""
    known = [one for one in rows if one.effect is not None and one.low is not None and one.high is not None][:MOST]
    if not known:
        return None
    lang = get_language() or "en"
    bars = tuple(
        Bar(
            f"{day(one.on, lang=lang)} · {one.inputs_hash[:6]}",
            one.effect or 0.0,
            measured(one.effect or 0.0, signed=True),
            one.low,
            one.high,
            emphasis="reason" if one is known[0] else "plain",
        )
        for one in known
    )
    title = _("The effect with its interval, reading by reading")
    note = _("In %(unit)s; an interval that holds zero leaves open whether there is any effect") % {
        "unit": known[0].unit or "–",
    }  # fmt: skip
    ends = (Column(name, align="end") for name in (_("Effect"), _("From"), _("To")))
    columns = (Column(_("Reading")), Column(_("Data")), *ends)
    lines: tuple[Row, ...] = tuple(
        (day(one.on, lang=lang), one.inputs_hash[:12], *(_number(part) for part in (one.effect, one.low, one.high)))
        for one in known
    )
    drawing = Bars(bars, known[0].unit, _("effect"), "", _("interval"))
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=Table(columns, lines, title))


def _line(one: EstimateShown) -> Picture:
    path = _thinned(one.path)
    lines = (
        Series(_("observed"), tuple(path["observed"]), _last(path["observed"]), "reason"),
        Series(_("without AI"), tuple(path["expected"]), _last(path["expected"]), "plain"),
    )
    band = _band(path["low"], path["high"]) if "low" in path and "high" in path else None
    began = _day(path["start"])
    title = _("It began on %(day)s: observed, and what would have been") % {"day": began}
    days = tuple(_day(one) for one in path["days"])
    drawing = Lines(days, lines, unit=one.unit, band=band, start=path["days"].index(path["start"]), start_name=began)
    note = _("%(method)s; one point of %(n)d is shown") % {"method": one.method_title, "n": path["step"]}
    listed = _points(_("Week of"), drawing, title)
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=listed)


def _events(one: EstimateShown) -> Picture | None:
    points = one.details.get("summaries", {}).get("dynamic", {}).get("points", [])
    if len(points) < 2:
        return None
    step = max(1, -(-len(points) // POINTS))
    shown = points[::step]
    effect = Series(_("effect"), tuple(at["effect"] for at in shown), _number(shown[-1]["effect"]), "reason")
    low, high = ([(at["interval"] or {}).get(end) for at in shown] for end in ("low", "high"))
    band = _band(low, high) if any(value is not None for value in low) else None
    began = next((place for place, at in enumerate(shown) if at["at"] >= 0), None)
    labels = tuple(f"{at['at']:+d}" for at in shown)
    none = Series(_("no effect"), (0.0,) * len(shown), "0", "plain")
    drawing = Lines(labels, (effect, none), unit=one.unit, band=band, start=began, start_name=_("start"))
    title = _("The effect by periods since the start; before it, it should lie around nothing")
    note = _("%(method)s; one point of %(n)d is shown") % {"method": one.method_title, "n": step}
    listed = _points(_("Periods since the start"), replace(drawing, series=(effect,)), title)
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=listed)


def _band(low: Sequence[float | None], high: Sequence[float | None]) -> Band:
    ends = _("%(low)s to %(high)s") % {"low": _last(low), "high": _last(high)}
    return Band(_("95 %:"), tuple(low), tuple(high), ends)


def _points(head: str, drawing: Lines, title: str) -> Table:
    """What is drawn, as a table: a row for each point."""
    rows = [(line.name, line.values) for line in drawing.series]
    if drawing.band:
        rows += [(_("95 % from"), drawing.band.low), (_("95 % to"), drawing.band.high)]
    columns = (Column(head), *(Column(name, align="end") for name, _values in rows))
    cells: tuple[Row, ...] = tuple(
        (when, *(_number(values[at]) for _name, values in rows)) for at, when in enumerate(drawing.points)
    )
    return Table(columns, cells, title)


def _thinned(path: dict[str, Any]) -> dict[str, Any]:
    """At most so many points, the first day with AI and the last one among them."""
    size, began = len(path["days"]), path["began"]
    step = max(1, -(-size // POINTS))
    kept = sorted({*range(0, size, step), min(began, size - 1), size - 1})
    told: dict[str, Any] = {
        name: [values[at] for at in kept] for name, values in path.items() if isinstance(values, list)
    }
    return told | {"step": step, "start": path["days"][min(began, size - 1)]}


def _day(said: str) -> str:
    """A day as the reader writes it; a period that is no day stays as it is."""
    try:
        return day(date.fromisoformat(said), lang=get_language() or "en")
    except ValueError:
        return said


def _number(value: float | None) -> str:
    return "–" if value is None else measured(value)


def _last(values: Sequence[float | None]) -> str:
    return _number(next((value for value in reversed(values) if value is not None), None))

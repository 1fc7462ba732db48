"""How are coverage and the course of a key result drawn, and what stands behind these figures?"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.faces.web.objective_words import STRENGTHS, in_percent, measured
from opencaio.papers.blocks import Column, Picture, Row, Table, Why, WhyRow
from opencaio.papers.drawings import Heat, Lines, Series
from opencaio.papers.numbers import day
from opencaio.record.aims.lines import KeyResultLine
from opencaio.record.queries.objective_coverage import CoverageFound

METHOD = _lazy("Straight line from the first to the last day of the period; ten points below it are still on track.")


def matrix(found: CoverageFound) -> Picture | None:
    """Objectives by departments: how many works serve each, darker the stronger the strongest tie."""
    homes = [one for one in found.departments if any(cell.department == one.code for cell in found.cells)]
    if not homes or not found.objectives:
        return None
    cells = {(one.objective, one.department): one for one in found.cells}
    pairs = [[cells.get((aim.code, home.code)) for home in homes] for aim in found.objectives]
    drawing = Heat(
        rows=tuple(f"{aim.code} {aim.title}" for aim in found.objectives),
        columns=tuple(home.name for home in homes),
        values=tuple(tuple(float(cell.strongest) if cell else 0.0 for cell in row) for row in pairs),
        displays=tuple(tuple(str(cell.works) if cell else "" for cell in row) for row in pairs),
    )
    rows: tuple[Row, ...] = tuple(
        (f"{aim.code} {aim.title}", *(_cell(cell.works, cell.strongest) if cell else None for cell in row))
        for aim, row in zip(found.objectives, pairs, strict=True)
    )
    columns = (Column(_("Objective")), *(Column(home.name, align="end") for home in homes))
    title = _("%(n)d of %(all)d objectives are served by AI") % {"n": found.served, "all": len(found.objectives)}
    note = _("Works of each department that serve an objective directly, %s; the darker, the stronger") % day(
        found.as_of
    )
    table = Table(columns, rows, _("Works that serve each objective, and how strongly the strongest does"))
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=table)


def course(one: KeyResultLine) -> Picture | None:
    """The readings of a key result against the straight line from baseline to target."""
    if len(one.readings) < 2:
        return None
    values = tuple(float(held.value) for held in one.readings)
    series = [Series(one.text, values, display=measured(one.readings[-1].value, one.unit), emphasis="reason")]
    if one.target is not None:
        target = tuple(float(one.target) for _held in one.readings)
        series.append(Series(_("Target"), target, display=measured(one.target, one.unit), emphasis="quiet"))
    drawing = Lines(points=tuple(day(held.on) for held in one.readings), series=tuple(series), unit=one.unit)
    rows: tuple[Row, ...] = tuple((day(held.on), measured(held.value, one.unit), held.source) for held in one.readings)
    columns = (Column(_("Day")), Column(_("Measured"), align="end"), Column(_("Source")))
    caption = _("Readings of %s") % one.text
    return Picture(title=one.text, drawing=drawing, alt=caption, note=one.because, table=Table(columns, rows, caption))


def why_result(one: KeyResultLine) -> Why:
    """Why a key result stands as it does."""
    rows = [
        WhyRow(_("From"), measured(one.baseline, one.unit)),
        WhyRow(_("To"), measured(one.target, one.unit)),
        WhyRow(_("Measured"), measured(one.value, one.unit)),
    ]
    rows += [WhyRow(_("On"), day(one.read_on))] if one.read_on else []
    rows += [WhyRow(_("Source"), one.source)] if one.source else []
    rows.append(WhyRow(_("Expected on that day"), in_percent(one.expected_then)))
    rows.append(WhyRow(_("Expected today"), in_percent(one.expected)))
    if one.projected is not None:
        rows.append(WhyRow(_("At the present pace, at the end"), in_percent(one.projected)))
    missing = [] if one.value is not None else [_("A measured value")]
    missing += [] if one.baseline is not None else [_("A baseline")]
    missing += [] if one.target is not None else [_("A target")]
    return Why(
        question=one.text,
        answer=one.because,
        rule=_("progress = (measured − from) ÷ (to − from)"),
        rule_kind="formula",
        citation=_("Doerr, Measure What Matters, 2018"),
        rows=tuple(rows),
        as_of=one.read_on,
        missing=tuple(missing),
        would_change=(str(METHOD),),
    )


def why_coverage(found: CoverageFound) -> Why:
    """What weighted coverage is, and is not."""
    rows = tuple(WhyRow(f"{one.code} {one.title}", in_percent(one.coverage)) for one in found.objectives[:12])
    return Why(
        question=_("Coverage by weight"),
        answer=_(
            "How much of what we want is served by AI: a decisive tie counts in full, a clear one two thirds, "
            "a weak one a third."
        ),
        rule=_("mean over objectives of the greater of (strongest tie ÷ 3) and (mean of those below), by weight"),
        rule_kind="formula",
        rows=rows,
        total_rows=len(found.objectives),
        as_of=found.as_of,
        missing=tuple(_("Nothing serves %s") % code for code in found.without_ai[:6]),
        would_change=(_("It says what is aimed at, not what was reached: progress says that."),),
    )


def _cell(works: int, strongest: int) -> str:
    return f"{works} ({STRENGTHS[strongest]})"

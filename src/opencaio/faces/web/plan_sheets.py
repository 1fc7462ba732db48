"""How does a plan leave the house: a workbook for finance, rows, pictures, the problem and its answer?"""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import vl_convert
import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from opencaio.errors import NotFound
from opencaio.faces.web import sheets
from opencaio.faces.web.plan_words import GROUPS, headline
from opencaio.papers import charts
from opencaio.papers.blocks import Picture
from opencaio.record.queries.plans import PlanDocument, PlanPage

Cell = str | Decimal | int | float | None
Sheet = tuple[str, list[Sequence[Cell]]]


def download(page: PlanPage, *, ending: str) -> HttpResponse:
    """The plan as ``xlsx`` (several sheets) or ``csv`` (its initiatives)."""
    if ending == "csv":
        rows = [[_written(cell) for cell in row] for row in _initiatives(page)]
        return sheets.attachment(rows, name=page.code, kind="csv", title=page.code)
    if ending != "xlsx":
        raise NotFound(_("A plan is given as xlsx, csv or json."))
    return _attached(workbook(page), name=f"{page.code}.xlsx", kind=sheets.XLSX)


def workbook(page: PlanPage) -> bytes:
    """One sheet a question; amounts as numbers, every text as text."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        for title, rows in sheets_of(page):
            sheet = book.add_worksheet(title[:31])
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    _write(sheet, number, column, cell, bold if number == 0 else None)
            sheet.freeze_panes(1, 1)
            sheet.autofit()
    return out.getvalue()


def sheets_of(page: PlanPage) -> list[Sheet]:
    """Every sheet with its rows, the first of which is the header."""
    plan = page.solved
    found: list[Sheet] = [(_("Plan"), list(_summary(page))), (_("Initiatives"), _initiatives(page))]
    if plan.is_whole:
        found += [
            (_("Budgets"), [_budget_header(plan.currency), *_budgets(page)]),
            (_("People"), [[_("Skill"), _("Figure"), *plan.periods], *_people(page)]),
        ]
    if plan.front:
        header = [_("Value"), _("At most"), _("Spent"), _("Worst tenth"), _("Funded")]
        found.append((_("Front"), [header, *([p.value, p.bound, p.cost, p.tail, p.funded] for p in plan.front)]))
    missing = [[_("About"), _("What is missing"), _("Left out")]]
    found.append((_("Missing"), [*missing, *([one.about, one.words, _yes(one.leaves_out)] for one in plan.missing)]))
    return found


def as_json(document: PlanDocument) -> HttpResponse:
    """Problem and answer, to check and solve again elsewhere."""
    body = json.dumps(document.model_dump(mode="json"), ensure_ascii=False, indent=1).encode("utf-8")
    return _attached(body, name=f"{document.code}.json", kind="application/json")


def picture(pictures: Mapping[str, Picture], *, key: str, ending: str, name: str) -> HttpResponse:
    """A picture that stands alone, as ``svg`` or ``png``."""
    if key not in pictures or ending not in ("svg", "png"):
        raise NotFound(_("This plan has no such picture."))
    one = pictures[key]
    drawn = charts.draw(one.drawing, mode="paper", width=960, title=one.title)
    if ending == "svg":
        return _attached(drawn.encode("utf-8"), name=f"{name}.svg", kind="image/svg+xml")
    return _attached(vl_convert.svg_to_png(drawn, scale=2), name=f"{name}.png", kind="image/png")


def _summary(page: PlanPage) -> Iterator[Sequence[Cell]]:
    plan = page.solved
    yield [page.code, page.name]
    yield [_("State"), page.status]
    for words in headline(plan):
        yield ["", words]
    for words, cell in (
        (_("Currency, in thousands"), plan.currency),
        (_("Value"), plan.value),
        (_("Bound"), plan.bound),
        (_("Value, P10"), plan.p10),
        (_("Value, P90"), plan.p90),
        (_("Spent"), plan.spent if plan.is_whole else None),
        (_("Discount"), plan.rate),
        (_("Seed"), plan.seed),
        (_("Work"), plan.work),
        (_("Solver"), plan.solver),
        (_("Digest of the problem"), plan.problem_hash),
    ):
        yield [words, cell]
    for line in plan.changes:
        yield [_("What if"), line]


def _initiatives(page: PlanPage) -> list[Sequence[Cell]]:
    plan = page.solved
    header: list[Cell] = [
        _("Code"), _("Initiative"), _("Department"), _("Group"), _("Start"), _("End"), _("Quarters"),
        _("Value, thousand %s") % plan.currency, "P10", "P90",
        *(_("Money %d") % year for year in plan.years), _("Core index"), _("Reason"), _("What lets it in"), _("Pin"),
    ]  # fmt: skip
    rows: list[Sequence[Cell]] = [header]
    for one in plan.rows:
        group = str(GROUPS[one.group]) if one.is_funded or one.group == "out" else _("Borderline, not funded")
        rows.append(
            [
                one.code, one.name, one.department_name, group, one.start, one.end, one.duration,
                one.value, one.low, one.high, *(one.money.get(year) for year in plan.years), one.core,
                one.because, "; ".join(one.lets_in), one.pin,
            ]
        )  # fmt: skip
    return rows


def _budget_header(currency: str) -> list[Cell]:
    return [
        _("Line"), _("Year"), _("Used, thousand %s") % currency, _("Limit"), _("From the year before"), _("Kept"),
        _("One more is worth, from"), _("to"), _("Estimate"),
    ]  # fmt: skip


def _budgets(page: PlanPage) -> Iterator[Sequence[Cell]]:
    for one in page.solved.budgets:
        yield [one.line, one.year, one.used, one.limit, one.received, one.kept, one.low, one.high, one.estimate]


def _people(page: PlanPage) -> Iterator[Sequence[Cell]]:
    for one in page.solved.skills:
        for words, figures in (
            (_("needed"), one.needed), (_("there"), one.capacity), (_("hired"), one.hired),
            (_("bought in"), one.contracted),
        ):  # fmt: skip
            yield [one.name, words, *figures]


def _write(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, sheets.neutral(cell)[:32_767], look)
    else:
        sheet.write_number(row, column, float(cell), look)


def _written(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _yes(told: bool) -> str:
    return _("yes") if told else ""


def _attached(body: bytes, *, name: str, kind: str) -> HttpResponse:
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

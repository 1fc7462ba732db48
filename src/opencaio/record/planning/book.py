"""How does a plan leave the house: a workbook for finance with a sheet a question, or its initiatives as rows?"""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from opencaio.engines.intake.cells import neutralise
from opencaio.errors import NotFound
from opencaio.record.planning.pages import BORDERLINE, PlanRow, Solved
from opencaio.record.planning.words import headline

Cell = str | Decimal | int | float | None
Sheet = tuple[str, list[Sequence[Cell]]]


def written(name: str, plan: Solved, *, ending: str) -> bytes:
    """The plan as ``xlsx`` (several sheets) or ``csv`` (its initiatives), without a cell that a spreadsheet runs."""
    if ending == "xlsx":
        return workbook(name, plan)
    if ending != "csv":
        raise NotFound(_("A plan is given as xlsx, csv or json."))
    out = io.StringIO()
    csv.writer(out).writerows([neutralise(_written(cell)) for cell in row] for row in _initiatives(plan))
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def workbook(name: str, plan: Solved) -> bytes:
    """One sheet a question; amounts as numbers, every text as text."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        for title, rows in sheets_of(name, plan):
            sheet = book.add_worksheet(title[:31])
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    _write(sheet, number, column, cell, bold if number == 0 else None)
            sheet.freeze_panes(1, 1)
            sheet.autofit()
    return out.getvalue()


def sheets_of(name: str, plan: Solved) -> list[Sheet]:
    """Every sheet with its rows, the first of which is the header."""
    found: list[Sheet] = [(_("Plan"), list(_summary(name, plan))), (_("Initiatives"), _initiatives(plan))]
    if plan.is_whole:
        found += [
            (_("Budgets"), [_budget_header(plan.currency), *_budgets(plan)]),
            (_("People"), [[_("Skill"), _("Figure"), *plan.periods], *_people(plan)]),
        ]
    if plan.front:
        header = [_("Value"), _("At most"), _("Spent"), _("Worst tenth"), _("Funded")]
        found.append((_("Front"), [header, *([p.value, p.bound, p.cost, p.tail, p.funded] for p in plan.front)]))
    missing = [[_("About"), _("What is missing"), _("Left out")]]
    found.append((_("Missing"), [*missing, *([one.about, one.words, _yes(one.leaves_out)] for one in plan.missing)]))
    return found


def _summary(name: str, plan: Solved) -> Iterator[Sequence[Cell]]:
    yield [_("Plan"), name]
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


def _initiatives(plan: Solved) -> list[Sequence[Cell]]:
    header: list[Cell] = [
        _("Code"), _("Initiative"), _("Department"), _("Group"), _("Start"), _("End"), _("Quarters"),
        _("Value, thousand %s") % plan.currency, "P10", "P90",
        *(_("Money %d") % year for year in plan.years), _("Core index"), _("Reason"), _("What lets it in"), _("Pin"),
    ]  # fmt: skip
    rows: list[Sequence[Cell]] = [header]
    for one in plan.rows:
        group = _group(one)
        rows.append(
            [
                one.code, one.name, one.department_name, group, one.start, one.end, one.duration,
                one.value, one.low, one.high, *(one.money.get(year) for year in plan.years), one.core,
                one.because, "; ".join(one.lets_in), one.pin,
            ]
        )  # fmt: skip
    return rows


def _group(one: PlanRow) -> str:
    if one.group == BORDERLINE:
        return _("Borderline, funded") if one.is_funded else _("Borderline, not funded")
    return _("Funded") if one.is_funded else _("Not funded")


def _budget_header(currency: str) -> list[Cell]:
    return [
        _("Line"), _("Year"), _("Used, thousand %s") % currency, _("Limit"), _("From the year before"), _("Kept"),
        _("One more is worth, from"), _("to"), _("Estimate"),
    ]  # fmt: skip


def _budgets(plan: Solved) -> Iterator[Sequence[Cell]]:
    for one in plan.budgets:
        yield [one.line, one.year, one.used, one.limit, one.received, one.kept, one.low, one.high, one.estimate]


def _people(plan: Solved) -> Iterator[Sequence[Cell]]:
    for one in plan.skills:
        for words, figures in (
            (_("needed"), one.needed), (_("there"), one.capacity), (_("hired"), one.hired),
            (_("bought in"), one.contracted),
        ):  # fmt: skip
            yield [one.name, words, *figures]


def _write(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, neutralise(cell)[:32_767], look)
    else:
        sheet.write_number(row, column, float(cell), look)


def _written(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _yes(told: bool) -> str:
    return _("yes") if told else ""

"""How is our own template written, as CSV or as a workbook with a README sheet?"""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import xlsxwriter

from opencaio.engines.intake.cells import neutralise
from opencaio.engines.intake.formats import Format
from opencaio.engines.intake.template import ADVICE, offered, template_headers, template_rows

SHEET = "Uses"
README = "README"
WIDEST = 48
LAST_OFFERED = 1_000


def write_template(path: Path, *, format: Format, kind: Literal["csv", "xlsx"] = "csv") -> Path:
    """The template of a format (ours: `opencaio-template`) with its examples. Returns the path.

    A CSV has no room for the README; the workbook has it as its second sheet.
    """
    if kind == "csv":
        _write_csv(path, format)
    else:
        _write_workbook(path, format)
    return path


def _write_csv(path: Path, format: Format) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(template_headers(format))
        out.writerows([neutralise(cell) for cell in row] for row in template_rows(format))


def _write_workbook(path: Path, format: Format) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(SHEET)
        headers, rows = template_headers(format), template_rows(format)
        sheet.write_row(0, 0, headers, bold)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, neutralise(cell), wrapped)
        for place, header in enumerate(headers):
            longest = max(len(header), *(len(row[place]) for row in rows))
            sheet.set_column(place, place, min(longest + 2, WIDEST))
        for place, column in enumerate(format.columns):
            if words := offered(column):
                _offer(sheet, place, words)
        sheet.freeze_panes(1, 0)
        advice = book.add_worksheet(README)
        advice.write_row(0, 0, ("About", "What to write"), bold)
        for number, line in enumerate(ADVICE, start=1):
            advice.write_row(number, 0, line, wrapped)
        advice.set_column(0, 0, 20)
        advice.set_column(1, 1, 90)


def _offer(sheet: Any, place: int, words: Sequence[str]) -> None:
    """A list to choose from in each cell of a column; other words may still be typed."""
    rule = {"validate": "list", "source": list(words), "error_type": "information", "ignore_blank": True}
    sheet.data_validation(1, place, LAST_OFFERED, place, rule)

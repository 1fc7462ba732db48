"""How does one table leave the house as CSV or XLSX, without a cell that a spreadsheet would run?"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from opencaio.engines.intake.cells import neutralise
from opencaio.papers.blocks import Cell, Figure, Glyph, Link, Noted, Number, Pips, Table, Text, Trend, Value
from opencaio.papers.plain import legible

# A spreadsheet holds 15 digits; what is longer (an id, an exact cost) stays text.
_EXACT_UP_TO = 10**15


def table_to_csv(table: Table) -> bytes:
    """The table as CSV (UTF-8 with a byte-order mark, so that spreadsheets read it), values before displays."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([_safe(head) for head in _heads(table)])
    for row in _rows(table):
        writer.writerow([_csv_cell(value_of(cell)) for cell in row])
    return made.getvalue().encode("utf-8-sig")


def table_to_xlsx(table: Table, *, sheet_name: str = "Table", made_on: datetime | None = None) -> bytes:
    """The table as XLSX: numbers and days as such, all else as text; header row frozen and filtered."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(made, options)
    book.set_properties(
        {
            "title": legible(table.caption)[:255],
            "created": (made_on or datetime(2000, 1, 1)).replace(tzinfo=None),
        }
    )
    sheet = book.add_worksheet(_sheet_name(sheet_name))
    bold, day = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd"})
    for place, head in enumerate(_heads(table)):
        sheet.write_string(0, place, _safe(head), bold)
    for line, row in enumerate(_rows(table), 1):
        for place, cell in enumerate(row):
            _write(sheet, line, place, value_of(cell), day=day)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.autofit()
    book.close()
    return made.getvalue()


def value_of(cell: Cell) -> Value:
    """What the cell holds, before it is dressed: the number, day or text."""
    match cell:
        case None | str():
            return cell
        case Noted(inner):
            return value_of(inner)
        case Number(value=value) | Figure(value=value):
            return value
        case Text() | Link() | Glyph() | Pips() | Trend():
            return cell.text


def _heads(table: Table) -> list[str]:
    return [f"{column.title} ({column.unit})" if column.unit else column.title for column in table.columns]


def _rows(table: Table) -> list[tuple[Cell, ...]]:
    return [*table.rows, *((table.foot,) if table.foot else ())]


def _safe(text: str) -> str:
    return neutralise(legible(text))


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else _safe(value)


def _write(sheet: xlsxwriter.worksheet.Worksheet, line: int, place: int, value: Value, *, day: object) -> None:
    if value is None:
        return
    if isinstance(value, int | float | Decimal) and _fits(value):
        sheet.write_number(line, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, day)
    else:
        sheet.write_string(line, place, _safe(str(value)))


def _fits(value: int | float | Decimal) -> bool:
    exact = Decimal(str(value))
    return exact.is_finite() and abs(exact) < _EXACT_UP_TO and len(exact.as_tuple().digits) <= 15


def _sheet_name(name: str) -> str:
    kept = "".join("-" if c in "[]:*?/\\" else c for c in legible(name)).strip("'")
    return kept[:31] or "Table"

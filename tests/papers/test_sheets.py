"""Does a table leave as CSV and XLSX with its numbers, and without a formula that runs?"""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from sample import class_table

from opencaio.papers.as_sheet import table_to_csv, table_to_xlsx
from opencaio.papers.blocks import Column, Figure, Glyph, Noted, Number, Table

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x","y")')


def read_csv(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))


def read_xlsx(made: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def one_cell(cell: object) -> Table:
    return Table((Column("Name"), Column("Value", "k€", "end")), (("a", cell),), "One")  # type: ignore[arg-type]


def test_both_hold_the_rows_and_the_foot() -> None:
    table = class_table()
    rows = read_csv(table_to_csv(table))
    assert rows[0] == ["Class", "Idea", "Assessed", "Approved", "Pilot", "Building", "Live", "All"]
    assert rows[-1] == ["All", "4", "3", "3", "8", "6", "35", "59"]
    sheet = read_xlsx(table_to_xlsx(table))
    assert sheet[-1] == ["All", 4, 3, 3, 8, 6, 35, 59]
    assert len(sheet) == len(rows) == 8


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_is_neutralised(text: str) -> None:
    cell = read_csv(table_to_csv(one_cell(text)))[1][1]
    assert cell.startswith("'")
    inside = openpyxl.load_workbook(io.BytesIO(table_to_xlsx(one_cell(text)))).active
    assert inside is not None
    assert inside["B2"].data_type == "s" and str(inside["B2"].value).startswith("'")


def test_a_heading_that_would_run_is_neutralised_too() -> None:
    table = Table((Column("=cmd"),), (("a",),), "One")
    assert read_csv(table_to_csv(table))[0] == ["'=cmd"]
    assert read_xlsx(table_to_xlsx(table))[0] == ["'=cmd"]


def test_a_number_below_zero_stays_a_number() -> None:
    assert read_csv(table_to_csv(one_cell(Number(-6, "−6"))))[1][1] == "-6"
    assert read_xlsx(table_to_xlsx(one_cell(Number(-6, "−6"))))[1][1] == -6


def test_values_go_out_before_they_are_dressed() -> None:
    figure = Figure("v", Decimal("6420000.55"), "€6.4 million")
    assert read_csv(table_to_csv(one_cell(Noted(figure, "note"))))[1][1] == "6420000.55"
    assert read_xlsx(table_to_xlsx(one_cell(Glyph("high", "High-risk"))))[1][1] == "High-risk"
    day = read_xlsx(table_to_xlsx(one_cell(Number(date(2026, 12, 2), "2 Dec"))))[1][1]
    assert str(day).startswith("2026-12-02")


def test_a_number_with_more_digits_than_a_sheet_can_hold_stays_exact_as_text() -> None:
    long = Decimal("12345678901234567.89")
    assert read_xlsx(table_to_xlsx(one_cell(Number(long, "x"))))[1][1] == "12345678901234567.89"


def test_equal_tables_give_equal_files() -> None:
    assert table_to_xlsx(class_table()) == table_to_xlsx(class_table())


def test_a_sheet_takes_any_name() -> None:
    made = openpyxl.load_workbook(io.BytesIO(table_to_xlsx(class_table(), sheet_name="Uses: [2026]/all " * 4)))
    assert len(made.sheetnames[0]) <= 31

"""How do the tables of a page leave the house as one workbook, each on a sheet of its own, numbers as numbers?"""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from opencaio.faces.web.measured import Section
from opencaio.faces.web.sheets import XLSX, neutral
from opencaio.papers.blocks import Cell, Figure, Noted, Number, Table
from opencaio.papers.plain import legible

LONGEST_NAME = 31
LONGEST_CELL = 32_767
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']|[^\x20-\uffff]")
"""What a workbook refuses in a name, and letters that it counts twice."""


def attachment(sections: Iterable[Section], *, name: str) -> HttpResponse:
    """Every table of the sections, those under their pictures too, as an XLSX file to keep."""
    response = HttpResponse(as_book(tables_of(sections)), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def tables_of(sections: Iterable[Section]) -> Iterator[Table]:
    """In the order of the page."""
    for section in sections:
        yield from (one.table for one in section.pictures if one.table is not None)
        yield from section.tables


def as_book(tables: Iterable[Table]) -> bytes:
    """A workbook; no cell of it is ever run as a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold, taken = book.add_format({"bold": True}), set[str]()
        for table in tables:
            sheet = book.add_worksheet(_name(table.caption, taken))
            sheet.write_row(0, 0, [neutral(_headed(one.title, one.unit)) for one in table.columns], bold)
            for at, row in enumerate(table.rows, 1):
                for place, cell in enumerate(row):
                    sheet.write(at, place, value_of(cell))
            sheet.freeze_panes(1, 1)
            sheet.autofit()
    return out.getvalue()


def value_of(cell: Cell) -> Any:
    """What a cell holds: a number as it is, all else as its words."""
    match cell:
        case Noted(inner, note):
            value = value_of(inner)
            return value if not isinstance(value, str) else _short(" ".join(filter(None, (value, note))))
        case Number(value=value) | Figure(value=value) if isinstance(value, int | float) or hasattr(value, "as_tuple"):
            return value
        case Number(display=words) | Figure(display=words):
            return _short(words)
        case None:
            return ""
        case str():
            return _short(cell)
        case _:
            return _short(cell.text)


def _short(words: str) -> str:
    return neutral(legible(words))[:LONGEST_CELL]


def _headed(title: str, unit: str) -> str:
    return f"{title} ({unit})" if unit else title


def _name(caption: str, taken: set[str]) -> str:
    """A name that a workbook allows and that no sheet has yet."""
    plain = NOT_IN_NAMES.sub(" ", legible(caption)).strip() or "-"
    name, count = plain[:LONGEST_NAME].strip(), 1
    while name.casefold() in taken:
        count += 1
        end = f" {count}"
        name = plain[: LONGEST_NAME - len(end)].strip() + end
    taken.add(name.casefold())
    return name

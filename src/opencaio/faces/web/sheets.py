"""How does a list leave the house as CSV or XLSX, so that no cell of it is ever run as a formula?"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from opencaio.faces.web import words
from opencaio.record.queries.use_cases import ClassLine, UseCaseLine, UseCaseList, regimes

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(found: UseCaseList, *, kind: str) -> HttpResponse:
    """The rows of the inventory as a file to keep."""
    rows = [header(), *(line(row) for row in found.rows)]
    return attachment(rows, name=f"inventory-{timezone.localdate():%Y-%m-%d}", kind=kind, title=_("Inventory"))


def attachment(rows: Iterable[Sequence[str]], *, name: str, kind: str, title: str) -> HttpResponse:
    """Rows (the first is the header) as a CSV or XLSX file to keep, never shown in the browser."""
    is_book = kind == "xlsx"
    body = as_xlsx(rows, title=title) if is_book else as_csv(rows)
    response = HttpResponse(body, content_type=XLSX if is_book else "text/csv; charset=utf-8")
    ending = "xlsx" if is_book else "csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def figure(value: Decimal) -> str:
    """A number for a cell: all decimals that it has, without idle zeros and without marks between thousands."""
    return f"{value.normalize():f}"


def header() -> list[str]:
    """The columns of the inventory's export."""
    computed = [str(words.regime_words(one)) for one in regimes()]
    declared = [_("%(regime)s, declared") % {"regime": one} for one in computed]
    return [
        _("Code"),
        _("Use"),
        _("Purpose"),
        _("Department"),
        _("Owner"),
        _("Stage"),
        _("People affected"),
        *computed,
        *declared,
        _("Open facts"),
        _("Next duty"),
        _("Due on"),
    ]


def line(row: UseCaseLine) -> list[str]:
    """One use as cells."""
    computed = {one.regime: _computed(one) for one in row.classes}
    return [
        row.code,
        row.name,
        row.purpose,
        row.department,
        row.owner,
        row.stage_reported if not row.stage else str(words.STAGES.get(row.stage, row.stage)),
        "" if row.people_affected is None else str(row.people_affected),
        *(computed.get(one, "") for one in regimes()),
        *(row.declared.get(one, "") for one in regimes()),
        str(row.open_facts),
        row.duty,
        row.due_on.isoformat() if row.due_on else "",
    ]


def _computed(one: ClassLine) -> str:
    """The computed class; while it is overridden, with the class that counts and until when."""
    computed = str(words.class_words(one.klass))
    if not one.overridden or one.overridden_until is None:
        return computed
    over = {"klass": words.class_words(one.overridden), "day": one.overridden_until.isoformat()}
    return computed + " " + _("(overridden: %(klass)s until %(day)s)") % over


def neutral(cell: str) -> str:
    """The cell as text that no spreadsheet runs: what begins like a formula gets an apostrophe."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a mark at the front, so that spreadsheets read the letters right."""
    out = io.StringIO()
    csv.writer(out).writerows([neutral(cell) for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def as_xlsx(rows: Iterable[Sequence[str]], *, title: str) -> bytes:
    """A workbook in which every cell is text."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, neutral(cell)[:32_767], bold if number == 0 else None)
        sheet.freeze_panes(1, 2)
    return out.getvalue()

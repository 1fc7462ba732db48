"""How do the rows of a query become a file that no spreadsheet will run?"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from opencaio.engines.intake.cells import neutralise
from opencaio.errors import BadInput
from opencaio.record.answers import plain
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import QUERIES, ask

LARGEST_PAGE = 1000
PAGES = 1000
LONGEST_CELL = 32_000

Rows = list[dict[str, Any]]


def rows_of(name: str, given: Mapping[str, Any], actor: Actor) -> Rows:
    """Every row of a query that gives rows, page after page, as far as ``actor`` may see."""
    if name in QUERIES and "page" in QUERIES[name].input.model_fields and "page" not in given:
        return _all_pages(name, given, actor)
    return _rows_in(name, plain(ask(name, given, actor)))


def rows_as_file(rows: Sequence[Mapping[str, Any]], *, kind: str, made_at: datetime) -> bytes:
    """The rows as ``csv``, ``xlsx`` or ``json``; texts that a spreadsheet would run are neutralised."""
    if kind == "json":
        return json.dumps(list(rows), ensure_ascii=False, indent=1).encode()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    table = [[_cell(row.get(name)) for name in columns] for row in rows]
    return _csv(columns, table) if kind == "csv" else _xlsx(columns, table, made_at=made_at)


def _all_pages(name: str, given: Mapping[str, Any], actor: Actor) -> Rows:
    sized = {"size": LARGEST_PAGE} if "size" in QUERIES[name].input.model_fields else {}
    rows: Rows = []
    for page in range(1, PAGES + 1):
        found = _rows_in(name, plain(ask(name, {**sized, **given, "page": page}, actor)))
        rows += found
        if not found or len(found) < int({**sized, **given}.get("size", LARGEST_PAGE)):
            break
    return rows


def _rows_in(name: str, answer: Any) -> Rows:
    lists = [answer] if isinstance(answer, list) else _lists_of(answer)
    if not lists:
        raise BadInput(f"{name} gives no rows. Use `caio show {name}` instead.")
    return list(lists[0])


def _lists_of(answer: Any) -> list[Rows]:
    found = [one for name, one in answer.items() if name in {"rows", "lines", "items", "results"}]
    return found or [one for one in answer.values() if isinstance(one, list)]


def _cell(value: Any) -> str | int | float | bool | None:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return neutralise(text)


def _csv(columns: Sequence[str], table: Sequence[Sequence[Any]]) -> bytes:
    stream = io.StringIO(newline="")
    out = csv.writer(stream)
    out.writerow(columns)
    out.writerows(table)
    return stream.getvalue().encode("utf-8-sig")


def _xlsx(columns: Sequence[str], table: Sequence[Sequence[Any]], *, made_at: datetime) -> bytes:
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        sheet = book.add_worksheet("Rows")
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for place, row in enumerate(table, start=1):
            sheet.write_row(place, 0, [one[:LONGEST_CELL] if isinstance(one, str) else one for one in row])
        sheet.freeze_panes(1, 0)
    return stream.getvalue()

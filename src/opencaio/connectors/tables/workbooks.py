"""What rows does a sheet of a workbook (XLS, XLSX, ODS) hold?"""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from opencaio.connectors.tables.limits import Limits
from opencaio.connectors.tables.shapes import Raw
from opencaio.errors import BadFile


def read_workbook(path: Path, *, sheet: str | None, kind: str, limits: Limits) -> Raw:
    """The rows of the named sheet, or else of the first that has a table. Raises BadFile."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = [one.name for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        return _read(workbook, names, sheet=sheet, kind=kind, limits=limits)
    except (CalamineError, OSError, ValueError) as why:
        words = "The workbook cannot be read: it is damaged, or locked with a password"
        raise BadFile(f"{words} ({why}). Open it, save it anew without a password, or save the sheet as CSV.") from why


def _read(workbook: CalamineWorkbook, names: list[str], *, sheet: str | None, kind: str, limits: Limits) -> Raw:
    if sheet is not None and sheet not in names:
        raise BadFile(f"There is no sheet “{sheet}”. The sheets are: {', '.join(names)}.", details=names)
    for name in [sheet] if sheet is not None else names:
        raw = _sheet(workbook, name, kind=kind, limits=limits)
        if sheet is not None or any(sum(1 for cell in cells if cell) > 1 for _, cells in raw.rows):
            break
    else:
        raise BadFile("The workbook is empty: no sheet has a table in it.")
    others = [one for one in names if one != name]
    if others:
        raw.notes.append(f"The sheet “{name}” was read; there are also: {', '.join(others)}.")
    return raw


def _sheet(workbook: CalamineWorkbook, name: str, *, kind: str, limits: Limits) -> Raw:
    found = workbook.get_sheet_by_name(name)
    raw = Raw(sheet=name, kind=kind)
    first = (found.start or (0, 0))[0] + 1
    cells = found.to_python(skip_empty_area=True)
    if len(cells) > limits.rows:
        raise BadFile(f"The sheet “{name}” has more than {limits.rows:,} rows. Split it and import the parts.")
    for number, row in enumerate(cells, start=first):
        raw.rows.append((number, [_text(cell) for cell in row]))
    longest = max((len(cell) for _, row in raw.rows for cell in row), default=0)
    if longest > limits.cell:
        raise BadFile(f"A cell holds more than {limits.cell:,} characters. Shorten it and import again.")
    return raw


def _text(cell: object) -> str:
    """The cell as a person would type it: whole numbers without a point, days as 2025-02-28."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)

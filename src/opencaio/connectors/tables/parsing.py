"""Which parser reads this file, and what table does it give? (Runs in the child process.)"""

import hashlib
from pathlib import Path

from opencaio.connectors.tables.archives import check_archive
from opencaio.connectors.tables.delimited import read_delimited
from opencaio.connectors.tables.kinds import kind_of
from opencaio.connectors.tables.limits import MEGABYTE, Limits
from opencaio.connectors.tables.records import read_records
from opencaio.connectors.tables.shapes import Raw, shape_table
from opencaio.connectors.tables.workbooks import read_workbook
from opencaio.engines.intake.tables import Table
from opencaio.errors import BadFile

UNSTORABLE = {0: "\ufffd"}


def parse_file(path: Path, *, sheet: str | None, limits: Limits) -> Table:
    """The table in the file, in this very process. `read_tables` is the safe door to it."""
    size = path.stat().st_size
    if size > limits.file:
        raise BadFile(f"The file has {size // MEGABYTE:,} MB; at most {limits.file // MEGABYTE:,} MB are read.")
    raw = _raw(path, sheet=sheet, limits=limits)
    shaped = shape_table(raw)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Table(
        headers=tuple(_storable(header) for header in shaped.headers),
        rows=tuple(tuple(map(_storable, row)) for row in shaped.rows),
        numbers=tuple(shaped.numbers),
        name=path.name,
        kind=raw.kind,
        sheet=raw.sheet,
        encoding=raw.encoding,
        notes=tuple(shaped.notes),
        sha256=digest,
    )


def _raw(path: Path, *, sheet: str | None, limits: Limits) -> Raw:
    kind = kind_of(path)
    if kind == "zip":
        return read_workbook(path, sheet=sheet, kind=check_archive(path, limits=limits), limits=limits)
    if kind == "xls":
        return read_workbook(path, sheet=sheet, kind="xls", limits=limits)
    if sheet is not None:
        raise BadFile(f"There is no sheet “{sheet}”: this file has no sheets. Leave the sheet out.")
    return read_records(path, limits=limits) if kind == "json" else read_delimited(path, limits=limits)


def _storable(text: str) -> str:
    """Text that every database and UTF-8 can hold: NUL and lone surrogates become the replacement sign."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.translate(UNSTORABLE).encode("utf-8", "surrogatepass").decode("utf-8", "replace")

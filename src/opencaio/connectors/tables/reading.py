"""What table is in this file? Asked of a child process, so that a hostile file cannot hurt the caller."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import opencaio
from opencaio.connectors.tables.limits import MEGABYTE, Limits
from opencaio.engines.intake.tables import Table
from opencaio.errors import BadFile, NotFound

_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from opencaio.connectors.tables.child import main; main()"


def read_tables(path: Path | str, *, sheet: str | None = None, limits: Limits | None = None) -> Table:
    """The table in a CSV, XLS, XLSX, ODS or JSON file; what the file is shows from its bytes, not its name.

    `sheet` names a sheet of a workbook (else the first that has a table). Raises NotFound where there is
    no such file and BadFile, in words for the person who sent it, where it cannot be used.
    """
    place, bounds = Path(path), limits or Limits()
    if not place.is_file():
        raise NotFound(f"There is no file {place}.")
    answer = _ask({"path": str(place.resolve()), "sheet": sheet, "limits": bounds.as_dict()}, bounds)
    if "table" not in answer:
        raise BadFile(answer["fault"] or _too_big(bounds), details=answer.get("details", ()))
    return _table(answer["table"])


def _ask(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    root = str(Path(opencaio.__file__).parent.parent)
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-X", "utf8", "-c", _CHILD, root],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as why:
        raise BadFile(_too_slow(limits)) from why
    if done.returncode != 0:
        return {"fault": _died(done.returncode, done.stderr, limits)}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _died(code: int, stderr: bytes, limits: Limits) -> str:
    """What to say when the parser was ended: for want of time or memory, or by a fault of its own."""
    if -code == getattr(signal, "SIGXCPU", None):
        return _too_slow(limits)
    last = (stderr.decode("utf-8", "replace").strip().splitlines() or ["memory"])[-1]
    if code < 0 or "memory" in last.lower():
        return _too_big(limits)
    return f"The file could not be read ({last[:200]}). Save the table as CSV and try again."


def _too_slow(limits: Limits) -> str:
    return f"Reading the file took more than {limits.seconds} seconds; it was given up. Split the file."


def _too_big(limits: Limits) -> str:
    return (
        f"Reading the file would take more than {limits.memory // MEGABYTE:,} MB of memory; it was given up. "
        "Copy the table alone into a new file, or save it as CSV."
    )


def _table(raw: dict[str, Any]) -> Table:
    return Table(
        headers=tuple(raw["headers"]),
        rows=tuple(tuple(row) for row in raw["rows"]),
        numbers=tuple(raw["numbers"]),
        name=raw["name"],
        kind=raw["kind"],
        sheet=raw["sheet"],
        encoding=raw["encoding"],
        notes=tuple(raw["notes"]),
        sha256=raw["sha256"],
    )

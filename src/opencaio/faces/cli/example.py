"""How is the example company set up and shown?"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opencaio.errors import Refused
from opencaio.faces.cli import briefs, desk, paper, start

if TYPE_CHECKING:
    from opencaio.record.founding import Founded

MARK = "this-is-an-example.txt"


def make(folder: Path, *, password: str) -> "Founded":
    """A workspace with the example company in it, in an empty or absent folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Before anything else: an example that was cut off half-way may be replaced too.
        (folder / MARK).write_text("`caio demo` may replace this workspace.\n", encoding="utf-8")
        start.made(folder)
        from opencaio.record.founding import found_example

        with paper.progress("Making the example company"):
            return found_example(password=password)
    except BaseException:
        start.unmade(folder)
        raise


def show(folder: Path, *, password: str) -> dict[str, Any]:
    """The example made afresh with its briefs: where everything is."""
    _clear(folder)
    founded = make(folder, password=password)
    written = briefs.write(out=folder / "briefs", formats=["html", "pdf"])
    sign_in = folder / "sign-in.txt"
    sign_in.touch(mode=0o600)
    sign_in.write_text(f"{founded.officer.email}\n{password}\n", encoding="utf-8")
    return {
        "home": str(folder),
        "organisation": founded.organisation,
        "email": founded.officer.email,
        "password": password,
        "briefs": {path.suffix[1:]: str(path) for path in written},
    }


def _clear(folder: Path) -> None:
    if (folder / MARK).is_file() and _is_example(folder):
        shutil.rmtree(folder)
    elif desk.wiring().is_there(folder):
        raise Refused(f"{folder} holds a workspace that is no example. `caio demo` leaves it alone.")
    else:
        start.refuse_existing(folder)


def _is_example(folder: Path) -> bool:
    """True unless the record in this folder belongs to an organisation that is no example."""
    if not (folder / "record.sqlite3").is_file():
        return True
    with closing(sqlite3.connect(folder / "record.sqlite3")) as database:
        try:
            row = database.execute("SELECT is_example FROM record_organisation").fetchone()
        except sqlite3.OperationalError:
            return True
    return row is None or bool(row[0])

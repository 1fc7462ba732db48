"""How does an answer look on a terminal, and as JSON?"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import typer

from opencaio.faces.cli.columns import Column

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_PARTS = 60
"""How much of a nested value is shown in a cell of a terminal; sentences are never cut, and a pipe gets all."""


IDLE_ZEROS = re.compile(r"-?\d+\.\d{4,}0")
"""A figure as the record keeps it, to the last place of its column."""


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What would steer the terminal instead of being read on it, such as the start of an escape sequence."""


def readable(text: str) -> str:
    """The text with control characters written out, so that what stands in a file cannot steer the terminal."""
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def as_json(answer: Any) -> None:
    """One JSON object on one line of stdout."""
    typer.echo(json.dumps(answer, ensure_ascii=False, default=str))


def table(
    rows: Sequence[Mapping[str, Any]],
    *,
    columns: "Iterable[str] | Mapping[str, Column] | None" = None,
    empty: str = "",
) -> None:
    """Rows under their headings, figures to the right; tabs between the columns when stdout is no terminal.

    ``columns`` are the fields to show in this order, or for each field its heading, unit and form; ``empty`` is said
    on stderr where there is no row. Nothing is cut but nested values on a terminal; there long sentences stand below
    their rows.
    """
    if not rows and empty:
        typer.echo(empty, err=True)
        return
    chosen = columns if isinstance(columns, Mapping) else _plain_columns(rows, columns)
    is_terminal = sys.stdout.isatty()
    longest = LONGEST_PARTS if is_terminal else None
    cells = [[_cell(column.told(row.get(name)), longest=longest) for name, column in chosen.items()] for row in rows]
    headings = [column.heading for column in chosen.values()]
    if not is_terminal:
        for line in (headings, *cells) if cells else ():
            typer.echo("\t".join(line))
        return
    _draw(headings, cells)


def answer(value: Any) -> None:
    """Any answer for reading: its own fields line by line, its rows as a table."""
    if isinstance(value, Mapping):
        _fields(value)
    elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        table(value)
    elif isinstance(value, list):
        for one in value:
            typer.echo(_cell(one))
    elif value is not None:
        typer.echo(_cell(value))


@contextmanager
def progress(words: str, *, total: int | None = None) -> "Iterator[Callable[[int], None]]":
    """A bar on stderr while long work runs; silent when stderr is no terminal. Gives ``advance(to)``."""
    if not sys.stderr.isatty():
        yield lambda to: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=total)
        yield lambda to: bar.update(task, completed=to)


def _plain_columns(rows: Sequence[Mapping[str, Any]], names: Iterable[str] | None) -> Mapping[str, Column]:
    return {
        name: Column(name.replace("_", " "))
        for name in (dict.fromkeys(name for row in rows for name in row) if names is None else names)
    }


def _draw(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from opencaio.faces.cli.drawing import drawn

    head, body = drawn(headings, cells, across=get_terminal_size().columns)
    for line in head:
        typer.echo(typer.style(line, bold=True))
    for line in body:
        typer.echo(line)


def _fields(value: Mapping[str, Any]) -> None:
    lists = {name: one for name, one in value.items() if _is_rows(one)}
    for name, one in value.items():
        if name not in lists:
            typer.echo(f"{name}: {_cell(one)}")
    for name, rows in lists.items():
        typer.echo(f"\n{name}")
        table(rows)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _cell(value: Any, *, longest: int | None = None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = readable(" ".join(value.split()))
        return text.rstrip("0").rstrip(".") if IDLE_ZEROS.fullmatch(text) else text
    text = " ".join(json.dumps(value, ensure_ascii=False, default=str).split())
    return text if longest is None or len(text) <= longest else text[: longest - 1] + "…"

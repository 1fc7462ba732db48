"""How does an answer look on a terminal, and as JSON?"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_CELL = 60


def as_json(answer: Any) -> None:
    """One JSON object on one line of stdout."""
    typer.echo(json.dumps(answer, ensure_ascii=False, default=str))


def table(rows: Sequence[Mapping[str, Any]], *, columns: Iterable[str] | None = None) -> None:
    """Rows as an aligned table; tabs between the columns when stdout is no terminal."""
    names = list(columns or dict.fromkeys(name for row in rows for name in row))
    if not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(_cell(row.get(name)) for name in names))
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    drawn = Table(*[name.replace("_", " ") for name in names], box=None, header_style="bold")
    for row in rows:
        drawn.add_row(*[escape(_cell(row.get(name))) for name in names])
    Console().print(drawn)


def answer(value: Any) -> None:
    """Any answer for reading: its own fields line by line, its rows as a table."""
    if isinstance(value, Mapping):
        _fields(value)
    elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        table(value)
    elif isinstance(value, list):
        for one in value:
            typer.echo(_cell(one, longest=None))
    elif value is not None:
        typer.echo(_cell(value, longest=None))


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


def _fields(value: Mapping[str, Any]) -> None:
    lists = {name: one for name, one in value.items() if _is_rows(one)}
    for name, one in value.items():
        if name not in lists:
            typer.echo(f"{name}: {_cell(one, longest=None)}")
    for name, rows in lists.items():
        typer.echo(f"\n{name}")
        table(rows)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _cell(value: Any, *, longest: int | None = LONGEST_CELL) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join(text.split())
    return text if longest is None or len(text) <= longest else text[: longest - 1] + "…"

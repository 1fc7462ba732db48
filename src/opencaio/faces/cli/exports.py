"""How does one take things out: the template to fill, the inventory, the answer to any query?"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from opencaio.errors import BadInput
from opencaio.faces.cli import desk, pairs, paper

TEMPLATE = "opencaio-template"


class Kind(StrEnum):
    """The kinds of file that rows can become."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


app = typer.Typer(help="Take out the template, the inventory, or the rows of a query.", no_args_is_help=True)
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Where to; its ending says the kind of file.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


def join(into: typer.Typer) -> None:
    """Add `export`."""
    into.add_typer(app, name="export")


@app.command()
def template(out: Out = None, json: Json = False) -> None:
    """The table to fill in, with examples; as .xlsx it has a README sheet. Needs no workspace."""
    from opencaio.connectors.tables.template import write_template
    from opencaio.packs.formats import load_formats

    path = out or Path(f"{TEMPLATE}.xlsx")
    kind = _kind(path)
    if kind is Kind.JSON:
        raise BadInput("The template is a table: name a .csv or an .xlsx file.")
    format_ = next(one for one in load_formats() if one.id == TEMPLATE)
    _said(write_template(path, format=format_, kind="csv" if kind is Kind.CSV else "xlsx"), as_json=json)


@app.command()
def inventory(
    fields: Annotated[list[str] | None, typer.Argument(metavar="[FILTER=VALUE]...")] = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Every use case that you may see, as .csv, .xlsx or .json."""
    _rows("use_cases.list", fields, path=out or Path("inventory.csv"), as_json=json)


@app.command()
def query(
    name: Annotated[str, typer.Argument(help="Such as use_cases.list.")],
    fields: Annotated[list[str] | None, typer.Argument(metavar="[FIELD=VALUE]...")] = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """The rows of any query, as .csv, .xlsx or .json."""
    _rows(name, fields, path=out or Path(f"{name}.csv"), as_json=json)


def _rows(name: str, fields: list[str] | None, *, path: Path, as_json: bool) -> None:
    kind = _kind(path)
    desk.opened()
    from django.utils import timezone

    from opencaio.record.exporting import rows_as_file, rows_of

    rows = rows_of(name, pairs.read(fields or []), desk.actor())
    path.write_bytes(rows_as_file(rows, kind=kind.value, made_at=timezone.now()))
    _said(path, as_json=as_json, rows=rows)


def _kind(path: Path) -> Kind:
    try:
        return Kind(path.suffix.lower().removeprefix("."))
    except ValueError as error:
        raise BadInput(f"{path.name} must end with .csv, .xlsx or .json.") from error


def _said(path: Path, *, as_json: bool, rows: Sequence[Mapping[str, Any]] | None = None) -> None:
    if as_json:
        counted = {} if rows is None else {"rows": len(rows)}
        return paper.as_json({"file": str(path.resolve()), **counted})
    return typer.echo(str(path.resolve()))

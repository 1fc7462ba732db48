"""How do many initiatives come on record from a file, and what does such a file look like?"""

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from opencaio.faces.cli import desk, paper

app = typer.Typer(help="Initiatives: add many from a file.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLS, XLSX, ODS or JSON.")]


@app.command()
def add(file: File, dry_run: DryRun = False, json: Json = False) -> None:
    """Add every initiative of a file, or none: each faulty row is named. `caio initiatives template` shows one."""
    desk.opened()
    from opencaio.papers.numbers import counted
    from opencaio.record.actions.registry import perform, rehearse
    from opencaio.record.initiative_sheet import read_initiatives

    found = read_initiatives(file)
    do = rehearse if dry_run else perform
    codes = [row.code for row in do("initiatives.add_many", {"initiatives": found}, desk.actor()).result]
    if json:
        return paper.as_json({"read": len(found), "added": len(codes), "codes": codes, "dry_run": dry_run})
    if dry_run:
        return typer.echo(f"{counted(len(codes), 'initiative', 'initiatives')} can be added; nothing was written.")
    return typer.echo(f"Added {counted(len(codes), 'initiative', 'initiatives')}, {codes[0]} to {codes[-1]}.")


@app.command()
def template() -> None:
    """Print an example file: its columns, and one row to be replaced."""
    desk.opened()
    from opencaio.record.initiative_sheet import template as example

    csv.writer(sys.stdout, lineterminator="\n").writerows(example())

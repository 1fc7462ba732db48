"""How does one import files, and learn what became of each row?"""

from pathlib import Path
from typing import Annotated, Any

import typer

from opencaio.errors import Fault
from opencaio.faces.cli import desk, faults, paper
from opencaio.faces.cli.faults import REFUSED

COUNTS = ("read", "created", "updated", "unchanged", "merged", "refused")


def join(app: typer.Typer) -> None:
    """Add `import`."""
    app.command("import")(import_)


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV, XLS, XLSX, ODS or JSON.")],
    format_: Annotated[
        str | None, typer.Option("--format", metavar="NAME", help="Else found from the columns.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
) -> None:
    """Import inventories as they are. Exit code 1 when a file or a row was refused; the others are in."""
    desk.opened()
    outcomes = [_one(path, format_=format_, dry_run=dry_run, as_json=json) for path in files]
    if not all(outcomes):
        raise typer.Exit(REFUSED)


def _one(path: Path, *, format_: str | None, dry_run: bool, as_json: bool) -> bool:
    """Import one file and say so; True when nothing of it was refused."""
    try:
        report = _imported(path, format_=format_, dry_run=dry_run)
    except (Fault, OSError) as fault:
        _say_refused(path, fault, as_json=as_json)
        return False
    paper.as_json(report) if as_json else _say(path, report)
    return not report["refused"]


def _imported(path: Path, *, format_: str | None, dry_run: bool) -> dict[str, Any]:
    from opencaio.record.importing import import_file

    with paper.progress(f"Importing {path.name}"):
        report = import_file(path, actor=desk.actor(), format_id=format_, dry_run=dry_run)
    return {**report.as_json(), "file": str(path)}


def _say(path: Path, report: dict[str, Any]) -> None:
    counts = ", ".join(f"{report[name]} {name}" for name in COUNTS)
    would = " (dry run: nothing was written)" if report["dry_run"] else ""
    typer.echo(f"{path}: {report['format_title']}: {counts}{would}")
    if report["open_matches"]:
        waiting = "look like another use and wait for an answer: Matches, or `caio show matches.list`."
        typer.echo(f"  {report['open_matches']} {waiting}")
    if report["refusals"]:
        typer.echo(f"  Refused rows, to mend and import again: {report['refusals']}", err=True)


def _say_refused(path: Path, fault: Fault | OSError, *, as_json: bool) -> None:
    words = fault.message if isinstance(fault, Fault) else f"{fault.strerror or fault}"
    details = fault.details if isinstance(fault, Fault) else []
    if as_json:
        paper.as_json({"file": str(path), "error": words, "details": details})
    faults.say(Fault(f"{path}: {words}", details=details))

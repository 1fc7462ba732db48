"""How is a workspace kept: backed up, restored, upgraded, examined?"""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from opencaio.errors import Refused
from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.faults import REFUSED

Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]
SIGNS = {"good": "ok", "note": "look", "wrong": "WRONG"}


def join(app: typer.Typer) -> None:
    """Add the commands of upkeep."""
    for command in (backup, restore, upgrade, doctor):
        app.command()(command)


def backup(
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Else backups/ in the workspace.")] = None,
    portable: Annotated[
        bool, typer.Option("--portable", help="Tables as text: SQLite and PostgreSQL both take it back.")
    ] = False,
    json: Json = False,
) -> None:
    """Write the whole record with its attachments into one file, while others go on working."""
    folder = desk.opened()
    from django.utils import timezone

    from opencaio.record.answers import plain
    from opencaio.record.backups import make_backup

    now = timezone.now()
    path = out or folder / "backups" / f"opencaio-{now:%Y%m%dT%H%M%SZ}.zip"
    with paper.progress("Backing up"):
        report = make_backup(path, portable_form=portable, at=now)
    if json:
        return paper.as_json({**plain(report), "path": str(path.resolve())})
    return typer.echo(
        f"{path.resolve()}: {report.size:,} bytes, {report.attachments} attachments, "
        f"{report.ledger_count} ledger entries, {report.lake_files} files of the lake ({report.lake_size:,} bytes)"
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup made by `caio backup`.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Over a record that is in use; that one is kept aside.")
    ] = False,
    json: Json = False,
) -> None:
    """Put a backup in the place of the record: all of it, or nothing. Versions and ledger are checked first."""
    folder = desk.wiring().home()
    was_empty = _may_restore_into(folder)
    if not file.is_file():
        raise Refused(f"There is no file {file}.")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        desk.wiring().set_up()
        from opencaio.record import backups
        from opencaio.record.answers import plain

        with paper.progress("Restoring"):
            report = backups.restore(file, replace=replace)
    except BaseException:
        if was_empty:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    if json:
        return paper.as_json(plain(report))
    typer.echo(f"Restored the backup of {report.made_at}: {report.ledger_count} ledger entries, all verified.")
    return typer.echo(f"What was there before is kept in {report.kept}") if report.kept else None


def upgrade(json: Json = False) -> None:
    """Back up, bring the record up to this version, verify; undo all of it if anything fails."""
    desk.found()
    from opencaio.record import upgrading
    from opencaio.record.answers import plain

    with paper.progress("Upgrading"):
        report = upgrading.upgrade()
    if json:
        return paper.as_json(plain(report))
    if not report.steps:
        return typer.echo(f"Nothing to do: the record is at version {report.version}, and its ledger holds.")
    typer.echo(f"Upgraded to {report.version}: {', '.join(report.steps)}. The ledger holds.")
    return typer.echo(f"The backup made before: {report.backup}") if report.backup else None


def doctor(json: Json = False) -> None:
    """Say in words what is wrong with this workspace and what to do; exit code 1 when something is."""
    desk.found()
    from opencaio.record import doctor as doctors
    from opencaio.record.answers import plain

    findings = doctors.doctor()
    if json:
        paper.as_json({"findings": plain(findings)})
    else:
        for one in findings:
            todo = f"\n       {one.what_to_do}" if one.what_to_do else ""
            typer.echo(f"{SIGNS[one.level]:>5}  {one.words}{todo}")
    if any(one.level == "wrong" for one in findings):
        raise typer.Exit(REFUSED)


def _may_restore_into(folder: Path) -> bool:
    """True when the folder is empty or absent. Raises ``Refused`` when it holds something else than a record."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return True
    if not folder.is_dir() or not (folder / "secret.key").is_file():
        raise Refused(f"{folder} is neither empty nor a workspace. Choose another with --home.")
    return False

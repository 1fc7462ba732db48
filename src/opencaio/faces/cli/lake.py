"""How do facts come into the lake from a terminal, and how is the lake kept in order?"""

from pathlib import Path
from typing import Annotated, Any

import typer

from opencaio.errors import BadInput, Refused
from opencaio.faces.cli import desk, paper, streams
from opencaio.faces.cli.columns import columns
from opencaio.faces.cli.faults import REFUSED

app = typer.Typer(help="The lake: usage, decisions and KPI series as bulk facts.", no_args_is_help=True)
streams.join(app)
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]
Batch = Annotated[int, typer.Argument(metavar="BATCH", help="Its number, as `caio lake list` shows it.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept in the ledger.")]
FileOf = Annotated[Path, typer.Argument(metavar="FILE", help="CSV, JSON lines or Parquet, packed with gzip or not.")]
FactOf = Annotated[str, typer.Argument(metavar="FACT", help="usage, decisions or kpi.")]
Maps = Annotated[
    list[str] | None, typer.Option("--map", metavar="COLUMN=HEAD", help="The file's head of a column; may repeat.")
]


@app.command()
def add(file: FileOf, fact: FactOf, map_: Maps = None, json: Json = False) -> None:
    """Bring a file in: all good rows at once. Exit code 1 when a row was refused; the others are in."""
    _bring(file, {"fact": fact, "mapping": _mapping(map_)}, json=json)


@app.command()
def replace(batch: Batch, file: FileOf, map_: Maps = None, json: Json = False) -> None:
    """Bring a file in that takes the place of a batch: readers see the one or the other."""
    desk.opened()
    from opencaio.record.queries import ask

    former = ask("lake.batch", {"batch": batch}, desk.actor())
    _bring(file, {"fact": former.fact, "mapping": _mapping(map_), "replaces": batch}, json=json)


@app.command("list")
def list_(
    fact: Annotated[str, typer.Option(help="Only of this fact.")] = "",
    status: Annotated[str, typer.Option(help="live, replaced, withdrawn, merged, expired or all.")] = "live",
    page: int = 1,
    json: Json = False,
) -> None:
    """What came in, the newest first."""
    desk.opened()
    from opencaio.record.queries import ask

    found = ask("lake.batches", {"fact": fact, "status": status, "page": page}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    shown = columns(
        id="batch", fact="fact", name="name", status="state", rows="rows", repeated="repeated", refused="refused",
        first_day="from", last_day="to",
    )  # fmt: skip
    paper.table([one.model_dump(mode="json") for one in found.rows], columns=shown)
    return typer.echo(f"{found.total} batches; page {found.page} of {found.pages}")


@app.command()
def state(json: Json = False) -> None:
    """How full and how fresh the lake is."""
    desk.opened()
    from opencaio.record.queries import ask

    found = ask("lake.state", {}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    shown = columns(
        fact="fact", batches="batches", rows="rows", files="files", bytes="bytes", first_day="from", last_day="to",
        days_old="days old", keep_days="kept for days",
    )  # fmt: skip
    return paper.table([one.model_dump(mode="json") for one in found.facts], columns=shown)


@app.command()
def show(batch: Batch, json: Json = False) -> None:
    """One batch with what was wrong with its rows."""
    desk.opened()
    from opencaio.record.queries import ask

    found = ask("lake.batch", {"batch": batch}, desk.actor()).model_dump(mode="json")
    return paper.as_json(found) if json else paper.answer(found)


@app.command()
def withdraw(batch: Batch, reason: Reason, json: Json = False) -> None:
    """Its rows count no more, from one moment to the next."""
    _done("lake.withdraw", {"batch": batch, "reason": reason}, json=json)


@app.command()
def restore(batch: Batch, json: Json = False) -> None:
    """A withdrawn batch counts again."""
    _done("lake.restore", {"batch": batch}, json=json)


@app.command()
def erase(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="As the rows named them: an address, a user name.")],
    reason: Reason,
    json: Json = False,
) -> None:
    """Erase a person's rows and the files that held them (GDPR Art. 17). It cannot be undone."""
    _done("lake.erase_person", {"person": person, "reason": reason}, json=json)


@app.command()
def retain(
    fact: Annotated[str, typer.Argument(metavar="FACT", help="cost, usage, decisions or kpi.")],
    days: Annotated[int, typer.Argument(metavar="DAYS", help="30 or more.")],
    reason: Reason,
    json: Json = False,
) -> None:
    """Set for how many days rows of a fact are kept; older ones leave the lake once a day."""
    _done("lake.set_retention", {"fact": fact, "days": days, "reason": reason}, json=json)


@app.command()
def verify(json: Json = False) -> None:
    """Read every file and compare its SHA-256; exit code 1 when one is missing or changed."""
    desk.opened()
    _officer_only()
    from opencaio.record.answers import plain
    from opencaio.record.manifest import faults_of_files
    from opencaio.record.models import LakeFile

    with paper.progress("Reading the lake"):
        faults = list(faults_of_files())
    if json:
        paper.as_json({"files": LakeFile.objects.count(), "faults": plain(faults)})
    else:
        for one in faults:
            typer.echo(f"batch {one.batch}: {one.path} is {one.fault}")
        typer.echo(f"{LakeFile.objects.count()} files, {len(faults)} missing or changed")
    if faults:
        raise typer.Exit(REFUSED)


@app.command()
def tidy(json: Json = False) -> None:
    """Take away files that belong to no batch: what a killed writer left more than six hours ago."""
    desk.opened()
    _officer_only()
    from django.utils import timezone

    from opencaio.record import manifest

    gone = manifest.tidy(timezone.now())
    return paper.as_json({"removed": gone}) if json else typer.echo(f"{gone} files removed")


@app.command()
def compact(json: Json = False) -> None:
    """Merge the little batches that streams brought before today; `caio serve` does it once a day."""
    desk.opened()
    from django.utils import timezone

    from opencaio.record.lake_days import compacting

    with paper.progress("Merging"):
        steps = list(compacting(timezone.now(), actor=desk.actor()))
    counts = {
        name: sum(getattr(one, name) for one in steps) for name in ("batches", "into", "files", "became", "removed")
    }
    if json:
        return paper.as_json(counts)
    told = "{batches} batches became {into}, {files} files {became}; {removed} old files removed"
    return typer.echo(told.format(**counts))


def _bring(file: Path, given: dict[str, Any], *, json: bool) -> None:
    desk.opened()
    if not file.is_file():
        raise Refused(f"There is no file {file}.")
    from opencaio.record.actions import perform
    from opencaio.record.importing.uploads import drop_upload, keep_upload

    with paper.progress(f"Reading {file.name}"):
        upload = keep_upload(file)
        try:
            row = perform("lake.add", {**given, "upload": upload, "name": file.name}, desk.actor()).result
        finally:
            drop_upload(upload)
    refusals = row.faults.get("refused", [])
    counts = {name: getattr(row, name) for name in ("read", "rows", "repeated", "refused")}
    moved, unknown = row.faults.get("moved", 0), row.faults.get("unknown_uses", [])
    if json:
        told = {"moved": moved, "unknown_uses": unknown, "refusals": refusals}
        paper.as_json({"batch": row.pk, "file": str(file), **counts, **told})
    else:
        counted = f"{row.read} rows read, {row.rows} in, {row.repeated} known before, {row.refused} refused"
        typer.echo(f"{file}: batch {row.pk}: {counted}")
        if moved:
            typer.echo(f"  {moved} of those known before are in the lake on another day: does event_id begin anew?")
        if unknown:
            typer.echo(
                f"  Not on record: {paper.readable(', '.join(unknown))}. Rows of these uses count for nobody.", err=True
            )
        for at, column, why in refusals:
            typer.echo(f"  row {at}: {column} {paper.readable(why)}", err=True)
    if row.refused:
        raise typer.Exit(REFUSED)


def _done(name: str, given: dict[str, Any], *, json: bool) -> None:
    desk.opened()
    from opencaio.record.actions import perform

    outcome = perform(name, given, desk.actor())
    return paper.as_json({"done": name, "words": outcome.words}) if json else typer.echo(outcome.words)


def _mapping(said: list[str] | None) -> dict[str, str]:
    pairs = [one.partition("=") for one in said or []]
    for column, sign, head in pairs:
        if not (column and sign and head):
            raise BadInput(f"“{column}{sign}{head}” is no COLUMN=HEAD.")
    return {column.strip(): head.strip() for column, _, head in pairs}


def _officer_only() -> None:
    from opencaio.record.permissions import EVERYWHERE, Right

    if desk.actor().scope(Right.SETTINGS) is not EVERYWHERE:
        raise Refused("Only who may change settings over everything looks at the lake's files.")

"""Does the ledger hold, and what is its head?"""

from typing import Annotated

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.faults import REFUSED

app = typer.Typer(help="The ledger: verify the chain, show its head.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


@app.command()
def verify(json: Json = False) -> None:
    """Walk the whole chain; exit code 1 when an entry was edited, removed, re-ordered or cut."""
    desk.opened()
    from opencaio.record import ledger

    verdict = ledger.verify()
    if json:
        breaches = [{"sequence": one.sequence, "words": one.words} for one in verdict.breaches]
        paper.as_json({"holds": verdict.holds, "count": verdict.count, "head": verdict.head, "breaches": breaches})
    else:
        typer.echo(f"{verdict.count} entries, head {verdict.head[:16]}…")
        typer.echo("The ledger holds." if verdict.holds else "The ledger does not hold:")
    if verdict.holds:
        return
    for one in verdict.breaches:
        typer.echo(f"  entry {one.sequence}: {one.words}", err=True)
    raise typer.Exit(REFUSED)


@app.command()
def head(json: Json = False) -> None:
    """The chain's length and last hash, to be kept elsewhere."""
    desk.opened()
    from opencaio.record import ledger

    count, hash_ = ledger.head()
    paper.as_json({"count": count, "head": hash_}) if json else typer.echo(f"{count} {hash_}")

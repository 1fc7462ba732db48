"""How do streams come into the lake from a terminal: what waits in the spool, and a topic of Kafka?"""

from dataclasses import asdict
from json import dumps
from typing import Annotated

import typer

from opencaio.errors import BadInput
from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.faults import REFUSED

Json = Annotated[bool, typer.Option("--json", help="JSON instead of words; of listen, one object a line.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A setting of librdkafka, as for TLS; may repeat."),
]


def join(app: typer.Typer) -> None:
    """Add the commands to ``caio lake``."""
    app.command()(drain)
    app.command()(listen)


def drain(json: Json = False) -> None:
    """Take received spans into the lake now; `caio serve` does it every half minute."""
    desk.opened()
    from django.utils import timezone

    from opencaio.record.draining import drain_spool

    told = drain_spool(timezone.now(), actor=desk.actor())
    if json:
        paper.as_json(asdict(told))
    else:
        typer.echo(f"{told.segments} segments taken in with {told.rows} rows, {told.known} known before")
        for name in told.bad:
            typer.echo(f"{name} cannot be read and is set aside", err=True)
    if told.bad:
        raise typer.Exit(REFUSED)


def listen(
    brokers: Annotated[str, typer.Option(help="HOST:PORT, several with commas.")],
    topic: Annotated[str, typer.Option(help="Its messages are JSON objects.")],
    fact: Annotated[str, typer.Option(help="usage, decisions or kpi.")],
    group: Annotated[str, typer.Option(help="As whom we read.")] = "opencaio",
    settings: Settings = None,
    batch: Annotated[int, typer.Option(min=1, max=10_000, help="Messages taken in at once.")] = 10_000,
    wait: Annotated[float, typer.Option(min=0.1, max=600, help="Seconds that a batch is waited for.")] = 5.0,
    once: Annotated[bool, typer.Option("--once", help="Stop when nothing comes for as long as a batch.")] = False,
    json: Json = False,
) -> None:
    """Take a topic of Kafka into the lake until it is stopped; what comes again changes nothing."""
    desk.opened()
    from opencaio.record.streaming import Topic, listen

    chosen = Topic(brokers, topic, fact, group, _pairs(settings))
    for taken in listen(chosen, desk.actor(), most=batch, seconds=wait):
        if taken.messages:
            _tell(asdict(taken), json=json)
        elif once:
            return


def _tell(taken: dict[str, object], *, json: bool) -> None:
    if json:
        return typer.echo(dumps(taken))
    typer.echo(
        f"{taken['messages']} messages: {taken['rows']} rows in, {taken['repeated']} known before, "
        f"{taken['refused']} refused"
    )
    for at, column, why in taken["refusals"]:  # type: ignore[attr-defined]
        typer.echo(f"  {at}: {column} {paper.readable(why)}", err=True)
    return None


def _pairs(said: list[str] | None) -> dict[str, str]:
    pairs = [one.partition("=") for one in said or []]
    for name, sign, value in pairs:
        if not (name and sign and value):
            raise BadInput(f"“{name}{sign}{value}” is no NAME=VALUE.")
    return {name.strip(): value.strip() for name, _, value in pairs}

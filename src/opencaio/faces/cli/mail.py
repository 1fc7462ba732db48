"""How are letters looked at and carried out at a terminal?"""

from typing import TYPE_CHECKING, Annotated

import typer

from opencaio.errors import Refused
from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.faults import REFUSED

if TYPE_CHECKING:
    from opencaio.record.queries.letters import LetterList

app = typer.Typer(help="E-mail: what waits, and carrying it out without `caio serve`.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


@app.command()
def send(json: Json = False) -> None:
    """Carry out every letter that is due, and write today's reminders first. Exit code 1 when some did not go."""
    desk.opened()
    from django.utils import timezone

    from opencaio.record.answers import plain
    from opencaio.record.letters import mail_is_on
    from opencaio.record.posting import Round, send_letters

    if not mail_is_on():
        raise Refused("This site knows no mail server. Set OPENCAIO_SMTP_URL and OPENCAIO_MAIL_FROM.")
    desk.begin_day()
    total = Round()
    while (once := send_letters(timezone.now())) != Round():
        total = total.plus(once)
    if json:
        paper.as_json(plain(total))
    else:
        fault = f" The last fault: {total.fault}." if total.fault else ""
        typer.echo(f"{total.sent} sent, {total.failed} to be tried again, {total.given_up} given up.{fault}")
    if total.failed or total.given_up:
        raise typer.Exit(REFUSED)


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="waiting, failing, given_up or sent; empty: all.")] = "", json: Json = False
) -> None:
    """Letters and how they stand; what they say is for their readers."""
    desk.opened()
    from opencaio.record.queries import ask

    found: LetterList = ask("letters.list", {"state": state, "size": 1000}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    columns = ("created_at", "to", "subject", "state", "tries", "last_fault")
    return paper.table([one.model_dump(mode="json") for one in found.rows], columns=columns)

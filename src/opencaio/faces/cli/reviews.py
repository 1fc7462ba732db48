"""How are answers reviewed at a terminal?"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.faces.cli import desk, paper

if TYPE_CHECKING:
    from opencaio.record.queries.reviews import ReviewList, ReviewRow

app = typer.Typer(help="Reviews: the queue, and one's verdict on an answer.", no_args_is_help=True)
Use = Annotated[str, typer.Argument(metavar="USECASE", help="The code of the use, such as UC-0042.")]
Regime = Annotated[str, typer.Argument(metavar="REGIME", help="Such as EU, EU-GDPR or US-NYC.")]
For = Annotated[int | None, typer.Option("--for", metavar="PERSON", help="The number of whom one stands in for.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="waiting, sent_back, stale, signed or overridden; empty: all.")] = "",
    use_case: Annotated[str, typer.Option(metavar="USECASE", help="One use.")] = "",
    mine: Annotated[bool, typer.Option("--mine", help="What waits for my eyes, or came back to me.")] = False,
    past: Annotated[bool, typer.Option("--past", help="Earlier rounds too.")] = False,
    json: Json = False,
) -> None:
    """What waits, what was judged, what went stale."""
    desk.opened()
    from opencaio.record.queries import ask

    given = {"state": state, "use_case": use_case, "mine": mine, "past": past, "size": 1000}
    found: ReviewList = ask("reviews.list", given, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    if not found.rows:
        return typer.echo("No review is in this state." if state or mine else "There is no review yet.")
    return paper.table([_row(one) for one in found.rows])


@app.command()
def ask(
    use_case: Use,
    regime: Annotated[str, typer.Argument(metavar="[REGIME]", help="Left out: every answer of the use.")] = "",
    reviewer: Annotated[int | None, typer.Option(metavar="PERSON", help="The reviewer's number; else any.")] = None,
    note: Annotated[str, typer.Option(help="What to look at.")] = "",
    json: Json = False,
) -> None:
    """Ask for a second pair of eyes."""
    _do("ask", {"use_case": use_case, "regime": regime, "reviewer": reviewer, "note": note}, as_json=json)


@app.command()
def sign(
    use_case: Use,
    regime: Regime,
    note: Annotated[str, typer.Option(help="What was read.")] = "",
    stands_for: For = None,
    json: Json = False,
) -> None:
    """Sign off an answer that someone else's facts gave."""
    given = {"use_case": use_case, "regime": regime, "note": note, "standing_in_for": stands_for}
    _do("sign", given, as_json=json)


@app.command()
def send_back(
    use_case: Use,
    regime: Regime,
    reason: Annotated[str, typer.Option(help="What is missing or wrong.")],
    stands_for: For = None,
    json: Json = False,
) -> None:
    """Send an answer back with a reason."""
    given = {"use_case": use_case, "regime": regime, "reason": reason, "standing_in_for": stands_for}
    _do("send_back", given, as_json=json)


@app.command()
def override(
    use_case: Use,
    regime: Regime,
    klass: Annotated[str, typer.Argument(metavar="CLASS", help="A class of the regime, such as high_risk_annex_iii.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day, within a year.")],
    stands_for: For = None,
    json: Json = False,
) -> None:
    """Put a class beside the computed one, until a day."""
    given = {"use_case": use_case, "regime": regime, "klass": klass, "reason": reason, "expires_on": until}
    _do("override", given | {"standing_in_for": stands_for}, as_json=json)


@app.command()
def withdraw(
    use_case: Use,
    regime: Regime,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    json: Json = False,
) -> None:
    """Take back a request, or what oneself signed."""
    _do("withdraw", {"use_case": use_case, "regime": regime, "reason": reason}, as_json=json)


def _do(verb: str, given: dict[str, Any], *, as_json: bool) -> None:
    desk.opened()
    from opencaio.record.actions import perform
    from opencaio.record.answers import done_as_plain

    done = perform(f"reviews.{verb}", given, desk.actor())
    paper.as_json(done_as_plain(done)) if as_json else typer.echo(f"{done.words}.")


def _row(one: "ReviewRow") -> dict[str, object]:
    said = one.stale_because or one.reason or one.note
    return {
        "use": one.use_case,
        "name": one.use_case_name,
        "regime": one.regime,
        "class": one.given_class or one.klass,
        "state": one.state,
        "until": one.expires_on,
        "asked_by": one.asked_by,
        "reviewer": one.reviewer + (f" for {one.standing_in_for}" if one.standing_in_for else ""),
        "why": said,
    }

"""How ripe are we for AI, and on which gap does most value rest?"""

from typing import TYPE_CHECKING, Annotated

import typer

from opencaio.faces.cli import desk, paper

if TYPE_CHECKING:
    from opencaio.record.queries.maturity import MaturityLine, MaturityOverview


def maturity(
    wanted: Annotated[int, typer.Option(min=1, max=5, help="Compare with this level.")] = 4,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """The latest assessment of each department by side, what rests on each gap, and with which to begin."""
    desk.opened()
    from opencaio.record.queries import ask

    found: MaturityOverview = ask("maturity.overview", {"wanted": wanted}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    for one in found.latest:
        _told(one, found.currency)
    for one in found.open:
        typer.echo(f"open: {one.department or 'the whole organisation'}, begun for {one.held_on}")
    if not found.latest:
        typer.echo("Nobody has judged our maturity yet.")
    return None


def _told(one: "MaturityLine", currency: str) -> None:
    from opencaio.papers.numbers import money_short

    first = f"; begin with {one.begin_with}" if one.begin_with else ""
    level = "?" if one.level is None else one.level
    typer.echo(f"{one.department or 'The whole organisation'}: {level} of 5 on {one.held_on}{first}")
    for side in one.sides:
        rests = "" if side.stake is None else f"{money_short(side.stake, currency=currency)} rests on it"
        shown = "?" if side.level is None else side.level
        typer.echo(f"  {side.title:26} {shown!s:>4}  {rests}".rstrip())

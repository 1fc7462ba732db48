"""Which ideas were handed in, and how does one hand one in from a terminal?"""

from typing import TYPE_CHECKING, Annotated

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, columns, day, number, words

if TYPE_CHECKING:
    from opencaio.record.queries.ideas import IdeaList

app = typer.Typer(help="Hand in an idea, or look at one.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
COLUMNS = columns(
    code="code",
    title="idea",
    department="department",
    status=Column("state", words),
    owner="owner",
    hours_together=Column("time it takes (hours a month)", number),
    supporters="supporters",
    handed_in_at=Column("handed in on", day),
)


def ideas(
    status: Annotated[
        str, typer.Option(help="open, new, looked_at, parked, declined, merged or taken_up; none: all.")
    ] = "",
    department: Annotated[str, typer.Option(metavar="CODE", help="One department and below.")] = "",
    waiting: Annotated[bool, typer.Option("--waiting", help="Only those new for more than two weeks.")] = False,
    json: Json = False,
) -> None:
    """The ideas that people handed in: the oldest of the open ones first."""
    desk.opened()
    from opencaio.record.queries import ask

    given = {"status": status, "department": department, "waiting": waiting, "size": 5000}
    found: IdeaList = ask("ideas.list", given, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    paper.table([one.model_dump(mode="json") for one in found.rows], columns=COLUMNS)
    told = found.answered
    typer.echo(
        f"{told.answered} of {told.all} answered, {told.in_time} within two weeks; {told.waiting} wait for longer."
    )
    return None


@app.command()
def add(
    title: Annotated[str, typer.Argument(help="The idea in one line.")],
    problem: Annotated[str, typer.Option(help="What hurts today.")] = "",
    proposal: Annotated[str, typer.Option(help="What would help.")] = "",
    steps: Annotated[str, typer.Option(help="How it goes today; makes it a note on a process.")] = "",
    hours: Annotated[str, typer.Option(help="Hours a month that it takes one person.")] = "",
    people: Annotated[int | None, typer.Option(help="How many do it.")] = None,
    department: Annotated[str, typer.Option(metavar="CODE", help="For which department (else one's own).")] = "",
    json: Json = False,
) -> None:
    """Hand in an idea; what reads like it is told."""
    desk.opened()
    from opencaio.record.actions import perform
    from opencaio.record.queries import ask

    near = ask("ideas.alike", {"title": title, "text": "\n".join((problem, proposal, steps))}, desk.actor())
    given = {"title": title, "problem": problem, "proposal": proposal, "steps": steps, "people": people}
    given |= {"kind": "process" if steps else "idea", "hours_a_month": hours or None, "department": department or None}
    made = perform("ideas.hand_in", given, desk.actor()).result
    if json:
        return paper.as_json(made.model_dump(mode="json") | {"alike": near.model_dump(mode="json")})
    typer.echo(f"{made.code}  {made.title}, for {made.department}")
    for one in near.rows:
        typer.echo(f"  like {one.code} {one.name} (in: {', '.join(one.words)})")
    if near.hidden:
        typer.echo("  Something like this exists in your department: the office will connect you.")
    return None


@app.command()
def show(code: Annotated[str, typer.Argument(help="Such as ID-01.")], json: Json = False) -> None:
    """One idea, in its author's words, with what became of it."""
    desk.opened()
    from opencaio.record.queries import ask

    page = ask("ideas.show", {"code": code}, desk.actor())
    if json:
        return paper.as_json(page.model_dump(mode="json"))
    typer.echo(f"{page.code}  {page.title}  ({page.status})")
    for name in ("problem", "proposal", "steps", "answer"):
        typer.echo(f"  {name}: {getattr(page, name) or 'not said'}")
    return None

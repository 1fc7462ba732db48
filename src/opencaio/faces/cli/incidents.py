"""How is an incident reported, followed and told of from a terminal?"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.faces.cli import desk, paper

if TYPE_CHECKING:
    from opencaio.record.queries.incidents import ClockLine, IncidentPage

app = typer.Typer(help="Incidents: report one, list them, show one with its clocks, say who was told.")
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="Such as IN-10.")]
Moment = Annotated[datetime | None, typer.Option(metavar="MOMENT", help="Such as 2026-11-22T09:20; default: now.")]


@app.command()
def report(
    title: Annotated[str, typer.Argument(help="What happened, in a sentence.")],
    use: Annotated[str, typer.Option(help="The use's code or name, or your own words.")] = "",
    about: Annotated[str, typer.Option(help="More about it.")] = "",
    known: Moment = None,
    happened: Annotated[datetime | None, typer.Option(metavar="MOMENT", help="When it happened.")] = None,
    people: Annotated[int | None, typer.Option(min=0, help="How many people are affected.")] = None,
    json: Json = False,
) -> None:
    """Report an incident; its clocks start with the moment at which you came to know."""
    desk.opened()
    from opencaio.record.actions import perform
    from opencaio.record.answers import done_as_plain

    given = {"title": title, "use": use, "description": about, "known_at": known, "happened_at": happened}
    done = perform("incidents.report", _given(given | {"people_affected": people}), desk.actor())
    paper.as_json(done_as_plain(done)) if json else typer.echo(f"{done.words}.")


@app.command("list")
def list_(
    status: Annotated[str, typer.Option(help="running, open, contained, closed or dismissed.")] = "",
    severity: Annotated[str, typer.Option(help="serious, high, medium, low or none.")] = "",
    use: Annotated[str, typer.Option(help="The code of a use.")] = "",
    json: Json = False,
) -> None:
    """The incidents that you may see: those that are not over first."""
    desk.opened()
    from opencaio.engines.clocks import time_left
    from opencaio.record.queries import ask

    given = {"status": status, "severity": severity, "use_case": use, "size": 1000}
    found = ask("incidents.list", given, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    rows = [
        {
            "code": one.code,
            "title": one.title,
            "severity": one.severity or "not assessed",
            "status": one.status,
            "next clock": time_left(one.next_clock.seconds_left or 0) if one.next_clock else "",
            "known": f"{one.known_at:%Y-%m-%d}",
        }
        for one in found.rows
    ]
    return paper.table(rows) if rows else typer.echo("No incident matches.")


@app.command()
def show(code: Code, json: Json = False) -> None:
    """One incident: what happened, its clocks with both ends, and who was told."""
    desk.opened()
    from opencaio.record.queries import ask

    page: IncidentPage = ask("incidents.show", {"code": code}, desk.actor())
    if json:
        return paper.as_json(page.model_dump(mode="json"))
    typer.echo(f"{page.code} {page.title}\n{page.severity or 'not assessed'}, {page.status}")
    if page.description:
        typer.echo(page.description)
    paper.table([_clock(one) for one in page.clocks])
    for told in page.told:
        first = "" if told.is_complete else " (first report)"
        typer.echo(f"Told {told.who}{first}: {_written(told.at)}{', ' + told.how if told.how else ''}")
    return None


@app.command()
def tell(
    code: Code,
    clock: Annotated[str, typer.Option(help="The clock that is met, such as gdpr.authority.")] = "",
    who: Annotated[str, typer.Option(help="Who was told (default: whom the clock names).")] = "",
    how: Annotated[str, typer.Option(help="By its form, by e-mail, by telephone.")] = "",
    at: Moment = None,
    first: Annotated[bool, typer.Option("--first", help="A first report; a complete one follows.")] = False,
    json: Json = False,
) -> None:
    """Say who was told of an incident, which meets its clock."""
    desk.opened()
    from opencaio.record.actions import perform
    from opencaio.record.answers import done_as_plain

    given = _given({"code": code, "clock": clock, "who": who, "how": how, "at": at}) | {"complete": not first}
    done = perform("incidents.tell", given, desk.actor())
    paper.as_json(done_as_plain(done)) if json else typer.echo(f"{done.words}.")


@app.command()
def draft(
    code: Code,
    report: Annotated[str, typer.Argument(help="Such as breach_report; none lists those that clocks ask for.")] = "",
    format: Annotated[str, typer.Option(help="pdf, docx, html, md or json.")] = "pdf",
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the file goes.")] = Path(),
    json: Json = False,
) -> None:
    """Write a draft report from the record, and say what is missing in it."""
    desk.opened()
    from opencaio.papers.render import render
    from opencaio.record.queries import ask
    from opencaio.record.queries.incident_drafts import draft_seen

    if not report:
        rows = ask("incidents.drafts", {"code": code}, desk.actor()).model_dump(mode="json")["rows"]
        return paper.as_json(rows) if json else paper.table(rows, columns=("code", "title", "citation", "to"))
    found = draft_seen(code, report, desk.actor())
    body = render(found.paper, format=format)
    out.mkdir(parents=True, exist_ok=True)
    goal = out / f"{code}-{report.replace('_', '-')}.{format}"
    goal.write_bytes(body)
    if json:
        return paper.as_json({"file": str(goal), "missing": list(found.missing)})
    typer.echo(str(goal))
    for one in found.missing:
        typer.echo(f"Missing: {one}")
    return None


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}


def _clock(one: "ClockLine") -> dict[str, object]:
    from opencaio.engines.clocks import time_left

    left = "" if one.seconds_left is None else time_left(one.seconds_left)
    return {
        "clock": one.code,
        "strict end": _written(one.strict_at),
        "1182/71": _written(one.lenient_at),
        "state": left or one.stage,
        "met": _written(one.met_at),
        "source": one.citation or "house",
    }


def _written(moment: datetime | None) -> str:
    from django.utils import timezone

    from opencaio.record.clocks import zone_of_record

    return f"{timezone.localtime(moment, zone_of_record()):%Y-%m-%d %H:%M %Z}" if moment else ""

"""What changes for our uses when the law, or its day, changes?"""

from typing import TYPE_CHECKING, Annotated

import typer

from opencaio.faces.cli import desk, paper

if TYPE_CHECKING:
    from datetime import date

    from opencaio.record.queries.law import ChangeRow, LawDay, LawDiff

app = typer.Typer(help="The law: what changes for our uses between two days or texts.", no_args_is_help=True)

SAME = "Nothing changes for any of our {n} uses."


@app.command()
def diff(
    since: Annotated[str, typer.Option("--from", metavar="DATE|TEXT", help="2026-11-22, or eu-ai-act@2024.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE|TEXT", help="2027-12-02, or eu-ai-act@2026.")] = "",
    department: Annotated[str, typer.Option(metavar="CODE", help="One department and below.")] = "",
    regime: Annotated[str, typer.Option(help="One regime, such as EU.")] = "",
    by_use: Annotated[bool, typer.Option("--by-use", help="Use by use instead of by date.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object: by date and use by use.")] = False,
) -> None:
    """Answer every use under both days and say what differs, with the provision. Today and 800 days on by default."""
    desk.opened()
    from opencaio.record.queries import ask

    given = {"since": since, "until": until, "department": department, "regime": regime, "size": 20_000}
    with paper.progress("Answering every use under two days of the law"):
        found: LawDiff = ask("law.diff", given, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    typer.echo(f"From {_day(found.since)} to {_day(found.until)}: {found.changed} of {found.compared} uses change.")
    _law(found)
    if not found.rows:
        typer.echo(SAME.format(n=found.compared))
    elif by_use:
        _by_use(found)
    else:
        _by_date(found)
    return None


def _day(named: "LawDay") -> str:
    on = named.on.isoformat()
    return on if named.words == on else f"{on} ({named.words})"


def _law(found: "LawDiff") -> None:
    verbs = {"new": "new", "gone": "no longer there", "moved": "another day"}
    for one in found.provisions:
        moved = f", {_days(one.before)} → {_days(one.after)}" if one.kind == "moved" else ""
        typer.echo(f"  {one.citation}: {one.title} ({verbs[one.kind]}{moved})")


def _days(days: "list[date]") -> str:
    return ", ".join(str(one) for one in days) or "no day"


def _by_date(found: "LawDiff") -> None:
    for day in found.days:
        typer.echo(f"\n{day.on}")
        for mark in day.milestones:
            typer.echo(f"  {mark.words} ({mark.citation}, {mark.certainty})")
        for one in day.classes:
            typer.echo(f"  · {one.title}: {_count(one.uses)}: {_some(one.uses)}  [{one.citation}]")
        for bundle in day.bundles:
            duties = "1 duty" if len(bundle.duties) == 1 else f"{len(bundle.duties)} duties"
            typer.echo(f"  · {duties} for {_count(bundle.uses)}: {_some(bundle.uses)}")
            for one in bundle.duties:
                typer.echo(f"      {one.citation}: {one.title}")
        for one in day.could:
            unknown = ", ".join(one.facts)
            typer.echo(f"  ? {one.title} could bind {_count(one.uses)}: {_some(one.uses)} (not known: {unknown})")


def _count(uses: list[str]) -> str:
    return f"{len(uses)} {'use' if len(uses) == 1 else 'uses'}"


def _some(codes: list[str], most: int = 12) -> str:
    rest = f" and {len(codes) - most} more" if len(codes) > most else ""
    return ", ".join(codes[:most]) + rest


def _by_use(found: "LawDiff") -> None:
    for use in found.rows:
        typer.echo(f"\n{use.code}  {use.name}  ({use.department})")
        for one in use.changes:
            typer.echo(f"  {_words(one)}")


def _words(one: "ChangeRow") -> str:
    on = f" from {one.on}" if one.on else ""
    if one.kind in ("class", "moved"):
        return f"{one.regime}: {one.title}: {one.before or 'no day'} → {one.after or 'no day'}  {one.citation}"
    verbs = {"begins": "begins to bind", "new": "is new", "gone": "falls away", "could": "could bind"}
    unknown = f" (not known: {', '.join(one.facts)})" if one.facts else ""
    return f"{one.regime}: {one.title} {verbs[one.kind]}{on}{unknown}  {one.citation}"

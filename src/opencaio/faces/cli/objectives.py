"""How far are our objectives, and which of them does AI serve?"""

from typing import TYPE_CHECKING, Annotated

import typer

from opencaio.faces.cli import desk, paper

if TYPE_CHECKING:
    from opencaio.record.aims.lines import KeyResultLine
    from opencaio.record.queries.objective_coverage import CoverageFound
    from opencaio.record.queries.objectives import ObjectiveTree

app = typer.Typer(help="What we want to reach: one objective, its measured values, and what AI serves.")

Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
Year = Annotated[int | None, typer.Option(help="Objectives whose period touches this year.")]
Department = Annotated[str, typer.Option(metavar="CODE", help="One department and below.")]


def objectives(
    year: Year = None,
    department: Department = "",
    status: Annotated[str, typer.Option(help="live, proposed, active, met, partly_met, missed or dropped.")] = "live",
    state: Annotated[str, typer.Option(help="behind, on_track, unmeasured, met, missed, ahead or open.")] = "",
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Which objectives AI serves, and what serves none.")
    ] = False,
    json: Json = False,
) -> None:
    """The tree of objectives with how far each is, or (--coverage) what AI serves."""
    desk.opened()
    from opencaio.record.queries import ask

    if coverage:
        found: CoverageFound = ask("objectives.coverage", {"year": year, "department": department}, desk.actor())
        return paper.as_json(found.model_dump(mode="json")) if json else _covered(found)
    given = {"year": year, "department": department, "status": "" if status == "all" else status, "state": state}
    tree: ObjectiveTree = ask("objectives.tree", given, desk.actor())
    if json:
        return paper.as_json(tree.model_dump(mode="json"))
    for one in tree.rows:
        far = _far(one.progress)
        shown = one.state if one.status == "active" else one.status
        typer.echo(f"{'  ' * one.depth}{one.code:10} {far:>6}  {shown:11} {one.title}")
        for part in one.key_results:
            typer.echo(f"{'  ' * one.depth}  {part.code:10} {_far(part.progress):>6}  {part.state:11} {part.text}")
    typer.echo(f"{tree.total} objectives on {tree.as_of}; progress is the share of the way from baseline to target.")
    return None


@app.command()
def show(code: Annotated[str, typer.Argument(help="Such as O-01.")], json: Json = False) -> None:
    """One objective: key results, why each stands as it does, and the work that serves it."""
    desk.opened()
    from opencaio.record.queries import ask

    page = ask("objectives.show", {"code": code}, desk.actor())
    if json:
        return paper.as_json(page.model_dump(mode="json"))
    typer.echo(f"{page.code}  {page.title}  ({page.status}, {page.state})\n  {page.because}")
    for part in page.key_results:
        typer.echo(f"  {part.code}  {part.text}: {_read(part)}\n    {part.state}: {part.because}")
    for tie in page.alignments:
        typer.echo(f"  served by {tie.code} {tie.name}, strength {tie.strength} of 3: {tie.reason}")
    return None


@app.command()
def read(
    code: Annotated[str, typer.Argument(help="The key result, such as O-01a.")],
    value: Annotated[str, typer.Argument(help="What was measured, in the key result's unit.")],
    on: Annotated[str, typer.Option(metavar="DAY", help="Measured on this day (2026-11-22; else today).")] = "",
    source: Annotated[str, typer.Option(help="Where the value stands.")] = "",
    json: Json = False,
) -> None:
    """Keep a measured value of a key result; the same day again puts it right."""
    desk.opened()
    from opencaio.record.actions import perform

    given = {"code": code, "value": value, "on": on or None, "source": source}
    done = perform("key_results.read", given, desk.actor())
    if json:
        return paper.as_json({"code": code, "value": value, "entry": done.entry, "words": done.words})
    typer.echo(done.words if done.entry else "Nothing changed.")
    return None


def _covered(found: "CoverageFound") -> None:
    for one in found.objectives:
        typer.echo(f"{one.code:10} {_far(one.coverage):>6}  {one.works:3} works  {one.title}")
    typer.echo(f"Served by AI, by weight: {_far(found.weighted)}; without AI: {', '.join(found.without_ai) or 'none'}.")
    typer.echo(f"{found.idle_total} of {found.works_total} initiatives and uses serve no objective.")


def _far(share: float | None) -> str:
    return "?" if share is None else f"{share:.0%}"


def _read(part: "KeyResultLine") -> str:
    unit = f" {part.unit}" if part.unit else ""
    measured = "never measured" if part.value is None else f"{part.value.normalize():f}{unit} on {part.read_on}"
    return f"{measured} (from {part.baseline} to {part.target})"

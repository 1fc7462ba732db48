"""What watches over uses that run, from a terminal: list it, take readings, answer one, add one, end one?"""

from typing import Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, columns, words

app = typer.Typer(help="What watches over uses that run: drift, overrides, errors.", invoke_without_command=True)
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="The monitor's code, such as MO-001.")]


@app.callback()
def quality(
    context: typer.Context,
    use_case: Annotated[str, typer.Option("--use", metavar="USE", help="Of this use only.")] = "",
    verdict: Annotated[str, typer.Option(help="Only those that show ok, warn, act or unknown.")] = "",
    json: Json = False,
) -> None:
    """Every monitor with its last reading, those that ask for something first."""
    if context.invoked_subcommand:
        return None
    found = _ask({"use_case": use_case, "verdict": verdict})
    if json:
        return paper.as_json(found)
    paper.table(
        [_line(one) for one in found["rows"]],
        columns=columns(code="monitor", use="use", watched="watched", verdict=Column("shows", words), figure="figure",
                        until="until", why="why, or the answer"),
        empty="Nothing is watched yet: caio quality add USE KIND",
    )  # fmt: skip
    if found["waiting"]:
        typer.echo(f'{found["waiting"]} wait for an answer: caio quality answer CODE "what was done"')
    return None


@app.command()
def read(
    code: Annotated[str, typer.Argument(metavar="[CODE]", help="One monitor; without, all.")] = "",
    last: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The last day looked at; else the newest.")] = "",
    json: Json = False,
) -> None:
    """Take readings now."""
    _do("monitors.read", {"code": code, "last": last or None}, json=json)


@app.command()
def answer(
    code: Code, what: Annotated[str, typer.Argument(metavar="TEXT", help="What was done.")], json: Json = False
) -> None:
    """Say what was done about the last reading."""
    _do("monitors.answer", {"code": code, "answer": what}, json=json)


@app.command()
def add(
    use_case: Annotated[str, typer.Argument(metavar="USE", help="The use's code.")],
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="psi, ks, calibration, override, errors, fairness, metric.")
    ],
    metric: Annotated[str, typer.Option(help="Of kind metric: the code of one of ours.")] = "",
    column: Annotated[str, typer.Option(help="Of psi and ks: the column (the score without).")] = "",
    fact: Annotated[str, typer.Option(help="Of psi and ks: decisions or usage.")] = "",
    days: Annotated[int, typer.Option(help="Days that are looked at.")] = 28,
    warn_at: Annotated[str, typer.Option(help="From which figure on it warns.")] = "",
    act_at: Annotated[str, typer.Option(help="From which figure on it asks to act.")] = "",
    json: Json = False,
) -> None:
    """Put a use under watch."""
    settings: dict[str, Any] = {"days": days}
    settings |= {name: value for name, value in (("column", column), ("fact", fact)) if value}
    given = {"use_case": use_case, "kind": kind, "metric": metric, "settings": settings}
    _do("monitors.add", {**given, "warn_at": warn_at or None, "act_at": act_at or None}, json=json)


@app.command()
def end(code: Code, json: Json = False) -> None:
    """Take no more readings; those that there are stay."""
    _do("monitors.retire", {"code": code}, json=json)


def _do(name: str, given: dict[str, Any], *, json: bool) -> None:
    desk.opened()
    from opencaio.record.actions.registry import perform

    done = perform(name, given, desk.actor())
    if json:
        paper.as_json({"words": done.words})
    else:
        typer.echo(f"{done.words}.")


def _line(one: dict[str, Any]) -> dict[str, Any]:
    last = one["readings"][0] if one["readings"] else {}
    figure = last.get("figure")
    return {
        **one,
        "use": f"{one['use_case']} {one['use_case_name']}",
        "watched": f"{one['kind_name']} {one['column']}".strip(),
        "figure": "" if figure is None else f"{figure:.3f}",
        "until": last.get("last_day", ""),
        "why": last.get("answer") or last.get("words", ""),
    }


def _ask(given: dict[str, Any]) -> dict[str, Any]:
    desk.opened()
    from opencaio.record.queries import ask

    found: dict[str, Any] = ask("monitors.list", given, desk.actor()).model_dump(mode="json")
    return found

"""How does one read the record (`show`) and change it (`do`) from a terminal?"""

from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.errors import NotFound
from opencaio.faces.cli import desk, pairs, paper
from opencaio.faces.cli.faults import wrong_usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

Fields = Annotated[list[str] | None, typer.Argument(metavar="[FIELD=VALUE]...", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]
Explain = Annotated[bool, typer.Option("--explain", help="Say which fields it takes, and do nothing.")]
Source = Annotated[str | None, typer.Option("--input", help="A JSON file with the fields; - reads stdin.")]
MOST_NEAR = 4


def join(app: typer.Typer) -> None:
    """Add `show` and `do`."""
    app.command()(show)
    app.command()(do)


def show(
    query: Annotated[str | None, typer.Argument(help="Such as use_cases.list; none lists them all.")] = None,
    fields: Fields = None,
    source: Source = None,
    explain: Explain = False,
    json: Json = False,
) -> None:
    """Ask the record. Without a query: list what can be asked."""
    desk.opened()
    from opencaio.record.answers import plain
    from opencaio.record.queries import QUERIES, ask

    if query is None:
        return _list(QUERIES, as_json=json)
    _known(query, QUERIES, kind="query")
    if explain:
        return _explain(query, QUERIES[query].words, QUERIES[query].input, as_json=json)
    answer = plain(ask(query, pairs.read(fields or [], source=source), desk.actor()))
    return paper.as_json(answer) if json else paper.answer(answer)


def do(
    action: Annotated[str | None, typer.Argument(help="Such as use_cases.add; none lists them all.")] = None,
    fields: Fields = None,
    source: Source = None,
    explain: Explain = False,
    json: Json = False,
) -> None:
    """Change the record through an action. Without an action: list what can be done."""
    desk.opened()
    from opencaio.record.actions import ACTIONS, perform
    from opencaio.record.answers import done_as_plain, plain

    if action is None:
        return _list(ACTIONS, as_json=json)
    _known(action, ACTIONS, kind="action")
    if explain:
        return _explain(action, ACTIONS[action].words, ACTIONS[action].input, as_json=json)
    done = perform(action, pairs.read(fields or [], source=source), desk.actor())
    if json:
        return paper.as_json(done_as_plain(done))
    typer.echo(f"{done.words}." if done.entry else "Nothing changed.")
    # A row is on record and can be shown again; what else an action gives (a token's secret) is said only now.
    return paper.answer(plain(done.result)) if is_dataclass(done.result) else None


def _list(registry: "Mapping[str, Any]", *, as_json: bool) -> None:
    rows = [{"name": name, "words": one.words} for name, one in sorted(registry.items())]
    paper.as_json(rows) if as_json else paper.table(rows)


def _known(name: str, registry: "Mapping[str, Any]", *, kind: str) -> None:
    if name in registry:
        return
    from difflib import get_close_matches

    of_concept = [one for one in registry if one.partition(".")[0] == name.partition(".")[0]]
    likely = [*get_close_matches(name, registry, n=2, cutoff=0.75), *of_concept, *get_close_matches(name, registry)]
    near = list(dict.fromkeys(likely))[:MOST_NEAR]
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise wrong_usage(f"There is no {kind} called {name}.{hint}") from NotFound(name)


def _explain(name: str, words: str, model: "type[BaseModel]", *, as_json: bool) -> None:
    from opencaio.record.input_fields import fields_of

    schema = model.model_json_schema()
    if as_json:
        return paper.as_json({"name": name, "words": words, "input": schema})
    typer.echo(f"{name}: {words}")
    if model.__doc__:
        typer.echo(" ".join(model.__doc__.split()))
    for one in fields_of(schema):
        needed = "  (needed)" if one.is_needed else ""
        typer.echo(f"{'  ' * (one.name.count('.') + 1)}{one.name}  {one.kind}{needed}")
    return None

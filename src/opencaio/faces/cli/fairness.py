"""How often are people of each group selected, from a terminal, and how is that kept as an audit?"""

from typing import Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, columns, number, share
from opencaio.faces.cli.faults import wrong_usage

NO_DECISION = "No decision is in the lake yet. Bring some in: caio lake add FILE decisions"
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
RATIO = Column("impact ratio", lambda value: "" if value is None else f"{value:.3f}")
GAP = {name: Column(title, lambda value: "" if value is None else f"{value:+.3f}") for name, title in (
    ("value", "gap"), ("low", "from"), ("high", "to"),
)}  # fmt: skip


def join(app: typer.Typer) -> None:
    """Add `fairness`."""
    app.command()(fairness)


def fairness(
    use_case: Annotated[str, typer.Argument(metavar="[USE]", help="A use's code; none: all that decide.")] = "",
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD")] = "",
    last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD")] = "",
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep it as an audit, which the bias audit's document quotes.")
    ] = False,
    json: Json = False,
) -> None:
    """How often people of each group are selected: impact ratios as Local Law 144 counts them, and other gaps."""
    if not use_case:
        found = _ask("fairness.list", {})
        shown = columns(use_case="use", use_case_name="name", people="cases", lowest=RATIO, lowest_group="of",
                        last_audit="audited")  # fmt: skip
        return paper.as_json(found) if json else paper.table(found["rows"], columns=shown, empty=NO_DECISION)
    if keep:
        _keep(use_case, first, last, json=json)
    found = _ask("fairness.show", {"use_case": use_case, "first": first or None, "last": last or None})
    return paper.as_json(found) if json else _tell(found)


def _keep(use_case: str, first: str, last: str, *, json: bool) -> None:
    if not (first and last):
        raise wrong_usage("An audit is of a time: say --from and --to.")
    desk.opened()
    from opencaio.record.actions.registry import perform

    done = perform("fairness.audit", {"use_case": use_case, "first": first, "last": last}, desk.actor())
    if not json:
        typer.echo(f"{done.words}.")


def _tell(found: dict[str, Any]) -> None:
    for name, chosen, rate in (("tables", "selected", "rate"), ("score_tables", "above the median", "scoring rate")):
        for one in found[name]:
            shown = columns(
                name=one["by"].lower(), people="cases", selected=chosen, rate=Column(rate, share), ratio=RATIO,
                words="what it says",
            )  # fmt: skip
            paper.table(one["groups"], columns=shown)
    if found["gaps"]:
        paper.table(found["gaps"], columns=columns(by="by", measure="measure", group="group", against="against", **GAP,
                                                   words="what it says"))  # fmt: skip
    if found["override_rate"] is not None:
        typer.echo(f"Overruled: {share(found['override_rate'])} of {number(found['reviewed'])} that a person read.")
    for note in filter(None, (*found["notes"], found["missing"])):
        typer.echo(note)


def _ask(name: str, given: dict[str, Any]) -> dict[str, Any]:
    desk.opened()
    from opencaio.record.queries import ask

    found: dict[str, Any] = ask(name, given, desk.actor()).model_dump(mode="json")
    return found

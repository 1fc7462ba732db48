"""What does AI cost by the bills?"""

from typing import Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, amount, columns, number, share, spent

costs = typer.Typer(help="What AI costs by the bills, and whose it is.", invoke_without_command=True)
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
First = Annotated[str, typer.Option("--from", metavar="YYYY-MM", help="The first month.")]
Last = Annotated[str, typer.Option("--to", metavar="YYYY-MM", help="The last month.")]
NO_BILL = "No bill is in the lake for this. Bring one in: caio bills import FILE"
WAYS = "use, department, provider, service, category, rule, month or currency"


def join(app: typer.Typer) -> None:
    """Add `costs`."""
    app.add_typer(costs, name="costs")


@costs.callback()
def show(
    context: typer.Context,
    by: Annotated[str, typer.Option(help=f"Divided by {WAYS}.")] = "use",
    first: First = "",
    last: Last = "",
    json: Json = False,
) -> None:
    """Costs by use (or by something else), with what is nobody's."""
    if context.invoked_subcommand:
        return None
    found = _ask("costs.show", {"by": by, **_span(first, last)})
    if json:
        return paper.as_json(found)
    if found["without_rate"]:
        lost = f"{found['lines_without_rate']} lines in {', '.join(found['without_rate'])}"
        typer.echo(f"{lost} have no exchange rate and are not counted.", err=True)
    elif not found["rows"]:
        return typer.echo(NO_BILL, err=True)
    shown = columns(
        key=by, title="name", billed=Column(f"billed ({found['currency']})", spent),
        effective=Column(f"effective ({found['currency']})", spent), share=Column("share", share), lines="lines",
    )  # fmt: skip
    paper.table([{**one, "key": one["key"] or "nobody's"} for one in found["rows"]], columns=shown)
    if found["unallocated"] is not None:
        typer.echo(f"Nobody's: {spent(found['unallocated'])} of {spent(found['billed'])} {found['currency']}.")
    return None


@costs.command()
def units(
    first: First = "",
    last: Last = "",
    metric: Annotated[
        str, typer.Option(metavar="CODE", help="Also of one outcome that this metric counts (caio measure lists them).")
    ] = "",
    json: Json = False,
) -> None:
    """What a request, a decision, a person, or one outcome of a metric cost."""
    found = _ask("costs.units", {**_span(first, last), "metric": metric})
    if json:
        return paper.as_json(found)
    kinds = ("a_request", "a_success", "a_person", "a_decision", *(("an_outcome",) if metric else ()))
    names = {name: Column(name.replace("_", " "), number) for name in kinds}
    billed = Column(f"billed ({found['currency']})", spent)
    shown = columns(use="use", name="name", billed=billed, **names)
    return paper.table(found["rows"], columns=shown, empty=NO_BILL)


@costs.command()
def tokens(first: First = "", last: Last = "", json: Json = False) -> None:
    """Tokens by model, and what the same tokens would cost with another one."""
    found = _ask("costs.tokens", _span(first, last))
    if json:
        return paper.as_json(found)
    cost = Column(f"cost ({found['currency']})", spent)
    classes = {name: Column(name, amount) for name in ("input", "cached", "output", "reasoning")}
    shown = columns(model="model", requests="requests", cost=cost, **classes, notes=Column("what to know", "; ".join))
    paper.table(found["rows"], columns=shown, empty="No usage with tokens is in the lake for this.")
    return paper.table(found["instead"], columns=columns(model="with instead", provider="of", cost=cost, note="note"))


@costs.command()
def showback(year: Annotated[int | None, typer.Option(help="A calendar year.")] = None, json: Json = False) -> None:
    """What each department's AI cost this year and will cost, against its budget."""
    found = _ask("costs.showback", {"year": year})
    if json:
        return paper.as_json(found)
    names = ("billed", "expected", "low", "high", "year_end", "budget")
    amounts = {name: Column(name.replace("_", " "), spent) for name in names}
    shown = columns(name=f"{found['year']}, {found['currency']}", **amounts, share=Column("of the budget", share))
    rows = [{**one, "name": one["name"] or "nobody's"} for one in found["rows"]]
    return paper.table(rows, columns=shown, empty=NO_BILL)


@costs.command()
def unused(first: First = "", last: Last = "", json: Json = False) -> None:
    """What was paid beforehand and not used."""
    found = _ask("costs.unused", _span(first, last))
    if json:
        return paper.as_json(found)
    if not found["told"]:
        return typer.echo("No bill says of a line whether a commitment was used (CommitmentDiscountStatus).")
    amounts = {name: Column(f"{name} ({found['currency']})", spent) for name in ("used", "unused")}
    shown = columns(provider="provider", service="service", use="use", **amounts, share=Column("share", share))
    return paper.table(found["rows"], columns=shown)


@costs.command()
def alerts(json: Json = False) -> None:
    """Costs that stand out and wait for an answer."""
    found = _ask("cost_alerts.list", {})
    if json:
        return paper.as_json(found)
    shown = columns(key="alert", name="use", first_day="from", last_day="to", amount=Column("cost", spent),
                    expected=Column("usual", spent))  # fmt: skip
    return paper.table(found["rows"], columns=shown, empty="No cost stands out and waits.")


@costs.command()
def forecast(json: Json = False) -> None:
    """What the bills will come to until the year's end."""
    found = _ask("costs.forecast", {})
    if json:
        return paper.as_json(found)
    return paper.answer(
        {name: found[name] for name in ("so_far", "until", "expected", "low", "high", "currency", "note")}
    )


def _ask(name: str, given: dict[str, Any]) -> dict[str, Any]:
    desk.opened()
    from opencaio.record.queries import ask

    found: dict[str, Any] = ask(name, given, desk.actor()).model_dump(mode="json")
    return found


def _span(first: str, last: str) -> dict[str, str | None]:
    return {name: f"{month}-01" if month else None for name, month in (("first", first), ("last", last))}

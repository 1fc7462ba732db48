"""Which risks are there, what may they cost, and how is a figure computed again?"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, amount, columns, words

if TYPE_CHECKING:
    from opencaio.record.queries.risk_figures import Exceedance, LossFigures
    from opencaio.record.queries.risk_pages import RiskPage

app = typer.Typer(help="The register of risks: what could go wrong, and what it may cost.", no_args_is_help=True)

Department = Annotated[
    str, typer.Option(metavar="CODE", help="One department and below; none: those of no department.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
COLUMNS = columns(
    code="code",
    title="risk",
    department="department",
    owner="owner",
    inherent_name="without controls",
    level_name="with them",
    expected=Column("expected loss a year", amount),
    state=Column("state", words),
    review_due_on="review due on",
)


@app.command("list")
def list_risks(
    department: Department = "",
    category: Annotated[str, typer.Option(help="Such as rights, safety, security.")] = "",
    state: Annotated[str, typer.Option(help="live, open, accepted, lapsed, closed or all.")] = "live",
    use: Annotated[str, typer.Option(metavar="CODE", help="The risks of one use, with those that it inherits.")] = "",
    beyond: Annotated[bool, typer.Option("--beyond", help="Only those beyond appetite.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those whose review is overdue.")] = False,
    sort: Annotated[str, typer.Option(help="level, loss, code, title, department, owner, review or state.")] = "level",
    json: Json = False,
) -> None:
    """The register: one line a risk, the heaviest first."""
    desk.opened()
    from opencaio.record.queries import ask

    given: dict[str, Any] = {"department": department, "category": category, "state": state, "use_case": use}
    given |= {"beyond": beyond, "overdue": overdue, "sort": sort, "size": 5000}
    found = ask("risks.list", given, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    paper.table([one.model_dump(mode="json") for one in found.rows], columns=COLUMNS)
    typer.echo(f"{found.total} risks; expected loss a year in {found.currency}.")
    return None


@app.command()
def show(code: Annotated[str, typer.Argument(help="Such as R-01.")], json: Json = False) -> None:
    """One risk: its words, its levels, its losses, what acts against it, who accepted it."""
    desk.opened()
    from opencaio.record.queries import ask

    page: RiskPage = ask("risks.show", {"code": code}, desk.actor())
    if json:
        return paper.as_json(page.model_dump(mode="json"))
    typer.echo(f"{page.code}  {page.title}  ({page.state})")
    for name in ("cause", "event", "consequence"):
        typer.echo(f"  {name}: {getattr(page, name) or 'not said'}")
    typer.echo(f"  level: {page.inherent_name or 'not assessed'} without controls, {page.level_name or 'unknown'} now")
    for point in page.beyond:
        typer.echo(f"  beyond appetite: {point}")
    _losses(page.states, page.currency)
    for one in page.treatments:
        name = one.name or "a control of another department"
        typer.echo(f"  {one.status}: {name} leaves {one.frequency_factor} of events, {one.magnitude_factor} of losses")
    for held in page.acceptances:
        state = "holds" if held.stands else "no longer holds"
        typer.echo(f"  accepted by {held.by} until {held.expires_on} ({state}): {held.reason}")
    return None


@app.command()
def measure(
    code: Annotated[str, typer.Argument(help="One risk; without it, all together.")] = "",
    department: Department = "",
    category: Annotated[str, typer.Option(help="Such as rights, safety, security.")] = "",
    years: Annotated[int, typer.Option(help="Years to simulate, 1,000 to 100,000.")] = 10_000,
    seed: Annotated[int | None, typer.Option(help="The seed of the draws; equal seeds give equal figures.")] = None,
    json: Json = False,
) -> None:
    """What risks may cost in a year: exact mean, range, exceedance curve, and the digest to compute it again."""
    desk.opened()
    from opencaio.record.queries import ask

    given: dict[str, Any] = {"department": department, "category": category, "years": years}
    given |= {"code": code, "state": "all"} if code else {}
    with paper.progress("Simulating"):
        found: Exceedance = ask("risks.exceedance", given | ({} if seed is None else {"seed": seed}), desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    if not found.states:
        typer.echo("Not known: no risk here has an estimate of frequency and loss.")
        return None
    typer.echo(f"{found.estimated} risks together, {found.not_estimated} without an estimate left out.")
    _losses([*found.states, *([found.together] if found.together and found.estimated > 1 else [])], found.currency)
    for part in found.parts[:5]:
        typer.echo(f"  {part.tail_share:6.1%} of the worst years: {part.code} {part.title}")
    typer.echo(
        f"Replay: seed {found.seed}, {found.years} years, inputs {found.input_hash[:16]}, {found.engine_version}, "
        f"numpy {found.numpy_version}."
    )
    return None


def _losses(states: "list[LossFigures]", currency: str) -> None:
    for one in states:
        typer.echo(
            f"  {one.state:9} expected {one.expected:>16,} {currency} a year "
            f"(simulated {one.simulated:,} ± {one.standard_error:,}); any loss {one.any_loss:.1%}; "
            f"5 % to 95 %: {one.p5:,} to {one.p95:,}; 99 %: {one.p99:,}"
        )

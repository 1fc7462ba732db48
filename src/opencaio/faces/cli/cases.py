"""What is each initiative worth by its business case, and how is that computed again?"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, amount, columns, in_unit, share, words

if TYPE_CHECKING:
    from opencaio.record.queries.case_lists import CaseList
    from opencaio.record.queries.cases import CasePage

app = typer.Typer(help="Business cases: what initiatives are worth, with which chance.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
Code = Annotated[str, typer.Argument(help="The initiative's code, such as I-01.")]
COLUMNS = columns(
    initiative="code",
    name="initiative",
    department="department",
    status=Column("state of the case", words),
    p10=Column("value P10 ({currency})", amount),
    p50=Column("P50 ({currency})", amount),
    p90=Column("P90 ({currency})", amount),
    expected=Column("expected ({currency})", amount),
    shrunk=Column("shrunk ({currency})", amount),
    loss=Column("chance of a loss", share),
    is_stale="out of date",
)


@app.command("list")
def list_cases(
    department: Annotated[str, typer.Option(metavar="CODE", help="One department.")] = "",
    status: Annotated[str, typer.Option(help="draft, submitted, approved, sent_back, stale or none.")] = "",
    sort: Annotated[str, typer.Option(help="value, shrunk, index, loss, code, wsjf, rice, ice, weighted.")] = "value",
    json: Json = False,
) -> None:
    """Every initiative with the case that speaks for it, and what the chosen ones may lack."""
    desk.opened()
    from opencaio.record.queries import ask

    given = {"department": department, "status": status, "sort": sort}
    found: CaseList = ask("cases.list", given, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    paper.table([one.model_dump(mode="json") for one in found.rows], columns=in_unit(COLUMNS, currency=found.currency))
    typer.echo(
        f"{found.valued} cases valued in {found.currency} by {found.assumptions}. The {found.chosen} chosen ones: "
        f"{found.chosen_raw:,} as estimated, {found.chosen_shrunk:,} shrunk, disappointment {found.disappointment:,}."
    )
    return None


@app.command()
def show(code: Code, json: Json = False) -> None:
    """One case: its figures, its lines, what is missing."""
    desk.opened()
    from opencaio.record.queries import ask

    page: CasePage = ask("cases.show", {"initiative": code}, desk.actor())
    if json:
        return paper.as_json(page.model_dump(mode="json"))
    typer.echo(f"{page.initiative}  {page.initiative_name}  ({page.status}{', out of date' if page.is_stale else ''})")
    if page.fault or page.now is None:
        typer.echo(f"  not valued: {page.fault or 'no line has an amount'}")
    else:
        _figures(page.now)
    for one in page.lines:
        points = "told, not added" if one.kind == "strategic" else " / ".join(map(amount, (one.p10, one.p50, one.p90)))
        typer.echo(f"  {one.side:7} {one.kind:12} {one.title}: {points}")
    for gap in page.missing:
        typer.echo(f"  missing: {gap.code.replace('_', ' ')}{' of ' + gap.about if gap.about else ''}")
    return None


@app.command()
def value(
    code: Code,
    seed: Annotated[int | None, typer.Option(help="The seed of the draws; equal seeds give equal figures.")] = None,
    draws: Annotated[int | None, typer.Option(help="How many draws, 1,000 to 100,000.")] = None,
    approved: Annotated[bool, typer.Option("--approved", help="The approved case, not the newest.")] = False,
    json: Json = False,
) -> None:
    """Value the case again by the assumptions in force, and keep it with the digest of its inputs."""
    desk.opened()
    from opencaio.record.actions import perform

    given: dict[str, Any] = {"initiative": code, "which": "approved" if approved else "newest"}
    given |= {} if seed is None else {"seed": seed}
    given |= {} if draws is None else {"draws": draws}
    row = perform("cases.revalue", given, desk.actor()).result
    if json:
        return paper.as_json(row.valuation)
    _figures(row.valuation)
    return None


def _figures(told: dict[str, Any]) -> None:
    currency, rates = told["report_currency"], told["rates"]
    irr = f"IRR {rates['irr']:.1%}" if rates["irr"] is not None else rates["irr_words"].rstrip(".")
    typer.echo(f"  value P10 {told['p10']:,}  P50 {told['p50']:,}  P90 {told['p90']:,} {currency}")
    typer.echo(f"  expected {told['expected']:,}, chance of a loss {told['loss']:.1%}, CVaR10 {told['cvar10']:,}")
    typer.echo(f"  {irr}; rate {rates['discount']:.1%}; discounted payback {years_of(rates['discounted_payback'])}")
    typer.echo(f"  a quarter's delay costs {told['delay'][0] - told['delay'][1]:,} {told['currency']}")
    for one in told["warnings"]:
        typer.echo(f"  doubt: {one}")
    typer.echo(f"  inputs {told['digest'][:16]}, {told['engine']}, seed {told['seed']}, {told['draws']:,} draws")


def years_of(value: float | None) -> str:
    """After how long, to a tenth of a year; never for none."""
    if value is None:
        return "never"
    years = f"{value:.1f}".removesuffix(".0")
    return f"{years} year{'' if years == '1' else 's'}"

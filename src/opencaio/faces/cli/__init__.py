"""What can be asked and done from a terminal?

One file a group of commands. Only typer is imported here: `caio --version`, `--help` and `classify`
answer without setting Django up.
"""

import os
from typing import Annotated

import typer

from opencaio import __version__
from opencaio.faces.cli import (
    adoption,
    asking,
    bills,
    briefs,
    cases,
    chain,
    classes,
    discover,
    documents,
    duties,
    exports,
    fairness,
    frameworks,
    ideas,
    impact,
    imports,
    incidents,
    initiatives,
    lake,
    law,
    mail,
    maturity,
    mcp,
    measure,
    money,
    objectives,
    packs,
    people,
    plans,
    quality,
    records,
    reviews,
    risks,
    serve,
    spending,
    staffing,
    start,
    strategy,
    upkeep,
)
from opencaio.faces.cli.shelves import Office, shelve

app = typer.Typer(
    name="caio",
    cls=Office,
    help="The Chief AI Officer's office: one record of an organisation's AI, and what the law asks of it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"caio {__version__}")
        raise typer.Exit


@app.callback()
def everywhere(
    home: Annotated[str | None, typer.Option(help="The workspace folder (else OPENCAIO_HOME).")] = None,
    act_as: Annotated[
        str | None, typer.Option("--as", metavar="EMAIL", help="Act as this person (else the first officer).")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """The Chief AI Officer's office, as software."""
    if home:
        os.environ["OPENCAIO_HOME"] = home
    if act_as:
        os.environ["OPENCAIO_AS"] = act_as


for group in (
    start,
    imports,
    classes,
    asking,
    briefs,
    duties,
    records,
    exports,
    frameworks,
    serve,
    mcp,
    upkeep,
    plans,
    discover,
    money,
    measure,
    spending,
    adoption,
    fairness,
    staffing,
):
    group.join(app)
app.add_typer(bills.app, name="bills")
app.add_typer(chain.app, name="ledger")
app.add_typer(impact.app, name="impact")
app.add_typer(incidents.app, name="incident")
app.add_typer(lake.app, name="lake")
app.add_typer(law.app, name="law")
app.add_typer(quality.app, name="quality")
app.add_typer(cases.app, name="case")
app.add_typer(risks.app, name="risk")
app.add_typer(discover.app, name="workforce")
app.command()(ideas.ideas)
app.add_typer(ideas.app, name="idea")
app.command()(maturity.maturity)
app.command()(strategy.strategy)
app.command()(objectives.objectives)
app.add_typer(objectives.app, name="objective")
app.add_typer(initiatives.app, name="initiatives")
app.add_typer(packs.app, name="pack")
app.add_typer(people.app, name="user")
app.add_typer(reviews.app, name="review")
app.add_typer(mail.app, name="mail")
app.add_typer(documents.app, name="document")
shelve(app)

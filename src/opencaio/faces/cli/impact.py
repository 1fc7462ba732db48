"""What was AI worth, by which studies, which method fits, and what does the ledger of benefits say?"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, amount, columns, words

if TYPE_CHECKING:
    from opencaio.record.queries.benefits import BenefitOverview, CalibrationShown
    from opencaio.record.queries.studies import Advice, StudyPage
    from opencaio.record.queries.study_sizes import SizeShown

app = typer.Typer(help="What AI was worth: studies, baselines, benefits.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
Use = Annotated[str, typer.Option("--use", metavar="CODE", help="Only those of one use.")]
Code = Annotated[str, typer.Argument(help="Such as ST-01.")]
STUDIES = columns(
    code="code",
    title="study",
    use_case="use",
    method_title="method",
    status=Column("state", words),
    value=Column("a year", amount),
    low=Column("at least", amount),
    high=Column("at most", amount),
    is_stated="stated",
    headline="showed",
)
ENTRIES = columns(
    code="code",
    title="benefit",
    use_case="use",
    kind=Column("kind", words),
    first_day="from",
    last_day="to",
    planned=Column("planned", amount),
    measured=Column("measured", amount),
    low=Column("at least", amount),
    high=Column("at most", amount),
    agreed=Column("agreed", amount),
    status=Column("state", words),
    failed=Column("checks not passed", lambda names: ", ".join(names)),
    unfunded_by="not funded by",
)

PROMISED = columns(
    benefit="code",
    title="benefit",
    use_case="use",
    first_day="from",
    last_day="to",
    in_case=Column("in the case", amount),
    planned=Column("in the ledger", amount),
    measured=Column("measured", amount),
    low=Column("at least", amount),
    high=Column("at most", amount),
    agreed=Column("agreed", amount),
)


@app.command("list")
def list_studies(
    use: Use = "",
    method: Annotated[str, typer.Option(help="Such as did, staggered, synthetic_did.")] = "",
    status: Annotated[str, typer.Option(help="planned, running, done or stopped.")] = "",
    json: Json = False,
) -> None:
    """The studies, the most valuable first; stated results are marked."""
    desk.opened()
    from opencaio.record.queries import ask

    found = ask("studies.list", {"use_case": use, "method": method, "status": status}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    rows = [one.model_dump(mode="json") for one in found.rows]
    paper.table(rows, columns=STUDIES, empty="There is no such study yet: caio do studies.plan, or page Impact.")
    for one in found.rows:
        if one.is_stop:
            doubt = f" Checks not passed: {', '.join(one.failed)}." if one.failed else ""
            typer.echo(f"{one.code}: the last two readings stay below {one.stop_below:,} {one.currency} a year.{doubt}")
        if one.no_interval:
            typer.echo(f"{one.code}: a hint and no result, no interval can be given (caio impact show {one.code}).")
    return None


@app.command()
def show(code: Code, json: Json = False) -> None:
    """One study: its readings with interval, checks, and what can and cannot be claimed."""
    desk.opened()
    from opencaio.record.queries import ask

    page: StudyPage = ask("studies.show", {"code": code}, desk.actor())
    if json:
        return paper.as_json(page.model_dump(mode="json"))
    typer.echo(f"{page.code}  {page.title}  ({page.method_title}, {page.status})")
    if page.value is not None:
        kind = "stated" if page.is_stated else "computed"
        typer.echo(f"  worth {page.value:,} {page.currency} a year ({page.low:,} to {page.high:,}), {kind}")
    for one in page.estimates:
        typer.echo(f"  {one.on}  {one.headline}  data {one.inputs_hash[:12]}, {one.engine}")
    if page.estimates:
        last = page.estimates[0]
        if last.no_interval:
            typer.echo(f"  HINT ONLY. {last.no_interval}")
        for check in last.checks:
            told = {True: "passed", False: "NOT PASSED", None: "not looked at"}[check.passed]
            typer.echo(f"  {check.name}: {told}. {check.words}")
        typer.echo(f"  can be claimed: {last.can}")
        typer.echo(f"  cannot: {last.cannot}")
    return None


@app.command()
def run(code: Code, json: Json = False) -> None:
    """Compute a study from what is in the lake now, and keep the reading."""
    desk.opened()
    from opencaio.record.actions import perform
    from opencaio.record.queries import ask

    perform("studies.run", {"code": code}, desk.actor())
    page: StudyPage = ask("studies.show", {"code": code}, desk.actor())
    if json:
        return paper.as_json(page.estimates[0].model_dump(mode="json"))
    typer.echo(page.estimates[0].headline)
    if page.estimates[0].no_interval:
        typer.echo(f"HINT ONLY. {page.estimates[0].no_interval}")
    return None


@app.command()
def advise(
    lot: Annotated[bool | None, typer.Option("--lot/--no-lot", help="Can it be decided by lot who gets it?")] = None,
    treated: Annotated[int | None, typer.Option(help="How many teams, sites or people get it.")] = None,
    untreated: Annotated[int | None, typer.Option(help="How many like them do not.")] = None,
    starts: Annotated[str, typer.Option(help="one or several: does it start at one time for all?")] = "",
    before: Annotated[int | None, typer.Option(help="For how many periods before is the figure known.")] = None,
    json: Json = False,
) -> None:
    """Which method fits, by four answers; what is not known may be left out."""
    desk.opened()
    from opencaio.record.queries import ask

    told: dict[str, Any] = {"randomise": lot, "treated": treated, "untreated": untreated, "before": before}
    found: Advice = ask("studies.advise", told | {"starts": starts}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    typer.echo(f"{found.first.title}: {found.first.because}" if found.first else "No method fits yet.")
    if found.second:
        typer.echo(f"Second best: {found.second.title}: {found.second.because}")
    for name, rows in (("open", found.missing), ("stronger", found.stronger), ("collect", found.collect)):
        for row in rows:
            typer.echo(f"  {name}: {row}")
    return None


@app.command()
def size(
    effect: Annotated[float, typer.Argument(help="The least effect worth seeing; of a share in points, as 0.05.")],
    spread: Annotated[float | None, typer.Option(help="Of a mean: its standard deviation.")] = None,
    base: Annotated[float | None, typer.Option(help="Of a share: what it is now, between 0 and 1.")] = None,
    known: Annotated[float, typer.Option(help="How the value before correlates with the one after (CUPED).")] = 0.0,
    share: Annotated[float, typer.Option(help="The part of all that gets it.")] = 0.5,
    power: Annotated[float, typer.Option(help="The chance to see the effect if it is there.")] = 0.8,
    a_period: Annotated[float | None, typer.Option(help="How many come in each week (or day).")] = None,
    json: Json = False,
) -> None:
    """How many must be in a test by lot."""
    desk.opened()
    from opencaio.record.queries import ask

    told = {"effect": effect, "spread": spread, "base": base, "known": known, "share": share, "power": power}
    found: SizeShown = ask("studies.size", told | {"a_period": a_period}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    typer.echo(found.words)
    if found.periods is not None:
        typer.echo(f"All {found.total} come in {found.periods} periods.")
    return None


@app.command("promised")
def promised(
    initiative: Annotated[str, typer.Argument(help="Such as I-01: the one whose case was approved.")],
    take_over: Annotated[bool, typer.Option("--take-over", help="Put what waits into the ledger first.")] = False,
    use: Annotated[str, typer.Option("--use", metavar="CODE", help="Whose benefits they are, if it has several.")] = "",
    json: Json = False,
) -> None:
    """What an approved case promised, year by year, beside what the ledger plans and what was measured."""
    desk.opened()
    from opencaio.record.actions import perform
    from opencaio.record.queries import ask

    if take_over:
        perform("benefits.take_over", {"initiative": initiative, "use_case": use}, desk.actor())
    found = ask("benefits.promised", {"initiative": initiative}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    paper.table([one.model_dump(mode="json") for one in found.rows], columns=PROMISED)
    for one in found.waiting:
        typer.echo(f"{one.title}: {one.promised:,} {found.currency} in all, in nobody's ledger (--take-over).")
    return None


@app.command()
def benefits(
    use: Use = "",
    kind: Annotated[str, typer.Option(help="cashable, productivity, revenue, risk_avoided or strategic.")] = "",
    status: Annotated[str, typer.Option(help="planned, measured, agreed or disputed.")] = "",
    json: Json = False,
) -> None:
    """The ledger of benefits: planned, measured, agreed; and what a plan usually turns out to be."""
    desk.opened()
    from opencaio.record.queries import ask

    found = ask("benefits.list", {"use_case": use, "kind": kind, "status": status}, desk.actor())
    total: BenefitOverview = ask("benefits.overview", {}, desk.actor())
    known: CalibrationShown = ask("benefits.calibration", {}, desk.actor())
    if json:
        parts = {"entries": found, "overview": total, "calibration": known}
        return paper.as_json({name: part.model_dump(mode="json") for name, part in parts.items()})
    paper.table([one.model_dump(mode="json") for one in found.rows], columns=ENTRIES)
    for one in ask("benefits.waiting", {}, desk.actor()).rows:
        typer.echo(f"{one.initiative} {one.name}: {one.lines} promised in its case and followed up by nobody.")
    typer.echo(
        f"Shown: planned {found.planned:,} {found.currency}, measured {found.measured:,}, agreed {found.agreed:,}."
    )
    typer.echo(f"All: {total.waiting} wait for finance, {total.disputed} disputed. {known.words}")
    return None

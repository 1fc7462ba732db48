"""What may be spent, was spent and is bound, with which assumptions is counted, and how do files of money come in?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, amount, columns, in_unit, number, words
from opencaio.faces.cli.faults import REFUSED

if TYPE_CHECKING:
    from opencaio.record.money_files.outcome import MoneyReport
    from opencaio.record.queries.assumptions import AssumptionPage
    from opencaio.record.queries.budgets import BudgetOverview

budget = typer.Typer(help="The year's budget: allowed, spent, bound, and where it ends.", invoke_without_command=True)
actuals = typer.Typer(help="What was booked.", no_args_is_help=True)
rates = typer.Typer(help="Exchange rates into the report currency.", invoke_without_command=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLS, XLSX, ODS or JSON.")]
COLUMNS = columns(
    department="department",
    line="line",
    budget=Column("budget ({currency})", amount),
    spent=Column("spent ({currency})", amount),
    committed=Column("bound ({currency})", amount),
    forecast=Column("year's end ({currency})", amount),
    variance=Column("over or under ({currency})", amount),
    state=Column("state", words),
    why="why",
)
RATES = columns(currency="currency", on="on", rate=Column("worth of one unit ({currency})", number), source="source")


def join(app: typer.Typer) -> None:
    """Add `budget`, `actuals`, `assumptions` and `rates`."""
    app.add_typer(budget, name="budget")
    app.add_typer(actuals, name="actuals")
    app.add_typer(rates, name="rates")
    app.command("assumptions")(assumptions)


@budget.callback()
def overview(
    context: typer.Context,
    year: Annotated[int | None, typer.Option(help="The fiscal year; else this one.")] = None,
    department: Annotated[
        str, typer.Option(metavar="CODE", help="One department and below; none: what all share.")
    ] = "",
    json: Json = False,
) -> None:
    """The year by department and line."""
    if context.invoked_subcommand:
        return None
    desk.opened()
    from opencaio.record.queries import ask

    found: BudgetOverview = ask("budgets.overview", {"year": year, "department": department}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    for one in (*found.headlines, *(f"Not counted: {each}" for each in found.missing)):
        typer.echo(one)
    paper.table(
        [row for home in found.departments for row in _rows(home)], columns=in_unit(COLUMNS, currency=found.currency)
    )
    typer.echo(f"Bookings until {found.through}.")
    return None


@budget.command("import")
def import_budgets(file: File, dry_run: DryRun = False, json: Json = False) -> None:
    """Propose the budgets of a file. Exit code 1 when a row was refused; the others are in."""
    _import("budgets", file, dry_run=dry_run, as_json=json)


@actuals.command("import")
def import_actuals(file: File, dry_run: DryRun = False, json: Json = False) -> None:
    """Book the actuals of a file. Exit code 1 when a row was refused; the others are in."""
    _import("actuals", file, dry_run=dry_run, as_json=json)


@rates.callback()
def list_rates(context: typer.Context, json: Json = False) -> None:
    """The latest rate of each currency."""
    if context.invoked_subcommand:
        return None
    desk.opened()
    from opencaio.record.queries import ask

    found = ask("rates.list", {"latest": True}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    paper.table([one.model_dump(mode="json") for one in found.rows], columns=in_unit(RATES, currency=found.report))
    return None


@rates.command("import")
def import_rates(file: File, dry_run: DryRun = False, json: Json = False) -> None:
    """Take the rates of a file over. Exit code 1 when a row was refused; the others are in."""
    _import("rates", file, dry_run=dry_run, as_json=json)


def assumptions(
    on: Annotated[str, typer.Option(metavar="DAY", help="As of this day; else today.")] = "", json: Json = False
) -> None:
    """The assumptions that every business case counts with, and who approved them."""
    desk.opened()
    from opencaio.papers.numbers import counted, in_unit
    from opencaio.record.queries import ask

    page: AssumptionPage = ask("assumptions.in_force", {"on": on} if on else {}, desk.actor())
    if json:
        return paper.as_json(page.model_dump(mode="json"))
    line = page.line
    typer.echo(
        f"{line.code} {line.name}, approved by {line.approved_by} on {line.approved_on}"
        if line
        else page.name.capitalize()
    )
    paper.table(
        [
            {"figure": one.title, "value": _with_unit(*in_unit(one.value, one.unit)),
             "from": "said" if one.said else "default"}
            for one in page.figures
        ]
    )  # fmt: skip
    stale = counted(page.stale_cases, "business case was", "business cases were")
    typer.echo(f"{stale} valued with other assumptions.")
    return None


def _with_unit(value: str, unit: str) -> str:
    return f"{value} ({unit})" if unit[:1].isdigit() else f"{value} {unit}".strip()


def _import(kind: str, path: Path, *, dry_run: bool, as_json: bool) -> None:
    desk.opened()
    from opencaio.record.importing.uploads import drop_upload, keep_upload

    if not path.is_file():
        from opencaio.errors import NotFound

        raise NotFound(f"There is no file {path}.")
    upload = keep_upload(path)
    try:
        with paper.progress(f"Importing {path.name}"):
            report = _report(kind, {"upload": upload, "file_name": path.name}, dry_run=dry_run)
    finally:
        drop_upload(upload)
    paper.as_json(report.model_dump(mode="json")) if as_json else _say(report)
    if report.refused:
        raise typer.Exit(REFUSED)


def _report(kind: str, given: dict[str, Any], *, dry_run: bool) -> "MoneyReport":
    from opencaio.record.actions import perform
    from opencaio.record.actions.money_imports import ImportMoney, planned
    from opencaio.record.money_files.outcome import report_of

    if dry_run:
        return report_of(planned(kind, ImportMoney(**given), desk.actor()), dry_run=True)
    done: MoneyReport = perform(f"{kind}.import", given, desk.actor()).result
    return done


def _say(report: "MoneyReport") -> None:
    counts = ", ".join(
        f"{getattr(report, name)} {name}" for name in ("read", "created", "changed", "unchanged", "refused")
    )
    would = " (dry run: nothing was written)" if report.dry_run else ""
    typer.echo(f"{report.file}: {report.kind}: {counts}{would}")
    for one in report.rows:
        typer.echo(f"  row {one.row} refused: {paper.readable(one.reason)}", err=True)
    for one in report.warnings:
        typer.echo(f"  row {one.row}: {paper.readable(one.reason)}", err=True)
    if report.refusals:
        typer.echo(f"  Refused rows, to mend and import again: {report.refusals}", err=True)


def _rows(home: Any) -> list[dict[str, Any]]:
    return [
        {
            "department": home.department or "shared",
            "line": one.line,
            "why": " ".join(one.reasons[:1]),
            **{name: getattr(one.figures, name) for name in COLUMNS if hasattr(one.figures, name)},
        }
        for one in home.lines
    ]

"""What does a metric come to, by what, over which time, on which engine?"""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, columns

if TYPE_CHECKING:
    from opencaio.record.queries.metrics import MeasuredMetric, MetricLine, Point


def join(app: typer.Typer) -> None:
    """Add ``measure`` to the commands."""
    app.command("measure")(measure)


def measure(
    metric: Annotated[str, typer.Argument(metavar="METRIC", help="A metric's code; without it, all are listed.")] = "",
    by: Annotated[list[str] | None, typer.Option("--by", metavar="DIMENSION", help="Divide by it; may repeat.")] = None,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="The first day.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY", help="The last day.")
    ] = None,
    grain: Annotated[str, typer.Option(help="day, week, month or quarter: one row a period.")] = "",
    engine: Annotated[str, typer.Option(help="duckdb, spark or postgres.")] = "duckdb",
    use: Annotated[str, typer.Option(metavar="CODE", help="Only rows of this use.")] = "",
    department: Annotated[str, typer.Option(metavar="CODE", help="Only rows of this department.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Measure a metric over the facts in the lake; without METRIC, list the metrics with their last figures."""
    desk.opened()
    from opencaio.record.queries import ask

    if not metric:
        return _listed(ask("metrics.list", {}, desk.actor()), json=json)
    named = [name for one in by or [] for name in one.split(",") if name]
    given: dict[str, Any] = {"metric": metric, "by": named, "grain": grain, "engine": engine}
    given |= {"use_case": use, "department": department}
    given |= {"first": first.date()} if first else {}
    given |= {"last": last.date()} if last else {}
    found: MeasuredMetric = ask("metrics.measure", given, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    return _shown(found)


def _listed(found: Any, *, json: bool) -> None:
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    rows = [
        {"code": one.code, "name": one.name, "value": _value(one.last), "unit": _unit(one), "newest": _day(one.newest),
         "owner": one.owner or one.origin}
        for one in found.rows
    ]  # fmt: skip
    names = columns(
        code="code", name="metric", value=Column("last month"), unit="unit", newest="newest day", owner="owner"
    )
    paper.table(rows, columns=names)
    typer.echo(f"{found.total} metrics; measure one with: caio measure CODE --by DIMENSION --grain month")
    return None


def _unit(one: "MetricLine") -> str:
    """Its unit; of money the currency stands in the unit's place."""
    currency = one.last.currency if one.last else ""
    return one.unit.replace("money", currency, 1) if currency and one.unit.startswith("money") else one.unit


def _shown(found: "MeasuredMetric") -> None:
    metric = found.metric
    typer.echo(f"{metric.code}  {metric.name}, {metric.unit}")
    typer.echo(f"  {metric.formula}")
    currencies = any(one.currency for one in found.rows)
    rows = [_cells(one, found) for one in found.rows]
    headings = {"period": "from"} if found.grain else {}
    headings |= {name: name.replace("_", " ") for name in found.by}
    headings |= {"currency": "currency"} if currencies else {}
    headings |= {"value": metric.unit, "range": "95 % interval", "n": "rows"}
    paper.table(rows, columns=columns(**headings))
    if not rows:
        typer.echo("No row counts in this time.")
    counted = f"{found.rows_counted:,} rows counted of {found.rows_in_files:,} in {found.files:,} files"
    typer.echo(f"{counted}, {found.engine}, {found.seconds:.2f} s; files {found.digest}.")
    if found.error:
        typer.echo(f"Read from fixed bins: within {found.error:.1%} of the exact figure.")


def _cells(one: "Point", found: "MeasuredMetric") -> dict[str, Any]:
    cells: dict[str, Any] = {"period": _day(one.period), **{name: one.keys[name] or "unknown" for name in found.by}}
    cells |= {"currency": one.currency, "value": _value(one) or one.missing, "n": f"{one.n:,}"}
    ranged = one.low is not None and one.high is not None
    cells["range"] = f"{short(one.low)} to {short(one.high)}" if ranged else ""
    return cells


def _value(one: "Point | None") -> str:
    return "" if one is None or one.value is None else short(one.value)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def short(value: Decimal | float | None) -> str:
    """A figure of six digits at least, whole numbers whole."""
    if value is None:
        return ""
    number = Decimal(str(value))
    if number == number.to_integral_value() or abs(number) >= 10_000:
        return f"{number:,.0f}"
    places = 6 if abs(number) < Decimal("0.01") else 4 if abs(number) < 1 else 2
    return f"{number:,.{places}f}"

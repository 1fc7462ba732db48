"""How do bills come in from a terminal, and from there into the books?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, amount, columns, words
from opencaio.faces.cli.faults import REFUSED, wrong_usage
from opencaio.faces.cli.spending import NO_BILL

app = typer.Typer(help="Bills in FOCUS: bring them in, book them.", no_args_is_help=True)
#: Of a folder, files so called are parts of the bill; what else lies there (a manifest, say) is passed over.
ENDINGS = (".csv", ".csv.gz", ".tsv", ".parquet")
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…", help="CSV (packed with gzip or not) or Parquet; several files or a folder are one bill."
        ),
    ],
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of the bills of the same provider, account and month.")
    ] = False,
    add: Annotated[bool, typer.Option("--add", help="Add to them: one of several files of the month.")] = False,
    json: Json = False,
) -> None:
    """Bring a bill in, all of its files or none; where one of the same provider, account and month is in, say --replace
    or --add."""
    if replace and add:
        raise wrong_usage("Say --replace or --add, not both.")
    desk.opened()
    done = _brought(_files_of(files), existing="replace" if replace else "add" if add else "refuse")
    from opencaio.record.queries import ask

    shown = [ask("lake.batch", {"batch": one.pk}, desk.actor()).model_dump(mode="json") for one in done.result]
    if json:
        paper.as_json({"batches": shown})
    else:
        typer.echo(f"{done.words}.")
        for one in shown:
            _tell(one)
    if any(one["refused"] for one in shown):
        raise typer.Exit(REFUSED)


def _tell(one: dict[str, Any]) -> None:
    totals = columns(currency=f"currency ({one['key']})", rows="lines", billed="billed", effective="effective")
    paper.table(one["totals"], columns=totals)
    faults = [{**fault, "first": ", ".join(map(str, fault["rows"][:5]))} for fault in one["faults"]]
    several = {"file": "file"} if any(fault["file"] for fault in faults) else {}
    for refuses, title in ((True, "why rows were left out"), (False, "what is odd in rows that count")):
        found = [fault for fault in faults if fault["refuses"] is refuses]
        if found:
            paper.table(
                found, columns=columns(count="rows", words=title, column="column", **several, first="first rows")
            )


def _brought(files: Mapping[Path, str], *, existing: str) -> Any:
    from opencaio.record.actions.registry import perform
    from opencaio.record.billing.incoming import heard_by
    from opencaio.record.importing.uploads import drop_upload, keep_upload

    size = sum(file.stat().st_size for file in files)
    uploads: list[dict[str, str]] = []
    try:
        with paper.progress(_reading(files), total=size) as advance, heard_by(advance):
            for file, name in files.items():
                uploads.append({"upload": keep_upload(file), "file_name": name[-255:]})
            return perform("bills.import", {**uploads[0], "more": uploads[1:], "existing": existing}, desk.actor())
    finally:
        for one in uploads:
            drop_upload(one["upload"])


def _reading(files: Mapping[Path, str]) -> str:
    return f"Reading {next(iter(files.values()))}" if len(files) == 1 else f"Reading {len(files)} files"


def _files_of(named: list[Path]) -> dict[Path, str]:
    """The files that are named, and of folders those that are bills by their endings, with all folders below; and what
    each is called."""
    from opencaio.errors import BadInput

    found: dict[Path, str] = {}
    for place in named:
        if place.is_dir():
            inside = sorted(one for one in place.rglob("*") if _is_bill(one))
            if not inside:
                raise BadInput(f"No file in {place} ends in {', '.join(ENDINGS)}.")
            found |= {one: str(one.relative_to(place)) for one in inside}
        elif place.is_file():
            found[place] = place.name
        else:
            raise BadInput(f"There is no file {place}.")
    return found


def _is_bill(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.name.casefold().endswith(ENDINGS)


@app.command("list")
def list_(json: Json = False) -> None:
    """The bills that came in, the newest first."""
    found = _ask("lake.batches", {"fact": "cost", "status": "all", "size": 200})
    if json:
        return paper.as_json(found)
    shown = columns(id="batch", name="bill", key="provider, account, month", status="state", rows="lines",
                    refused="refused")  # fmt: skip
    return paper.table(found["rows"], columns=shown, empty=NO_BILL)


@app.command()
def months(json: Json = False) -> None:
    """The bills of each month against what is in the books."""
    found = _ask("bills.months", {})
    if json:
        return paper.as_json(found)
    money = {
        name: Column(f"{title} ({found['currency']})", amount)
        for name, title in (
            ("billed", "billed"), ("unallocated", "nobody's"), ("booked", "booked from bills"),
            ("otherwise", "booked otherwise"), ("difference", "difference"),
        )
    }  # fmt: skip
    rows = [{**one, **_unknown(one), "month": one["month"][:7]} for one in found["rows"]]
    paper.table(rows, columns=columns(month="month", **money, state=Column("state", words)), empty=NO_BILL)
    lost = sorted({one for row in rows for one in row["without_rate"]})
    if lost:
        typer.echo(f"Not counted for want of an exchange rate: {', '.join(lost)}.", err=True)
    return None


def _unknown(month: dict[str, Any]) -> dict[str, None]:
    """No sum where no line of the month could be converted: nothing known is not nothing billed."""
    blank = month["without_rate"] and not Decimal(month["billed"])
    return dict.fromkeys(("billed", "unallocated", "difference")) if blank else {}


@app.command()
def book(
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help="The month whose bills are booked.")],
    basis: Annotated[str, typer.Option(help="billed (as invoiced) or effective (spread over what it pays for).")] = (
        "billed"
    ),
    again: Annotated[bool, typer.Option("--again", help="Take the place of what was booked from its bills.")] = False,
    beside: Annotated[
        bool, typer.Option("--beside", help="Although bookings by hand or file may be the same bills.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be booked; write nothing.")] = False,
    json: Json = False,
) -> None:
    """Book the bills of a month as actuals: one booking a use and supplier, and one for what is nobody's."""
    desk.opened()
    from opencaio.record.actions.registry import perform

    asked = {"month": _month(month), "basis": basis}
    if dry_run:
        return _what_would_be_booked(asked, json=json)
    with paper.progress("Dividing the bills"):
        done = perform("bills.book", {**asked, "again": again, "beside": beside}, desk.actor())
    if json:
        return paper.as_json({"batch": done.result.pk, "bookings": done.result.created, "words": done.words})
    typer.echo(f"{done.words}.")
    return typer.echo(f"To take it back: caio do actuals.reverse batch={done.result.pk} reason=…")


def _what_would_be_booked(asked: dict[str, Any], *, json: bool) -> None:
    found = _ask("bills.booking", asked)
    if json:
        return paper.as_json(found)
    shown = columns(use="use", name="name", provider="supplier", amount=Column("amount", amount), currency="currency",
                    lines="lines", way="by")  # fmt: skip
    rows = [{**one, "use": one["use"] or "nobody's", "way": "; ".join(one["ways"][:2])} for one in found["rows"]]
    return paper.table(rows, columns=shown, empty=NO_BILL)


def _month(text: str) -> str:
    try:
        return date.fromisoformat(f"{text}-01").isoformat()
    except ValueError:
        raise wrong_usage(f"{text} is no month. Write it as 2026-10.") from None


def _ask(name: str, given: dict[str, Any]) -> Any:
    desk.opened()
    from opencaio.record.queries import ask

    return ask(name, given, desk.actor()).model_dump(mode="json")

"""Where could AI touch the work that is done here, and who works where?"""

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, amount, columns, in_unit, number, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opencaio.record.models import Workforce
    from opencaio.record.queries.opportunities import OpportunityLine, OpportunityList
    from opencaio.record.queries.opportunity_pages import OpportunityPage

app = typer.Typer(help="Who works where: people by occupation, and which occupation is meant.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
COLUMNS = columns(
    place="place",
    department="department",
    group_name="work",
    touched=Column("work touched (people)", number),
    people="from-to",
    bill=Column("its wage bill (k {currency} a year)", number),
    range="task exposure, from-to",
    differ="people and model differ on",
    uses="uses there",
    stance=Column("stance", words),
)
LINES = columns(
    id="line",
    department_code="department",
    year="year",
    title="title",
    given_code="code given",
    people=Column("people", number),
    pay=Column("pay a year", amount),
    currency="currency",
    occupation="occupation",
    match="match",
    match_score=Column("likeness (0 to 1)", number),
)
TASKS = columns(
    task="task",
    occupation="occupation",
    wording="wording",
    people=Column("people", number),
    gpt4="label of GPT-4",
    observed="observed use",
    share="share of the work",
)


def join(app_: typer.Typer) -> None:
    """Add `discover`."""
    app_.command("discover")(discover)


def discover(
    department: Annotated[str, typer.Option(metavar="CODE", help="One department and below.")] = "",
    group: Annotated[str, typer.Option(metavar="ID", help="One group of tasks; with a department: its tasks.")] = "",
    top: Annotated[int, typer.Option(min=1, max=5000, help="How many.")] = 15,
    tasks: Annotated[
        Path | None, typer.Option(metavar="FILE", help="O*NET's Task Statements, for the wording of tasks.")
    ] = None,
    untouched: Annotated[bool, typer.Option("--untouched", help="Only where no use of AI lies yet.")] = False,
    proposed: Annotated[bool, typer.Option("--proposed", help="Count matches that nobody has confirmed, too.")] = False,
    json: Json = False,
) -> None:
    """Rank the work that AI could touch, by department and group of tasks, with the reasons."""
    desk.opened()
    from opencaio.record.opportunities.wording import read_wordings
    from opencaio.record.queries import ask

    words = read_wordings(tasks) if tasks else {}
    _known(group)
    if department and group:
        page: OpportunityPage = ask(
            "opportunities.show", {"department": department, "group": group, "proposed": proposed}, desk.actor()
        )
        return _show(page, words, as_json=json)
    given: dict[str, Any] = {"department": department, "group": group, "top": top}
    given |= {"untouched": untouched, "proposed": proposed}
    found: OpportunityList = ask("opportunities.list", given, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    if not found.rows:
        return typer.echo(_nothing(found.basis.waiting_lines))
    paper.table([_cells(one) for one in found.rows], columns=in_unit(COLUMNS, currency=found.currency))
    _foot(found)
    return None


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLS, XLSX, ODS or JSON.")],
    year: Annotated[int, typer.Option(help="The year of lines that name none.")] = 0,
    confirm: Annotated[
        float | None, typer.Option(min=0, max=1, help="Confirm matches of this score or more; else none.")
    ] = None,
    json: Json = False,
) -> None:
    """Take in people by department and occupation; matches are proposed, and wait for somebody to confirm them."""
    desk.opened()
    from opencaio.papers.numbers import counted
    from opencaio.record.actions import perform
    from opencaio.record.opportunities.intake import read_workforce

    with paper.progress(f"Reading {file.name}"):
        rows = read_workforce(file, year=year or None)
    done = perform("workforce.import", {"rows": rows}, desk.actor())
    sure = [] if confirm is None else _sure(done.result, least=Decimal(str(confirm)))
    if sure:
        perform("workforce.confirm", {"lines": sure}, desk.actor())
    if json:
        return paper.as_json({"lines": len(done.result), "confirmed": len(sure), "words": done.words})
    confirmed = counted(len(sure), "match", "matches")
    typer.echo(f"{done.words}. {confirmed} confirmed; see them with `caio workforce list --match waiting`.")
    return None


@app.command("list")
def list_(
    department: Annotated[str, typer.Option(metavar="CODE", help="One department and below.")] = "",
    match: Annotated[str, typer.Option(help="open, proposed, confirmed or waiting.")] = "",
    year: Annotated[int, typer.Option(help="Else the newest of each department.")] = 0,
    json: Json = False,
) -> None:
    """The lines of workforce with their matches; pay of fewer than five people is never shown."""
    desk.opened()
    from opencaio.record.queries import ask

    given = {"department": department, "match": match, "year": year, "size": 5000}
    found = ask("workforce.list", given, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    paper.table([one.model_dump(mode="json") for one in found.rows], columns=LINES)
    typer.echo(f"{number(found.people)} people, {number(found.confirmed)} of them matched and confirmed.")
    return None


@app.command()
def match(
    title: Annotated[str, typer.Argument(help="A title in one's own words, or a code.")] = "",
    system: Annotated[str, typer.Option(help="soc, isco, esco or title; else by the form of the code.")] = "",
    code: Annotated[str, typer.Option(help="The code in that system.")] = "",
    json: Json = False,
) -> None:
    """Which occupation of O*NET does a title or a code mean?"""
    desk.opened()
    from opencaio.errors import BadInput
    from opencaio.record.queries import ask

    if not (title.strip() or code.strip()):
        raise BadInput("Say a title or a code: caio workforce match “payroll clerk”, caio workforce match 43-3051.")
    system = system or _guessed((code or title).strip())
    if system != "title" and not code:
        title, code = "", title
    found = ask("opportunities.match", {"system": system, "code": code, "title": title}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    if not found.proposals:
        typer.echo(
            "Nothing like it is known. Try another word, or look the O*NET-SOC code up (onetonline.org) and say it: "
            "caio workforce confirm LINE --occupation CODE"
        )
    for one in found.proposals:
        typer.echo(f"  {one.score:4.2f}  {one.occupation}  {one.title}  ({one.because})")
    return None


@app.command()
def confirm(
    lines: Annotated[list[int], typer.Argument(help="The numbers of the lines.")],
    occupation: Annotated[str, typer.Option(metavar="CODE", help="Another O*NET-SOC code than the proposed.")] = "",
) -> None:
    """Say that the proposed occupations are right, or which one is meant instead."""
    desk.opened()
    from opencaio.record.actions import perform

    typer.echo(f"{perform('workforce.confirm', {'lines': lines, 'occupation': occupation}, desk.actor()).words}.")


def _known(group: str) -> None:
    """Raises BadInput for a group of tasks that there is not, with those there are."""
    from opencaio.errors import BadInput
    from opencaio.packs.work import load_groups

    if group and group not in load_groups():
        told = [f"{one.id}: {one.name}" for one in load_groups().values()]
        raise BadInput(f"There is no group of tasks “{group[:40]}”. These are known:", details=told)


def _guessed(text: str) -> str:
    """Which system a text alone belongs to: codes look like no title."""
    if re.fullmatch(r"\d{2}-?\d{4}(\.\d{2})?", text):
        return "soc"
    return "isco" if re.fullmatch(r"\d{4}", text) else "esco" if text.startswith("http") else "title"


def _nothing(waiting: int) -> str:
    """Why no opportunity is shown, and what to do."""
    if not waiting:
        return "No opportunity here: no confirmed workforce. `caio workforce import FILE` takes it in."
    from opencaio.papers.numbers import counted

    return (
        f"No opportunity here: of {counted(waiting, 'line', 'lines')} of workforce nobody confirmed the occupation. "
        "`caio workforce list --match waiting` shows them, `caio workforce confirm LINE …` confirms."
    )


def _sure(rows: "Iterable[Workforce]", *, least: Decimal) -> list[int]:
    """The proposed matches of this score or more."""
    return [row.pk for row in rows if row.match == "proposed" and (row.match_score or 0) >= least]


def _cells(one: "OpportunityLine") -> dict[str, Any]:
    low, middle, high = one.touched
    return {
        "place": one.place,
        "department": one.department,
        "group_name": one.group_name,
        "touched": round(middle),
        "people": f"{low:,.0f}-{high:,.0f}",
        "bill": round(one.bill_middle / 1000),
        "range": f"{one.low:.0%}-{one.high:.0%}",
        "differ": "not labelled" if one.differ is None else f"{one.differ:.0%}",
        "uses": one.uses,
        "stance": one.stance,
    }


def _foot(found: "OpportunityList") -> None:
    basis = found.basis
    typer.echo(f"{found.total} opportunities; bill: wage bill of the touched work a year, middle of the range.")
    typer.echo(
        f"Pay: own for {number(basis.pay_own)} people, {basis.benchmark} for {number(basis.pay_benchmark)}, none for "
        f"{number(basis.pay_none)}; employer's cost {basis.loaded_factor} times pay ({basis.loaded_source})."
    )
    if basis.waiting_lines:
        typer.echo(f"{basis.waiting_lines} matches ({number(basis.waiting_people)} people) wait to be confirmed.")
    for one in basis.missing:
        typer.echo(f"Missing: {one}")
    typer.echo(basis.what_it_is)


def _show(page: "OpportunityPage", words: Any, *, as_json: bool) -> None:
    for one in page.tasks:
        one.wording = words.get(one.task, one.wording)
    if as_json:
        return paper.as_json(page.model_dump(mode="json"))
    typer.echo(f"{page.cell.group_name} in {page.cell.department_name}: {page.about}")
    if page.line:
        typer.echo(f"  place {page.line.place} of {page.ranked}: " + "; ".join(one.words for one in page.line.reasons))
    rows = [{**one.model_dump(mode="json"), "share": f"{one.share:.1%}"} for one in page.tasks[:40]]
    paper.table(
        rows,
        columns={name: one for name, one in TASKS.items() if name != "wording" or any(t.wording for t in page.tasks)},
    )
    if page.no_wording and not words:
        typer.echo(page.no_wording)
    for near in page.near:
        typer.echo(f"  near: {near.code} {near.name} ({near.nearness:.2f}{', lies here' if near.inside else ''})")
    typer.echo(f"  draft: {page.draft.name}")
    return typer.echo(page.basis.what_it_is)

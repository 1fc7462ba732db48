"""How is the record planned from a terminal: solved, kept, shown, compared, decided, replayed, taken along?"""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, amount, columns, in_unit, share
from opencaio.faces.cli.faults import REFUSED, wrong_usage

if TYPE_CHECKING:
    from opencaio.record.planning.comparing import Difference
    from opencaio.record.planning.found import SoFar
    from opencaio.record.planning.pages import Solved
    from opencaio.record.queries.plans import PlanPage

COLUMNS = columns(
    code="code",
    name="initiative",
    department="department",
    start="starts in",
    value=Column("value (k {currency})", amount),
    low=Column("P10 (k {currency})", amount),
    high=Column("P90 (k {currency})", amount),
    core=Column("funded in scenarios", share),
    because="because",
)
PLANS = columns(
    code="code",
    name="plan",
    status="state",
    outcome="outcome",
    value=Column("value (thousands)", amount),
    funded="funded initiatives",
    by="made by",
    approved_on="approved on",
)
ENDINGS = (".xlsx", ".csv", ".json")


def solve(*, seconds: float | None, work: int | None, seed: int, name: str, save: bool, json: bool) -> None:
    """Solve the record's own problem; keep the plan as a draft when it is to be saved."""
    desk.opened()
    from opencaio.record.actions import perform
    from opencaio.record.planning import running
    from opencaio.record.queries.plans import solved_page

    actor = desk.actor()
    given: dict[str, Any] = {"work": work, "seed": seed, **({} if seconds is None else {"seconds": seconds})}
    job = running.begin(given, actor)
    with _watching() as (heard, stop):
        running.carry_out(job.pk, heard=heard, stop=stop)
    run = running.run_of(job.pk, actor)
    if run.found is None:
        typer.echo(run.words, err=True)
        raise typer.Exit(REFUSED)
    page = solved_page(run.found, actor)
    kept = ""
    if page.is_a_plan and (save or name):
        kept = perform("plans.store", {"run": job.pk, "name": name or "Plan from the command line"}, actor).result.code
    if json:
        paper.as_json({"code": kept, "answer": run.found.answer, "plan": page.model_dump(mode="json")})
    else:
        _say(page)
        if page.is_a_plan:
            typer.echo(f"Kept as {kept}." if kept else "Not kept; --save keeps it as a draft.")
    if not page.is_a_plan:
        raise typer.Exit(REFUSED)


def list_plans(*, json: bool) -> None:
    """Every plan in a line, the newest first."""
    desk.opened()
    from opencaio.record.queries import ask

    found = ask("plans.list", {"size": 1000}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    rows = [one.model_dump(mode="json") for one in found.rows]
    paper.table(rows, columns=PLANS)
    typer.echo(f"{found.total} plan{'' if found.total == 1 else 's'}.")
    return None


def show(code: str, *, json: bool) -> None:
    """One plan with its reasons."""
    page = _page(code)
    if json:
        return paper.as_json(page.model_dump(mode="json"))
    typer.echo(f"{page.code}  {page.name}  ({page.status})")
    _say(page.solved)
    return None


def compare(first: str, second: str, *, json: bool) -> None:
    """What the second plan does otherwise than the first."""
    desk.opened()
    from opencaio.record.queries import ask

    found: Difference = ask("plans.compare", {"first": first, "second": second}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    typer.echo(f"From {found.first} to {found.second}")
    if found.is_whole:
        typer.echo(f"  value {found.value.before} to {found.value.after} thousand {found.currency}")
    for words, rows in (("in", found.came_in), ("out", found.went_out)):
        for row in rows:
            typer.echo(f"  {words}: {row.code} {row.name} ({row.value} thousand). {row.because}")
    for moved in found.moved:
        typer.echo(f"  moved: {moved.code} {moved.name} from {moved.before} to {moved.after}")
    for limit in (*found.limits, *found.people):
        typer.echo(f"  {limit.name}: {limit.before} to {limit.after}")
    typer.echo(f"  {found.stays} stay as they are.")
    return None


def decide(action: str, code: str, *, because: str, json: bool) -> None:
    """Propose, approve or drop a plan."""
    if action != "propose" and not because:
        raise wrong_usage("Say why with --because.")
    desk.opened()
    from opencaio.record.actions import perform

    done = perform(f"plans.{action}", {"code": code, "reason": because}, desk.actor())
    if json:
        return paper.as_json({"code": done.result.code, "status": done.result.status, "entry": done.entry})
    typer.echo(done.words)
    return None


def replay(code: str, *, json: bool) -> None:
    """Solve a stored problem again by its work and seed, and say whether the same plan comes out."""
    desk.opened()
    from opencaio.record.planning.replaying import replayed
    from opencaio.record.queries import ask

    document = ask("plans.document", {"code": code}, desk.actor())
    found = replayed(document.problem, document.answer)
    if json:
        paper.as_json(vars(found))
    else:
        for line in found.lines:
            typer.echo(line)
    if not found.is_same:
        raise typer.Exit(REFUSED)


def export(code: str, to: Path, *, json: bool) -> None:
    """Write a plan to a file: .xlsx (several sheets), .csv (initiatives) or .json (problem and answer)."""
    if to.suffix not in ENDINGS:
        raise wrong_usage(f"--export takes a file that ends in {', '.join(ENDINGS)}.")
    page = _page(code)
    from opencaio.record.planning.book import written
    from opencaio.record.queries import ask

    if to.suffix == ".json":
        document = ask("plans.document", {"code": code}, desk.actor())
        to.write_text(document.model_dump_json(indent=1), encoding="utf-8")
    else:
        to.write_bytes(written(page.name, page.solved, ending=to.suffix[1:]))
    if json:
        return paper.as_json({"file": str(to), "bytes": to.stat().st_size})
    typer.echo(f"{page.code} is in {to}.")
    return None


def _page(code: str) -> "PlanPage":
    desk.opened()
    from opencaio.record.queries import ask

    page: PlanPage = ask("plans.show", {"code": code}, desk.actor())
    return page


def _say(page: "Solved") -> None:
    """The plan for reading: headline, initiatives in groups, what binds, what is missing."""
    from opencaio.papers.numbers import counted
    from opencaio.record.planning.words import amount as short
    from opencaio.record.planning.words import headline, people_to_find

    typer.echo(" ".join(headline(page)))
    for name, group in (("Funded", "funded"), ("Borderline", "borderline"), ("Not funded", "out")):
        rows = [row.model_dump(mode="json") for row in page.in_group(group)]
        if rows:
            typer.echo(f"\n{name}: {len(rows)}")
            paper.table(rows, columns=in_unit(COLUMNS, currency=page.currency))
    for title, lines in (
        ("People to hire or buy in", people_to_find(page)),
        ("What holds the plan back", page.binding),
        ("These cannot hold together", page.conflict),
        *(("Nor can these", more) for more in page.further),
        ("What would have to give", [page.give_way] if page.conflict else []),
        ("A way out", [one.words for one in page.ways_out]),
        ("What the plan does not know", [one.words for one in page.missing]),
    ):
        if lines:
            typer.echo(f"\n{title}")
            for line in lines:
                typer.echo(f"  {line}")
    if page.ranking is not None:
        worth = short(page.ranking.value, page.currency)
        typer.echo(
            f"\nBy {page.ranking.rule}: {worth} from {counted(page.ranking.funded, 'initiative', 'initiatives')}."
        )


@contextmanager
def _watching() -> "Iterator[tuple[Any, threading.Event]]":
    """What the search tells, on a terminal; Ctrl-C ends it with the best plan so far."""
    stop = threading.Event()

    def end(number: int, frame: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    def heard(now: "SoFar") -> None:
        if sys.stderr.isatty():
            best = "no plan yet" if now.value is None else f"best {now.value:,.1f}"
            bound = "" if now.bound is None else f"  bound {now.bound:,.1f}"
            sys.stderr.write(f"\r\x1b[K{now.seconds:6.1f} s  {best}{bound}")
            sys.stderr.flush()

    before = signal.signal(signal.SIGINT, end)
    try:
        yield heard, stop
    finally:
        signal.signal(signal.SIGINT, before)
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")

"""What is the best plan for a planning problem in a file, said while it is sought and when it is found?"""

import math
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from opencaio import __version__
from opencaio.errors import BadInput
from opencaio.faces.cli import paper
from opencaio.faces.cli.faults import REFUSED, wrong_usage

if TYPE_CHECKING:
    from opencaio.engines.portfolio import Answer, Problem, Progress

LARGEST_FILE = 400 * 1024 * 1024
# What reading the clock late, checking and printing the answer take at the end.
IN_HAND = 0.15


def plan_file(source: str, *, seconds: float | None, work: int | None, seed: int, stay_close: bool, json: bool) -> None:
    """Plan the problem in ``source`` and print the plan; the seconds count from the start of reading."""
    began = time.monotonic()
    _refuse_limits(seconds, work, seed)
    from opencaio.engines.portfolio import parse_document, read_problem, solve, write_answer

    problem = read_problem(parse_document(_text_of(source)))
    if seconds is not None:
        seconds = max(0.05, seconds - (time.monotonic() - began) - min(IN_HAND, seconds / 10))
    with _watching() as watch:
        answer = solve(
            problem,
            seconds=seconds,
            work=work,
            seed=seed,
            timer=time.monotonic,
            progress=watch,
            stay_close=stay_close,
        )
    written = write_answer(problem, answer, version=__version__)
    written["seconds"] = round(time.monotonic() - began, 3)
    if json:
        paper.as_json(written)
    else:
        _say(problem, answer, written)
    if answer.decisions is None:
        raise typer.Exit(REFUSED)


def _refuse_limits(seconds: float | None, work: int | None, seed: int) -> None:
    if seconds is not None and not (math.isfinite(seconds) and 0 < seconds <= 10**7):
        raise wrong_usage("--seconds must be above 0 (and at most ten million).")
    if work is not None and work < 0:
        raise wrong_usage("--work must be at least 0.")
    if not 0 <= seed < 2**31:
        raise wrong_usage("--seed must lie between 0 and 2147483647.")


def _text_of(source: str) -> bytes:
    if source == "-":
        found = sys.stdin.buffer.read(LARGEST_FILE + 1)
    else:
        path = Path(source)
        if path.is_file() and path.stat().st_size > LARGEST_FILE:
            raise BadInput(f"{source} is larger than {LARGEST_FILE // 1024**2} MB; no problem that is planned here is.")
        found = path.read_bytes()
    if len(found) > LARGEST_FILE:
        raise BadInput(f"The problem is larger than {LARGEST_FILE // 1024**2} MB; none that is planned here is.")
    return found


@contextmanager
def _watching() -> "Iterator[Callable[[Progress], bool]]":
    """Gives what the search calls: it shows the state on a terminal, and says no more once Ctrl-C was pressed."""
    stopped: list[int] = []

    def stop(number: int, frame: Any) -> None:
        if stopped:
            raise KeyboardInterrupt
        stopped.append(number)

    before = signal.signal(signal.SIGINT, stop)
    shows = sys.stderr.isatty()

    def watch(state: "Progress") -> bool:
        if shows:
            sys.stderr.write(f"\r\x1b[K{_state(state)}")
            sys.stderr.flush()
        return not stopped

    try:
        yield watch
    finally:
        signal.signal(signal.SIGINT, before)
        if shows:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _state(state: "Progress") -> str:
    best = "no plan yet" if state.value is None else f"best {state.value:,.1f}"
    bound = "" if state.bound is None else f"  bound {state.bound:,.1f}"
    gap = "" if state.gap is None else f"  gap {state.gap:.2%}"
    return f"{state.seconds:6.1f} s  {best}{bound}{gap}"


def _say(problem: "Problem", answer: "Answer", written: dict[str, Any]) -> None:
    if answer.decisions is None:
        _say_none(written)
        return
    typer.echo(_headline(problem, answer))
    rows = [
        {
            "initiative": one.id,
            "department": one.department,
            "start": problem.periods[start],
            "end": problem.periods[start + one.duration - 1],
            "value": f"{one.value[start]:f}",
            "must": "mandatory" if one.mandatory else "locked" if one.id in problem.locked else "",
        }
        for one in sorted(problem.initiatives, key=lambda each: (written["starts"].get(each.id, 0), each.id))
        if (start := written["starts"].get(one.id)) is not None
    ]
    paper.table(rows, columns=("initiative", "department", "start", "end", "value", "must"))
    for words in (*_people(problem, written), *_limits(problem, written)):
        typer.echo(words)
    typer.echo(f"Replay: --seed {answer.seed} --work {answer.work}, problem {written['problem_hash'][:16]}.")


def _headline(problem: "Problem", answer: "Answer") -> str:
    count = len(answer.decisions.starts) if answer.decisions else 0
    found = f"{count} of {len(problem.initiatives)} initiatives, worth {answer.value:,f} thousand {problem.currency}"
    if answer.status == "optimal":
        return f"{found}: no plan within these limits is worth more."
    if answer.gap is None or answer.bound is None:
        return f"{found}."
    return f"{found}: within {answer.gap:.2%} of the best that could be ({answer.bound:,f} at most)."


def _say_none(written: dict[str, Any]) -> None:
    if written["status"] != "infeasible":
        typer.echo("No plan was found in this time, and none was ruled out. Give it more seconds.")
        return
    typer.echo("No plan can keep all limits.")
    for name in written["conflict"]:
        typer.echo(f"  cannot hold together: {name}")
    for one in written["relaxation"]:
        typer.echo(f"  a way out: {one['constraint']} by {one['by']}")


def _people(problem: "Problem", written: dict[str, Any]) -> Iterator[str]:
    for skill, arrivals in written["hires"].items():
        parts = [f"{people} for {problem.periods[at]}" for at, people in enumerate(arrivals) if people]
        yield f"Hire {skill}: {', '.join(parts)}"
    for skill, bought in written["contracts"].items():
        parts = [f"{part} in {problem.periods[at]}" for at, part in enumerate(bought) if part]
        yield f"Contract {skill}: {', '.join(parts)}"
    if written["platforms"]:
        yield f"Platforms: {', '.join(written['platforms'])}"


def _limits(problem: "Problem", written: dict[str, Any]) -> Iterator[str]:
    """The budgets and skills that are used to the last twentieth."""
    for one in written["use"]["budgets"]:
        there = one["limit"] + one["received"] - one["kept"]
        if there and one["used"] >= 0.95 * there:
            yield f"Nearly used up: {one['line']} {one['year']}, {one['used']:,} of {there:,}"
    for one in written["use"]["skills"]:
        columns = zip(one["used"], one["capacity"], one["hired"], one["contracted"], strict=True)
        tight = [problem.periods[at] for at, (used, *there) in enumerate(columns) if used and used >= 0.95 * sum(there)]
        if tight:
            yield f"Nearly used up: {one['skill']} in {', '.join(tight)}"

"""What does the law say of descriptions in a file, without any workspace?"""

import json as jsons
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.errors import Fault
from opencaio.faces.cli import days, paper
from opencaio.faces.cli.faults import REFUSED

if TYPE_CHECKING:
    from datetime import date

    from opencaio.engines.classification import Answer


def join(app: typer.Typer) -> None:
    """Add `classify`."""
    app.command()(classify)


def classify(
    facts: Annotated[str, typer.Option(metavar="FILE", help="One JSON object a line; - reads stdin.")],
    ordinary: Annotated[
        bool, typer.Option("--ordinary", help="Assume the ordinary case for what is not stated, and list it.")
    ] = False,
    law_on: Annotated[str | None, typer.Option(metavar="DATE", help="The law as on this day.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON answer a line, in input order.")] = False,
) -> None:
    """Say what the law asks of each description. Needs no workspace; exit code 1 when a line is invalid."""
    on = days.day(law_on) or datetime.now(UTC).astimezone().date()
    whole = True
    with _lines(facts) as lines:
        for answer in _answers(lines, law_on=on, mode="ordinary" if ordinary else "default"):
            whole &= "error" not in answer
            paper.as_json(answer) if json else typer.echo(_words(answer))
    if not whole:
        raise typer.Exit(REFUSED)


def _answers(lines: Iterable[str], *, law_on: "date", mode: Any) -> Iterator[dict[str, Any]]:
    from opencaio.engines.classification import answer_to_json
    from opencaio.faces.cli import packs

    law = packs.law()
    for number, line in enumerate(lines, start=1):
        if line.strip():
            answer = _answer(line, number=number, law=law, law_on=law_on, mode=mode)
            yield answer if isinstance(answer, dict) else answer_to_json(answer)


def _answer(line: str, *, number: int, law: Any, law_on: "date", mode: Any) -> "Answer | dict[str, Any]":
    """The answer, or ``{"id", "error"}`` when the line is no valid request."""
    from opencaio.engines.classification import classify as decide
    from opencaio.engines.classification import load_json, parse_request

    given: Any = None
    try:
        given = load_json(line)
        return decide(parse_request(given, law.vocabulary), law, law_on=law_on, mode=mode)
    except Fault as fault:
        return {"id": _id_of(given), "error": f"Line {number}: {fault.message}"}


def _id_of(given: Any) -> Any:
    found = given.get("id") if isinstance(given, dict) else None
    return found if isinstance(found, str | int) else None


def _words(answer: dict[str, Any]) -> str:
    name = jsons.dumps(answer["id"], ensure_ascii=False) if answer["id"] is not None else "-"
    if "error" in answer:
        return f"{name}\terror\t{answer['error']}"
    return "\t".join([name, str(answer["class"]), ", ".join(answer["articles"]), _open(answer)])


def _open(answer: dict[str, Any]) -> str:
    return f"not known: {', '.join(answer['missing'])}" if answer["missing"] else ""


@contextmanager
def _lines(source: str) -> Iterator[Iterable[str]]:
    if source == "-":
        yield sys.stdin
        return
    with Path(source).open(encoding="utf-8-sig", errors="replace") as file:
        yield file

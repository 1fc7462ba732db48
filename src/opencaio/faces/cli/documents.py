"""How are documents listed, written, read, compared and signed from a terminal?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.errors import BadInput
from opencaio.faces.cli import desk, paper

if TYPE_CHECKING:
    from opencaio.record.documents.forms import File

app = typer.Typer(help="Documents written from the facts: list, write, show, compare, sign.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]
Number = Annotated[int, typer.Argument(help="The number of the document.")]
Code = Annotated[str, typer.Argument(help="The code of the use, system, department or incident.")]
COLUMNS = ("id", "kind", "about", "number", "state", "missing", "changed", "signed_by")


@app.command()
def kinds(json: Json = False) -> None:
    """What can be written, and by which law."""
    rows = _asked("documents.kinds", {})["rows"]
    paper.as_json(rows) if json else paper.table(rows, columns=("id", "title", "subject", "citation"))


@app.command("list")
def list_(
    kind: Annotated[str, typer.Option(help="Only this kind.")] = "",
    use: Annotated[str, typer.Option(metavar="CODE", help="Only about this use.")] = "",
    state: Annotated[str, typer.Option(help="draft, outdated, signed, signed_old or unsigned.")] = "",
    due: Annotated[bool, typer.Option("--due", help="What the law asks for and nobody has written.")] = False,
    json: Json = False,
) -> None:
    """Documents on record with their state, or those that are due."""
    if due:
        answer = _asked("documents.due", {"use_case": use})
        return paper.as_json(answer) if json else paper.table(answer["rows"], columns=("due_on", "use_case", "kind"))
    answer = _asked("documents.list", {"kind": kind, "use_case": use, "state": state})
    return paper.as_json(answer) if json else paper.table(answer["rows"], columns=COLUMNS)


@app.command()
def write(
    kind: Annotated[str, typer.Argument(help="A kind, as `caio document kinds` lists them.")],
    code: Code = "",
    json: Json = False,
) -> None:
    """Write a document from the facts, or write it anew where they have changed."""
    desk.opened()
    from opencaio.packs.documents import kind_of
    from opencaio.record.actions import perform

    names = {"use": "use_case"}
    subject = kind_of(kind).subject
    given = {"kind": kind} | ({names.get(subject, subject): code} if code else {})
    done = perform("documents.write", given, desk.actor())
    version = done.result
    if json:
        named = {"id": version.document_id, "version": version.number, "missing": version.missing}
        return paper.as_json(named | {"entry": done.entry})
    words = "Written" if done.entry else "Nothing has changed"
    typer.echo(
        f"{words}: document {version.document_id}, version {version.number}, {len(version.missing)} facts missing."
    )
    return None


@app.command()
def refresh(
    use: Annotated[str, typer.Option(metavar="CODE", help="Only about this use.")] = "",
    kind: Annotated[str, typer.Option(help="Only this kind.")] = "",
    json: Json = False,
) -> None:
    """Write every unsigned document anew whose facts have changed."""
    desk.opened()
    from opencaio.record.actions import perform

    made = perform("documents.refresh", {"use_case": use, "kind": kind}, desk.actor()).result
    rows = [{"id": one.document_id, "version": one.number, "missing": len(one.missing)} for one in made]
    if json:
        return paper.as_json(rows)
    typer.echo(f"{len(rows)} documents written anew.")
    return paper.table(rows) if rows else None


@app.command()
def show(
    number: Number,
    version: Annotated[int | None, typer.Option(help="Which version (else the newest).")] = None,
    format_: Annotated[
        str, typer.Option("--format", help="html, pdf, docx, json, md, or a form of the kind's own.")
    ] = "md",
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Write a file there instead.")] = None,
    json: Json = False,
) -> None:
    """Read a document, or write one of its versions to a file."""
    if json:
        return paper.as_json(_asked("documents.show", {"id": number, "version": version}))
    file = _file(number, version, form=format_)
    if out is None and format_ in {"pdf", "docx"}:
        raise BadInput(f"A {format_} is no text: name a folder with --out.")
    if out is None:
        return typer.echo(file.body.decode(), nl=False)
    out.mkdir(parents=True, exist_ok=True)
    path = out / file.name
    path.write_bytes(file.body)
    return typer.echo(str(path.resolve()))


@app.command()
def compare(
    number: Number,
    before: Annotated[int, typer.Argument(help="The earlier version.")],
    after: Annotated[
        int | None, typer.Argument(help="The later one; none compares with what the facts say now.")
    ] = None,
    json: Json = False,
) -> None:
    """What was added, removed and changed between two versions."""
    answer = _asked("documents.compare", {"id": number, "before": before, "after": after})
    if json:
        return paper.as_json(answer)
    later = f"version {after}" if after else "now"
    typer.echo(f"{answer['title']}: version {before} → {later}, {len(answer['rows'])} fields differ.")
    for one in answer["rows"]:
        typer.echo(f"\n{one['section']} · {one['label']} ({one['change']})")
        for sign, text in (("-", one["before"]), ("+", one["after"])):
            for line in text.splitlines():
                typer.echo(f"{sign} {line}")
    return None


@app.command()
def sign(
    number: Number,
    version: Annotated[int, typer.Option(help="Which version: the newest, which you have read.")],
    function: Annotated[str, typer.Option(help="In which function you sign.")],
    place: Annotated[str, typer.Option(help="Where.")],
    json: Json = False,
) -> None:
    """Sign the newest version; it stays as it is from then on."""
    desk.opened()
    from opencaio.record.actions import perform

    given = {"id": number, "version": version, "function": function, "place": place}
    done = perform("documents.sign", given, desk.actor())
    if json:
        return paper.as_json({"id": number, "version": done.result.number, "entry": done.entry})
    return typer.echo(f"{done.words}.")


def _asked(query: str, given: dict[str, Any]) -> Any:
    desk.opened()
    from opencaio.record.answers import plain
    from opencaio.record.queries import ask

    return plain(ask(query, given, desk.actor()))


def _file(number: int, version: int | None, *, form: str) -> "File":
    desk.opened()
    from opencaio.record.documents.forms import file_here

    return file_here(number, desk.actor(), version=version, form=form)

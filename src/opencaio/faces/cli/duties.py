"""Which duties wait for whom (`duties`), may this use move on (`gate`), and how does evidence come in (`evidence`)?"""

from pathlib import Path
from typing import Annotated, Any

import typer

from opencaio.errors import BadFile
from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.faults import REFUSED

Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]
COLUMNS = ("state", "when", "title", "use_case", "owner", "regime", "code", "id")


def join(app: typer.Typer) -> None:
    """Add `duties`, `gate` and `evidence`."""
    app.command()(duties)
    app.command()(gate)
    app.command()(evidence)


def duties(
    mine: Annotated[bool, typer.Option("--mine", help="Only my own.")] = False,
    owner: Annotated[str, typer.Option(help="Only those of this person: an e-mail address, or none.")] = "",
    department: Annotated[str, typer.Option(metavar="CODE", help="Only below this department.")] = "",
    use: Annotated[str, typer.Option(metavar="CODE", help="Only of this use.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    status: Annotated[
        str, typer.Option(help="open (not done), overdue, renewal, started, todo, ahead, done or all.")
    ] = "open",
    due_by: Annotated[str, typer.Option(metavar="DAY", help="Only what needs somebody by then.")] = "",
    ics: Annotated[Path | None, typer.Option(metavar="FILE", help="Write them as a calendar file.")] = None,
    json: Json = False,
) -> None:
    """Duties, the overdue first: whose, by when, and shown by what."""
    desk.opened()
    from opencaio.record.queries import ask

    actor = desk.actor()
    asked: dict[str, Any] = {"use_case": use, "department": department, "due_by": due_by or None, "size": 20_000}
    asked |= {"owner": "me" if mine else _owner(owner), "status": _status(status, overdue=overdue)}
    found = ask("duties.list", asked, actor)
    if ics is not None:
        _write_calendar(ics, found.rows, name=f"Duties, {actor.name}")
        return paper.as_json({"file": str(ics.resolve()), "duties": found.total}) if json else typer.echo(str(ics))
    rows = [one.model_dump(mode="json") for one in found.rows]
    if json:
        return paper.as_json({"rows": rows, "total": found.total, "counts": found.counts})
    paper.table([{name: row[name] for name in COLUMNS} for row in rows])
    return typer.echo(_summary(found.counts))


def gate(
    use: Annotated[str, typer.Argument(metavar="USE", help="The code of the use.")],
    stage: Annotated[
        str, typer.Argument(metavar="[STAGE]", help="Where it would move (default: the next stage).")
    ] = "",
    json: Json = False,
) -> None:
    """What is still missing before a use may move on; exit code 1 while something is."""
    desk.opened()
    from opencaio.record.queries import ask

    found = ask("gates.show", {"use_case": use, **({"to": stage} if stage else {})}, desk.actor())
    if json:
        paper.as_json(found.model_dump(mode="json"))
    else:
        for line in _gate_lines(found):
            typer.echo(line)
    if not found.passes:
        raise typer.Exit(REFUSED)


def evidence(
    use: Annotated[str, typer.Argument(metavar="USE", help="The code of the use.")],
    file: Annotated[Path | None, typer.Option(metavar="FILE", help="The file that shows it.")] = None,
    link: Annotated[str, typer.Option(help="Or an address; it is kept, never followed.")] = "",
    note: Annotated[str, typer.Option(help="Or words.")] = "",
    kind: Annotated[str, typer.Option(help="One of `caio show evidence.kinds`.")] = "",
    title: Annotated[str, typer.Option(help="What to call it (default: the file's name).")] = "",
    duty: Annotated[int | None, typer.Option(metavar="NUMBER", help="The duty that it shows.")] = None,
    dated: Annotated[str, typer.Option(metavar="DAY", help="Its own date.")] = "",
    until: Annotated[str, typer.Option(metavar="DAY", help="Until when it holds (default: as its kind does).")] = "",
    json: Json = False,
) -> None:
    """Put a file, a link or a note on record that shows a duty to be met."""
    desk.opened()
    from opencaio.record.actions import perform
    from opencaio.record.answers import done_as_plain
    from opencaio.record.importing.uploads import drop_upload

    given: dict[str, Any] = {"use_case": use, "kind": kind, "link": link, "note": note, "duty": duty}
    given |= {"title": title or (file.name if file else ""), "dated": dated or None, "expires_on": until or None}
    upload = _kept(file) if file else ""
    try:
        given |= {"upload": upload, "file_name": file.name} if file else {}
        done = perform("evidence.add", given, desk.actor())
    finally:
        drop_upload(upload)
    return paper.as_json(done_as_plain(done)) if json else typer.echo(f"{done.words}.")


def _kept(file: Path) -> str:
    from opencaio.record.attachments import refuse_large
    from opencaio.record.importing.uploads import keep_upload

    if not file.is_file():
        raise BadFile(f"There is no file {file}.")
    refuse_large(file.name, file.stat().st_size)
    return keep_upload(file)


def _owner(said: str) -> str:
    if said in {"", "none", "me"} or (said.isascii() and said.isdecimal()):
        return said
    from opencaio.record.actors import person_by_email

    return str(person_by_email(said, face="cli").person_id)


def _status(said: str, *, overdue: bool) -> str:
    return "overdue" if overdue else "" if said == "all" else said


def _write_calendar(path: Path, rows: Any, *, name: str) -> None:
    from django.utils import timezone

    from opencaio.record.duty_calendar import duties_as_calendar

    path.write_bytes(duties_as_calendar(rows, name=name, now=timezone.now()))


def _summary(counts: dict[str, int]) -> str:
    words = {"overdue": "overdue", "renewal": "to renew", "started": "under way", "open": "open", "ahead": "ahead"}
    found = [f"{counts[code]} {name}" for code, name in words.items() if code in counts]
    return f"{', '.join(found) or 'nothing open'}; {counts.get('done', 0)} done."


def _gate_lines(found: Any) -> list[str]:
    name = f"{found.use_case} {found.use_case_name}"
    if found.forbidden:
        return [f"{name} cannot move forward. {found.forbidden} ({found.citation})"]
    lines = [f"let pass: {one.title}" for one in found.waived]
    if found.stage == found.to:
        return [f"{name} stands at {found.to} already."]
    if found.passes:
        return [f"{name} may move from {found.stage or 'an unknown stage'} to {found.to}.", *lines]
    head = f"{name} may not move from {found.stage or 'an unknown stage'} to {found.to} yet. Missing:"
    return [head, *(f"  - {_missing(one)}" for one in found.missing), *lines]


def _missing(one: Any) -> str:
    cited = f" ({one.citation})" if one.citation else ""
    shown = f" Shown by: {' or '.join(one.kind_words)}." if one.kind_words else ""
    return f"{one.title}{cited}: {one.why}{shown}"

"""How is the brief written?"""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opencaio.errors import BadInput
from opencaio.faces.cli import days, desk, paper

if TYPE_CHECKING:
    from opencaio.papers.blocks import Paper

FORMATS = ("html", "pdf", "md", "json", "docx")


def join(app: typer.Typer) -> None:
    """Add `brief`."""
    app.command()(brief)


def brief(
    law_on: Annotated[str | None, typer.Option(metavar="DATE", help="The law as on this day.")] = None,
    record_at: Annotated[str | None, typer.Option(metavar="DATE", help="The record as known then.")] = None,
    department: Annotated[str | None, typer.Option(metavar="CODE", help="One department and below.")] = None,
    format_: Annotated[str, typer.Option("--format", help=f"Any of {','.join(FORMATS)}.")] = "html",
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the files go.")] = Path(),
    json: Annotated[bool, typer.Option("--json", help="Say which files as one JSON object.")] = False,
) -> None:
    """Write the brief: what needs attention, the state of things, what is not known, what to decide."""
    formats = chosen(format_)
    day = days.day(law_on)
    desk.opened()
    written = write(
        out=out,
        formats=formats,
        law_on=day,
        record_at=days.moment(record_at, time_zone=_zone()),
        department=department,
    )
    if json:
        return paper.as_json({"files": [str(path.resolve()) for path in written]})
    for path in written:
        typer.echo(str(path.resolve()))
    return None


def chosen(text: str) -> list[str]:
    """The formats in ``html,pdf``, each once. Raises ``BadInput`` for one that is unknown."""
    formats = list(dict.fromkeys(one.strip().lower() for one in text.split(",") if one.strip()))
    unknown = [one for one in formats if one not in FORMATS]
    if unknown or not formats:
        raise BadInput(f"There is no format “{', '.join(unknown) or text}”. Known: {', '.join(FORMATS)}.")
    return formats


def write(
    *,
    out: Path,
    formats: list[str],
    law_on: date | None = None,
    record_at: datetime | None = None,
    department: str | None = None,
) -> list[Path]:
    """Write the brief in each format; the files, in that order."""
    from django.conf import settings
    from django.utils import timezone

    from opencaio.record.briefing import brief as brief_of

    desk.begin_day()
    with paper.progress("Writing the brief", total=len(formats) + 1) as advance:
        made = brief_of(
            desk.actor(),
            now=timezone.now(),
            law_on=law_on,
            record_at=record_at,
            department=department,
            site=settings.SITE_ADDRESS,
        )
        advance(1)
        out.mkdir(parents=True, exist_ok=True)
        written = []
        for place, one in enumerate(formats, start=2):
            written.append(_file(made, out=out, format_=one, department=department))
            advance(place)
    return written


def _file(made: "Paper", *, out: Path, format_: str, department: str | None) -> Path:
    from opencaio.papers.render import render

    place = "".join(sign if sign.isalnum() else "-" for sign in department.lower()) if department else ""
    stem = "-".join(["brief", *([place] if place else []), made.law_on.isoformat()])
    path = out / f"{stem}.{format_}"
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(render(made, format=format_))
    fresh.replace(path)
    return path


def _zone() -> str:
    from opencaio.record.models import Organisation

    return Organisation.objects.values_list("time_zone", flat=True).first() or "UTC"

"""How is the strategy for AI written out?"""

from pathlib import Path
from typing import Annotated

import typer

from opencaio.errors import BadInput
from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.briefs import FORMATS


def strategy(
    form: Annotated[str, typer.Option("--format", help=f"Any of {', '.join(FORMATS)} (else by the ending).")] = "",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it into this file.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Parts, gaps and the whole document as one object.")] = False,
) -> None:
    """The strategy document from the record: as text, or as a file (--out strategy.pdf)."""
    form = form or (out.suffix[1:].lower() if out else "") or "md"
    if form not in FORMATS:
        raise BadInput(f"There is no format “{form}”. Known: {', '.join(FORMATS)}.")
    if form in ("pdf", "docx") and out is None and not json:
        raise BadInput(f"A {form} is a file: say which with --out strategy.{form}.")
    desk.opened()
    if json:
        from opencaio.record.queries import ask

        return paper.as_json(ask("strategy.show", {}, desk.actor()).model_dump(mode="json"))
    body = _written(form)
    if out is None:
        return typer.echo(body.decode("utf-8"))
    fresh = out.with_name(f".{out.name}.new")
    fresh.write_bytes(body)
    fresh.replace(out)
    return typer.echo(str(out.resolve()))


def _written(form: str) -> bytes:
    from django.conf import settings
    from django.utils import timezone

    from opencaio.papers.render import render
    from opencaio.record.permissions import Right
    from opencaio.record.queries.registry import must_hold
    from opencaio.record.strategy import paper_of, strategy_of

    actor = desk.actor()
    must_hold(actor, Right.READ, "strategy.show")
    found = strategy_of(actor, now=timezone.localtime(), site=settings.SITE_ADDRESS)
    return render(paper_of(found), format=form)

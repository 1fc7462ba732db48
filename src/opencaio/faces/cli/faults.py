"""How does a fault become plain words on stderr and an exit code?

0 done, 1 refused or partly refused, 2 wrong usage. With ``--json`` a refusal is one JSON object on stdout as well.
"""

import os
from typing import Any

import typer
from typer.core import TyperGroup

from opencaio.errors import Fault
from opencaio.faces.cli.paper import as_json, readable

REFUSED = 1
USAGE = 2


class Commands(TyperGroup):
    """A group of commands that says what went wrong instead of showing where in the code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a fault ends it with its words and exit code 1."""
        as_one_object = "--json" in ctx.args or "--json" in ctx._protected_args
        try:
            return super().invoke(ctx)
        except Fault as fault:
            say(fault)
            if as_one_object:
                as_json({"error": fault.message, "details": list(fault.details)})
            raise typer.Exit(REFUSED) from fault
        except Exception as error:
            words = _words_for(error)
            if words is None or os.environ.get("OPENCAIO_TRACE"):
                raise
            typer.echo(words, err=True)
            raise typer.Exit(REFUSED) from error


def say(fault: Fault) -> None:
    """The fault's sentence and its particulars, on stderr."""
    typer.echo(readable(fault.message), err=True)
    for one in fault.details:
        if one != fault.message:
            typer.echo(f"  - {readable(one)}", err=True)


def wrong_usage(words: str) -> typer.Exit:
    """Say what was wrong with the command itself; raise what is returned."""
    typer.echo(words, err=True)
    return typer.Exit(USAGE)


def _words_for(error: Exception) -> str | None:
    if isinstance(error, BrokenPipeError):
        return None
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror or error}{where}."
    if type(error).__module__.startswith(("django.db", "sqlite3", "psycopg")):
        return f"The database cannot do this now: {error}. `caio doctor` may say why."
    if isinstance(error, typer.Exit | typer.Abort) or _is_usage(error):
        return None
    return (
        f"This went wrong inside OpenCAIO ({type(error).__name__}: {error}). "
        "Nothing half-done was kept. OPENCAIO_TRACE=1 shows where."
    )


def _is_usage(error: Exception) -> bool:
    return type(error).__module__.startswith(("typer.", "click."))

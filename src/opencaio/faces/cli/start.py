"""How does a workspace begin, for real or as an example?"""

import os
import re
import secrets
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opencaio.errors import BadInput, Refused
from opencaio.faces.cli import desk, example, paper

if TYPE_CHECKING:
    from opencaio.record.founding import Founded

PASSWORD = "OPENCAIO_PASSWORD"  # noqa: S105 (the name of a setting)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def join(app: typer.Typer) -> None:
    """Add `init` and `demo`."""
    app.command()(init)
    app.command()(demo)


def init(
    name: Annotated[str | None, typer.Option(help="The organisation's name.")] = None,
    officer: Annotated[str | None, typer.Option(help="The first officer's name.")] = None,
    email: Annotated[str | None, typer.Option(help="The first officer's e-mail address.")] = None,
    with_demo: Annotated[bool, typer.Option("--demo", help="Fill it with the example company.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> None:
    """Make a workspace: its folder, its record, the organisation and the first officer."""
    folder = desk.wiring().home()
    refuse_existing(folder)
    password, was_made = _password()
    asked = _asked(name=name, officer=officer, email=email, with_demo=with_demo)
    founded = example.make(folder, password=password) if with_demo else _make(folder, password, asked)
    said = {"home": str(folder), "organisation": founded.organisation, "email": founded.officer.email}
    if was_made:
        said["password"] = password
    if json:
        return paper.as_json(said)
    typer.echo(f"Made the workspace of {founded.organisation} in {folder}")
    typer.echo(f"Sign in as {founded.officer.email}" + (f" with {password}" if was_made else "."))
    if was_made:
        typer.echo("This password is shown once. Keep it, or set another with `caio user reset`.")
    return typer.echo("Next: caio import FILE, then caio brief; or caio serve for the web face.")


def demo(
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> None:
    """Make the example company afresh, classify it, write its brief, and say where everything is."""
    os.environ.pop("OPENCAIO_DATABASE_URL", None)
    if not os.environ.get("OPENCAIO_HOME"):
        os.environ["OPENCAIO_HOME"] = str(desk.wiring().home().with_name("opencaio-demo"))
    said = example.show(desk.wiring().home(), password=_password()[0])
    if json:
        return paper.as_json(said)
    typer.echo(f"The example company {said['organisation']} is in {said['home']}")
    for format_, path in said["briefs"].items():
        typer.echo(f"  its brief as {format_.upper()}: {path}")
    typer.echo(f"To look at it: {own_command()} serve --home {said['home']}")
    return typer.echo(f"  then sign in as {said['email']} with {said['password']}")


def refuse_existing(folder: Path) -> None:
    """Raise ``Refused`` unless a workspace can be made in ``folder`` without touching anything of value."""
    if _is_begun(folder):
        return
    if desk.wiring().is_there(folder):
        raise Refused(f"There is a workspace at {folder} already. Nothing was changed.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is not an empty folder. Choose another with --home.")


def _is_begun(folder: Path) -> bool:
    """True when an `init` was cut off here before the organisation was on record: it may be finished."""
    if not desk.wiring().is_there(folder):
        return False
    desk.wiring().set_up()
    from django.db import DatabaseError

    from opencaio.record.founding import is_founded

    try:
        return not is_founded()
    except DatabaseError:
        return True


def made(folder: Path) -> None:
    """Make the folder, for its owner's eyes only, and the empty record in it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    desk.wiring().set_up()
    from opencaio.record.laying import lay_tables

    lay_tables()


def unmade(folder: Path) -> None:
    """Take back a workspace whose making failed."""
    from django.db import connections

    connections.close_all()
    shutil.rmtree(folder, ignore_errors=True)


def _make(folder: Path, password: str, asked: dict[str, str]) -> "Founded":
    was_begun = desk.wiring().is_there(folder)
    try:
        made(folder)
        from opencaio.record.founding import found

        return found(password=password, **asked)
    except BaseException:
        if not was_begun:
            unmade(folder)
        raise


def _asked(*, name: str | None, officer: str | None, email: str | None, with_demo: bool) -> dict[str, str]:
    if with_demo:
        return {}
    quiet = PASSWORD in os.environ or not sys.stdin.isatty()
    asked = {
        "name": name or _question("The organisation's name", default="My organisation", quiet=quiet),
        "officer_name": officer or _question("Your name", default="Chief AI Officer", quiet=quiet),
        "email": email or _question("Your e-mail address", default="officer@localhost", quiet=quiet),
    }
    if not EMAIL.fullmatch(asked["email"]):
        raise BadInput(f"{asked['email']} is not an e-mail address.")
    return asked


def _question(words: str, *, default: str, quiet: bool) -> str:
    return default if quiet else str(typer.prompt(words, default=default, err=True))


def _password() -> tuple[str, bool]:
    """The password, and whether it was made here and so must be shown."""
    if given := os.environ.get(PASSWORD):
        return given, False
    if sys.stdin.isatty():
        typed = typer.prompt(
            "A password of 12 characters or more (empty: make one)",
            default="",
            hide_input=True,
            show_default=False,
            err=True,
        )
        if typed:
            return typed, False
    return "-".join(secrets.token_hex(3) for _ in range(4)), True


def own_command() -> str:
    """How this `caio` is called from here: by its name where the shell finds it, else by its path."""
    path = Path(sys.argv[0])
    return path.name if shutil.which(path.name) else str(path)

"""Who can sign in, and how do they get in again?"""

import secrets
import sys
from os import environ
from typing import TYPE_CHECKING, Annotated

import typer

from opencaio.errors import NotFound
from opencaio.faces.cli import desk, paper

if TYPE_CHECKING:
    from opencaio.record.models import Person

app = typer.Typer(help="Sign-ins: list them, set a new password, unlock.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]
Email = Annotated[str, typer.Argument(metavar="EMAIL")]


@app.command("list")
def list_(json: Json = False) -> None:
    """Everyone with a sign-in, and their roles."""
    desk.opened()
    from opencaio.record.models import Person

    people = Person.objects.filter(user__isnull=False).select_related("user").prefetch_related("grants__department")
    rows = [_row(one) for one in people]
    paper.as_json(rows) if json else paper.table(rows)


@app.command()
def reset(email: Email, json: Json = False) -> None:
    """Set a new password: OPENCAIO_PASSWORD, else the one typed, else one that is made and shown once."""
    desk.opened()
    from opencaio.record.actions import perform
    from opencaio.record.permissions import FOUNDER

    who, (password, was_made) = _person(email), _new_password()
    perform("people.set_password", {"person": who.pk, "password": password}, FOUNDER)
    shown = {"password": password} if was_made else {}
    if json:
        return paper.as_json({"email": who.email, **shown})
    return typer.echo(f"{who.email} has a new password" + (f": {password}" if was_made else "."))


@app.command()
def unlock(email: Email, json: Json = False) -> None:
    """Let someone try again who was locked out after too many failed sign-ins."""
    desk.opened()
    from django.core.cache import cache

    who = _person(email)
    cache.clear()
    paper.as_json({"email": who.email, "unlocked": True}) if json else typer.echo(f"{who.email} may try again.")


def _person(email: str) -> "Person":
    from opencaio.record.models import Person

    row = Person.objects.filter(email__iexact=email, user__isnull=False).select_related("user").first()
    if row is None:
        raise NotFound(f"Nobody here signs in as {email}.")
    return row


def _row(person: "Person") -> dict[str, object]:
    grants = [one for one in person.grants.all() if one.retired_at is None]
    return {
        "email": person.email,
        "name": person.name,
        "roles": [f"{one.role} of {one.department.name if one.department else 'everything'}" for one in grants],
        "can_sign_in": bool(person.user and person.user.is_active),
        "last_sign_in": person.user.last_login.isoformat() if person.user and person.user.last_login else None,
    }


def _new_password() -> tuple[str, bool]:
    if given := environ.get("OPENCAIO_PASSWORD"):
        return given, False
    if sys.stdin.isatty():
        words = "A new password (empty: make one)"
        if typed := typer.prompt(words, default="", hide_input=True, show_default=False, err=True):
            return typed, False
    return "-".join(secrets.token_hex(3) for _ in range(4)), True

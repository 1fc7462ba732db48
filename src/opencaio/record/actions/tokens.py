"""How does a person give a program a key of its own, and take it back?"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from opencaio.errors import NotFound, Refused
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import ApiToken
from opencaio.record.permissions import Right

LONGEST_LIFE = 366
BY_HAND = ("web", "cli")


class CreateToken(Asked):
    """What the key is for, whether it may write, and for how many days it holds.

    ``only_for`` makes a key that opens one door: ``calendar``, the feed of one's own duties.
    """

    name: str = Field(min_length=1, max_length=100)
    can_write: bool = False
    only_for: Literal["", "calendar"] = ""
    days: int = Field(90, ge=1, le=LONGEST_LIFE)


class RevokeToken(Asked):
    """The key to take back."""

    token: int


@dataclass(frozen=True)
class NewToken:
    """A key just made. ``secret`` is shown this once: only its digest is kept."""

    id: int
    name: str
    secret: str
    expires_at: datetime
    only_for: str = ""


@action("tokens.create", right=Right.READ, words="Create a token")
def create(given: CreateToken, change: Change) -> NewToken:
    """Make a key with at most the rights of the person who makes it. A key cannot make keys."""
    change.allow_own()
    if change.actor.read_only or change.actor.face not in BY_HAND:
        raise Refused("A token cannot make tokens. Sign in and make it by hand.")
    if change.actor.person_id is None:
        raise Refused("A token belongs to a person.")
    secret = f"caio_{secrets.token_urlsafe(32)}"
    row = ApiToken.objects.create(
        person_id=change.actor.person_id,
        name=given.name,
        digest=digest_of(secret),
        can_write=given.can_write and not given.only_for,
        only_for=given.only_for,
        created_at=change.at,
        expires_at=change.at + timedelta(days=given.days),
    )
    _write_down(row, change, "made")
    change.say(f"Created the token {row.name}")
    return NewToken(row.pk, row.name, secret, row.expires_at, row.only_for)


@action("tokens.revoke", right=Right.READ, words="Revoke a token")
def revoke(given: RevokeToken, change: Change) -> ApiToken:
    """Take back one's own key; an officer takes back anyone's."""
    change.allow_own()
    row = ApiToken.objects.filter(pk=given.token, revoked_at=None).first()
    if row is None or not (row.person_id == change.actor.person_id or change.actor.may(Right.PEOPLE, None)):
        raise NotFound("There is no such token of yours.")
    row.revoked_at = change.at
    row.save(update_fields=["revoked_at"])
    _write_down(row, change, "revoked")
    change.say(f"Revoked the token {row.name}")
    return row


def digest_of(secret: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _write_down(row: ApiToken, change: Change, what: str) -> None:
    change.notes["token"] = {"id": row.pk, "name": row.name, "can_write": row.can_write, "was": what}
    change.touch("person", row.person_id)

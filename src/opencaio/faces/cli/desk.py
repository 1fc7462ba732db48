"""Is there a workspace to work on, and as whom does this command act?"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from opencaio.errors import Refused

if TYPE_CHECKING:
    from opencaio.record.permissions import Actor


@dataclass(frozen=True)
class Wiring:
    """What the site lends to the command line: faces and site may not be imported from here."""

    home: Callable[[], Path]
    is_there: Callable[[Path], bool]
    set_up: Callable[[], None]
    serve: Callable[..., None]
    speak_mcp: Callable[["Actor"], None]


class _Desk:
    wiring: Wiring


def wire(wiring: Wiring) -> None:
    """Lend the site's parts to the commands; called once, before any of them."""
    _Desk.wiring = wiring


def wiring() -> Wiring:
    """What the site has lent."""
    return _Desk.wiring


def opened() -> Path:
    """The workspace, ready for use. Raises ``Refused`` when there is none or it is of another version."""
    folder = found()
    from opencaio.record import upgrading

    if upgrading.pending_steps():
        raise Refused("The record was made by an earlier version. Run `caio upgrade`: it backs up, migrates, verifies.")
    if upgrading.unknown_steps():
        raise Refused("A newer OpenCAIO has worked on this record. Install that version or a newer one.")
    return folder


def found() -> Path:
    """The workspace, with Django set up on it, whatever the state of its tables."""
    folder = wiring().home()
    if not wiring().is_there(folder):
        raise Refused(f"No workspace at {folder}. Run `caio init` to make one, or name another with --home.")
    wiring().set_up()
    return folder


def begin_day() -> None:
    """What time asks for: today's law on every use, the month's figures."""
    from django.utils import timezone

    from opencaio.record.days import begin_day as begin

    begin(timezone.now())


def actor(*, face: str = "cli", read_only: bool = False) -> "Actor":
    """The person named by ``--as``, else the first officer."""
    from dataclasses import replace

    from opencaio.record import actors

    email = os.environ.get("OPENCAIO_AS")
    chosen = actors.person_by_email(email, face=face) if email else actors.officer(face=face)
    return replace(chosen, read_only=read_only)

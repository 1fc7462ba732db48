"""How does the command `caio` get its wiring: the workspace, Django, the server, MCP?"""

import gc
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from opencaio.faces.cli import app
from opencaio.faces.cli.desk import Wiring, wire
from opencaio.site import workspace

if TYPE_CHECKING:
    from opencaio.record.permissions import Actor

ANYWHERE = ("--home", "--as")


def main() -> None:
    """Run the command line; ``--home`` and ``--as`` may stand anywhere in it."""
    wired()
    app(anywhere_first(sys.argv[1:]))


def wired() -> None:
    """Lend the command line face what only the site may import."""
    wire(Wiring(home=workspace.home, is_there=_is_there, set_up=_set_up, serve=_serve, speak_mcp=_speak_mcp))


def anywhere_first(words: Iterable[str]) -> list[str]:
    """The words with ``--home X`` and ``--as X`` moved to the front, up to a lone ``--``."""
    first: list[str] = []
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word in ANYWHERE:
            first += [word, *_next(waiting)]
        elif word.startswith(tuple(f"{one}=" for one in ANYWHERE)):
            first.append(word)
        else:
            rest.append(word)
    return first + rest


def _next(waiting: Iterable[str]) -> list[str]:
    for word in waiting:
        return [word]
    return []


def _is_there(folder: Path) -> bool:
    if not (folder / "secret.key").is_file():
        return False
    return bool(os.environ.get(workspace.DATABASE_URL)) or (folder / "record.sqlite3").is_file()


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencaio.site.settings")
    import django

    # What comes now stays to the end: looking through it for waste again and again is a quarter of the start.
    gc.disable()
    try:
        django.setup()
    finally:
        gc.enable()
    gc.freeze()


def _serve(**asked: object) -> None:
    from opencaio.site.serving import serve

    serve(**asked)  # type: ignore[arg-type]


def _speak_mcp(actor: "Actor") -> None:
    from opencaio.faces.mcp.stdio import speak

    speak(actor)

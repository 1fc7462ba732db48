"""How does an assistant on this machine speak with the record?"""

from typing import Annotated

import typer

from opencaio.faces.cli import desk


def join(app: typer.Typer) -> None:
    """Add `mcp`."""
    app.command()(mcp)


def mcp(
    write: Annotated[bool, typer.Option("--write", help="Let it change the record too.")] = False,
) -> None:
    """Speak the Model Context Protocol on stdin and stdout, as --as says; read-only unless --write."""
    desk.opened()
    desk.wiring().speak_mcp(desk.actor(face="mcp", read_only=not write))

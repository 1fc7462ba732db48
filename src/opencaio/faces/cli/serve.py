"""How is the web face started?"""

from typing import Annotated

import typer

from opencaio.faces.cli import desk


def join(app: typer.Typer) -> None:
    """Add `serve`."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Another address than loopback needs OPENCAIO_HOSTS.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one and prints it.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=2, help="Processes that answer.")] = 1,
) -> None:
    """Serve the web face, the API and MCP until Ctrl-C."""
    desk.opened()
    desk.begin_day()
    desk.wiring().serve(host=host, port=port, workers=workers, say=typer.echo)

"""Being written."""

import typer


def join(app: typer.Typer) -> None:
    """Add nothing yet."""

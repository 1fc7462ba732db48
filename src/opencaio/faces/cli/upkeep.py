"""How is a workspace kept: backed up, restored, upgraded, examined?"""

import typer


def join(app: typer.Typer) -> None:
    """Add the commands of upkeep."""

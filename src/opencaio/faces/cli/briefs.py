"""How is the brief written?"""

from pathlib import Path

import typer


def join(app: typer.Typer) -> None:
    """Add `brief`."""


def write(*, out: Path, formats: list[str]) -> list[Path]:
    """Write the brief in each format."""
    return []

"""How do tests bring a file of money in?"""

from pathlib import Path
from typing import Any

from opencaio.record.actions import perform
from opencaio.record.actions.money_imports import ImportMoney, planned
from opencaio.record.importing.uploads import keep_upload
from opencaio.record.permissions import Actor


def bring(kind: str, text: str | bytes, actor: Actor, tmp_path: Path, *, name: str = "money.csv") -> Any:
    """The report of importing this text."""
    return perform(f"{kind}.import", _given(text, tmp_path, name), actor).result


def look(kind: str, text: str | bytes, actor: Actor, tmp_path: Path, *, name: str = "money.csv") -> Any:
    """What importing this text would do."""
    return planned(kind, ImportMoney(**_given(text, tmp_path, name)), actor)


def _given(text: str | bytes, tmp_path: Path, name: str) -> dict[str, str]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return {"upload": keep_upload(path), "file_name": name}

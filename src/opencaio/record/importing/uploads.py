"""Where do files wait that came in from outside, so that nothing ever runs or serves them?"""

import re
import secrets
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from opencaio.errors import NotFound

KEPT_SECONDS = 24 * 3600
NAME = re.compile(r"^[0-9a-f]{32}$")


def keep_upload(source: Path | BinaryIO) -> str:
    """Copy a file into the workspace under a random name; return that name."""
    name = secrets.token_hex(16)
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(before=time.time() - KEPT_SECONDS)
    target = folder() / name
    try:
        if isinstance(source, Path):
            shutil.copyfile(source, target)
        else:
            with target.open("wb") as file:
                shutil.copyfileobj(source, file)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return name


def upload_path(name: str) -> Path:
    """The file kept under ``name``; a name of any other shape is not found."""
    path = folder() / name
    if not NAME.match(name) or not path.is_file():
        raise NotFound("This upload is no longer here. Choose the file again.")
    return path


def drop_upload(name: str) -> None:
    """Forget an upload."""
    if NAME.match(name):
        (folder() / name).unlink(missing_ok=True)


def drop_all() -> int:
    """Forget every upload that waits; returns how many there were."""
    waiting = [path for path in folder().glob("*") if NAME.match(path.name)]
    for path in waiting:
        path.unlink(missing_ok=True)
    return len(waiting)


def sweep(now: datetime) -> None:
    """Drop what was looked at a day ago and never brought in."""
    if folder().is_dir():
        _sweep(before=now.timestamp() - KEPT_SECONDS)


def _sweep(*, before: float) -> None:
    """Drop what was looked at and never imported."""
    for path in folder().iterdir():
        if NAME.match(path.name) and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def folder() -> Path:
    """The folder of uploads in the workspace."""
    return Path(settings.OPENCAIO_HOME) / "uploads"

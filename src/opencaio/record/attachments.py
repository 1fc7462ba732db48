"""Where do the files of the record lie, and how does one come there?

A file lies in `files/ab/abcdef…` under the SHA-256 of its content, so a changed file is noticed, nothing can
be overwritten, two people who bring the same file share one, and a name from outside never becomes a path.
It is looked at first (`inspect`), and moves there only with the row that names it (`keep`): an upload that is
refused or breaks off leaves nothing.
"""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings

from opencaio.errors import BadFile, NotFound
from opencaio.record.attachment_kinds import refuse_dangerous
from opencaio.record.importing.uploads import drop_upload, upload_path

LARGEST = 50 * 1024 * 1024


@dataclass(frozen=True)
class Attachment:
    """A file to keep: the name it came with, its digest, its size in bytes."""

    name: str
    digest: str
    size: int


def inspect(upload: str, *, file_name: str) -> Attachment:
    """Look at an upload. ``BadFile`` when it is empty, too large, or could do harm to whoever opens it."""
    source = upload_path(upload)
    name = _plain_name(file_name)
    size = source.stat().st_size
    refuse_large(name, size)
    if size == 0:
        raise BadFile(f"{name} is empty.")
    refuse_dangerous(source, name=name)
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Attachment(name=name, digest=digest, size=size)


def refuse_large(name: str, size: int) -> None:
    """``BadFile`` for what is too large to keep; to be asked before anything is written."""
    if size > LARGEST:
        raise BadFile(
            f"{name} has {size / 2**20:,.0f} MB; evidence may have at most {LARGEST // 2**20} MB. "
            "Keep large files where they are, and add a link and a note of what they show."
        )


def keep(upload: str, file: Attachment) -> None:
    """Move an inspected upload to its place for good; one that lies there already stays as it is."""
    target = _place(file.digest)
    if not target.is_file():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source = upload_path(upload)
        source.chmod(0o600)
        shutil.move(source, target)
    drop_upload(upload)


def attachment_path(digest: str) -> Path:
    """The file with this digest."""
    path = _place(digest)
    if not path.is_file():
        raise NotFound("This file is no longer in the workspace. Look into the last backup.")
    return path


def _place(digest: str) -> Path:
    return Path(settings.OPENCAIO_FILES) / digest[:2] / digest


def _plain_name(file_name: str) -> str:
    name = PurePosixPath(file_name.replace("\\", "/")).name.strip()
    name = "".join(letter for letter in name if letter.isprintable())
    if not name:
        raise BadFile("The file has no name.")
    return name[-255:]

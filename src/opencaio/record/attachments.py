"""Where do the files of the record lie, and which are not taken in?

A file lies in `files/ab/abcdef…` under the SHA-256 of its content, so a changed file is noticed, nothing can
be overwritten, and a name that came from outside never becomes a path.
"""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings

from opencaio.errors import BadFile, NotFound
from opencaio.record.importing.uploads import drop_upload, upload_path

LARGEST = 50 * 1024 * 1024
#: What people keep as evidence. Anything that a browser or a system may run is not among them.
TAKEN = (
    *("pdf", "doc", "docx", "odt", "rtf", "xls", "xlsx", "ods", "csv", "tsv", "ppt", "pptx", "odp"),
    *("txt", "md", "json", "yaml", "yml", "log", "eml", "msg", "zip"),
    *("png", "jpg", "jpeg", "gif", "webp", "tif", "tiff"),
)
RUNS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa")
MARKUP = (b"<!doctype html", b"<html", b"<svg", b"<script", b"<?php")


@dataclass(frozen=True)
class Attachment:
    """A kept file: the name it came with, its digest, its size in bytes."""

    name: str
    digest: str
    size: int


def attach(upload: str, *, file_name: str) -> Attachment:
    """Keep an upload for good. ``BadFile`` when it is empty, too large, or of a kind that can be run."""
    source = upload_path(upload)
    name = _plain_name(file_name)
    size = source.stat().st_size
    _refuse_unwanted(source, name, size)
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _keep(source, digest)
    drop_upload(upload)
    return Attachment(name=name, digest=digest, size=size)


def attachment_path(digest: str) -> Path:
    """The file with this digest."""
    path = _place(digest)
    if not path.is_file():
        raise NotFound("This file is no longer in the workspace. Look into the last backup.")
    return path


def _place(digest: str) -> Path:
    return Path(settings.OPENCAIO_FILES) / digest[:2] / digest


def _keep(source: Path, digest: str) -> None:
    target = _place(digest)
    if target.is_file():
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_name(f"{source.name}.new")
    shutil.copyfile(source, fresh)
    fresh.chmod(0o600)
    fresh.replace(target)


def _plain_name(file_name: str) -> str:
    name = PurePosixPath(file_name.replace("\\", "/")).name.strip()
    name = "".join(letter for letter in name if letter.isprintable())
    if not name:
        raise BadFile("The file has no name.")
    return name[-255:]


def _refuse_unwanted(source: Path, name: str, size: int) -> None:
    if size == 0:
        raise BadFile(f"{name} is empty.")
    if size > LARGEST:
        raise BadFile(f"{name} has {size / 2**20:.0f} MB; at most {LARGEST // 2**20} MB are taken.")
    if name.rpartition(".")[2].lower() not in TAKEN:
        raise BadFile(f"{name} is of a kind that is not taken. Taken are: {', '.join(sorted(TAKEN))}.")
    with source.open("rb") as file:
        start = file.read(1024)
    if start.startswith(RUNS) or start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(MARKUP):
        raise BadFile(f"{name} is a program or a web page, whatever its name says. It is not taken.")

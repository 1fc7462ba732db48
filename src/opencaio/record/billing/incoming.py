"""How is a bill of one or several files read and written, part by part, before anybody sees it?"""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opencaio.errors import BadFile, BadInput
from opencaio.record.importing.uploads import folder as uploads
from opencaio.record.importing.uploads import upload_path
from opencaio.record.manifest import Written, store, write_batch

PREFIX, KEPT_SECONDS = "bill-", 24 * 3600
Progress = Callable[[int], None]
_HEARD: ContextVar[Progress | None] = ContextVar("heard", default=None)


@dataclass(frozen=True)
class Ready:
    """One provider's, account's and month's part of a bill, written but not live."""

    key: str
    written: Written
    totals: list[dict[str, str]]
    faults: dict[str, Any]
    read: int
    refused: int


@dataclass(frozen=True)
class Incoming:
    """A bill, written but not live. ``sha256``: of its file, or of the digests of its files; ``files``: of each its
    name, digest, how many rows it has and how many of the bill stand before."""

    sha256: str
    files: tuple[dict[str, Any], ...]
    ready: tuple[Ready, ...]


@contextmanager
def heard_by(progress: Progress) -> Iterator[None]:
    """Tell ``progress`` how many bytes of the files are read, of whatever bill comes in meanwhile."""
    token = _HEARD.set(progress)
    try:
        yield
    finally:
        _HEARD.reset(token)


def digests_of(named: Sequence[tuple[str, str]]) -> tuple[str, list[str]]:
    """Of uploads and what they are called: the bill's SHA-256 and each file's. Raises ``BadInput`` for one that is
    named twice."""
    found: dict[str, str] = {}
    for upload, name in named:
        with upload_path(upload).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest in found:
            raise BadInput(f"{found[digest]} and {name} hold the same: name each file of the bill once.")
        found[digest] = name
    each = list(found)
    return (each[0] if len(each) == 1 else hashlib.sha256("\n".join(sorted(each)).encode()).hexdigest()), each


def read_and_written(named: Sequence[tuple[str, str]], sha256: str, each: Sequence[str]) -> Incoming:
    """Read all files as one bill and write its parts. Raises ``BadFile``; then nothing of it is left."""
    from opencaio.lake.focus import Source, read_bill

    sources = [Source(upload_path(upload), name) for upload, name in named]
    with _place() as place:
        bill = read_bill(sources, into=place, progress=_HEARD.get())
        if not bill.parts:
            raise BadFile(f"No row of {named[0][1]} can be counted: {_first_fault(bill)}")
        ready = _written(bill)
    files = tuple({**vars(one), "sha256": digest} for one, digest in zip(bill.files, each, strict=True))
    return Incoming(sha256, files, ready)


def _written(bill: Any) -> tuple[Ready, ...]:
    done: list[Ready] = []
    try:
        for part in bill.parts:
            done.append(_ready(bill, part, first=not done))
    except BaseException:
        drop(done)
        raise
    return tuple(done)


def drop(ready: Sequence[Ready]) -> None:
    """Take away what was written and is not to become live."""
    store().remove(part.path for one in ready for part in one.written.parts)


def _ready(bill: Any, part: Any, *, first: bool) -> Ready:
    """Refused rows belong to no part: they are told with the first."""
    refused = bill.refused if first else 0
    totals = [{name: str(value) for name, value in vars(one).items()} for one in part.totals]
    several = len(bill.files) > 1
    faults = {_named(one, several=several): _kept(one, several=several) for one in part.faults}
    return Ready(part.key, write_batch("cost", part.tables()), totals, faults, part.rows + refused, refused)


def _named(fault: Any, *, several: bool) -> str:
    return f"{fault.rule.name} {fault.column} {fault.file if several else ''}".strip()


def _kept(fault: Any, *, several: bool) -> dict[str, Any]:
    kept = {"rule": fault.rule.name, "column": fault.column, "count": fault.count, "rows": list(fault.rows)}
    return {**kept, "file": fault.file} if several else kept


def _first_fault(bill: Any) -> str:
    first = bill.faults[0]
    return f"{first.rule.words} ({first.column}, rows {', '.join(map(str, first.rows[:5]))})"


@contextmanager
def _place() -> Iterator[Path]:
    """A folder beside the uploads, where there is room for files of this size; left ones are swept."""
    uploads().mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in uploads().glob(f"{PREFIX}*"):
        if left.stat().st_mtime < time.time() - KEPT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=uploads(), ignore_cleanup_errors=True) as name:
        yield Path(name)

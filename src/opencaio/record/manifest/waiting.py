"""How does a person's trace leave what was received and is not in the lake yet?

A segment of the spool that is closed is written anew without the person's rows. One that is being written to is noted
and written anew once it is closed, before anybody takes it into the lake.
"""

import fcntl
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from opencaio.errors import BadInput
from opencaio.lake.facts import USAGE
from opencaio.lake.finding import without
from opencaio.lake.spool import BAD, CLOSED, OPEN, Spool, holds, rewrite

NOTED = "erased.json"
Keys = frozenset[str]


def spool_folder() -> Path:
    """Where received spans wait."""
    return Path(settings.OPENCAIO_HOME) / "spool" / "otlp"


def erase_waiting(keys: Iterable[str]) -> int:
    """Erase the rows under these pseudonyms from all that waits; returns how many fell away by now."""
    folder, wanted = spool_folder(), frozenset(keys)
    if not folder.is_dir():
        return 0
    Spool(folder).segments()  # those whose writer was killed are closed by it
    with _noted(folder) as noted:
        for path in folder.glob(f"*{OPEN}"):
            noted[path.stem] = noted.get(path.stem, frozenset()) | wanted
        found = {path.stem: wanted for path in folder.iterdir() if path.suffix in {CLOSED, BAD}}
        return _settled(folder, found) + _settle_noted(folder, noted)


def settle_erasures() -> int:
    """Erase what was noted of segments that are closed by now; returns how many rows fell away."""
    folder = spool_folder()
    if not (folder / NOTED).is_file():
        return 0
    with _noted(folder) as noted:
        return _settle_noted(folder, noted)


def _settle_noted(folder: Path, noted: dict[str, Keys]) -> int:
    done = {stem: keys for stem, keys in noted.items() if not (folder / f"{stem}{OPEN}").exists()}
    lost = _settled(folder, done)
    for stem in done:
        del noted[stem]
    return lost


def _settled(folder: Path, segments: Mapping[str, Keys]) -> int:
    paths = ((folder / f"{stem}{suffix}", keys) for stem, keys in segments.items() for suffix in (CLOSED, BAD))
    return sum(_erase(path, keys) for path, keys in paths if path.is_file() and holds(path, keys))


def _erase(path: Path, keys: Keys) -> int:
    """A frame that cannot be read and has a key somewhere is left out whole."""
    from opencaio.lake.otlp.frames import Frame, packed, unpacked

    lost = 0

    def kept(content: bytes) -> bytes | None:
        nonlocal lost
        if not any(key.encode() in content for key in keys):
            return content
        try:
            frame = unpacked(content)
        except BadInput:
            return None
        table = frame.table
        for key in keys:
            table = without(table, columns=USAGE.person, key=key)
        lost += frame.table.num_rows - table.num_rows
        return packed(Frame(frame.person, table, frame.wrong))

    rewrite(path, kept)
    return lost


@contextmanager
def _noted(folder: Path) -> Iterator[dict[str, Keys]]:
    """By segment, whose rows are to be erased from it; what the caller leaves there is kept."""
    path = folder / NOTED
    with (folder / "erased.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        noted = {stem: frozenset(keys) for stem, keys in said.items()}
        before = dict(noted)
        yield noted
        if noted != before:
            _keep(path, noted)


def _keep(path: Path, noted: Mapping[str, Keys]) -> None:
    if not noted:
        path.unlink(missing_ok=True)
        return
    half = path.with_suffix(".half")
    half.write_text(json.dumps({stem: sorted(keys) for stem, keys in noted.items()}), encoding="utf-8")
    half.chmod(0o600)
    half.replace(path)

"""Where does what came in wait until it is in the lake, so that nothing that was acknowledged is ever lost?

A spool is a folder of segments; a segment is a file of frames: length, checksum, bytes. A frame is on the disk when
`Spool.append` returns. A writer that is killed leaves at most half a frame at the end, which nobody was told of and
which reading passes over. Each writer has its own segments and holds a lock on the one it writes to; a full or old one
is closed and gets the name that readers look for.
"""

import fcntl
import mmap
import os
import secrets
import struct
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from opencaio.errors import Conflict

HEAD = struct.Struct("<4sII")
MAGIC = b"OCA1"
NEW, OPEN, CLOSED = ".new", ".open", ".segment"
#: A segment that cannot be read, set aside.
BAD = ".bad"
#: A segment is closed when it is so large.
FULL = 32 * 2**20
#: So much may wait; then senders are asked to come again later.
MOST_WAITING = 8 * 2**30


@dataclass
class Spool:
    """The segments of one kind of intake below ``folder``. Safe for the threads of one process."""

    folder: Path
    full: int = FULL
    most: int = MOST_WAITING
    #: After so many seconds a segment is closed, full or not; None: only when it is full.
    patience: float | None = None
    _timer: threading.Timer | None = field(default=None, init=False, repr=False)
    _file: BinaryIO | None = field(default=None, init=False, repr=False)
    _path: Path | None = field(default=None, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def append(self, content: bytes) -> None:
        """Keep ``content``; it is on the disk afterwards. Raises ``Conflict`` when too much waits already."""
        with self._lock:
            file = self._file or self._begin()
            file.write(HEAD.pack(MAGIC, len(content), zlib.crc32(content)) + content)
            file.flush()
            os.fsync(file.fileno())
            if file.tell() >= self.full:
                self._close()

    def close(self) -> None:
        """Hand over what was written, though the segment is not full."""
        with self._lock:
            self._close()

    def _begin(self) -> BinaryIO:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.waiting() > self.most:
            raise Conflict("Too much waits to be taken into the lake. Send this again later.")
        new = self.folder / f"{os.getpid()}-{secrets.token_hex(8)}{NEW}"
        file = new.open("xb")
        fcntl.flock(file, fcntl.LOCK_EX)
        self._file, self._path = file, new.rename(new.with_suffix(OPEN))
        _sync(self.folder)
        self._wait_for(self._path)
        return file

    def _wait_for(self, path: Path) -> None:
        if self.patience is None:
            return
        self._timer = threading.Timer(self.patience, self._close_old, args=(path,))
        self._timer.daemon = True
        self._timer.start()

    def _close_old(self, path: Path) -> None:
        with self._lock:
            if self._path == path:
                self._close()

    def _close(self) -> None:
        if self._file is None or self._path is None:
            return
        file, path = self._file, self._path
        self._file = self._path = None
        if self._timer:
            self._timer.cancel()
        path.rename(path.with_suffix(CLOSED))
        file.close()

    def waiting(self) -> int:
        """How many bytes wait."""
        return sum(path.stat().st_size for path in self.folder.glob("*") if path.suffix in {OPEN, CLOSED})

    def segments(self) -> list[Path]:
        """Segments that nobody writes to, the oldest first: closed ones, and those whose writer is gone."""
        self._adopt()
        return sorted(self.folder.glob(f"*{CLOSED}"), key=lambda path: (path.stat().st_mtime_ns, path.name))

    def _adopt(self) -> None:
        """Close the segments of writers that were killed: nobody holds their lock."""
        for path in self.folder.glob(f"*{OPEN}"):
            try:
                with path.open("rb") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    path.rename(path.with_suffix(CLOSED))
            except (BlockingIOError, FileNotFoundError):
                continue


def frames(segment: Path) -> Iterator[bytes]:
    """What was kept, in order; half a frame at the end, and whatever follows a broken one, is passed over."""
    with segment.open("rb") as file:
        while len(head := file.read(HEAD.size)) == HEAD.size:
            magic, length, checksum = HEAD.unpack(head)
            content = file.read(length)
            if magic != MAGIC or len(content) < length or zlib.crc32(content) != checksum:
                return
            yield content


def holds(segment: Path, words: Iterable[str]) -> bool:
    """True where one of the words stands somewhere in the segment, in what cannot be read, too."""
    if not segment.stat().st_size:
        return False
    with segment.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(content.find(one.encode()) >= 0 for one in words)


def rewrite(segment: Path, kept: Callable[[bytes], bytes | None]) -> None:
    """Write a closed segment anew with what ``kept`` makes of each frame, without those of which it makes None.

    Half a frame at its end, and whatever follows a broken one, is left out. Who reads the old one reads on.
    """
    half = segment.with_suffix(".anew")
    with half.open("wb") as file:
        half.chmod(0o600)
        for content in frames(segment):
            if (now := kept(content)) is not None:
                file.write(HEAD.pack(MAGIC, len(now), zlib.crc32(now)) + now)
        file.flush()
        os.fsync(file.fileno())
    half.replace(segment)
    _sync(segment.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

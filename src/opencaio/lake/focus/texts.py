"""How do a file's bytes become UTF-8, whatever it was packed or written in, without ever holding it whole?

Windows-1252 holds all letters of Latin-1. A file of which the first letter beyond ASCII is no UTF-8 is taken to be
written in it; so is nothing that is UTF-8.
"""

import codecs
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from opencaio.errors import BadFile

AT_ONCE = 2**20
#: More than this, unpacked, is no bill that one file should hold.
MOST_BYTES = 16 * 2**30
#: Beyond this size, text that packs to less than one part in `MOST_PACKED` is made to fill a disk, and no bill.
HARMLESS, MOST_PACKED = 512 * 2**20, 250
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
ELSE = "cp1252"
ARCHIVES = {b"PK": "a zip archive or a workbook: unpack it and bring in the CSV or Parquet in it"}


class Utf8(io.RawIOBase):
    """The text of ``file`` in UTF-8 without its mark. ``encoding``: in what it was written, as far as is known."""

    def __init__(self, file: IO[bytes], packed: IO[bytes]) -> None:
        super().__init__()
        self._file, self._packed, self._waiting, self._unpacked = file, packed, b"", 0
        self._given = 0
        self._decoder: codecs.IncrementalDecoder | None = None
        self.encoding = ""
        self._begin()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        while self._given >= len(self._waiting):
            chunk = self._chunk()
            self._waiting, self._given = self._as_utf8(chunk) if chunk else self._end(), 0
            if not chunk:
                break
        taken = self._waiting[self._given : self._given + len(buffer)]
        buffer[: len(taken)] = taken
        self._given += len(taken)
        return len(taken)

    @property
    def read_of_file(self) -> int:
        """How many bytes of the file as it lies on the disk are read."""
        return self._packed.tell()

    def _begin(self) -> None:
        start = self._chunk()
        for kind, words in ARCHIVES.items():
            if start.startswith(kind):
                raise BadFile(f"This is {words}.")
        mark, encoding = next(((mark, name) for mark, name in BOMS if start.startswith(mark)), (b"", ""))
        self._written_in(encoding or _without_mark(start[:64]))
        self._waiting = self._as_utf8(start[len(mark) :])

    def _written_in(self, encoding: str) -> None:
        self.encoding = encoding
        if encoding and encoding != "utf-8":
            self._decoder = codecs.getincrementaldecoder(encoding)()

    def _chunk(self) -> bytes:
        chunk = self._file.read(AT_ONCE)
        self._unpacked += len(chunk)
        _not_too_much(self._unpacked, self._packed.tell())
        return chunk

    def _as_utf8(self, chunk: bytes) -> bytes:
        if not self.encoding and not chunk.isascii():
            self._written_in("utf-8" if _is_utf8(chunk) else ELSE)
        return self._decoder.decode(chunk).encode() if self._decoder else chunk

    def _end(self) -> bytes:
        return self._decoder.decode(b"", True).encode() if self._decoder else b""


@contextmanager
def text_of(path: Path) -> Iterator[Utf8]:
    """The file's text, without its gzip. Raises ``BadFile`` for an archive and for what would fill the disk."""
    with path.open("rb") as packed:
        is_packed = packed.read(2) == b"\x1f\x8b"
        packed.seek(0)
        if is_packed:
            with gzip.GzipFile(fileobj=packed) as file:
                yield Utf8(file, packed)  # type: ignore[arg-type]
        else:
            yield Utf8(packed, packed)


def _is_utf8(chunk: bytes) -> bool:
    """A letter that the chunk's end cuts in two is none against it."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(start: bytes) -> str:
    """UTF-16 without its mark has a NUL in every second place of its heads."""
    if len(start) < 4 or not any(start):
        return ""
    if not any(start[1::2]) and all(start[::2]):
        return "utf-16-le"
    return "utf-16-be" if not any(start[::2]) and all(start[1::2]) else ""


def _not_too_much(unpacked: int, packed: int) -> None:
    if unpacked > MOST_BYTES:
        raise BadFile(f"This bill is larger than {MOST_BYTES // 2**30} GB unpacked; export it month by month.")
    if unpacked > HARMLESS and unpacked > MOST_PACKED * max(packed, 1):
        raise BadFile(
            f"This file unpacks to more than {MOST_PACKED} times its size: no bill does. It was not read to its end."
        )

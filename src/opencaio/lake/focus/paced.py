"""How is a stream kept from being read far ahead of whoever works on it?

Arrow's reader of CSV fetches 32 blocks in advance, in a thread of its own: more memory than all the rest takes.
"""

import io
from threading import Condition
from typing import Any

#: Blocks that may be read ahead; a row at the end of a block needs the next one.
AHEAD = 4
#: After so many seconds a reader that waits goes on all the same.
PATIENCE = 20.0


class Paced(io.RawIOBase):
    """``stream``, of which some blocks are given, and one more each time that `go_on` is said."""

    def __init__(self, stream: io.RawIOBase, block: int) -> None:
        super().__init__()
        self._stream, self._block = stream, block
        self._given, self._allowed = 0, AHEAD * block
        self._turn = Condition()
        self._over = False

    def __exit__(self, *_: Any) -> None:
        with self._turn:
            self._over = True
            self._turn.notify_all()
        self.close()

    def go_on(self) -> None:
        """One more block may be read."""
        with self._turn:
            self._allowed += self._block
            self._turn.notify_all()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        with self._turn:
            self._turn.wait_for(lambda: self._over or self._given < self._allowed, PATIENCE)
        if self._over:
            return 0
        count = self._stream.readinto(buffer) or 0
        self._given += count
        return int(count)

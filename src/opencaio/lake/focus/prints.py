"""Which rows of a bill are the same, cell by cell, as one before them?

Of each row a digest of 64 bits goes to one of some files by its last bits; alike rows meet in the same file, and one
file at a time is sorted. Two different rows of five millions have the same digest once in a million bills.
"""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FILES = 32
LINE = np.dtype([("digest", "<u8"), ("row", "<i8"), ("part", "<i4")])
BETWEEN, NOTHING = "\x1f", "\x00"


class Prints:
    """The digests of a bill's rows, below ``folder``."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._paths = [folder / f"prints-{at}" for at in range(FILES)]
        self._files = [stack.enter_context(path.open("wb")) for path in self._paths]

    def add(self, block: pa.Table, first: int, parts: Any) -> None:
        """The rows of a block, of which the first has this number in the bill, and the part of each."""
        lines = np.empty(block.num_rows, LINE)
        lines["digest"], lines["part"] = _digests(block), parts
        lines["row"] = np.arange(first, first + block.num_rows)
        home = lines["digest"] % FILES
        for at, file in enumerate(self._files):
            file.write(lines[home == at].tobytes())

    def repeated(self) -> tuple[Any, Any]:
        """Numbers of the rows that are the same as one before them, rising, and the part of each."""
        for file in self._files:
            file.flush()
        found = np.concatenate(list(self._later()))
        found = found[np.argsort(found["row"])]
        return found["row"], found["part"]

    def _later(self) -> Iterator[Any]:
        for path in self._paths:
            lines = np.fromfile(path, LINE)
            lines = lines[np.argsort(lines["digest"], kind="stable")]
            again = np.flatnonzero(lines["digest"][1:] == lines["digest"][:-1]) + 1
            yield lines[again]


def _digests(block: pa.Table) -> Any:
    columns = [column.combine_chunks() for column in block.columns]
    joined = pc.binary_join_element_wise(*columns, BETWEEN, null_handling="replace", null_replacement=NOTHING)
    texts = joined.cast(pa.binary()).to_pylist()
    return np.frombuffer(b"".join(hashlib.blake2b(one, digest_size=8).digest() for one in texts), "<u8")

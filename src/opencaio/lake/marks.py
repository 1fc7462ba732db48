"""By which few bytes is an event known again, and where are hundreds of millions of them kept to be asked?

A mark is 64 bits: 48 of a digest of the event's id, 16 of its day. Marks lie sorted in files ("runs"), each larger than
the next, so that they are few and a mark is written anew only when they have doubled (a log-structured merge). Asking
reads them in place and takes the logarithm of their length. A mark that is found says *perhaps, on that day*: who asks
looks at the ids of that day then.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Marks = NDArray[np.uint64]
RUN = ".marks"
FIRST_DAY = date(1999, 12, 31)
DAY_MASK = np.uint64(0xFFFF)
#: Runs are merged by so many stretches of marks, one after the other, once they are large.
STRETCHES, LARGE = 64, 1 << 20


def digests(ids: pa.ChunkedArray) -> Marks:
    """64 bits of BLAKE2b of each text."""
    plain = b"".join(hashlib.blake2b(one.encode(), digest_size=8).digest() for one in ids.to_pylist())
    return np.frombuffer(plain, dtype="<u8").astype(np.uint64)


def marks_of(ids: pa.ChunkedArray, days: pa.ChunkedArray) -> Marks:
    """The mark of each event, in the order of the rows."""
    offset = (FIRST_DAY - date(1970, 1, 1)).days
    numbers = days.cast(pa.int32()).to_numpy().astype(np.int64) - offset
    kept: Marks = (digests(ids) & ~DAY_MASK) | numbers.astype(np.uint64)
    return kept


@dataclass(frozen=True)
class Found:
    """Of each row that was asked for, whether its mark is there, and on which days those that are."""

    is_known: NDArray[np.bool_]
    days: frozenset[date]


def find(runs: Iterable[Marks], asked: Marks) -> Found:
    """Which of these digests stand in one of the runs, on whatever day."""
    order = np.argsort(asked)
    wanted = asked[order] & ~DAY_MASK
    known, days = np.zeros(len(asked), dtype=bool), set[int]()
    for run in runs:
        first = np.searchsorted(run, wanted, side="left")
        inside = np.flatnonzero(first < len(run))
        hits = inside[(run[first[inside]] & ~DAY_MASK) == wanted[inside]]
        known[order[hits]] = True
        days.update(np.unique(run[first[hits]] & DAY_MASK).tolist())
        last = np.searchsorted(run, wanted[hits] | DAY_MASK, side="right")
        for at in np.flatnonzero(last > first[hits] + 1):
            days.update((run[first[hits[at]] : last[at]] & DAY_MASK).tolist())
    return Found(known, frozenset(FIRST_DAY + timedelta(one) for one in days))


def stand_in(runs: Iterable[Marks], asked: Marks) -> NDArray[np.bool_]:
    """Of each, whether all its 64 bits stand in one of the runs."""
    order = np.argsort(asked)
    wanted, known = asked[order], np.zeros(len(asked), dtype=bool)
    for run in runs:
        at = np.searchsorted(run, wanted)
        inside = np.flatnonzero(at < len(run))
        known[order[inside[run[at[inside]] == wanted[inside]]]] = True
    return known


def add_run(folder: Path, names: list[str], fresh: Marks) -> list[str]:
    """Keep ``fresh`` beside the runs called ``names``; returns the names of all runs, the largest first.

    Files that are merged into another stay where they are: others may be reading them.
    """
    if not len(fresh):
        return names
    kept = [*names, _written(folder, [_each_once(np.sort(fresh))])]
    while len(kept) > 1 and _size(folder, kept[-2]) <= _size(folder, kept[-1]):
        two = [opened(folder, one) for one in kept[-2:]]
        kept[-2:] = [_written(folder, _merged(two))]
    return kept


def opened(folder: Path, name: str) -> Marks:
    """A run as it lies on the disk."""
    run: Any = np.memmap(folder / name, dtype="<u8", mode="r")
    return run.view(np.ndarray)  # type: ignore[no-any-return]


def _merged(runs: list[Marks]) -> Iterator[Marks]:
    """Both runs as one, stretch by stretch: never more than a part of them in memory."""
    parts = STRETCHES if sum(len(run) for run in runs) > LARGE else 1
    bounds = [np.uint64((at << 64) // parts) for at in range(1, parts)]
    cuts = [[0, *np.searchsorted(run, np.array(bounds, dtype=np.uint64)).tolist(), len(run)] for run in runs]
    for at in range(parts):
        both = np.concatenate([run[cut[at] : cut[at + 1]] for run, cut in zip(runs, cuts, strict=True)])
        yield _each_once(np.sort(both, kind="stable"))  # it notices that both are sorted, and merges


def _each_once(ordered: Marks) -> Marks:
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def _written(folder: Path, pieces: Iterable[Marks]) -> str:
    name = f"{uuid4().hex}{RUN}"
    with (folder / name).open("xb") as file:
        for piece in pieces:
            file.write(piece.astype("<u8").tobytes())
        file.flush()
        os.fsync(file.fileno())  # else a list of runs could outlive a run that it names
    return name


def _size(folder: Path, name: str) -> int:
    return (folder / name).stat().st_size

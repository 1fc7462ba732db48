"""Which events are in the lake already, whatever day they bear, without reading the lake for each batch?

A folder keeps the marks of the events in the files that count. It is only a means to ask quickly: what it lacks is
read from the files when it is next asked; what it has too many is found out by looking; when it is gone, it is made
anew.
"""

import fcntl
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

import pyarrow as pa

from opencaio.lake.marks import RUN, Marks, add_run, marks_of, opened, stand_in

STATE = "covered.json"
#: Files are read together until they have so many rows.
AT_ONCE = 1_000_000
#: So many marks of events that are gone may lie among the others.
IDLE = 1_000_000
Read = Callable[[Sequence[str]], pa.Table]


class _State(TypedDict):
    """The runs, and the files whose events they have."""

    runs: list[str]
    files: list[str]


@dataclass(frozen=True)
class KnownEvents:
    """The marks of one fact's events, in ``folder``."""

    folder: Path

    def of(self, files: Mapping[str, int], read: Read) -> list[Marks]:
        """The runs in which every event of ``files`` (path: rows) stands.

        ``read`` gives the ids and days (``event_id``, ``day``) of some files.
        """
        with self._locked():
            state = self._state()
            if self._marks_in(state["runs"]) > 2 * sum(files.values()) + IDLE:
                state = _State(runs=[], files=[])
            held = set(state["files"])
            for some in _together([one for one in files if one not in held], files):
                table = read(some)
                runs = add_run(self.folder, state["runs"], marks_of(table["event_id"], table["day"]))
                state = _State(runs=runs, files=[*state["files"], *some])
                self._keep(state)
            if held - files.keys():
                self._keep(_State(runs=state["runs"], files=list(files)))
            return [opened(self.folder, name) for name in state["runs"]]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _state(self) -> _State:
        """What is kept; nothing when it cannot be read or a run is missing."""
        try:
            found: _State = json.loads((self.folder / STATE).read_text(encoding="utf-8"))
            whole = all((self.folder / name).is_file() for name in found["runs"])
            return found if whole else _State(runs=[], files=[])
        except (OSError, ValueError, KeyError, TypeError):
            return _State(runs=[], files=[])

    def _keep(self, state: _State) -> None:
        """Under its name at once, then without the runs that it no longer needs; who reads those goes on reading."""
        half = self.folder / f"{STATE}.half"
        half.write_text(json.dumps(state), encoding="utf-8")
        half.replace(self.folder / STATE)
        for path in self.folder.glob(f"*{RUN}"):
            if path.name not in state["runs"]:
                path.unlink()

    def _marks_in(self, runs: Sequence[str]) -> int:
        return sum((self.folder / name).stat().st_size for name in runs) // 8


@dataclass
class OwnEvents:
    """The events of the tables of one batch so far, in a ``folder`` that goes with it."""

    folder: Path
    _runs: list[str] = field(default_factory=list)

    def add(self, digests: Marks) -> None:
        """Keep what the next tables are compared with."""
        self._runs = add_run(self.folder, self._runs, digests)

    def have(self, digests: Marks) -> Sequence[bool]:
        """Of each, whether a table before had it, by 64 bits: one batch of 100 million in 3,000 mistakes an event."""
        kept: list[bool] = stand_in([opened(self.folder, name) for name in self._runs], digests).tolist()
        return kept


def _together(paths: Sequence[str], rows: Mapping[str, int]) -> Iterator[list[str]]:
    some, count = [], 0
    for path in paths:
        some.append(path)
        count += rows[path]
        if count >= AT_ONCE:
            yield some
            some, count = [], 0
    if some:
        yield some

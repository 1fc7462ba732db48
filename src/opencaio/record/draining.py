"""How do spans that were received come into the lake, once, whenever somebody is killed in between?

A segment's batch is committed before the segment goes; a batch that is in already is known by the segment's digest.
"""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from opencaio.errors import BadInput
from opencaio.lake.spool import BAD
from opencaio.record.actions.registry import perform
from opencaio.record.permissions import FOUNDER, Actor
from opencaio.record.receiving import spool

log = logging.getLogger(__name__)


@dataclass
class Drained:
    """How many segments were taken in, with how many rows; how many were known before, and which are broken."""

    segments: int = 0
    rows: int = 0
    known: int = 0
    bad: tuple[str, ...] = ()


def drain_spool(now: datetime, *, actor: Actor = FOUNDER) -> Drained:
    """Take every closed segment into the lake, the oldest first; nothing while another process does so.

    A segment that cannot be read is set aside under another name, and the others are taken.
    """
    told = Drained()
    folder = spool().folder
    if not folder.is_dir():
        return told
    with _alone(folder) as is_mine:
        for segment in spool().segments() if is_mine else ():
            _drain(segment, now, actor, told)
    return told


def _drain(segment: Path, now: datetime, actor: Actor, told: Drained) -> None:
    try:
        batch = perform("lake.drain", {"segment": segment.name}, actor, at=now).result
    except BadInput as error:
        log.error("%s is set aside: %s", segment.name, error.message)
        told.bad += (segment.rename(segment.with_suffix(BAD)).name,)
        return
    segment.unlink(missing_ok=True)
    if batch is None:
        told.known += 1
    else:
        told.segments, told.rows = told.segments + 1, told.rows + batch.rows


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    with (folder / "drain.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True

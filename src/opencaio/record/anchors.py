"""What was the ledger's head on each day, kept outside the database?"""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from opencaio.errors import BadFile

_WRITING = Lock()
HashAt = Callable[[int], str | None]


@dataclass(frozen=True)
class Anchor:
    """The length and head of the chain at the end of a day (UTC)."""

    day: str
    count: int
    hash: str


Waiting = dict[str, tuple[Anchor, HashAt]]
_WAITING: ContextVar[Waiting | None] = ContextVar("anchors that wait", default=None)


def path() -> Path:
    """Where the anchors lie in the workspace."""
    return Path(settings.OPENCAIO_HOME) / "anchors.json"


def all_kept() -> list[Anchor]:
    """Every anchor, oldest first."""
    return [Anchor(day, kept["count"], kept["hash"]) for day, kept in sorted(_read().items())]


def keep(count: int, hash_: str, *, at: datetime, hash_at: HashAt) -> None:
    """Remember this head for its day, unless the chain no longer bears out what is remembered.

    ``hash_at(n)`` is the hash of entry ``n`` now. An anchor that the chain contradicts is evidence of
    tampering and is never overwritten.
    """
    anchor = Anchor(at.astimezone(UTC).date().isoformat(), count, hash_)
    waiting = _WAITING.get()
    if waiting is None:
        _keep([(anchor, hash_at)])
    else:
        waiting[anchor.day] = anchor, hash_at


@contextmanager
def kept_together() -> Iterator[None]:
    """Write what is to be kept within to the file once, at the end: for a transaction of very many entries."""
    waiting: Waiting = {}
    token = _WAITING.set(waiting)
    try:
        yield
    finally:
        _WAITING.reset(token)
        _keep(waiting.values())


def _keep(anchors: Iterable[tuple[Anchor, HashAt]]) -> None:
    with _WRITING:
        before = _read()
        kept = dict(before)
        for one, hash_at in anchors:
            held = kept.get(one.day)
            if not held or (held["count"] < one.count and hash_at(held["count"]) == held["hash"]):
                kept[one.day] = {"count": one.count, "hash": one.hash}
        if kept != before:
            _write(kept)


def replace_all(anchors: Iterable[Anchor]) -> None:
    """Take over the anchors of a restored backup."""
    with _WRITING:
        _write(json.loads(as_text(anchors)))


def as_text(anchors: Iterable[Anchor]) -> str:
    """The anchors as they stand in their file."""
    return json.dumps({one.day: {"count": one.count, "hash": one.hash} for one in anchors}, indent=1)


def _read() -> Mapping[str, Any]:
    try:
        kept = json.loads(path().read_text(encoding="utf-8"))
        return {day: {"count": int(one["count"]), "hash": str(one["hash"])} for day, one in kept.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadFile(
            "anchors.json, the ledger's heads kept outside the database, cannot be read. Put it back from a backup."
        ) from error


def _write(kept: Mapping[str, object]) -> None:
    path().parent.mkdir(parents=True, exist_ok=True)
    fresh = path().with_suffix(f".{secrets.token_hex(4)}.new")
    fresh.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    fresh.replace(path())

"""What was the ledger's head on each day, kept outside the database?"""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from opencaio.errors import BadFile

_WRITING = Lock()


@dataclass(frozen=True)
class Anchor:
    """The length and head of the chain at the end of a day (UTC)."""

    day: str
    count: int
    hash: str


def path() -> Path:
    """Where the anchors lie in the workspace."""
    return Path(settings.OPENCAIO_HOME) / "anchors.json"


def all_kept() -> list[Anchor]:
    """Every anchor, oldest first."""
    return [Anchor(day, kept["count"], kept["hash"]) for day, kept in sorted(_read().items())]


def keep(count: int, hash_: str, *, at: datetime, hash_at: Callable[[int], str | None]) -> None:
    """Remember this head for its day, unless the chain no longer bears out what is remembered.

    ``hash_at(n)`` is the hash of entry ``n`` now. An anchor that the chain contradicts is evidence of
    tampering and is never overwritten.
    """
    with _WRITING:
        kept = dict(_read())
        day = at.astimezone(UTC).date().isoformat()
        held = kept.get(day)
        if held and (held["count"] >= count or hash_at(held["count"]) != held["hash"]):
            return
        kept[day] = {"count": count, "hash": hash_}
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

"""What was the ledger's head on each day, kept outside the database?"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings


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


def keep(count: int, hash_: str, *, at: datetime) -> None:
    """Remember this head for its day, unless a longer chain is remembered already."""
    kept = dict(_read())
    day = at.astimezone(UTC).date().isoformat()
    if kept.get(day, {"count": 0})["count"] >= count:
        return
    kept[day] = {"count": count, "hash": hash_}
    _write(kept)


def replace_all(anchors: Iterable[Anchor]) -> None:
    """Take over the anchors of a restored backup."""
    _write({one.day: {"count": one.count, "hash": one.hash} for one in anchors})


def _read() -> Mapping[str, dict[str, object]]:
    try:
        return json.loads(path().read_text(encoding="utf-8"))  # type: ignore[no-any-return]
    except FileNotFoundError:
        return {}


def _write(kept: Mapping[str, object]) -> None:
    path().parent.mkdir(parents=True, exist_ok=True)
    fresh = path().with_suffix(f".{os.getpid()}.new")
    fresh.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    fresh.replace(path())

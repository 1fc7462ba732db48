"""What waits in the spool and what a stream brings: both are taken in by who may import over everything."""

from typing import Any

from opencaio.record import receiving
from tests.permissions.planted import Planted


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at a segment, or at rows of Bo's use."""
    row = {"event_id": "s-1", "at": "2026-10-05T08:00:00Z", "use_case": planted.use.code}
    messages = [{"part": 0, "position": 0, "row": row}]
    return {
        "lake.drain": {"segment": _segment()},
        "lake.take": {"fact": "usage", "stream": "test/usage", "messages": messages},
    }


def _segment() -> str:
    folder = receiving.spool().folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"1-{'0' * 16}.segment"
    path.touch()
    return path.name

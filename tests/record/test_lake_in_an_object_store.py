"""Does the lake work as well where its files lie in an object store?"""

from typing import Any
from uuid import uuid4

import pytest

from opencaio.record.manifest import opened, store
from tests.record.cast import Cast, do


@pytest.fixture(autouse=True)
def in_memory(settings: Any) -> None:
    """fsspec's own store in memory: no folder, no rename, whole objects only."""
    settings.OPENCAIO_LAKE = f"memory://{uuid4().hex}"


def events() -> list[str]:
    with opened("usage") as lake:
        return sorted(lake.table("usage").event_id.to_pyarrow().to_pylist())


def test_rows_come_in_count_once_and_a_persons_rows_are_erased(cast: Cast) -> None:
    def event(number: int, user: str) -> dict[str, str]:
        return {"event_id": f"e-{number}", "at": "2026-10-05T08:00:00Z", "user_key": user}

    assert not store().is_local
    do("lake.add", cast.ana, fact="usage", name="one", rows=[event(1, "anna"), event(2, "bo")])
    second = do("lake.add", cast.ana, fact="usage", name="two", rows=[event(2, "bo"), event(3, "anna")])
    assert (second.repeated, events()) == (1, ["e-1", "e-2", "e-3"])
    do("lake.erase_person", cast.ana, person="anna", reason="Asked")
    assert events() == ["e-2"]
    assert len(list(store().found())) == 1

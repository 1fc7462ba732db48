"""Does a page ask the database as often as is pinned, and not more when there are more rows?"""

from pathlib import Path

import pytest

PINNED = Path(__file__).parent / "query_counts.txt"


def pinned() -> dict[str, int]:
    """How many queries each address may take."""
    lines = (line.split() for line in PINNED.read_text(encoding="utf-8").splitlines() if line[:1].isdigit())
    return {address: int(number) for number, address in lines}


@pytest.mark.parametrize("address", sorted(pinned()))
def test_a_page_takes_the_pinned_number_of_queries(db: None, address: str) -> None:
    from benchmarks import inventory

    inventory.fill(1000)
    seen = inventory.queries_of_one_page(address)
    assert len(seen) == pinned()[address], "\n".join(seen)


def test_the_inventory_is_pinned_within_its_promise() -> None:
    assert any(address.startswith("/inventory?") for address in pinned())
    assert max(pinned().values()) <= 10

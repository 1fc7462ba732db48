"""Which part of a long list does the visitor ask for?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import QueryDict

LAST = 1_000_000
Row = TypeVar("Row")


def page_of(asked: QueryDict) -> int:
    """The page in the address, from 1; anything that is no such number asks for the first."""
    said = asked.get("page", "")
    page = int(said) if said.isascii() and said.isdecimal() and len(said) <= len(str(LAST)) else 1
    return min(max(page, 1), LAST)


@dataclass(frozen=True)
class Part(Generic[Row]):
    """The rows of one page of so many."""

    rows: Sequence[Row]
    page: int
    pages: int


def part(rows: Sequence[Row], asked: QueryDict, *, size: int) -> Part[Row]:
    """The rows that the address asks for; a page past the end gives the last."""
    pages = max(1, -(-len(rows) // size))
    page = min(page_of(asked), pages)
    return Part(rows[(page - 1) * size : page * size], page, pages)

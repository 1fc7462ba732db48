"""What is a price of tokens, and what do tokens come to?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ENGINE_VERSION = "tokens-1"
CLASSES = ("input", "cached", "output", "reasoning")
"""Disjoint: a token stands in one class and is counted once."""

INSTEAD: Mapping[str, str] = {"cached": "input", "reasoning": "output"}
"""Where a list has no price of a class, the class at whose price providers bill it."""


@dataclass(frozen=True)
class Price:
    """``per_million`` of ``currency`` for a million tokens of the class, from a day until a day (None: on and on).

    ``own``: agreed in a contract; goes before what is listed.
    """

    provider: str
    model: str
    token_class: str
    per_million: Decimal
    currency: str
    valid_from: date
    valid_until: date | None
    source: str
    own: bool = False

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class Part:
    """What the tokens of one class came to: ``price`` none where nobody states one, and then no ``amount``."""

    token_class: str
    tokens: int
    price: Price | None
    amount: Decimal | None
    note: str = ""


@dataclass(frozen=True)
class Cost:
    """``amount`` in ``currency``; none unless every class with tokens has a price."""

    amount: Decimal | None
    currency: str
    parts: tuple[Part, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(part.token_class for part in self.parts if part.price is None)

"""What is a charge, a rule that says whose it is, and a piece of a charge with its reason?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ENGINE_VERSION = "costs-1"


@dataclass(frozen=True)
class Charge:
    """Lines of bills that look alike to the rules, added up over a day or a month, in one currency.

    ``on``: the day, or the first of the month. ``attributes``: by column of FOCUS or ``tag:<key>``; what a line lacks
    is left out. ``rows``: how many lines. ``together``: attributes whose text stands for others that are alike to the
    rules, and that name no use on record.
    """

    on: date
    currency: str
    billed: Decimal
    effective: Decimal
    rows: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    together: frozenset[str] = frozenset()

    @property
    def month(self) -> date:
        """The first day of its month."""
        return self.on.replace(day=1)


@dataclass(frozen=True)
class Rule:
    """Whose are the charges that fit ``condition``: exactly one of ``use``, ``by``, ``shares`` and ``spread`` says it.

    ``condition``: by attribute the patterns of which one must fit; all attributes must. ``by`` names the attribute
    whose text is the use's code. ``shares``: part of each use, together 1. ``spread``: the name of a measure by which
    the month's charges are divided. The rule holds for months that begin from ``valid_from`` to ``valid_until``.
    """

    code: str
    rank: int = 100
    condition: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    use: str = ""
    by: str = ""
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    spread: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_in(self, month: date) -> bool:
        begun = self.valid_from is None or self.valid_from.replace(day=1) <= month
        return begun and (self.valid_until is None or month <= self.valid_until)


@dataclass(frozen=True)
class Piece:
    """The part of a charge that falls to a use, by a rule; neither when nothing took it, and then ``why`` says so."""

    charge: Charge
    use: str
    rule: str
    billed: Decimal
    effective: Decimal
    why: str


@dataclass(frozen=True)
class Allocation:
    """Every charge in pieces: they add up to the charges to the last decimal, allocated or not."""

    pieces: tuple[Piece, ...]
    unused: tuple[str, ...]

    @property
    def unallocated(self) -> tuple[Piece, ...]:
        return tuple(one for one in self.pieces if not one.use)

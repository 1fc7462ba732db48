"""How much of what was left over may be spent in the next year?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from opencaio.engines.budget.model import NOTHING, rounded


@dataclass(frozen=True, slots=True)
class Year:
    """One year of one line: what was allowed, what was (or will be) used, and which share of the rest goes on."""

    year: int
    allowed: Decimal
    used: Decimal
    share: Decimal = NOTHING


def carried(years: Sequence[Year]) -> dict[int, Decimal]:
    """What each year receives from the one before it: its share of what was left, carried money included.

    An overspend is not carried: the next year starts with what it was given. A gap between years carries nothing.
    """
    found: dict[int, Decimal] = {}
    last: Year | None = None
    for one in sorted(years, key=lambda each: each.year):
        received = NOTHING
        if last is not None and last.year == one.year - 1:
            received = rounded(last.share * max(last.allowed + found[last.year] - last.used, NOTHING))
        found[one.year], last = received, one
    return found

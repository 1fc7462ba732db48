"""In which fixed bin does a duration fall, and what does a bin say about a quantile?

Bins are log-spaced, 128 in each power of ten, so a figure read from one is within 0.9 % of the exact one (a bin of
one whole number is exact). They are the same on every engine and every set of rows, so histograms add up. A value
x stands in bin ``floor(128 log10(x + 1/2))``: no border lies so near a half that engines could round it differently.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

PER_TEN = 128
#: Half the width of a bin, relative to its middle.
ERROR = 10 ** (1 / (2 * PER_TEN)) - 1


@dataclass(frozen=True)
class Quantile:
    """``value`` with the lowest and the highest whole number that its bin holds; ``n``: how many were counted."""

    value: Decimal
    low: int
    high: int
    n: int


def bin_of(value: int) -> int:
    """The bin of a whole number from 0 on."""
    return math.floor(math.log10(value + 0.5) * PER_TEN)


def whole_numbers_in(number: int) -> tuple[int, int]:
    """The lowest and highest whole number of a bin; of an empty bin both are where it would lie."""
    low = max(math.ceil(10 ** (number / PER_TEN) - 0.5), 0)
    high = math.ceil(10 ** ((number + 1) / PER_TEN) - 0.5) - 1
    return low, max(low, high)


def quantile(counts: Mapping[int, int], at: float) -> Quantile | None:
    """The smallest value with at least the share ``at`` of all at or below it, read from its bin; None of nothing."""
    total = sum(counts.values())
    if not total:
        return None
    rank = max(math.ceil(Decimal(str(at)) * total), 1)
    seen = 0
    for number in sorted(counts):
        seen += counts[number]
        if seen >= rank:
            break
    low, high = whole_numbers_in(number)
    middle = Decimal(low) if low == high else Decimal(round(math.sqrt((low + 0.5) * (high + 0.5))))
    return Quantile(middle, low, high, total)

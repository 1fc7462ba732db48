"""Should a use end, since what it is worth stays below what it must bring?"""

from collections.abc import Sequence
from decimal import Decimal

PATIENCE = 2
"""One reading may err; so many in a row, of different data, stop a use."""


def stays_below(ends: Sequence[Decimal], *, threshold: Decimal, patience: int = PATIENCE) -> bool:
    """Whether the upper ends of the newest ``patience`` readings all lie below the threshold.

    ``ends``: of each reading's interval, the newest first, in the threshold's currency. Fewer readings stop nothing.
    """
    newest = ends[:patience]
    return len(newest) == patience and all(end < threshold for end in newest)

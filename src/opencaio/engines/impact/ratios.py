"""How often is each group chosen, measured by the group that is chosen most often?

The impact ratio of 6 RCNY 5-301 (New York City's Local Law 144) and of 29 CFR 1607.4(D), in exact fractions; the one
place where it is worked out.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

Row = tuple[str, int, int]


def impact_ratios(rows: Sequence[Row]) -> tuple[tuple[str, Fraction | None], ...]:
    """Each group's rate over the highest one, from (group, chosen, of how many); None where nobody was chosen.

    Every group must have somebody in it, and there must be a group.
    """
    rates = [(group, Fraction(chosen, total)) for group, chosen, total in rows]
    highest = max(rate for _, rate in rates)
    return tuple((group, rate / highest if highest else None) for group, rate in rates)


def below(ratios: Iterable[tuple[str, Fraction | None]], *, bound: Fraction) -> tuple[str, ...]:
    """The groups whose ratio is below `bound`."""
    return tuple(group for group, ratio in ratios if ratio is not None and ratio < bound)

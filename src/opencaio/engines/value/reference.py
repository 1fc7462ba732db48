"""What did work of this kind turn out to cost and take, and does this case know it?

The outside view (Kahneman and Tversky 1979; Flyvbjerg, From Nobel Prize to Project Management, 2006): a class of
finished work says more of the next one than its own plan does.
"""

from dataclasses import dataclass
from decimal import Decimal

from opencaio.engines.value.model import BUILD, Case, Range


@dataclass(frozen=True, slots=True)
class ReferenceClass:
    """Cost and duration of finished work, in multiples of its plan.

    ``over_half``: share of such work that cost more than 1.5 times its plan; ``tail``: exponent of the Pareto tail;
    ``status``: certain (read in the source), likely or recalled.
    """

    key: str
    name: str
    cost: Range
    duration: Range
    over_half: Decimal
    tail: Decimal
    source: str
    status: str
    words: str = ""

    def around(self, planned: Decimal) -> Range:
        """The range that the class puts around a planned cost."""
        return Range(planned * self.cost.p10, planned * self.cost.p50, planned * self.cost.p90)

    def late(self, years: Decimal) -> Range:
        """By how many years work planned to take ``years`` is late."""
        late = [max(one - 1, Decimal(0)) * years for one in (self.duration.p10, self.duration.p50, self.duration.p90)]
        return Range(*late)


def tail_exponent(threshold: Decimal, mean_beyond: Decimal) -> Decimal:
    """The exponent of a Pareto tail from ``threshold`` whose mean beyond it is ``mean_beyond``: m / (m - x)."""
    return mean_beyond / (mean_beyond - threshold)


def outside_view(case: Case, known: ReferenceClass) -> tuple[str, ...]:
    """Where the case's own ranges are narrower or lower than what its class turned out to be, in words."""
    build = [line.amount for line in case.counted() if line.kind == BUILD and line.amount]
    middle, high = sum(one.p50 for one in build), sum(one.p90 for one in build)
    if not middle:
        return ("No cost of building it is entered.",)
    told, ratio = [], Decimal(high) / Decimal(middle)
    if ratio < known.cost.p90:
        told.append(
            f"Cost of building it: P90 is {ratio:.2f} times P50; of {known.name} one in ten cost more than "
            f"{known.cost.p90} times its plan ({known.source})."
        )
    if case.late is None:
        told.append(f"No delay is entered; half of {known.name} took more than {known.duration.p50} times its plan.")
    return tuple(told)

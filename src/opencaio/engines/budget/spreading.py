"""Which part of a commitment falls into a span of days?"""

from datetime import date
from decimal import Decimal

from opencaio.engines.budget.model import NOTHING, Bound, rounded


def part_within(bound: Bound, first: date, last: date) -> Decimal:
    """The part due from ``first`` to ``last``, in equal parts a day, to the cent.

    Cut by running totals, so that the parts of spans that follow each other add up to the whole.
    """
    if last < first or last < bound.starts or first > bound.ends:
        return NOTHING
    return _upto(bound, last) - _before(bound, first)


def _upto(bound: Bound, day: date) -> Decimal:
    days = (bound.ends - bound.starts).days + 1
    passed = min(max((day - bound.starts).days + 1, 0), days)
    return rounded(bound.amount * passed / days)


def _before(bound: Bound, day: date) -> Decimal:
    days = (bound.ends - bound.starts).days + 1
    passed = min(max((day - bound.starts).days, 0), days)
    return rounded(bound.amount * passed / days)

"""Between which bounds does the best plan lie, by all that was seen so far?"""

import math
from decimal import Decimal

from opencaio.engines.portfolio.explained import Interval
from opencaio.engines.portfolio.probing import Look, Probe
from opencaio.engines.portfolio.problem import Decisions

ZERO = Decimal(0)
Plan = tuple[Decisions, Decimal]


class Standing:
    """The best plan's value: at least ``low`` (found), at most ``high`` (proven); better plans met on the way."""

    def __init__(self, probe: Probe) -> None:
        self.low = probe.value
        self.high = upward(probe.bound)
        self.better: Plan | None = None

    def hear(self, look: Look, plan: Plan | None) -> Plan | None:
        """Take in a plan of the problem itself."""
        if plan is not None and plan[1] > self.low:
            self.low, self.better = plan[1], plan
            self.high = max(self.high, self.low)
        return plan

    def regret(self, look: Look, value: Decimal | None) -> Interval:
        """What the best plan is worth more than the best one of ``look``, of which one worth ``value`` was found."""
        low = ZERO if look.bound == math.inf else max(ZERO, self.low - upward(look.bound))
        return Interval(low, None if value is None else max(low, self.high - value))


def upward(bound: float) -> Decimal:
    """A bound in thousandths that is not below it."""
    return Decimal(math.ceil(bound * 1000 - 1e-6)) / 1000

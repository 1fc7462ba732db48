"""What does a case promise to bring, benefit by benefit and year by year, so that it can be held to it?

As planned, every input at its P50: prices, adoption, delay and the realisation of productivity are in it; tax,
discount and what plans usually turn out to be are not. The sum over the lines is the benefit of `planned`.
"""

from collections.abc import Mapping

from opencaio.engines.value.assumptions import Assumptions
from opencaio.engines.value.flows import Yearly, gross, shifted
from opencaio.engines.value.model import PRODUCTIVITY, Case


def promised(case: Case, assumptions: Assumptions) -> Mapping[str, Yearly]:
    """The benefit of each line (by its key), one amount a year from the case's first, in the case's currency."""
    late = float(case.late.p50) if case.late else 0.0
    found = {}
    for line in case.counted():
        if not line.is_benefit or line.amount is None:
            continue
        yearly = shifted(gross(line, case, assumptions) * float(line.amount.p50), late)
        found[line.key] = yearly * (float(assumptions.realisation) if line.kind == PRODUCTIVITY else 1.0)
    return found

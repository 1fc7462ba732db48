"""What does it cost to begin later, by how much does the value fall with each quarter?

The window does not move: who begins a quarter later pays the same costs a quarter later and loses the last quarter of
benefit and of run cost. Cost of delay is the fall in value, never a score typed in (Reinertsen, The Principles of
Product Development Flow, 2009).
"""

from dataclasses import dataclass

import numpy as np

from opencaio.engines.value.assumptions import Assumptions
from opencaio.engines.value.flows import Flows, Yearly, discounts, shifted, written_off
from opencaio.engines.value.model import Case
from opencaio.engines.value.sensitivity import planned

QUARTERS = 12


@dataclass(frozen=True, slots=True)
class Delay:
    """``values``: the value when begun 0, 1, 2 … quarters later; cost of delay of the first quarter, and a month."""

    values: tuple[float, ...]

    @property
    def quarter(self) -> float:
        """What the first quarter of delay costs; negative where waiting pays."""
        return self.values[0] - self.values[1]

    @property
    def month(self) -> float:
        """A third of it."""
        return self.quarter / 3


def delay(case: Case, assumptions: Assumptions, *, quarters: int = QUARTERS) -> Delay:
    """The value of beginning later, every input at its P50."""
    told = planned(case, assumptions)
    return Delay(tuple(_begun(told, case, assumptions, late=quarter / 4) for quarter in range(quarters + 1)))


def _begun(told: Flows, case: Case, assumptions: Assumptions, *, late: float) -> float:
    """Benefit and run cost behind the window are lost; what is built is built whole, and written off in the window."""
    tax = float(assumptions.tax_rate)
    running = shifted(told.benefit - told.opex + _built(told), late) * (1 - tax)
    capex = _kept(told.capex, late)
    built = _kept(_built(told), late) * (1 - tax)
    flow = running - built - capex + tax * written_off(capex, int(assumptions.capex_life))
    return float(flow @ discounts(case, assumptions))


def _built(told: Flows) -> Yearly:
    """Operating expenditure of the build: it is moved, never saved by the end of the window."""
    return np.asarray(told.by_kind.get("build", np.zeros_like(told.capex)))


def _kept(yearly: Yearly, late: float) -> Yearly:
    """The flows moved; what would fall behind the last year falls in it."""
    moved = shifted(yearly, late)
    moved[-1] += yearly.sum() - moved.sum()
    return moved

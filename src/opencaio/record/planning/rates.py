"""By which discount rates does value fall with time, and who said so?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from opencaio.engines.value.assumptions import Assumptions
from opencaio.record.assumptions import in_force
from opencaio.record.planning.missing import Missing


@dataclass(frozen=True)
class Rates:
    """The rate a year for each horizon, in words, and what is missing behind it."""

    assumptions: Assumptions
    words: str
    missing: tuple[Missing, ...] = ()

    def of(self, horizon: str) -> Decimal:
        """The rate a year (0.09) for a horizon, its premium included."""
        return self.assumptions.rate(horizon)


def rates_in_force(on: date) -> Rates:
    """Those of the assumptions in force on a day; else the house's defaults, which is told as missing."""
    row, found = in_force(on)
    percent = f"{found.discount_rate * 100:.2f}".rstrip("0").rstrip(".")
    if row.pk is None:
        words = f"No assumptions are approved: values fall by the house's default of {percent} % a year."
        return Rates(found, f"{percent} % a year, the house's default", (Missing("no_rate", "", words),))
    return Rates(found, f"{percent} % a year, assumptions {row.code}")

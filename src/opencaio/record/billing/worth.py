"""What is an amount of a bill worth in the report currency, to the last decimal?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from opencaio.record.currencies import Rates
from opencaio.record.periods import month_end

ONE = Decimal(1)


@dataclass(frozen=True)
class Worth:
    """Not rounded: many small amounts add up before anybody rounds. ``rate`` None: there is none, and no amount."""

    amount: Decimal | None
    rate: Decimal | None
    rate_on: date | None


def worth_of(amount: Decimal, currency: str, on: date, rates: Rates) -> Worth:
    """By the latest rate up to the end of the month of ``on``."""
    found = rates.find(ONE, currency, month_end(on))
    return Worth(amount * found.rate, found.rate, found.rate_on) if found else Worth(None, None, None)

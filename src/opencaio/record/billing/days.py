"""What did each use cost on each day, in the report currency, and what made it?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from opencaio.record.billing.allocated import Share, allocated

#: So many days are looked at: eight weeks to know what is usual, and the time in which something may stand out.
LOOKED_AT = timedelta(days=180)
Days = dict[date, float]


def daily_shares(*, until: date) -> tuple[Share, ...]:
    """The pieces of the days up to ``until``, of currencies that can be converted."""
    found = allocated(first=until - LOOKED_AT, last=until, by_day=True)
    return tuple(one for one in found.shares if one.rate is not None)


def by_use(shares: Iterable[Share]) -> dict[str, Days]:
    """Amounts by use (empty: nobody's) and day."""
    found: dict[str, Days] = defaultdict(lambda: defaultdict(float))
    for one in shares:
        found[one.piece.use][one.piece.charge.on] += float(one.billed or Decimal(0))
    return found


def by_service(shares: Iterable[Share], use: str) -> dict[str, Days]:
    """Amounts of one use by service and day."""
    found: dict[str, Days] = defaultdict(lambda: defaultdict(float))
    for one in shares:
        if one.piece.use == use:
            service = one.piece.charge.attributes.get("ServiceName", "")
            found[service][one.piece.charge.on] += float(one.billed or Decimal(0))
    return found


def total(shares: Iterable[Share]) -> Days:
    """Amounts by day, of all."""
    found: Days = defaultdict(float)
    for one in shares:
        found[one.piece.charge.on] += float(one.billed or Decimal(0))
    return found

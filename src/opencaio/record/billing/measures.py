"""By what are shared costs divided: how much did each use have of a measure in each month?"""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from opencaio.engines.costs import EVEN, Measures
from opencaio.record.manifest import live_files, opened

SPREADS = ("requests", "tokens", "users")


def usage_measures(first: date | None, last: date | None) -> Measures:
    """Requests, tokens, people, and one for each use that was used, by use and month. Empty without usage."""
    if not live_files("usage", first=first, last=last):
        return {}
    from opencaio.lake.used import used_by_month

    with opened("usage", first=first, last=last) as lake:
        rows = used_by_month(lake.table("usage"), first=first, last=last)
    found: dict[tuple[str, date], dict[str, Decimal]] = defaultdict(dict)
    for row in rows:
        for name in SPREADS:
            found[name, row.month][row.use] = Decimal(getattr(row, name))
        found[EVEN, row.month][row.use] = Decimal(1)
    return found

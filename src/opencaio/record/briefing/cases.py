"""Which business cases wait for an answer, and since when?"""

from collections.abc import Iterator
from datetime import timedelta

from opencaio.papers.blocks import DocketItem
from opencaio.papers.numbers import money_short
from opencaio.record.briefing.standing import Standing
from opencaio.record.currencies import report_currency
from opencaio.record.models import BusinessCase

PATIENCE = timedelta(days=14)
MOST = 4


def cases_items(standing: Standing) -> Iterator[DocketItem]:
    """Each case handed in, due two weeks after that day; the largest value first."""
    if standing.is_past:
        return
    rows = BusinessCase.objects.filter(status="submitted", retired_at=None, initiative__retired_at=None)
    if standing.scope is not None:
        rows = rows.filter(initiative__department__in=standing.scope)
    told = sorted(rows.select_related("initiative__department", "owner"), key=lambda one: -one.valuation.get("p50", 0))
    for row in told[:MOST]:
        yield _item(standing, row)


def _item(standing: Standing, row: BusinessCase) -> DocketItem:
    held, work = row.valuation, row.initiative
    currency = held.get("report_currency") or report_currency()
    low, mid, high = (money_short(held.get(name, 0), currency=currency) for name in ("p10", "p50", "p90"))
    due = (row.submitted_on or standing.today) + PATIENCE
    return DocketItem(
        on=due,
        days_left=(due - standing.today).days,
        title=f"Answer the business case of {work.name}",
        text=f"{work.code}, {work.department.name}: worth {mid} (four chances in five: {low} to {high}).",
        citation="Handed in, waits for an approval",
        owner=row.owner.name if row.owner else "",
        verb="Open the case",
        href=f"{standing.site}/initiative/{work.code}/case",
    )

"""Which costs stand out and wait for somebody?"""

from collections.abc import Iterator

from opencaio.papers.blocks import DocketItem
from opencaio.papers.numbers import days, money_short, number, percent
from opencaio.record.briefing.standing import Standing
from opencaio.record.models import CostAlert

NAMED = 3


def spending_items(standing: Standing) -> Iterator[DocketItem]:
    """Alerts above what is usual, the largest first."""
    if standing.is_past:
        return
    rows = CostAlert.objects.filter(status="open", retired_at=None).select_related("use_case")
    if standing.scope is not None:
        rows = rows.filter(department__in=standing.scope)
    waiting = sorted((row for row in rows if row.amount > row.expected), key=lambda row: row.expected - row.amount)
    for row in waiting[:NAMED]:
        yield _item(standing, row)
    if len(waiting) > NAMED:
        yield _more(standing, len(waiting) - NAMED)


def _item(standing: Standing, row: CostAlert) -> DocketItem:
    excess = money_short(row.amount - row.expected, currency=row.currency)
    parts = row.because.get("parts", [])
    made = f" {parts[0][0]} made {percent(parts[0][2])} of it." if parts else ""
    whose = row.use_case.name if row.use_case else "Costs that are nobody's"
    return DocketItem(
        on=None,
        days_left=None,
        title=f"Explain {excess} above what is usual: {whose}",
        text=f"{days(row.first_day, row.last_day)}.{made}",
        verb="Answer it",
        href=f"{standing.site}/money",
    )


def _more(standing: Standing, count: int) -> DocketItem:
    title = f"{number(count)} more costs stand out"
    return DocketItem(on=None, days_left=None, title=title, verb="List them", href=f"{standing.site}/money")

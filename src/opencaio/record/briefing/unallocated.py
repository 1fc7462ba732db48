"""Is too much of the newest month's bills nobody's?"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from opencaio.papers.blocks import DocketItem, Why, WhyRow
from opencaio.papers.numbers import money, money_short, percent
from opencaio.record.billing import allocated
from opencaio.record.briefing.standing import Standing
from opencaio.record.currencies import report_currency
from opencaio.record.manifest.live import newest_day
from opencaio.record.periods import month_end

MOST = Decimal("0.10")
"""The part of a month's bills that may be nobody's before somebody has to write a rule."""


def unallocated_items(standing: Standing) -> Iterator[DocketItem]:
    """One item, for whoever answers for everything."""
    if standing.is_past or standing.scope is not None:
        return
    last = newest_day("cost")
    if last is None:
        return
    month = last.replace(day=1)
    billed, nobody = _of_month(month)
    lost = sum(nobody.values(), Decimal(0))
    if billed > 0 and lost / billed > MOST:
        yield _item(standing, month, billed, nobody)


def _of_month(month: date) -> tuple[Decimal, dict[str, Decimal]]:
    """What was billed, and nobody's part by its reason."""
    billed, nobody = Decimal(0), defaultdict[str, Decimal](Decimal)
    for one in allocated(first=month, last=month_end(month)).shares:
        billed += one.billed or Decimal(0)
        if not one.piece.use:
            nobody[one.piece.why] += one.billed or Decimal(0)
    return billed, nobody


def _item(standing: Standing, month: date, billed: Decimal, nobody: dict[str, Decimal]) -> DocketItem:
    currency, lost = report_currency(), sum(nobody.values(), Decimal(0))
    share = percent(lost / billed)
    reasons = sorted(nobody.items(), key=lambda one: -one[1])
    title = f"Say whose {money_short(lost, currency=currency)} of the bills of {month:%B %Y} is"
    why = Why(
        question="Why is this asked?",
        answer=f"{share} of the month's bills is nobody's",
        rule=f"lines that no allocation rule gives to a use, above {percent(MOST)} of the month",
        rows=(
            WhyRow("Billed in the month", money(billed, currency=currency)),
            *(WhyRow(reason, money(amount, currency=currency)) for reason, amount in reasons[:5]),
        ),
        as_of=month_end(month),
    )
    return DocketItem(
        on=None,
        days_left=None,
        title=title,
        text=f"{share} of {money_short(billed, currency=currency)} belongs to no use of AI: costs of a use and of a "
        "unit are too low by that.",
        verb="Add a rule",
        href=f"{standing.site}/money/rules",
        why=why,
    )

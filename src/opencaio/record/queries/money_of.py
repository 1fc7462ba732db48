"""What has one use of AI, or one initiative, cost so far, what of it this year, and what is bound for it?"""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone
from pydantic import BaseModel

from opencaio.engines.budget import part_within
from opencaio.errors import BadInput
from opencaio.record.actions.commitments import initiative_seen, use_seen
from opencaio.record.actions.registry import Asked
from opencaio.record.budgeting.loading import bound_of
from opencaio.record.currencies import Rates
from opencaio.record.models import Commitment, CostLine
from opencaio.record.periods import month_end
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible_or_shared

LARGEST = 6


class AskMoneyOf(Asked):
    """A use of AI or an initiative, by its code."""

    use_case: str = ""
    initiative: str = ""


class CostRow(BaseModel):
    """What was booked on one thing under one kind, in the report currency."""

    thing: str
    kind: str
    to_date: Decimal
    this_year: Decimal
    last_year: Decimal


class BoundRow(BaseModel):
    """A commitment and what is still to come of it from today."""

    code: str
    title: str
    left: Decimal
    ends_on: date


class MoneyOf(BaseModel):
    """Costs to date; for an initiative those of its uses stand apart in ``of_uses`` and are in no sum."""

    currency: str
    year: int
    until: date | None
    to_date: Decimal
    this_year: Decimal
    last_year: Decimal
    rows: list[CostRow]
    of_uses: list[CostRow]
    bound: list[BoundRow]
    left: Decimal
    missing: list[str]


@query("actuals.of", words="Show what a use or an initiative cost")
def money_of(given: AskMoneyOf, actor: Actor) -> MoneyOf:
    """Costs to date and this year, by kind; commitments."""
    if bool(given.use_case) == bool(given.initiative):
        raise BadInput("Name a use of AI or an initiative.")
    use, work = use_seen(given.use_case, actor), initiative_seen(given.initiative, actor)
    own = Q(use_case=use) if use else Q(initiative=work)
    rates, today = Rates.load(), timezone.localdate()
    rows, until, missing = _costs(own, rates, today.year, actor)
    of_uses = []
    if work is not None:
        through = Q(use_case__in=work.use_cases.values("pk")) & (Q(initiative=None) | ~Q(initiative=work))
        of_uses = _costs(through, rates, today.year, actor)[0]
    bound = _bound(own, rates, today, actor)
    return MoneyOf(
        currency=rates.report,
        year=today.year,
        until=until,
        **{
            name: sum((getattr(one, name) for one in rows), Decimal(0))
            for name in ("to_date", "this_year", "last_year")
        },
        rows=rows,
        of_uses=of_uses,
        bound=bound,
        left=sum((one.left for one in bound), Decimal(0)),
        missing=missing,
    )


def _costs(own: Q, rates: Rates, year: int, actor: Actor) -> tuple[list[CostRow], date | None, list[str]]:
    rows = visible_or_shared(CostLine.objects.filter(own, retired_at=None), actor).order_by()
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    until, missing = None, []
    columns = ("month", "amount", "currency", "kind", "use_case__code")
    for month, amount, currency, kind, code in rows.values_list(*columns):
        worth = rates.find(amount, currency, month_end(month))
        if worth is None:
            missing.append(rates.missing(currency, month_end(month)))
            continue
        until = max(until or month_end(month), month_end(month))
        cells = sums[code or "", kind]
        for place, counts in enumerate((True, month.year == year, month.year == year - 1)):
            cells[place] += worth.amount if counts else 0
    found = [
        CostRow(thing=thing, kind=kind, to_date=cells[0], this_year=cells[1], last_year=cells[2])
        for (thing, kind), cells in sums.items()
    ]
    return sorted(found, key=lambda one: (-one.to_date, one.thing, one.kind)), until, sorted(set(missing))


def _bound(own: Q, rates: Rates, today: date, actor: Actor) -> list[BoundRow]:
    rows = visible_or_shared(Commitment.objects.filter(own, retired_at=None, ends_on__gte=today), actor)
    found = []
    for row in rows.select_related("vendor", "use_case", "initiative"):
        bound = bound_of(row, rates, today)
        if bound is not None and bound.ends >= today:
            left = part_within(bound, max(today, bound.starts), bound.ends)
            found.append(BoundRow(code=row.code, title=row.title, left=left, ends_on=bound.ends))
    return found

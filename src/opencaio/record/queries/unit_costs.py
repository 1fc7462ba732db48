"""What does a request, a success, a conversation, a person or a decision cost with each use?"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field

from opencaio.record.actions.registry import Asked
from opencaio.record.billing import allocated
from opencaio.record.billing.kept import kept
from opencaio.record.billing.outcomes import outcomes_of
from opencaio.record.billing.spans import month_span
from opencaio.record.currencies import CENT, report_currency
from opencaio.record.manifest import opened
from opencaio.record.models import UseCase
from opencaio.record.periods import month_end
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible

FINE = Decimal("0.000001")
KINDS = {
    "requests": "a_request", "successful": "a_success", "conversations": "a_conversation", "people": "a_person",
    "decisions": "a_decision", "stood": "a_decision_that_stood",
}  # fmt: skip
ByMonth = dict[date, int]


class AskUnits(Asked):
    """Costs of one unit, from the month of ``first`` to that of ``last``, of one use or of all.

    ``metric``: also of one outcome that this metric counts (a sum or count, without a denominator).
    """

    first: date | None = None
    last: date | None = None
    use_case: str = ""
    metric: str = Field("", max_length=60)


class UnitRow(BaseModel):
    """One use: its billed cost and what a unit of each kind cost; None where there is none to divide by.

    A kind is counted, and what was billed is divided by it, from the first to the last month of which both are known;
    ``billed`` is of all months asked for. ``successful``: requests without an error. ``stood``: decisions that nobody
    overturned. ``outcomes``: what the metric asked for counts in the months billed.
    """

    use: str
    name: str
    department: str
    billed: Decimal
    requests: int
    successful: int
    conversations: int
    people: int
    decisions: int
    stood: int
    outcomes: Decimal | None
    a_request: Decimal | None
    a_success: Decimal | None
    a_conversation: Decimal | None
    a_person: Decimal | None
    a_decision: Decimal | None
    a_decision_that_stood: Decimal | None
    an_outcome: Decimal | None


class UnitList(BaseModel):
    """The uses with costs or usage, the dearest first. ``people`` counts months in which a person was active;
    ``metric`` and ``unit`` say what the outcomes are."""

    rows: list[UnitRow]
    currency: str
    metric: str = ""
    unit: str = ""


@query("costs.units", words="What a request, a decision, a person cost")
def show_units(given: AskUnits, actor: Actor) -> UnitList:
    """Allocated costs divided by what was counted in the same months."""
    first, last = month_span(given.first, given.last)
    seen = visible(UseCase.objects.select_related("department"), actor)
    seen = seen.filter(code__iexact=given.use_case) if given.use_case else seen
    homes = {row.code: row for row in seen}
    billed: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for one in allocated(first=first, last=last).shares:
        if one.piece.use in homes:
            billed[one.piece.use][one.piece.charge.month] += one.billed or Decimal(0)
    counts = kept("counts", (first, last), lambda: _counts(first, last))
    begin, end = _billed_span(billed, first, last)
    asked = outcomes_of(given.metric, actor, first=begin, last=end) if given.metric else None
    met = asked.by_use if asked else {}
    rows = [
        _unit(homes[code], billed.get(code, {}), counts.get(code, {}), met.get(code))
        for code in homes
        if code in billed or code in counts or code in met
    ]
    return UnitList(
        rows=sorted(rows, key=lambda row: (-row.billed, row.use)),
        currency=report_currency(),
        metric=asked.name if asked else "",
        unit=asked.unit if asked else "",
    )


def _billed_span(
    billed: Mapping[str, Mapping[date, Decimal]], first: date | None, last: date | None
) -> tuple[date | None, date | None]:
    """From the first to the last day of the months that were billed; as asked where none was."""
    months = {month for of_use in billed.values() for month in of_use}
    return (min(months), month_end(max(months))) if months else (first, last)


def _counts(first: date | None, last: date | None) -> dict[str, dict[str, ByMonth]]:
    """By use and kind of unit: how many in each month."""
    from opencaio.lake.used import decided_by_month, used_by_month

    found: dict[str, dict[str, ByMonth]] = defaultdict(lambda: defaultdict(dict))
    with opened("usage", "decisions", first=first, last=last) as lake:
        for one in used_by_month(lake.table("usage"), first=first, last=last):
            here = found[one.use]
            here["requests"][one.month], here["successful"][one.month] = one.requests, one.requests - one.errors
            here["conversations"][one.month], here["people"][one.month] = one.conversations, one.users
        for each in decided_by_month(lake.table("decisions"), first=first, last=last):
            here = found[each.use]
            here["decisions"][each.month], here["stood"][each.month] = each.cases, each.cases - each.overturned
    return {code: dict(counts) for code, counts in found.items()}


def _unit(
    use: UseCase, billed: Mapping[date, Decimal], counts: Mapping[str, ByMonth], outcomes: Decimal | None
) -> UnitRow:
    total = sum(billed.values(), Decimal(0))
    known = {name: _together(billed, counts.get(name, {})) for name in KINDS}
    return UnitRow(
        use=use.code, name=use.name, department=use.department.name, billed=total.quantize(CENT),
        **{name: count for name, (_, count) in known.items()},
        **{KINDS[name]: _each(cost, count) for name, (cost, count) in known.items()},
        outcomes=outcomes, an_outcome=_each(total, outcomes or 0),
    )  # fmt: skip


def _together(billed: Mapping[date, Decimal], counted: ByMonth) -> tuple[Decimal, int]:
    """Cost and count from the first to the last month of which both are known; where nothing was billed, all counted.

    A month in between without a unit keeps its cost; usage before the first bill is not divided by, nor are bills
    before the first count divided.
    """
    there = [month for month, count in counted.items() if count > 0]
    if not (there and billed):
        return Decimal(0), sum(counted.values())
    first, last = max(min(there), min(billed)), min(max(there), max(billed))
    cost = sum((amount for month, amount in billed.items() if first <= month <= last), Decimal(0))
    return cost, sum(count for month, count in counted.items() if first <= month <= last)


def _each(billed: Decimal, count: int | Decimal) -> Decimal | None:
    return (billed / count).quantize(FINE) if count > 0 and billed else None

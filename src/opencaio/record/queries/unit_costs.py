"""What does a request, a success, a conversation, a person or a decision cost with each use?"""

from collections import defaultdict
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
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible

FINE = Decimal("0.000001")


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

    ``successful``: requests without an error. ``stood``: decisions that nobody overturned. ``outcomes``: what the
    metric asked for counts.
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
    billed: dict[str, Decimal] = defaultdict(Decimal)
    for one in allocated(first=first, last=last).shares:
        if one.piece.use in homes:
            billed[one.piece.use] += one.billed or Decimal(0)
    counts = kept("counts", (first, last), lambda: _counts(first, last))
    asked = outcomes_of(given.metric, actor, first=first, last=last) if given.metric else None
    met = asked.by_use if asked else {}
    rows = [
        _unit(homes[code], billed[code], counts.get(code, {}), met.get(code))
        for code in homes
        if code in billed or code in counts or code in met
    ]
    return UnitList(
        rows=sorted(rows, key=lambda row: (-row.billed, row.use)),
        currency=report_currency(),
        metric=asked.name if asked else "",
        unit=asked.unit if asked else "",
    )


def _counts(first: date | None, last: date | None) -> dict[str, dict[str, int]]:
    from opencaio.lake.used import decided_by_month, used_by_month

    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with opened("usage", "decisions", first=first, last=last) as lake:
        for one in used_by_month(lake.table("usage"), first=first, last=last):
            for name in ("requests", "errors", "conversations", "users"):
                found[one.use][name] += getattr(one, name)
        for each in decided_by_month(lake.table("decisions"), first=first, last=last):
            found[each.use]["decisions"] += each.cases
            found[each.use]["overturned"] += each.overturned
    return {code: dict(counts) for code, counts in found.items()}


def _unit(use: UseCase, billed: Decimal, counts: dict[str, int], outcomes: Decimal | None) -> UnitRow:
    requests, errors = counts.get("requests", 0), counts.get("errors", 0)
    units = {
        "requests": requests,
        "successful": requests - errors,
        "conversations": counts.get("conversations", 0),
        "people": counts.get("users", 0),
        "decisions": counts.get("decisions", 0),
        "stood": counts.get("decisions", 0) - counts.get("overturned", 0),
    }
    singular = ("a_request", "a_success", "a_conversation", "a_person", "a_decision", "a_decision_that_stood")
    return UnitRow(
        use=use.code, name=use.name, department=use.department.name, billed=billed.quantize(CENT), **units,
        outcomes=outcomes, an_outcome=_each(billed, outcomes or 0),
        **{name: _each(billed, count) for name, count in zip(singular, units.values(), strict=True)},
    )  # fmt: skip


def _each(billed: Decimal, count: int | Decimal) -> Decimal | None:
    return (billed / count).quantize(FINE) if count > 0 and billed else None

"""Of how many outcomes does a metric know, by use, so that costs can be divided by them?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from opencaio.errors import BadInput
from opencaio.record.measuring import Declared, Question, declared, declared_one, figures
from opencaio.record.permissions import Actor

COUNTS = frozenset({"sum", "count", "distinct"})
COST = "cost"


@dataclass(frozen=True)
class Outcomes:
    """What the metric counts, and how much of it each use had."""

    code: str
    name: str
    unit: str
    by_use: dict[str, Decimal]


def countable(actor: Actor, *, use: str = "") -> list[Declared]:
    """Metrics that count something other than costs, of this use and of no use in particular."""
    return [one for one in declared(actor).values() if _counts(one) and _use_of(one) in {"", use}]


def outcomes_of(code: str, actor: Actor, *, first: date | None, last: date | None) -> Outcomes:
    """Counted over the same days as the costs. Raises ``BadInput`` for a metric that counts nothing."""
    one = declared_one(code, actor)
    if not _counts(one):
        raise BadInput(
            f"{one.name} counts no outcomes (it is a ratio, a quantile or a cost): choose a metric that is a sum or "
            "a count of what was done."
        )
    found = figures(one.spec, Question(by=("use_case",), first=first, last=last), actor).measured
    by_use = {str(row.keys["use_case"]): Decimal(str(row.value)) for row in found.rows if row.value is not None}
    return Outcomes(one.code, one.name, one.spec.unit, by_use)


def _counts(one: Declared) -> bool:
    spec = one.spec
    return spec.denominator is None and spec.fact != COST and spec.numerator.how in COUNTS


def _use_of(one: Declared) -> str:
    return one.row.use_case.code if one.row and one.row.use_case else ""

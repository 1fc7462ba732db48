"""By which rules are bills divided, and what would a rule take?"""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field

from opencaio.engines.budget.months import month_after
from opencaio.errors import BadInput, Refused
from opencaio.record.actions.allocation import COLUMNS, AddRule, would_be
from opencaio.record.actions.registry import Asked
from opencaio.record.billing.trying import taken_by
from opencaio.record.currencies import CENT, report_currency
from opencaio.record.manifest.live import newest_day
from opencaio.record.models import AllocationRule, UseCase
from opencaio.record.periods import month_end
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query, visible

PLAIN = ("code", "title", "rank", "condition", "by", "spread", "valid_from", "valid_until", "reason", "version")


class AskRules(Asked):
    """No filter: the rules, the first to be tried first."""


class RuleRow(BaseModel):
    """One rule, as it was added; uses that the asker may not see are left out of ``shares``."""

    code: str
    title: str
    rank: int
    condition: dict[str, list[str]]
    use_case: str
    by: str
    shares: dict[str, Decimal]
    spread: str
    valid_from: date | None
    valid_until: date | None
    reason: str
    version: int
    may_edit: bool


class RuleList(BaseModel):
    """The rules in the order in which they are tried; ``columns`` may be asked of a line, besides ``tag:<key>``."""

    rows: list[RuleRow]
    columns: list[str]


class TryRule(AddRule):
    """A rule as it would be added (``code`` of one on record: as it would be changed), and over which months it is
    tried: those of the last three months of bills without."""

    title: str = Field("Tried", max_length=200)
    first: date | None = None
    last: date | None = None


class RuleTried(BaseModel):
    """What the rule would take of the bills, in the report currency, by use, and from which rule each part comes
    (empty: it was nobody's)."""

    billed: Decimal
    taken: Decimal
    share: Decimal | None
    lines: int
    by_use: dict[str, Decimal]
    taken_from: dict[str, Decimal]
    currency: str
    first: date | None
    last: date | None


@query("allocation.list", words="List the allocation rules")
def list_rules(given: AskRules, actor: Actor) -> RuleList:
    """Every rule; they are everybody's."""
    seen = frozenset(visible(UseCase.objects.all(), actor).values_list("code", flat=True))
    rows = AllocationRule.objects.filter(retired_at=None).select_related("use_case").order_by("rank", "code")
    may_edit = actor.may(Right.EDIT, None)
    return RuleList(rows=[_rule(row, seen, may_edit=may_edit) for row in rows], columns=sorted(COLUMNS))


@query("allocation.try", words="What an allocation rule would take")
def try_rule(given: TryRule, actor: Actor) -> RuleTried:
    """The bills divided with the rule and without it; nothing is written."""
    if actor.scope(Right.READ) is not EVERYWHERE:
        raise Refused("A rule is tried on all bills: this is for whoever may read all departments.")
    rule = would_be(given.model_dump(exclude={"first", "last"}))
    first, last = (given.first, given.last) if given.first or given.last else _lately()
    if first and last and last < first:
        raise BadInput("The last month lies before the first.")
    found = taken_by(rule, first=first, last=last)
    return RuleTried(
        billed=found.billed.quantize(CENT),
        taken=found.taken.quantize(CENT),
        share=(found.taken / found.billed).quantize(Decimal("0.0001")) if found.billed else None,
        lines=found.lines,
        by_use={code: amount.quantize(CENT) for code, amount in found.by_use.items()},
        taken_from={code: amount.quantize(CENT) for code, amount in found.taken_from.items()},
        currency=report_currency(),
        first=first,
        last=last,
    )


def _lately() -> tuple[date | None, date | None]:
    last = newest_day("cost")
    return (month_after(last.replace(day=1), -2), month_end(last)) if last else (None, None)


def _rule(row: AllocationRule, seen: frozenset[str], *, may_edit: bool) -> RuleRow:
    use = row.use_case.code if row.use_case else ""
    return RuleRow(
        **{name: getattr(row, name) for name in PLAIN},
        use_case=use if use in seen else "",
        shares={code: Decimal(share) for code, share in row.shares.items() if code in seen},
        may_edit=may_edit,
    )

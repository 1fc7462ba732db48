"""By which rules are bills divided, and what would a rule take?"""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from opencaio.record.actions.allocation import COLUMNS
from opencaio.record.actions.registry import Asked
from opencaio.record.models import AllocationRule, TokenPrice, UseCase
from opencaio.record.permissions import Actor, Right
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


class AskPrices(Asked):
    """Own prices of a model (part of its name); all without."""

    model: str = ""


class PriceRow(BaseModel):
    """What a million tokens cost from a day until a day by our contract."""

    id: int
    provider: str
    model: str
    token_class: str
    price: Decimal
    currency: str
    valid_from: date
    valid_until: date | None
    source: str
    version: int


class PriceList(BaseModel):
    """Own prices, by model, class and day."""

    rows: list[PriceRow]


@query("allocation.list", words="List the allocation rules")
def list_rules(given: AskRules, actor: Actor) -> RuleList:
    """Every rule; they are everybody's."""
    seen = frozenset(visible(UseCase.objects.all(), actor).values_list("code", flat=True))
    rows = AllocationRule.objects.filter(retired_at=None).select_related("use_case").order_by("rank", "code")
    may_edit = actor.may(Right.EDIT, None)
    return RuleList(rows=[_rule(row, seen, may_edit=may_edit) for row in rows], columns=sorted(COLUMNS))


@query("token_prices.list", words="List our own prices of tokens")
def list_prices(given: AskPrices, actor: Actor) -> PriceList:
    """The prices that go before the listed ones."""
    rows = TokenPrice.objects.filter(retired_at=None, model__icontains=given.model)
    return PriceList(rows=[PriceRow.model_validate(row, from_attributes=True) for row in rows])


def _rule(row: AllocationRule, seen: frozenset[str], *, may_edit: bool) -> RuleRow:
    use = row.use_case.code if row.use_case else ""
    return RuleRow(
        **{name: getattr(row, name) for name in PLAIN},
        use_case=use if use in seen else "",
        shares={code: Decimal(share) for code, share in row.shares.items() if code in seen},
        may_edit=may_edit,
    )

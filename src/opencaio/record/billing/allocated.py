"""Whose are the lines of all live bills of some months, in the report currency, by which rule?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from opencaio.engines.costs import Allocation, Charge, Piece, Rule, allocate
from opencaio.record.actions.allocation import rule_of
from opencaio.record.billing.kept import kept
from opencaio.record.billing.measures import usage_measures
from opencaio.record.billing.worth import Worth, worth_of
from opencaio.record.currencies import Rates
from opencaio.record.manifest import live_files, opened
from opencaio.record.models import AllocationRule, UseCase

#: What readers group by, besides what rules ask.
ALWAYS = ("ProviderName", "ServiceName", "ChargeCategory", "CommitmentDiscountStatus")


@dataclass(frozen=True)
class Share:
    """A piece of a charge; ``billed`` and ``effective`` in the report currency, None where there is no rate."""

    piece: Piece
    billed: Decimal | None
    effective: Decimal | None
    rate: Decimal | None


@dataclass(frozen=True)
class Allocated:
    """Every piece; ``unused`` rules took nothing; ``without_rate``: currencies that cannot be converted."""

    shares: tuple[Share, ...]
    unused: tuple[str, ...]
    without_rate: tuple[str, ...]


def allocated(*, first: date | None, last: date | None, by_day: bool = False) -> Allocated:
    """Divide all charges from ``first`` to ``last`` as the rules on record say today."""
    asked = (first, last, by_day)
    return kept("allocated", asked, lambda: _divided(first, last, by_day=by_day), pieces=lambda one: len(one.shares))


def divided_by(rules: Sequence[Rule], *, first: date | None, last: date | None, by_day: bool = False) -> Allocation:
    """Divide all charges from ``first`` to ``last`` as these rules say."""
    uses = frozenset(UseCase.objects.values_list("code", flat=True))
    return allocate(
        _charges(rules, uses, first=first, last=last, by_day=by_day),
        rules,
        uses=uses,
        measures=usage_measures(first, last) if any(rule.spread for rule in rules) else {},
    )


def _divided(first: date | None, last: date | None, *, by_day: bool) -> Allocated:
    found = divided_by(standing_rules(), first=first, last=last, by_day=by_day)
    rates = Rates.load()
    shares = tuple(_share(piece, rates) for piece in found.pieces)
    lacking = {one.piece.charge.currency for one in shares if one.rate is None}
    return Allocated(shares, found.unused, tuple(sorted(lacking)))


def standing_rules() -> list[Rule]:
    """The rules that are not retired, the first to be tried first."""
    rows = AllocationRule.objects.filter(retired_at=None).select_related("use_case").order_by("rank", "code")
    return [rule_of(row) for row in rows]


def _charges(
    rules: Sequence[Rule], uses: frozenset[str], *, first: date | None, last: date | None, by_day: bool
) -> list[Charge]:
    if not live_files("cost", first=first, last=last):
        return []
    from opencaio.lake.asking import asked_of
    from opencaio.lake.charges import charges

    grain: Literal["day", "month"] = "day" if by_day else "month"
    with opened("cost", first=first, last=last) as lake:
        costs, asked = lake.table("cost"), asked_of(rules, uses)
        return charges(costs, attributes=ALWAYS, asked=asked, grain=grain, first=first, last=last)


def _share(piece: Piece, rates: Rates) -> Share:
    currency, on = piece.charge.currency, piece.charge.on
    billed = worth_of(piece.billed, currency, on, rates)
    effective: Worth = worth_of(piece.effective, currency, on, rates)
    return Share(piece, billed.amount, effective.amount, billed.rate)

"""What would a rule take, and from whom, if it stood among the others?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from opencaio.engines.costs import Piece, Rule
from opencaio.record.billing.allocated import divided_by, standing_rules
from opencaio.record.billing.worth import worth_of
from opencaio.record.currencies import Rates


@dataclass(frozen=True)
class Taken:
    """In the report currency: what all bills come to, what the rule takes of it, by use, and from which rule each part
    comes (empty: it was nobody's)."""

    billed: Decimal
    taken: Decimal
    lines: int
    by_use: dict[str, Decimal]
    taken_from: dict[str, Decimal]


def taken_by(rule: Rule, *, first: date | None, last: date | None) -> Taken:
    """As the bills from ``first`` to ``last`` would be divided; a rule of the same code is replaced."""
    others = [one for one in standing_rules() if one.code.casefold() != rule.code.casefold()]
    with_it = divided_by([*others, rule], first=first, last=last).pieces
    without = divided_by(others, first=first, last=last).pieces
    rates = Rates.load()
    own = [one for one in with_it if one.rule == rule.code]
    after, before = _by_rule(with_it, rates), _by_rule(without, rates)
    return Taken(
        billed=sum((_worth(one, rates) for one in with_it), Decimal(0)),
        taken=sum((_worth(one, rates) for one in own), Decimal(0)),
        lines=sum({id(one.charge): one.charge.rows for one in own}.values()),
        by_use=_by_use(own, rates),
        taken_from={name: lost for name in before if (lost := before[name] - after.get(name, Decimal(0)))},
    )


def _by_rule(pieces: Iterable[Piece], rates: Rates) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for one in pieces:
        found[one.rule if one.use else ""] += _worth(one, rates)
    return found


def _by_use(pieces: Iterable[Piece], rates: Rates) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for one in pieces:
        found[one.use] += _worth(one, rates)
    return dict(sorted(found.items(), key=lambda part: -abs(part[1])))


def _worth(piece: Piece, rates: Rates) -> Decimal:
    return worth_of(piece.billed, piece.charge.currency, piece.charge.on, rates).amount or Decimal(0)

"""Whose is each charge, by which rule, and what belongs to nobody?

The first rule by rank that fits takes the whole charge. What no rule takes, and what a rule took but cannot hand on
(a code that is not on record, a month in which nobody used anything), stays unallocated, with the reason.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from opencaio.engines.costs.dividing import divided
from opencaio.engines.costs.fitting import fits
from opencaio.engines.costs.model import Allocation, Charge, Piece, Rule
from opencaio.errors import BadInput

Measures = Mapping[tuple[str, date], Mapping[str, Decimal]]
"""How much of a measure each use had in a month: by measure's name and month."""

EVEN = "even"


def allocate(
    charges: Iterable[Charge], rules: Iterable[Rule], *, uses: Collection[str], measures: Measures
) -> Allocation:
    """Divide ``charges`` among ``uses``. Raises ``BadInput`` for a rule that says nothing or too much."""
    ordered = sorted(rules, key=lambda rule: (rule.rank, rule.code))
    for rule in ordered:
        check_rule(rule)
    known = frozenset(uses)
    pieces = tuple(piece for charge in charges for piece in _pieces(charge, ordered, known, measures))
    busy = {piece.rule for piece in pieces}
    return Allocation(pieces, tuple(rule.code for rule in ordered if rule.code not in busy))


def check_rule(rule: Rule) -> None:
    """Raises ``BadInput`` unless the rule says in exactly one way whose the charges are."""
    ways = [bool(rule.use), bool(rule.by), bool(rule.shares), bool(rule.spread)]
    if sum(ways) != 1:
        raise BadInput(
            f"Rule {rule.code} must say in one way whose the charges are: "
            "a use, a tag with its code, shares, or a measure."
        )
    if any(share <= 0 for share in rule.shares.values()):
        raise BadInput(f"Rule {rule.code} gives a share that is not above 0.")
    if rule.shares and sum(rule.shares.values()) != 1:
        raise BadInput(f"The shares of rule {rule.code} add up to {sum(rule.shares.values())}, not to 1.")
    if rule.valid_from and rule.valid_until and rule.valid_until < rule.valid_from:
        raise BadInput(f"Rule {rule.code} ends before it begins.")


def _pieces(charge: Charge, rules: list[Rule], uses: frozenset[str], measures: Measures) -> Iterable[Piece]:
    rule = next((one for one in rules if fits(one, charge)), None)
    if rule is None:
        yield _whole(charge, rule="", why="No rule fits.")
        return
    weights = _weights(rule, charge, uses, measures)
    unknown = sorted(name for name in weights if name not in uses)
    if unknown:
        yield _whole(charge, rule=rule.code, why=_unknown(rule, charge, unknown))
    elif not sum(weights.values(), Decimal(0)):
        yield _whole(charge, rule=rule.code, why=_nothing_to_divide_by(rule, charge))
    else:
        yield from _handed_on(charge, rule, weights)


def _unknown(rule: Rule, charge: Charge, names: list[str]) -> str:
    if rule.by in charge.together:
        return f"Other codes in {rule.by}, each with less than those named, are not on record."
    return f"{', '.join(names)} is not on record."


def _nothing_to_divide_by(rule: Rule, charge: Charge) -> str:
    what = "was used by anybody" if rule.spread == EVEN else f"had any {rule.spread}"
    return f"No use {what} in {charge.month:%Y-%m}."


def _weights(rule: Rule, charge: Charge, uses: frozenset[str], measures: Measures) -> Mapping[str, Decimal]:
    if rule.use:
        return {rule.use: Decimal(1)}
    if rule.by:
        return {charge.attributes[rule.by].strip(): Decimal(1)}
    if rule.shares:
        return rule.shares
    found = measures.get((rule.spread, charge.month), {})
    return {name: weight for name, weight in found.items() if weight > 0 and name in uses}


def _handed_on(charge: Charge, rule: Rule, weights: Mapping[str, Decimal]) -> Iterable[Piece]:
    billed, effective = divided(charge.billed, weights), divided(charge.effective, weights)
    total = sum(weights.values(), Decimal(0))
    for name in sorted(weights):
        part = "" if len(weights) == 1 else f" ({weights[name] / total:.1%})"
        yield Piece(charge, name, rule.code, billed[name], effective[name], f"{_way(rule)}{part}")


def _way(rule: Rule) -> str:
    if rule.use:
        return "named by the rule"
    if rule.by:
        return f"named by {rule.by}"
    return "by fixed shares" if rule.shares else f"by {rule.spread}"


def _whole(charge: Charge, *, rule: str, why: str) -> Piece:
    return Piece(charge, "", rule, charge.billed, charge.effective, why)

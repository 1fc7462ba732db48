"""Which moves are open: whom to hire, train or contract, from when on, and at what cost?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from opencaio.engines.staffing.model import STEP, WAYS, Need, Way
from opencaio.errors import BadInput


@dataclass(frozen=True)
class Move:
    """A decision that may be taken: ``way`` for ``skill``, working from period ``at`` on."""

    skill: str
    way: Way
    at: int
    cost: Decimal
    most: float
    source: str = ""
    leaves_at: int = 0


def moves_of(needs: Sequence[Need], *, first: int, ways: Sequence[Way] = WAYS) -> list[Move]:
    """Every move that the terms allow; ``first``: periods from now to the first of the horizon."""
    known = {need.skill: need for need in needs}
    if len(known) != len(needs):
        raise BadInput("A skill is given twice.")
    if len({len(need.demand) for need in needs}) > 1:
        raise BadInput("All skills need the same periods.")
    return [
        move for need in needs for way in ways if need.terms.is_open(way) for move in _moves(need, way, first, known)
    ]


def earliest(need: Need, way: Way, *, first: int) -> int:
    """The first period of the horizon that the way can serve; it may lie beyond the horizon."""
    return max(0, need.terms.lead(way) - first)


def _moves(need: Need, way: Way, first: int, known: dict[str, Need]) -> list[Move]:
    terms, length = need.terms, len(need.demand)
    periods = range(earliest(need, way, first=first), length)
    if way == "hire":
        cost, most = terms.hire_cost or Decimal(0), terms.hire_most
        limit = float("inf") if most is None else float(most)
        return [Move(need.skill, way, at, cost * (length - at), limit) for at in periods]
    if way == "contract":
        cost = terms.contract_cost or Decimal(0)
        limit = float("inf") if terms.contract_most is None else float(terms.contract_most)
        return [Move(need.skill, way, at, cost, limit) for at in periods]
    cost = terms.train_cost or Decimal(0)
    sources = [one for one in dict.fromkeys(terms.train_from) if one in known and one != need.skill]
    return [
        Move(need.skill, way, at, cost, float("inf"), source, max(0, at - terms.train_lead))
        for source in sources
        for at in periods
    ]


def rounded(people: Decimal) -> Decimal:
    """People to a thousandth, never fewer than given."""
    return people.quantize(STEP, rounding="ROUND_CEILING")

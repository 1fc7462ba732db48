"""Whose is each line of a bill, by which rule, and what belongs to nobody?"""

from opencaio.engines.costs.allocating import EVEN, Measures, allocate, check_rule
from opencaio.engines.costs.dividing import divided, rounded_together
from opencaio.engines.costs.fitting import fits
from opencaio.engines.costs.model import ENGINE_VERSION, Allocation, Charge, Piece, Rule

__all__ = [
    "ENGINE_VERSION",
    "EVEN",
    "Allocation",
    "Charge",
    "Measures",
    "Piece",
    "Rule",
    "allocate",
    "check_rule",
    "divided",
    "fits",
    "rounded_together",
]

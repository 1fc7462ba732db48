"""How is an amount divided, or rounded, so that the parts add up to the whole to the last decimal?"""

from collections.abc import Hashable, Mapping
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, localcontext
from typing import TypeVar

STEP = Decimal(1).scaleb(-15)
Name = TypeVar("Name", bound=Hashable)


def divided(amount: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Parts in proportion to ``weights`` (not all 0, none negative), each a whole number of 10^-15.

    What rounding leaves goes to those that lost most by it, one step each (the method of largest remainders), then
    by name.
    """
    with localcontext() as exact:
        exact.prec = 80
        total = sum(weights.values(), Decimal(0))
        wanted = {name: amount * weight / total for name, weight in weights.items()}
        parts = {name: one.quantize(STEP, rounding=ROUND_DOWN) for name, one in wanted.items()}
        left = amount - sum(parts.values(), Decimal(0))
        step = STEP.copy_sign(left)
        order = sorted(parts, key=lambda name: (-abs(wanted[name] - parts[name]), name))
        for name in order[: int(left / step)]:
            parts[name] += step
        return parts


def rounded_together(amounts: Mapping[Name, Decimal], *, step: Decimal) -> dict[Name, Decimal]:
    """Amounts as whole numbers of ``step`` that add up to their rounded total (the method of largest remainders)."""
    with localcontext() as exact:
        exact.prec = 80
        whole = sum(amounts.values(), Decimal(0)).quantize(step, rounding=ROUND_HALF_EVEN)
        parts = {name: one.quantize(step, rounding=ROUND_FLOOR) for name, one in amounts.items()}
        left = int((whole - sum(parts.values(), Decimal(0))) / step)
        order = sorted(parts, key=lambda name: (parts[name] - amounts[name], str(name)))
        for name in order[:left]:
            parts[name] += step
        return parts

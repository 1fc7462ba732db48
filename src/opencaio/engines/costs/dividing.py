"""How is an amount divided so that the parts add up to it to the last decimal?"""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal, localcontext

STEP = Decimal(1).scaleb(-15)


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

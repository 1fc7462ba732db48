"""Did something cost more because its price rose, or because more of it was used?"""

from dataclasses import dataclass
from decimal import Decimal

from opencaio.engines.budget.model import rounded


@dataclass(frozen=True, slots=True)
class PriceAndVolume:
    """A change of cost in two parts that add up: at the old price for the new volume, and the rest by price.

    ``price_share`` and ``volume_share`` are the relative changes of price and of volume.
    """

    price: Decimal
    volume: Decimal
    price_share: Decimal
    volume_share: Decimal


def price_and_volume(before: tuple[Decimal, Decimal], now: tuple[Decimal, Decimal]) -> PriceAndVolume | None:
    """Split the change between two (amount, quantity); None where there was no quantity to speak of.

    Volume is valued at the old price, so the part of both at once counts as price (Horngren: Cost Accounting, ch. 7).
    """
    (amount, quantity), (later, more) = before, now
    if quantity <= 0 or more <= 0 or amount <= 0:
        return None
    volume = rounded((more - quantity) * amount / quantity)
    old, new = amount / quantity, later / more
    return PriceAndVolume(later - amount - volume, volume, new / old - 1, more / quantity - 1)

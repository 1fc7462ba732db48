"""At which prices are tokens counted: our own contracts' first, then the public lists?"""

from opencaio.engines.tokens import Price, PriceList
from opencaio.packs.prices import load_prices
from opencaio.record.models import TokenPrice


def price_list() -> PriceList:
    """Every price that is known now."""
    own = tuple(
        Price(
            row.provider, row.model, row.token_class, row.price, row.currency, row.valid_from, row.valid_until,
            row.source, own=True,
        )
        for row in TokenPrice.objects.filter(retired_at=None)
    )  # fmt: skip
    return PriceList((*own, *load_prices()))

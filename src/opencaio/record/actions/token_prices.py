"""What do we pay for tokens by contract: how does such a price come on record and end?"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from opencaio.errors import BadInput, NotFound
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.currencies import known_currency
from opencaio.record.models import TokenPrice
from opencaio.record.permissions import Right

Amount = Annotated[Decimal, Field(ge=0, lt=10**9, decimal_places=12, allow_inf_nan=False)]
Classes = Annotated[str, Field(pattern="^(input|cached|output|reasoning)$")]


class SetPrice(Asked):
    """What a million tokens of a class cost with a model, from a day; the price before it ends the day before."""

    provider: str = Field(min_length=1, max_length=80)
    model: str = Field(min_length=1, max_length=160)
    token_class: Classes
    price: Amount
    currency: str = Field(min_length=3, max_length=3)
    valid_from: date
    valid_until: date | None = None
    source: str = Field(min_length=1, max_length=300)


class RetirePrice(Asked):
    """A price that was never right, by its number."""

    id: int
    version: int | None = None


@action("token_prices.set", right=Right.EDIT, words="Set a price of tokens")
def set_price(given: SetPrice, change: Change) -> TokenPrice:
    """Set the price from a day on, or correct that of the same day."""
    change.allow_part(None)
    if given.valid_until and given.valid_until < given.valid_from:
        raise BadInput("The price ends before it begins.")
    currency = known_currency(given.currency)
    same = TokenPrice.objects.filter(
        provider__iexact=given.provider, model__iexact=given.model, token_class=given.token_class
    )
    before = same.filter(valid_from__lt=given.valid_from, valid_until=None, retired_at=None).last()
    if before:
        change.update(before, version=None, values={"valid_until": given.valid_from - timedelta(1)})
    change.say(
        f"Set {given.token_class} tokens of {given.model} to {given.price:f} {currency} a million "
        f"from {given.valid_from} ({given.source})"
    )
    values = {"price": given.price, "currency": currency, "valid_until": given.valid_until, "source": given.source}
    held = same.filter(valid_from=given.valid_from).first()
    if held:
        return change.update(held, version=None, values={**values, "retired_at": None})
    named = {"provider": given.provider, "model": given.model, "token_class": given.token_class}
    return change.create(TokenPrice(**named, valid_from=given.valid_from, **values))


@action("token_prices.retire", right=Right.RETIRE, words="Retire a price of tokens")
def retire(given: RetirePrice, change: Change) -> TokenPrice:
    """The price counts no longer, on no day."""
    change.allow_part(None)
    row = TokenPrice.objects.filter(pk=given.id, retired_at=None).first()
    if row is None:
        raise NotFound(f"There is no price of tokens with the number {given.id}.")
    change.say(f"Retired the price of {row.token_class} tokens of {row.model} from {row.valid_from}")
    return change.update(row, version=given.version, values={"retired_at": change.at})

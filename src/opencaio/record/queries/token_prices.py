"""What do we pay for tokens by contract, and what do the public lists say of the same model?"""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.tokens import CLASSES, Price
from opencaio.engines.tokens import PriceList as Lists
from opencaio.engines.tokens.model import INSTEAD
from opencaio.packs.prices import load_prices
from opencaio.record.actions.registry import Asked
from opencaio.record.billing.worth import worth_of
from opencaio.record.currencies import Rates
from opencaio.record.models import TokenPrice
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query

FINE = Decimal("0.0001")
MOST_LISTED = 40


class AskPrices(Asked):
    """Own prices of a model (part of its name); all without.

    ``models``: of these, too, what the public lists say; ``listed``: and of those whose name holds this. ``as_of``: on
    which day they are compared (today).
    """

    model: str = ""
    models: list[str] = Field([], max_length=100)
    listed: str = Field("", max_length=160)
    as_of: date | None = None


class ListedPrice(BaseModel):
    """What a public list says of a million tokens: of which model and class (another where it has none of its own),
    from which day until which, and by which list."""

    provider: str
    model: str
    token_class: str
    price: Decimal
    currency: str
    valid_from: date
    valid_until: date | None
    source: str


class PriceRow(BaseModel):
    """What a million tokens cost from a day until a day by our contract.

    ``listed``: the public price on ``compared_on``, None where no list knows the model then. ``difference``: ours less
    the listed one in our price's currency, ``share`` the same as a part of the listed one; None where there is no rate.
    """

    id: int
    provider: str
    model: str
    token_class: str
    price: Decimal
    currency: str
    valid_from: date
    valid_until: date | None
    source: str
    version: int
    compared_on: date
    listed: ListedPrice | None
    difference: Decimal | None
    share: Decimal | None


class PublicRow(BaseModel):
    """A model's public prices with one provider on a day; none: no list knows it then."""

    model: str
    provider: str
    prices: list[ListedPrice]


class PriceList(BaseModel):
    """Own prices, by model, class and day, each beside the public one; ``public``: the models asked for."""

    rows: list[PriceRow]
    public: list[PublicRow]
    as_of: date


@query("token_prices.list", words="List our own prices of tokens")
def list_prices(given: AskPrices, actor: Actor) -> PriceList:
    """The prices that go before the listed ones, and the listed ones beside."""
    today = given.as_of or timezone.localdate()
    rows = TokenPrice.objects.filter(retired_at=None, model__icontains=given.model)
    lists, rates = Lists(load_prices()), Rates.load()
    models = dict.fromkeys([*given.models, *_holding(given.listed, today)])
    return PriceList(
        rows=[_row(row, lists, rates, today) for row in rows],
        public=[row for model in models for row in _public(model, lists, today)],
        as_of=today,
    )


def _holding(part: str, day: date) -> list[str]:
    """Models of the lists whose name holds ``part``, by name."""
    wanted = part.strip().casefold()
    held = {one.model for one in load_prices() if wanted and wanted in one.model.casefold() and one.holds_on(day)}
    return sorted(held)[:MOST_LISTED]


def _row(row: TokenPrice, lists: Lists, rates: Rates, today: date) -> PriceRow:
    """An ended price is compared on its last day, one to come on its first."""
    day = min(max(today, row.valid_from), row.valid_until or today) if row.valid_from <= today else row.valid_from
    found = _listed(row.model, row.token_class, lists, day, provider=row.provider)
    theirs = _in_currency(found, row.currency, day, rates) if found else None
    plain = ("provider", "model", "token_class", "price", "currency", "valid_from", "valid_until", "source", "version")
    return PriceRow(
        **{name: getattr(row, name) for name in plain},
        id=row.pk,
        compared_on=day,
        listed=found and _told(found),
        difference=None if theirs is None else (row.price - theirs).quantize(FINE),
        share=None if theirs is None else ((row.price - theirs) / theirs).quantize(FINE),
    )


def _public(model: str, lists: Lists, day: date) -> list[PublicRow]:
    """One row for each provider that lists it."""
    known = lists.known_as(model)
    prices = [one for one in lists.prices if one.model.lower() == known and one.holds_on(day)]
    by_class = sorted(prices, key=lambda one: CLASSES.index(one.token_class))
    found = {one.provider: [each for each in by_class if each.provider == one.provider] for one in by_class}
    rows = [
        PublicRow(model=model, provider=provider, prices=[_told(one) for one in found[provider]])
        for provider in sorted(found)
    ]
    return rows or [PublicRow(model=model, provider="", prices=[])]


def _listed(model: str, token_class: str, lists: Lists, day: date, *, provider: str) -> Price | None:
    """The list's price; of a class that it has not, the one by which providers bill it."""
    own = lists.price(model, token_class, on=day, provider=provider)
    instead = INSTEAD.get(token_class)
    return own or (lists.price(model, instead, on=day, provider=provider) if instead else None)


def _told(price: Price) -> ListedPrice:
    return ListedPrice(
        provider=price.provider, model=price.model, token_class=price.token_class, price=price.per_million,
        currency=price.currency, valid_from=price.valid_from, valid_until=price.valid_until, source=price.source,
    )  # fmt: skip


def _in_currency(price: Price, currency: str, on: date, rates: Rates) -> Decimal | None:
    """The listed price in another currency, over the report currency; None where a rate is missing."""
    if price.currency == currency:
        return price.per_million
    theirs, ours = (worth_of(Decimal(1), one, on, rates).amount for one in (price.currency, currency))
    return price.per_million * theirs / ours if theirs and ours else None

"""What do these tokens cost on this day, and what would they have cost with another model?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from opencaio.engines.tokens.model import CLASSES, INSTEAD, Cost, Part, Price
from opencaio.engines.tokens.naming import listed_name
from opencaio.errors import BadInput

MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class PriceList:
    """All prices that are known, own and listed."""

    prices: tuple[Price, ...]
    _by_model: Mapping[str, list[Price]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_model: dict[str, list[Price]] = {}
        for price in self.prices:
            by_model.setdefault(price.model.lower(), []).append(price)
        object.__setattr__(self, "_by_model", by_model)

    def known_as(self, model: str) -> str | None:
        """The name under which the lists know this model, or none."""
        return listed_name(model, self._by_model)

    def changes(self) -> tuple[date, ...]:
        """The days from which a price holds in place of an earlier one of the same model and class, in order."""
        first: dict[tuple[str, str], date] = {}
        for one in self.prices:
            key = one.model.lower(), one.token_class
            first[key] = min(first.get(key, one.valid_from), one.valid_from)
        later = (one for one in self.prices if one.valid_from > first[one.model.lower(), one.token_class])
        return tuple(sorted({one.valid_from for one in later}))

    def providers(self, model: str) -> tuple[str, ...]:
        """Whoever sells this model by the lists or by a contract of our own."""
        return tuple(sorted({one.provider for one in self._by_model.get(self.known_as(model) or "", ())}))

    def price(self, model: str, token_class: str, *, on: date, provider: str = "") -> Price | None:
        """The price that holds on the day: an own one first, then this provider's, then the newest."""
        name = self.known_as(model)
        holding = [
            one for one in self._by_model.get(name or "", ()) if one.token_class == token_class and one.holds_on(on)
        ]
        return max(holding, key=lambda one: (one.own, one.provider == provider, one.valid_from), default=None)

    def cost(self, model: str, tokens: Mapping[str, int], *, on: date, provider: str = "") -> Cost:
        """What ``tokens`` by class cost on the day. Raises ``BadInput`` for a class nobody knows or a count below 0."""
        _check(tokens)
        parts = tuple(
            self._part(model, token_class, tokens[token_class], on=on, provider=provider)
            for token_class in CLASSES
            if tokens.get(token_class)
        )
        currencies = {part.price.currency for part in parts if part.price}
        whole = len(currencies) <= 1 and all(part.price for part in parts)
        amount = sum((part.amount or Decimal(0) for part in parts), Decimal(0)) if whole else None
        return Cost(amount, min(currencies, default=""), parts)

    def _part(self, model: str, token_class: str, tokens: int, *, on: date, provider: str) -> Part:
        found, note = self.price(model, token_class, on=on, provider=provider), ""
        if found is None and token_class in INSTEAD:
            found = self.price(model, INSTEAD[token_class], on=on, provider=provider)
            note = f"priced as {INSTEAD[token_class]}: the list has no price of its own" if found else ""
        if found is None:
            return Part(token_class, tokens, None, None, f"no price of {model} is known on {on.isoformat()}")
        return Part(token_class, tokens, found, found.per_million * tokens / MILLION, note)


@dataclass(frozen=True)
class Used:
    """Tokens by class that one model took on one day."""

    model: str
    day: date
    tokens: Mapping[str, int]
    provider: str = ""


@dataclass(frozen=True)
class Instead:
    """What the same tokens would have cost with ``model`` of ``provider``: none where a price is missing."""

    model: str
    amount: Decimal | None
    currency: str
    saved: Decimal | None
    provider: str = ""


def compared(used: Iterable[Used], models: Iterable[str], prices: PriceList, *, spent: Decimal) -> tuple[Instead, ...]:
    """The same tokens with each of ``models``, the cheapest first; ``saved`` against ``spent``, in one currency.

    A model that several providers sell is priced at the cheapest of them, and an own price goes before all. The same
    text is not the same number of tokens with every maker, and another model may answer worse: this is a reason to try
    it, not a saving.
    """
    rows = tuple(used)
    found = [_instead(rows, model, prices, spent) for model in models]
    return tuple(sorted(found, key=lambda one: (one.amount is None, one.amount or Decimal(0), one.model)))


def _instead(rows: tuple[Used, ...], model: str, prices: PriceList, spent: Decimal) -> Instead:
    offers = [_offer(rows, model, prices, spent, provider=name) for name in prices.providers(model)]
    best = min(offers, key=lambda one: (one.amount is None, one.amount or Decimal(0)), default=None)
    if best is None or best.amount is None:
        return best or Instead(model, None, "", None)
    sellers = {one.provider for one in offers if (one.amount, one.currency) == (best.amount, best.currency)}
    return replace(best, provider=", ".join(sorted(sellers)))


def _offer(rows: tuple[Used, ...], model: str, prices: PriceList, spent: Decimal, *, provider: str) -> Instead:
    costs = [prices.cost(model, one.tokens, on=one.day, provider=provider) for one in rows]
    currencies = {cost.currency for cost in costs if cost.currency}
    if len(currencies) != 1 or any(cost.amount is None for cost in costs):
        return Instead(model, None, min(currencies, default=""), None)
    amount = sum((cost.amount or Decimal(0) for cost in costs), Decimal(0))
    sellers = {part.price.provider for cost in costs for part in cost.parts if part.price}
    return Instead(model, amount, currencies.pop(), spent - amount, " and ".join(sorted(sellers)))


def _check(tokens: Mapping[str, int]) -> None:
    for token_class, count in tokens.items():
        if token_class not in CLASSES:
            raise BadInput(f"{token_class} is no class of tokens; there are {', '.join(CLASSES)}.")
        if count < 0:
            raise BadInput(f"{count} {token_class} tokens: a count cannot be below 0.")

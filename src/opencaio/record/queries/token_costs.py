"""What do tokens cost by model, and what would another model have cost for the same tokens?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field

from opencaio.engines.tokens import PriceList, Used, compared
from opencaio.record.actions.registry import Asked
from opencaio.record.billing.kept import kept
from opencaio.record.billing.prices import price_list
from opencaio.record.billing.spans import month_span
from opencaio.record.billing.worth import worth_of
from opencaio.record.currencies import CENT, Rates, report_currency
from opencaio.record.manifest import live_files, opened
from opencaio.record.models import TokenPrice, UseCase
from opencaio.record.periods import month_end
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible

#: Offered for comparison besides our own contracts' models: small and large ones of several makers.
ASIDE = ("gpt-4.1-mini", "gpt-4o-mini", "claude-3-5-haiku-20241022", "gemini-2.5-flash", "mistral-small-latest")


class AskTokens(Asked):
    """Tokens by model from the month of ``first`` to that of ``last``, of one use; ``models`` to compare with."""

    first: date | None = None
    last: date | None = None
    use_case: str = ""
    models: list[str] = Field([], max_length=30)


class TokenRow(BaseModel):
    """One model: tokens by class, each counted once, and what they cost by the prices of their months."""

    model: str
    provider: str
    requests: int
    input: int
    cached: int
    output: int
    reasoning: int
    cost: Decimal | None
    notes: list[str]


class InsteadRow(BaseModel):
    """What the same tokens would have cost with another model, at the price of ``provider`` (the cheapest that sells
    it, or our own contract's); ``saved`` below 0 when it is dearer."""

    model: str
    provider: str = ""
    cost: Decimal | None
    saved: Decimal | None
    note: str


class TokenList(BaseModel):
    """Models, and the comparison over the tokens of those that have a price (``compared_cost``); ``unpriced`` are in
    neither. ``cost``: of all, None where a price lacks. Other models count tokens differently and may answer worse: a
    reason to try, no saving."""

    rows: list[TokenRow]
    cost: Decimal | None
    compared_cost: Decimal | None
    unpriced: list[str]
    instead: list[InsteadRow]
    currency: str


@query("costs.tokens", words="What tokens cost, and what another model would have cost")
def show_tokens(given: AskTokens, actor: Actor) -> TokenList:
    """Tokens of the uses that the asker may see, priced by the day of their use, converted at month's end."""
    first, last = month_span(given.first, given.last)
    seen = frozenset(visible(UseCase.objects.all(), actor).values_list("code", flat=True))
    wanted = {code for code in seen if not given.use_case or code.casefold() == given.use_case.casefold()}
    prices, rates = price_list(), Rates.load()
    cuts = prices.changes()
    held = kept("models", (first, last, cuts), lambda: _models(first, last, cuts))
    found = [one for one in held if one.use in wanted]
    used = [Used(one.model, one.until, one.tokens, one.provider) for one in found]
    requests: dict[str, int] = defaultdict(int)
    for one in found:
        requests[one.model] += one.requests
    by_model: dict[str, list[Used]] = defaultdict(list)
    for each in used:
        by_model[each.model].append(each)
    rows = [_token_row(model, requests[model], each, prices, rates) for model, each in by_model.items()]
    rows.sort(key=lambda row: (row.cost is None, -(row.cost or Decimal(0)), row.model))
    unpriced = [row.model for row in rows if row.cost is None]
    priced = [row.cost for row in rows if row.cost is not None]
    known = sum(priced, Decimal(0)) if priced else None
    alike = [one for one in used if one.model not in unpriced]
    return TokenList(
        rows=rows,
        cost=None if unpriced else known,
        compared_cost=known,
        unpriced=unpriced,
        instead=_instead(alike, given.models or _candidates(), prices, rates, known) if alike else [],
        currency=report_currency(),
    )


def _models(first: date | None, last: date | None, cuts: tuple[date, ...]) -> list:  # type: ignore[type-arg]
    from opencaio.lake.used import models_by_month

    if not live_files("usage", first=first, last=last):
        return []
    with opened("usage", first=first, last=last) as lake:
        return models_by_month(lake.table("usage"), first=first, last=last, cuts=cuts)


def _token_row(model: str, requests: int, used: list[Used], prices: PriceList, rates: Rates) -> TokenRow:
    amounts: list[Decimal | None] = []
    notes: dict[str, None] = {}
    lacking: dict[str, None] = {}
    for one in used:
        cost = prices.cost(model, one.tokens, on=one.day, provider=one.provider)
        notes |= dict.fromkeys(part.note for part in cost.parts if part.price and part.note)
        lacking |= dict.fromkeys(part.token_class for part in cost.parts if part.price is None)
        worth = _worth(cost.amount, cost.currency, month_end(one.day), rates) if cost.parts else Decimal(0)
        if worth is None and cost.amount is not None:
            notes[f"no exchange rate of {cost.currency} is on record for {month_end(one.day)}"] = None
        amounts.append(worth)
    if lacking:
        notes[f"no price is known of {', '.join(lacking)} tokens"] = None
    whole = all(one is not None for one in amounts)
    return TokenRow(
        model=model,
        provider=used[0].provider,
        requests=requests,
        **{name: sum(one.tokens.get(name, 0) for one in used) for name in ("input", "cached", "output", "reasoning")},
        cost=_cents(sum((one or Decimal(0) for one in amounts), Decimal(0))) if whole else None,
        notes=list(notes)[:5],
    )


def _instead(
    used: list[Used], models: Iterable[str], prices: PriceList, rates: Rates, spent: Decimal | None
) -> list[InsteadRow]:
    """The same tokens at another model's prices of today: what it would cost from now on."""
    today = max(one.day for one in used)
    now = [Used(one.model, today, one.tokens, one.provider) for one in used]
    rows = []
    for one in compared(now, models, prices, spent=Decimal(0)):
        cost = _worth(one.amount, one.currency, today, rates)
        saved = spent - cost if spent is not None and cost is not None else None
        rows.append(
            InsteadRow(
                model=one.model,
                provider=one.provider,
                cost=_cents(cost) if cost is not None else None,
                saved=_cents(saved) if saved is not None else None,
                note="" if cost is not None else "no price or no exchange rate is known",
            )
        )
    return sorted(rows, key=lambda row: (row.cost is None, row.cost or Decimal(0), row.model))


def _candidates() -> list[str]:
    own = TokenPrice.objects.filter(retired_at=None).values_list("model", flat=True).distinct().order_by("model")
    return list(dict.fromkeys([*own, *ASIDE]))


def _worth(amount: Decimal | None, currency: str, on: date, rates: Rates) -> Decimal | None:
    return worth_of(amount, currency, on, rates).amount if amount is not None else None


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT)

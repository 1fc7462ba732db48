"""What does a request, a decision or a token cost, what would another model have cost, what stands out, what comes?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Max, Q
from pydantic import BaseModel, Field

from opencaio.engines.tokens import PriceList, Used, compared
from opencaio.errors import BadInput
from opencaio.record.actions.registry import Asked
from opencaio.record.billing import allocated
from opencaio.record.billing.kept import kept
from opencaio.record.billing.prices import price_list
from opencaio.record.billing.worth import worth_of
from opencaio.record.currencies import Rates, report_currency
from opencaio.record.manifest import live_files, opened
from opencaio.record.models import CostAlert, LakeBatch, TokenPrice, UseCase
from opencaio.record.periods import month_end
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query, visible

CENT, FINE = Decimal("0.01"), Decimal("0.000001")
#: Offered for comparison besides our own contracts' models: small and large ones of several makers.
ASIDE = ("gpt-4.1-mini", "gpt-4o-mini", "claude-3-5-haiku-20241022", "gemini-2.5-flash", "mistral-small-latest")


class AskUnits(Asked):
    """Costs of one unit, from the month of ``first`` to that of ``last``."""

    first: date | None = None
    last: date | None = None


class UnitRow(BaseModel):
    """One use: its billed cost and what a unit of each kind cost; None where there is none to divide by."""

    use: str
    name: str
    department: str
    billed: Decimal
    requests: int
    successful: int
    conversations: int
    people: int
    decisions: int
    a_request: Decimal | None
    a_success: Decimal | None
    a_conversation: Decimal | None
    a_person: Decimal | None
    a_decision: Decimal | None


class UnitList(BaseModel):
    """The uses with costs or usage, the dearest first. ``people`` counts months in which a person was active."""

    rows: list[UnitRow]
    currency: str


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
    """What the same tokens would have cost with another model; ``saved`` below 0 when it is dearer."""

    model: str
    cost: Decimal | None
    saved: Decimal | None
    note: str


class TokenList(BaseModel):
    """Models and, where all their tokens have a price, the comparison. Other models count tokens differently and may
    answer worse: a reason to try, no saving."""

    rows: list[TokenRow]
    cost: Decimal | None
    instead: list[InsteadRow]
    currency: str


class AskAlerts(Asked):
    """Costs that stand out: open ones, or all."""

    status: str = Field("open", pattern="^(open|explained|fixed|all)$")
    use_case: str = ""


class AlertRow(BaseModel):
    """A run of days that cost more or less than usual; ``parts``: what made it, with its part of the excess."""

    key: str
    use: str
    name: str
    department: str
    first_day: date
    last_day: date
    amount: Decimal
    expected: Decimal
    excess: Decimal
    currency: str
    score: float | None
    parts: list[tuple[str, float, float]]
    status: str
    answer: str
    answered_by: str
    answered_on: date | None
    version: int
    may_answer: bool


class AlertList(BaseModel):
    """The alerts that the asker may see, the newest first."""

    rows: list[AlertRow]
    total: int


class AskForecast(Asked):
    """What the days up to ``until`` (the year's end) will cost, of one department or of all."""

    until: date | None = None
    department: str = ""


class ForecastShown(BaseModel):
    """Billed so far this year, and what the rest will cost with an interval; None where too little is known."""

    so_far: Decimal
    known_until: date | None
    until: date | None
    expected: Decimal | None
    low: Decimal | None
    high: Decimal | None
    level: float
    trials: int
    currency: str
    note: str
    months: list[tuple[date, Decimal]]


@query("costs.units", words="What a request, a decision, a person cost")
def show_units(given: AskUnits, actor: Actor) -> UnitList:
    """Allocated costs divided by what was counted in the same months."""
    first, last = _months(given.first, given.last)
    homes = {row.code: row for row in visible(UseCase.objects.select_related("department"), actor)}
    billed: dict[str, Decimal] = defaultdict(Decimal)
    for one in allocated(first=first, last=last).shares:
        if one.piece.use in homes:
            billed[one.piece.use] += one.billed or Decimal(0)
    counts = kept("counts", (first, last), lambda: _counts(first, last))
    rows = [
        _unit(homes[code], billed[code], counts.get(code, {})) for code in homes if code in billed or code in counts
    ]
    return UnitList(rows=sorted(rows, key=lambda row: (-row.billed, row.use)), currency=report_currency())


@query("costs.tokens", words="What tokens cost, and what another model would have cost")
def show_tokens(given: AskTokens, actor: Actor) -> TokenList:
    """Tokens of the uses that the asker may see, priced by the month in which they were used."""
    first, last = _months(given.first, given.last)
    seen = frozenset(visible(UseCase.objects.all(), actor).values_list("code", flat=True))
    wanted = {code for code in seen if not given.use_case or code.casefold() == given.use_case.casefold()}
    found = [one for one in kept("models", (first, last), lambda: _models(first, last)) if one.use in wanted]
    prices, rates = price_list(), Rates.load()
    used = [Used(one.model, month_end(one.month), one.tokens, one.provider) for one in found]
    requests: dict[str, int] = defaultdict(int)
    for one in found:
        requests[one.model] += one.requests
    by_model: dict[str, list[Used]] = defaultdict(list)
    for each in used:
        by_model[each.model].append(each)
    rows = [_token_row(model, requests[model], each, prices, rates) for model, each in by_model.items()]
    rows.sort(key=lambda row: (row.cost is None, -(row.cost or Decimal(0)), row.model))
    total = (
        sum((row.cost or Decimal(0) for row in rows), Decimal(0)) if all(row.cost is not None for row in rows) else None
    )
    return TokenList(
        rows=rows,
        cost=total,
        instead=_instead(used, given.models or _candidates(), prices, rates, total) if rows else [],
        currency=report_currency(),
    )


@query("cost_alerts.list", words="List costs that stand out")
def list_alerts(given: AskAlerts, actor: Actor) -> AlertList:
    """Alerts of the departments that the asker may see; those of nobody's costs need a role over everything."""
    rows = visible(CostAlert.objects.select_related("use_case", "department", "answered_by"), actor)
    rows = rows.filter(retired_at=None).order_by("-last_day", "key")
    rows = rows if given.status == "all" else rows.filter(status=given.status)
    rows = rows.filter(use_case__code__iexact=given.use_case) if given.use_case else rows
    found = [_alert(row, actor) for row in rows]
    return AlertList(rows=found, total=len(found))


@query("costs.forecast", words="What the bills will come to")
def show_forecast(given: AskForecast, actor: Actor) -> ForecastShown:
    """The sum of usual days to the year's end, with an interval from the series' own past errors."""
    from opencaio.engines.spend import ahead
    from opencaio.record.billing.days import daily_shares, total

    known = LakeBatch.objects.filter(fact="cost", status="live").aggregate(Max("last_day"))["last_day__max"]
    if known is None:
        return _no_forecast("There is no bill yet.")
    codes = _codes(given.department, actor)
    shares = [one for one in daily_shares(until=known) if _counts_for(one.piece.use, codes)]
    days = total(shares)
    until = given.until or known.replace(month=12, day=31)
    months: dict[date, Decimal] = defaultdict(Decimal)
    for one in shares:
        months[one.piece.charge.month] += one.billed or Decimal(0)
    so_far = _cents(sum((amount for month, amount in months.items() if month.year == known.year), Decimal(0)))
    listed = [(month, _cents(months[month])) for month in sorted(months)]
    try:
        found = ahead(days, until=until, last_day=known)
    except BadInput as fault:
        return _no_forecast(fault.message, so_far=so_far, known=known, months=listed)
    low, high = (None if one is None else _money(one) for one in (found.low, found.high))
    return ForecastShown(
        so_far=so_far, known_until=known, until=until, expected=_money(found.expected), low=low, high=high,
        level=found.level, trials=found.trials, currency=report_currency(), months=listed,
        note="" if low is not None else "Too few weeks to say how sure this is.",
    )  # fmt: skip


def _months(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    begin, end = first.replace(day=1) if first else None, month_end(last) if last else None
    if begin and end and end < begin:
        raise BadInput("The last month lies before the first.")
    return begin, end


def _counts(first: date | None, last: date | None) -> dict[str, dict[str, int]]:
    from opencaio.lake.used import decided_by_month, used_by_month

    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with opened("usage", "decisions", first=first, last=last) as lake:
        for one in used_by_month(lake.table("usage"), first=first, last=last):
            for name in ("requests", "errors", "conversations", "users"):
                found[one.use][name] += getattr(one, name)
        for each in decided_by_month(lake.table("decisions"), first=first, last=last):
            found[each.use]["decisions"] += each.cases
    return {code: dict(counts) for code, counts in found.items()}


def _models(first: date | None, last: date | None) -> list:  # type: ignore[type-arg]
    from opencaio.lake.used import models_by_month

    if not live_files("usage", first=first, last=last):
        return []
    with opened("usage", first=first, last=last) as lake:
        return models_by_month(lake.table("usage"), first=first, last=last)


def _unit(use: UseCase, billed: Decimal, counts: dict[str, int]) -> UnitRow:
    requests, errors = counts.get("requests", 0), counts.get("errors", 0)
    units = {
        "requests": requests,
        "successful": requests - errors,
        "conversations": counts.get("conversations", 0),
        "people": counts.get("users", 0),
        "decisions": counts.get("decisions", 0),
    }
    singular = ("a_request", "a_success", "a_conversation", "a_person", "a_decision")
    return UnitRow(
        use=use.code, name=use.name, department=use.department.name, billed=_cents(billed), **units,
        **{name: _each(billed, count) for name, count in zip(singular, units.values(), strict=True)},
    )  # fmt: skip


def _each(billed: Decimal, count: int) -> Decimal | None:
    return (billed / count).quantize(FINE) if count > 0 and billed else None


def _token_row(model: str, requests: int, used: list[Used], prices: PriceList, rates: Rates) -> TokenRow:
    amounts: list[Decimal | None] = []
    notes: dict[str, None] = {}
    for one in used:
        cost = prices.cost(model, one.tokens, on=one.day, provider=one.provider)
        notes |= dict.fromkeys(part.note for part in cost.parts if part.note)
        amounts.append(_worth(cost.amount, cost.currency, one.day, rates) if cost.parts else Decimal(0))
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


def _alert(row: CostAlert, actor: Actor) -> AlertRow:
    return AlertRow(
        key=row.key,
        use=row.use_case.code if row.use_case else "",
        name=row.use_case.name if row.use_case else "",
        department=row.department.name if row.department else "",
        excess=row.amount - row.expected,
        score=row.because.get("score"),
        parts=row.because.get("parts", []),
        answered_by=row.answered_by.name if row.answered_by else "",
        may_answer=row.status == "open" and actor.may(Right.EDIT, row.department_id),
        **{
            name: getattr(row, name)
            for name in (
                "first_day", "last_day", "amount", "expected", "currency", "status", "answer", "answered_on", "version",
            )
        },
    )  # fmt: skip


def _codes(department: str, actor: Actor) -> frozenset[str] | None:
    """The uses that count; None: all there is, nobody's too."""
    if not department and actor.scope(Right.READ) is EVERYWHERE:
        return None
    rows = visible(UseCase.objects.all(), actor)
    rows = rows.filter(Q(department__code__iexact=department)) if department else rows
    return frozenset(rows.values_list("code", flat=True))


def _counts_for(use: str, codes: frozenset[str] | None) -> bool:
    return codes is None or use in codes


def _no_forecast(
    note: str,
    *,
    so_far: Decimal = Decimal(0),
    known: date | None = None,
    months: list[tuple[date, Decimal]] | None = None,
) -> ForecastShown:
    return ForecastShown(
        so_far=so_far, known_until=known, until=None, expected=None, low=None, high=None, level=0.8, trials=0,
        currency=report_currency(), note=note, months=months or [],
    )  # fmt: skip


def _money(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(CENT)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT)

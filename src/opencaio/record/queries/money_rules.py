"""By which exchange rates is converted, which books are closed, and who may approve how much?"""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.record.actions.registry import Asked
from opencaio.record.currencies import Rates, known_currency, report_currency
from opencaio.record.models import ApprovalLimit, ClosedPeriod, ExchangeRate
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query

OLD = 62


class ListRates(Asked):
    """Rates of one currency, or of all; ``latest`` only the newest of each."""

    currency: str = Field("", max_length=3)
    latest: bool = False


class RateRow(BaseModel):
    """What one unit of ``currency`` was worth on a day; ``is_old``: more than two months ago."""

    currency: str
    on: date
    rate: Decimal
    source: str
    is_old: bool
    version: int


class RateList(BaseModel):
    """Rates into the report currency, the newest first."""

    rows: list[RateRow]
    report: str


class AskConversion(Asked):
    """An amount in a currency, and the day whose rate is asked; none: today."""

    amount: Decimal = Field(allow_inf_nan=False, max_digits=24)
    currency: str
    on: date | None = None


class Conversion(BaseModel):
    """The amount in the report currency, and the dated rate that made it."""

    amount: Decimal
    currency: str
    rate: Decimal
    rate_on: date
    source: str


class AskPeriods(Asked):
    """No filter: every closing, the newest first."""


class PeriodRow(BaseModel):
    """One closing; ``opened_on`` when it was taken back."""

    until: date
    reason: str
    by: str
    closed_on: date
    opened_on: date | None


class PeriodList(BaseModel):
    """The closings, and until when the books are closed now."""

    closed_until: date | None
    rows: list[PeriodRow]


class AskLimits(Asked):
    """No filter: the limits that the asker may see."""


class LimitRow(BaseModel):
    """Up to which amount a person may approve."""

    person: int
    name: str
    amount: Decimal
    reason: str
    version: int


class LimitList(BaseModel):
    """Limits in the report currency; whoever is not listed may approve what the role allows."""

    rows: list[LimitRow]
    currency: str
    own: Decimal | None


@query("rates.list", words="List exchange rates")
def list_rates(given: ListRates, actor: Actor) -> RateList:
    """The rates on record; they are the same for everybody."""
    rows = ExchangeRate.objects.filter(retired_at=None)
    rows = rows.filter(currency=given.currency.upper()) if given.currency else rows
    today, seen = timezone.localdate(), set[str]()
    found = []
    for row in rows:
        if given.latest and row.currency in seen:
            continue
        seen.add(row.currency)
        plain = {name: getattr(row, name) for name in ("currency", "on", "rate", "source", "version")}
        found.append(RateRow(**plain, is_old=(today - row.on).days > OLD))
    return RateList(rows=found, report=report_currency())


@query("rates.convert", words="Convert an amount")
def convert(given: AskConversion, actor: Actor) -> Conversion:
    """The amount in the report currency by the latest rate of that day or before it."""
    on = given.on or timezone.localdate()
    found = Rates.load().convert(given.amount, known_currency(given.currency), on)
    names = ("amount", "currency", "rate", "rate_on", "source")
    return Conversion(**{name: getattr(found, name) for name in names})


@query("periods.list", words="List closed periods")
def list_periods(given: AskPeriods, actor: Actor) -> PeriodList:
    """Which books are closed, by whom and why."""
    rows = [
        PeriodRow(
            until=row.until,
            reason=row.reason,
            by=row.by.name if row.by else "",
            closed_on=timezone.localdate(row.created_at),
            opened_on=timezone.localdate(row.retired_at) if row.retired_at else None,
        )
        for row in ClosedPeriod.objects.select_related("by").order_by("-pk")
    ]
    standing = [row.until for row in rows if row.opened_on is None]
    return PeriodList(closed_until=max(standing, default=None), rows=rows)


@query("limits.list", words="List approval limits")
def list_limits(given: AskLimits, actor: Actor) -> LimitList:
    """All limits for whoever sees everything; else one's own."""
    rows = ApprovalLimit.objects.filter(retired_at=None).select_related("person").order_by("person__name")
    own = next((row.amount for row in rows if row.person_id == actor.person_id), None)
    if not actor.may(Right.READ, None):
        rows = rows.filter(person=actor.person_id)
    return LimitList(
        rows=[
            LimitRow(
                person=row.person_id, name=row.person.name, amount=row.amount, reason=row.reason, version=row.version
            )
            for row in rows
        ],
        currency=report_currency(),
        own=own,
    )

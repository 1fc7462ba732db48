"""How do exchange rates come on record: one by one, or many from a file, each with its day and source?"""

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.currencies import known_currency, report_currency
from opencaio.record.models import ExchangeRate
from opencaio.record.periods import refuse_closed
from opencaio.record.permissions import Right

Rate = Annotated[Decimal, Field(gt=0, le=10**9, allow_inf_nan=False, decimal_places=10)]


class SetRate(Asked):
    """How much of the report currency one unit of ``currency`` was worth on a day, and who says so."""

    currency: str = Field(min_length=3, max_length=3)
    on: date
    rate: Rate
    source: str = Field(min_length=1, max_length=200)


@action("rates.set", right=Right.EDIT, words="Set an exchange rate")
def set_rate(given: SetRate, change: Change) -> ExchangeRate:
    """Set the rate of a day, or correct it; rates of closed books stay as they are."""
    change.allow_part(None)
    return put_rate(given, change)


def put_rate(given: SetRate, change: Change) -> ExchangeRate:
    """Write one rate; used for rates by hand and by file."""
    currency = checked(given, today=timezone.localdate(change.at))
    refuse_closed(given.on, what=f"The rate of {given.on}")
    change.say(f"Set {currency} on {given.on} to {given.rate:f} {report_currency()} ({given.source})")
    values = {"rate": given.rate, "source": given.source, "retired_at": None}
    held = ExchangeRate.objects.filter(currency=currency, on=given.on).first()
    if held is None:
        return change.create(ExchangeRate(currency=currency, on=given.on, rate=given.rate, source=given.source))
    return change.update(held, version=None, values=values)


def checked(given: SetRate, *, today: date) -> str:
    """The currency's code. Raises ``BadInput`` for the report currency itself and for a day to come."""
    currency = known_currency(given.currency)
    if currency == report_currency():
        raise BadInput(f"{currency} is the report currency: its rate is 1.")
    if given.on > today:
        raise BadInput(f"A rate of {given.on} is not known yet: give one of today or before.")
    return currency

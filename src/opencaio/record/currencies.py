"""What is an amount worth in the report currency, by the rate of which day, from which source?"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

from babel.numbers import list_currencies

from opencaio.errors import BadInput
from opencaio.record.models import ExchangeRate, Organisation
from opencaio.record.once import once

CENT = Decimal("0.01")
ONE = Decimal(1)
OWN = "the report currency itself"


@dataclass(frozen=True)
class Converted:
    """An amount in ``currency`` (the report currency), to the cent, and the dated rate that made it."""

    amount: Decimal
    currency: str
    rate: Decimal
    rate_on: date
    source: str


@dataclass(frozen=True)
class Rates:
    """Every rate on record, loaded once: for converting many amounts."""

    report: str
    days: dict[str, list[date]] = field(default_factory=dict)
    rows: dict[str, list[tuple[Decimal, str]]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Rates":
        """The rates as they stand now; two queries."""
        return once("rates", cls._load)

    @classmethod
    def _load(cls) -> "Rates":
        days: dict[str, list[date]] = defaultdict(list)
        rows: dict[str, list[tuple[Decimal, str]]] = defaultdict(list)
        held = ExchangeRate.objects.filter(retired_at=None).order_by("currency", "on")
        for currency, on, rate, source in held.values_list("currency", "on", "rate", "source"):
            days[currency].append(on)
            rows[currency].append((rate, source))
        return cls(report_currency(), dict(days), dict(rows))

    def find(self, amount: Decimal, currency: str, on: date) -> Converted | None:
        """The amount by the latest rate of that day or before it; None where there is none."""
        if currency == self.report:
            return Converted(rounded(amount), self.report, ONE, on, OWN)
        days = self.days.get(currency, [])
        place = bisect_right(days, on) - 1
        if place < 0:
            return None
        rate, source = self.rows[currency][place]
        return Converted(rounded(amount * rate), self.report, rate, days[place], source)

    def convert(self, amount: Decimal, currency: str, on: date) -> Converted:
        """As ``find``; raises ``BadInput`` that names the rate that is missing."""
        found = self.find(amount, currency, on)
        if found is None:
            raise BadInput(self.missing(currency, on))
        return found

    def missing(self, currency: str, on: date) -> str:
        """What to say where there is no rate."""
        first = self.days.get(currency, [None])[0]
        known = f" (the first one is of {first})" if first else ""
        return (
            f"There is no rate from {currency} to {self.report} on {on} or before it{known}. "
            "Set one under Assumptions, exchange rates (rates.set)."
        )


def convert(amount: Decimal, currency: str, on: date) -> Converted:
    """One amount in the report currency by the latest rate of ``on`` or before. Raises ``BadInput``."""
    return Rates.load().convert(amount, currency, on)


def report_currency() -> str:
    """The organisation's currency."""
    return once("report currency", lambda: Organisation.objects.values_list("currency", flat=True).first() or "EUR")


def rounded(amount: Decimal) -> Decimal:
    """An amount to the cent, half to even; the one place where the record rounds money."""
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN)


def known_currency(text: str) -> str:
    """The code in capitals, if it is one of ISO 4217. Raises ``BadInput``."""
    code = text.strip().upper()
    if code not in _codes():
        raise BadInput(f"“{text[:20]}” is no currency. Write its three letters of ISO 4217, as in EUR, USD or SEK.")
    return code


@cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())

"""How are numbers, money and days written for this reader?

Babel's locale rules, with the house's marks: a true minus sign, and spaces inside a number that do not break.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

NO_BREAK = "\u00a0"
MINUS = "\u2212"
Quantity = int | float | Decimal


def locale_of(lang: str) -> Locale:
    """The locale of a language tag such as `fr` or `fr-BE`; English where it is unknown."""
    try:
        return Locale.parse("en" if not lang else lang.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def number(value: Quantity, *, lang: str = "en", places: int = 0) -> str:
    """`1040.5` as "1,040" (en) or "1 040" (fr), rounded half to even at `places` decimals."""
    pattern = "#,##0" + ("." + "0" * places if places else "")
    rounded = _round(value, places=places)
    return _signed(format_decimal(rounded, format=pattern, locale=locale_of(lang)))


def change(value: Quantity, *, lang: str = "en", places: int = 0) -> str:
    """A difference with its sign, "+2" or "−6"; "±0" when nothing changed."""
    if _round(value, places=places) == 0:
        return "±0"
    return ("+" if value > 0 else "") + number(value, lang=lang, places=places)


def percent(share: Quantity, *, lang: str = "en", places: int = 0) -> str:
    """A share of one as "18 %", with a space that does not break."""
    return number(_decimal(share) * 100, lang=lang, places=places) + NO_BREAK + "%"


def money(amount: Quantity, *, currency: str, lang: str = "en", places: int = 0) -> str:
    """An amount in its currency: "€1,040" (en), "1 040 €" (fr)."""
    written = format_currency(
        _round(amount, places=places), currency, locale=locale_of(lang), currency_digits=False, format=None,
        decimal_quantization=False,
    ) if places else _whole_money(amount, currency=currency, lang=lang)  # fmt: skip
    return _signed(written)


def money_short(amount: Quantity, *, currency: str, lang: str = "en") -> str:
    """A large amount in short: "€6.4m", "€96k" (en); "6,4 M€", "96 k€" (fr)."""
    size = abs(_decimal(amount))
    if size < 1000:
        return money(amount, currency=currency, lang=lang)
    power, letter = (1_000_000_000, "bn") if size >= 10**9 else (10**6, "m") if size >= 10**6 else (1000, "k")
    scaled = _decimal(amount) / power
    places = 1 if abs(scaled) < 100 and power > 1000 else 0
    if lang.startswith("fr"):
        unit = {"bn": "Md", "m": "M", "k": "k"}[letter]
        return number(scaled, lang=lang, places=places) + NO_BREAK + unit + _symbol(currency, lang=lang)
    sign, written = ("", scaled) if scaled >= 0 else (MINUS, -scaled)
    return sign + _symbol(currency, lang=lang) + number(written, lang=lang, places=places) + letter


def day(on: date, *, lang: str = "en") -> str:
    """ "23 Nov 2026" """
    return format_date(on, "d MMM yyyy", locale=locale_of(lang))


def day_short(on: date, *, lang: str = "en") -> str:
    """ "23 Nov" """
    return format_date(on, "d MMM", locale=locale_of(lang))


def day_long(on: date, *, lang: str = "en") -> str:
    """ "Monday 23 November 2026" """
    return format_date(on, "EEEE d MMMM yyyy", locale=locale_of(lang))


def moment(at: datetime, *, lang: str = "en") -> str:
    """ "23 Nov 2026, 07:00 UTC"; the zone is the one that the moment carries."""
    zone = at.tzname() or ""
    return f"{day(at, lang=lang)}, {format_datetime(at, 'HH:mm', tzinfo=at.tzinfo, locale=locale_of(lang))} {zone}".strip()


def between(low: str, high: str, *, lang: str = "en") -> str:
    """Two written numbers as a range in words: "780 to 1,310"."""
    return f"{low} {'à' if lang.startswith('fr') else 'to'} {high}"


def _whole_money(amount: Quantity, *, currency: str, lang: str) -> str:
    pattern = locale_of(lang).currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(
        _round(amount, places=0), currency, format=pattern, locale=locale_of(lang), currency_digits=False
    )


def _symbol(currency: str, *, lang: str) -> str:
    return str(locale_of(lang).currency_symbols.get(currency, currency))


def _decimal(value: Quantity) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _round(value: Quantity, *, places: int) -> Decimal:
    return _decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


def _signed(written: str) -> str:
    return written.replace("-", MINUS)

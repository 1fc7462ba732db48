"""How are numbers, money and days written for this reader?

Babel's locale rules, with the house's marks: a true minus sign, and spaces inside a number that do not break.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from math import floor, isfinite, log10

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

NO_BREAK = "\u00a0"
MINUS = "\u2212"
MOST_PLACES = 12
_LETTER_DIGIT = re.compile(r"(?<=[A-Za-z])(?=\d)")
Quantity = int | float | Decimal


def locale_of(lang: str) -> Locale:
    """The locale of a language tag such as `fr` or `fr-BE`; English where it is unknown."""
    try:
        return Locale.parse("en" if not lang else lang.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def number(value: Quantity, *, lang: str = "en", places: int = 0) -> str:
    """`1040.5` as "1,040" (en) or "1 040" (fr), rounded half up at `places` decimals."""
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


def measured(value: float, *, lang: str = "en", figures: int = 4, signed: bool = False) -> str:
    """A measurement in four figures: "12,345", "−7.448", "0.0001235"; ``signed``: with its plus."""
    if not isfinite(value):
        return "–"
    size = floor(log10(abs(value))) if value else 0
    places = min(max(0, figures - 1 - size), MOST_PLACES)
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places))
    plus = "+" if signed and rounded > 0 else ""
    return plus + exactly(rounded, lang=lang)


def exactly(value: Decimal, *, lang: str = "en") -> str:
    """All decimals that it has, and no idle zero: `0.0350` as "0.035", `1610` as "1,610"."""
    return number(value, lang=lang, places=_places(value))


def in_unit(value: Decimal, unit: str, *, lang: str = "en") -> tuple[str, str]:
    """A figure and its unit as people write them: 0.09 "share a year" as "9 %" and "a year"; all else as it is."""
    of, _space, rest = unit.partition(" ")
    if of != "share":
        return exactly(value, lang=lang), unit
    return percent(value, lang=lang, places=_places(value * 100)), rest


def money_change(amount: Quantity, *, currency: str, lang: str = "en") -> str:
    """A difference of money with its sign, "+€351" or "−€1,040"; "±€0" when nothing changed."""
    rounded = _round(amount, places=0)
    sign = MINUS if rounded < 0 else "+" if rounded else "±"
    return sign + money(abs(rounded), currency=currency, lang=lang)


def money(amount: Quantity, *, currency: str, lang: str = "en", places: int = 0) -> str:
    """An amount in its currency: "€1,040" (en), "1 040 €" (fr); a code of letters keeps a space, "CHF 7"."""
    pattern = locale_of(lang).currency_formats["standard"].pattern.replace(".00", "." + "0" * places if places else "")
    rounded = _round(amount, places=places)
    written = format_currency(rounded, currency, format=pattern, locale=locale_of(lang), currency_digits=False)
    return _signed(_LETTER_DIGIT.sub(NO_BREAK, written))


def spent(amount: Quantity, *, currency: str, lang: str = "en") -> str:
    """An amount of a bill: "€1,040", and with its cents below a hundred, "€20.52"."""
    return money(amount, currency=currency, lang=lang, places=2 if 0 < abs(_decimal(amount)) < 100 else 0)


def _places(value: Decimal) -> int:
    """How many decimals it has, idle zeros left out."""
    return max(0, -int(value.normalize().as_tuple().exponent))


def money_short(amount: Quantity, *, currency: str, lang: str = "en") -> str:
    """A large amount in short: "€6.4m", "€96k" (en); "6,4 M€", "96 k€" (fr)."""
    size = _decimal(amount)
    if _round(abs(size), places=0) < 1000:
        return money(amount, currency=currency, lang=lang)
    power, places = _power(abs(size))
    written = number(abs(size).scaleb(-power), lang=lang, places=places)
    sign, symbol = MINUS if size < 0 else "", str(locale_of(lang).currency_symbols.get(currency, currency))
    if lang.startswith("fr"):
        return f"{sign}{written}{NO_BREAK}{ {3: 'k', 6: 'M', 9: 'Md'}[power] }{symbol}"
    return sign + _LETTER_DIGIT.sub(NO_BREAK, symbol + written) + {3: "k", 6: "m", 9: "bn"}[power]


def ends_short(low: Quantity, high: Quantity, *, currency: str, lang: str = "en") -> tuple[str, str]:
    """The ends of an interval in short, or in full where in short they would read alike."""
    ends = low, high
    short = [money_short(one, currency=currency, lang=lang) for one in ends]
    if short[0] == short[1] and low != high:
        short = [money(one, currency=currency, lang=lang) for one in ends]
    return short[0], short[1]


def day(on: date, *, lang: str = "en") -> str:
    """ "23 Nov 2026" """
    return format_date(on, "d MMM yyyy", locale=locale_of(lang))


def day_short(on: date, *, lang: str = "en") -> str:
    """ "23 Nov" """
    return format_date(on, "d MMM", locale=locale_of(lang))


def days(first: date, last: date, *, lang: str = "en") -> str:
    """ "13 Oct – 16 Oct 2026"; one day alone where they are the same"""
    if first == last:
        return day(first, lang=lang)
    start = day_short(first, lang=lang) if first.year == last.year else day(first, lang=lang)
    return f"{start} – {day(last, lang=lang)}"


def month(on: date, *, lang: str = "en") -> str:
    """ "Nov 2026" """
    return format_date(on, "MMM yyyy", locale=locale_of(lang))


def day_long(on: date, *, lang: str = "en") -> str:
    """ "Monday 23 November 2026" """
    return format_date(on, "EEEE d MMMM yyyy", locale=locale_of(lang))


def moment(at: datetime, *, lang: str = "en") -> str:
    """ "23 Nov 2026, 07:00 UTC"; the zone is the one that the moment carries."""
    zone = at.tzname() or ""
    return (
        f"{day(at, lang=lang)}, {format_datetime(at, 'HH:mm', tzinfo=at.tzinfo, locale=locale_of(lang))} {zone}".strip()
    )


def between(low: str, high: str, *, lang: str = "en") -> str:
    """Two written numbers as a range in words: "780 to 1,310"."""
    return f"{low} {'à' if lang.startswith('fr') else 'to'} {high}"


def _power(size: Decimal) -> tuple[int, int]:
    """The power of a thousand that the size is written in, once rounded, and its decimals."""
    if _round(size.scaleb(-3), places=0) < 1000:
        return 3, 0
    power = 6 if _round(size.scaleb(-6), places=0) < 1000 else 9
    return power, 1 if size.scaleb(-power) < 100 else 0


def _decimal(value: Quantity) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _round(value: Quantity, *, places: int) -> Decimal:
    return _decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _signed(written: str) -> str:
    return written.replace("-", MINUS)


def counted(count: int, one: str, many: str) -> str:
    """How many there are, with the word for one or for many: "1 use", "1,270 uses"."""
    return f"{number(count)} {one if count == 1 else many}"

"""Which day does a cell name: a day, only its month or year, one that does not exist, or none at all?"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_PARTS = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "b": r"(?P<b>[a-z]{3,9})",
}
_TIME = r"(?:[ t]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?:z|[+-]\d{2}:?\d{2})?)?"
EARLIEST, LATEST = 1950, 2100


@dataclass(frozen=True, slots=True)
class Reading:
    """`outcome`: read (with `on` and `precision` day, month or year), impossible, implausible, not_a_date."""

    outcome: str
    on: date | None = None
    precision: str = ""


@lru_cache(maxsize=256)
def shape(pattern: str) -> re.Pattern[str]:
    """The pattern ("%m/%d/%Y") as an expression; a time of day may follow a day.

    Raises ValueError for a directive other than %Y %y %m %d %b.
    """
    out = ""
    for piece in re.split(r"(%.)", pattern):
        if piece.startswith("%") and len(piece) == 2:
            if piece[1] not in _PARTS:
                raise ValueError(f"{piece} is none of %Y %y %m %d %b")
            out += _PARTS[piece[1]]
        else:
            out += re.escape(piece.casefold())
    return re.compile(out + (_TIME if "%d" in pattern else ""))


@lru_cache(maxsize=16_384)
def read_date(text: str, patterns: tuple[str, ...]) -> Reading:
    """The day that the text names by one of the patterns, tried in order."""
    words = text.strip().casefold()
    outcome = Reading("not_a_date")
    for pattern in patterns:
        found = shape(pattern).fullmatch(words)
        if found is None:
            continue
        reading = _reading(found.groupdict())
        if reading.outcome == "read":
            return reading
        if outcome.outcome != "impossible":
            outcome = reading
    return outcome


def _reading(parts: dict[str, str]) -> Reading:
    month = _month(parts)
    if month is None:
        return Reading("not_a_date")
    year = int(parts["Y"]) if "Y" in parts else 2000 + int(parts["y"])
    try:
        on = date(year, month, int(parts.get("d", 1)))
    except ValueError:
        return Reading("impossible")
    if not EARLIEST <= year <= LATEST:
        return Reading("implausible")
    precision = "day" if "d" in parts else "month" if {"m", "b"} & parts.keys() else "year"
    return Reading("read", on=on, precision=precision)


def _month(parts: dict[str, str]) -> int | None:
    if "b" in parts:
        word = "sep" if parts["b"] == "sept" else parts["b"]
        return next((number for number, name in enumerate(_MONTHS, start=1) if name.startswith(word)), None)
    return int(parts.get("m", 1))

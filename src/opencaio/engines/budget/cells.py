"""Which amount, month and line do the cells of a stranger's table name?"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from opencaio.engines.budget.model import MOST
from opencaio.engines.intake.cells import clean, fold, restore
from opencaio.engines.intake.dates import read_date
from opencaio.errors import BadInput

PATTERNS = (
    *("%Y-%m", "%Y-%m-%d", "%Y/%m", "%Y%m", "%m/%Y", "%m.%Y", "%m-%Y", "%b %Y", "%b-%Y", "%Y %b"),
    *("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y"),
)
LINES = {
    **dict.fromkeys(("capex", "capital expenditure", "capital", "investment", "investissement"), "capex"),
    **dict.fromkeys(("opex", "operating expenditure", "operating", "running", "fonctionnement"), "opex"),
}
_MARKS = re.compile(r"[\s\u00a0\u202f'’_]|[A-Za-z]{3}(?![A-Za-z])|[€$£]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_COMMA_DECIMAL = re.compile(r"\d,\d{1,2}$|\d,\d{4,}$|\.\d{3},\d+$")
_POINT_DECIMAL = re.compile(r"\d\.\d{1,2}$|\d\.\d{4,}$|,\d{3}\.\d+$")


def columns(headers: Iterable[str], known: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """For each known column the header that names it; a header counts once, the first name that fits wins."""
    folded = {fold(header).replace("_", " "): header for header in headers}
    found: dict[str, str] = {}
    for name, words in known.items():
        header = next((folded[word] for word in words if word in folded), None)
        if header is not None and header not in found.values():
            found[name] = header
    return found


def cell(text: str) -> str:
    """What the cell says, without the apostrophe that our own exports put before formulas."""
    return clean(restore(text))


def decimal_sign(cells: Iterable[str]) -> str:
    """The sign before the decimals that a column of amounts uses: "," where cells can only be read so, else "."."""
    points = commas = 0
    for text in cells:
        bare = _MARKS.sub("", text)
        commas += bool(_COMMA_DECIMAL.search(bare))
        points += bool(_POINT_DECIMAL.search(bare))
    return "," if commas > points else "."


def amount_of(text: str, *, sign: str = ".") -> Decimal:
    """The amount: "1 234,50", "1,234.50", "(120.00)", "-7", "€ 9". Raises BadInput in words."""
    bare = _MARKS.sub("", text.replace("\u2212", "-"))
    minus = bare.startswith("-") or bare.endswith("-") or (bare.startswith("(") and bare.endswith(")"))
    digits = bare.strip("-+()")
    grouped = "." if sign == "," else ","
    if not _NUMBER.fullmatch(digits):
        raise BadInput(f"“{text[:40]}” is not an amount like 1234.50.")
    whole, _, places = digits.partition(sign)
    if grouped in places or sign in places or not _grouped(whole, grouped):
        raise BadInput(f"“{text[:40]}” cannot be read for sure. Write it as 1234{sign}50.")
    found = Decimal(whole.replace(grouped, "") + ("." + places if places else ""))
    if found >= MOST or len(places) > 4 or len(whole) > 20:
        raise BadInput(f"“{text[:40]}” is beyond what can be kept: under {MOST:.0e}, at most four decimals.")
    return -found if minus else found


def month_of(text: str) -> date:
    """The first day of the month that the cell names, by month or by day. Raises BadInput."""
    reading = read_date(text, PATTERNS)
    if reading.outcome != "read" or reading.on is None:
        raise BadInput(f"“{text[:40]}” is no month like 2026-10.")
    return reading.on.replace(day=1)


def day_of(text: str) -> date:
    """The day that the cell names. Raises BadInput."""
    reading = read_date(text, ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%d %b %Y"))
    if reading.outcome != "read" or reading.on is None:
        raise BadInput(f"“{text[:40]}” is no day like 2026-10-31.")
    return reading.on


def line_of(text: str) -> str:
    """capex or opex. Raises BadInput."""
    found = LINES.get(fold(text))
    if found is None:
        raise BadInput(f"“{text[:40]}” is no budget line: capex or opex.")
    return found


def _grouped(whole: str, grouped: str) -> bool:
    """True when the groups are of three digits each, or there are none."""
    first, *rest = whole.split(grouped)
    return all(len(one) == 3 for one in rest) and (not rest or 1 <= len(first) <= 3)

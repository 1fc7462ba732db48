"""Which members does a cell name that holds a list?"""

import ast
import re

from opencaio.engines.intake.cells import clean

_LEGAL_FORM = re.compile(
    r"\s*(?:inc|incorporated|l\.?l\.?c|corp|corporation|ltd|limited|l\.?p|plc|co|company|gmbh|ag|s\.?a|b\.?v|n\.?v|jr)\b",
    re.IGNORECASE,
)


def members(text: str, *, separators: str) -> list[str]:
    """The members of a list written as Python or JSON (['a', 'b']), or with one of the separators between.

    A comma or stroke in brackets parts nothing, nor does a comma before a legal form ("Aretec, Inc.").
    """
    written = _written_as_code(text)
    found = _parted(text, separators) if written is None else written
    return [one for one in map(clean, found) if one]


def _written_as_code(text: str) -> list[str] | None:
    if not (text.startswith("[") and text.endswith("]")):
        return None
    try:
        parsed = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return [str(one) for one in parsed] if isinstance(parsed, list) else None


def _parted(text: str, separators: str) -> list[str]:
    parts, start, depth = [], 0, 0
    for place, letter in enumerate(text):
        depth = max(depth + (letter in "([") - (letter in ")]"), 0)
        if letter in separators and not _belongs(text, place, depth=depth):
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _belongs(text: str, place: int, *, depth: int) -> bool:
    """Does the separator at this place belong to a name rather than part two of them?"""
    letter = text[place]
    if letter == "/":
        return depth > 0 or text[place - 1 : place + 2] != " / "
    return letter == "," and (depth > 0 or _LEGAL_FORM.match(text, place + 1) is not None)

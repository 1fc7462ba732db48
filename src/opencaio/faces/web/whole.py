"""Which whole number does a text from outside write?"""

from collections.abc import Iterable

DIGITS = 18
"""The most that a database surely holds."""


def whole(text: str) -> int | None:
    """The number of 1 to 18 plain digits; None of anything else, so of "²", "-1" and "1e9" too."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None


def wholes(texts: Iterable[str]) -> list[int]:
    """Those that are whole numbers, in their order."""
    return [number for text in texts if (number := whole(text)) is not None]

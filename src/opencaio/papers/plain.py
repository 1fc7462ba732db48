"""What is a text once every character that no document may hold is gone?"""

from __future__ import annotations

import re

# XML 1.0, production Char: tab, line feed, return and everything from space on, without surrogates and the
# two non-characters; Unicode's controls for direction are left out too, since they can reverse what is read.
_ILLEGAL = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]"
)


def legible(text: str) -> str:
    """The text without control characters and direction overrides; all else as it was."""
    return _ILLEGAL.sub("", text)

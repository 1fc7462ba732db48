"""Where may a paper lead its reader?"""

from __future__ import annotations

import re

_ALLOWED = re.compile(r"(https?://|mailto:|#|/(?!/)|\./)[^\s<>\"\\^`{|}]*\Z", re.IGNORECASE)


def safe_href(href: str) -> str:
    """The address when it is a web address, a mail address or a place in this house; else an empty string."""
    return href if _ALLOWED.match(href) else ""


def anchor(key: str) -> str:
    """A key as an identifier that may stand in an address: letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-") or "figure"

"""Which facts can be stated, and with which values?"""

import re
from typing import Any

from opencaio.errors import BadInput

DECLARED = re.compile(r"^declared\.[A-Z][A-Z-]+$")
PRACTICE = re.compile(r"^practice\.[A-Z0-9-]+$")
PRACTICE_STATES = ("met", "missing", "planned", "waived", "not_applicable", "unclear")


def checked_value(key: str, value: Any) -> Any:
    """``value`` if ``key`` is known and may have it; else ``BadInput`` that names the nearest known one."""
    if DECLARED.match(key):
        return str(value)
    if PRACTICE.match(key):
        if value not in PRACTICE_STATES:
            raise BadInput(f"{key} is one of {', '.join(PRACTICE_STATES)}, not {value!r}.")
        return value
    return value

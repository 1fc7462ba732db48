"""Which facts can be stated, and with which values?"""

import re
from typing import Any

from opencaio.engines import classification
from opencaio.errors import BadInput
from opencaio.packs.law import load_law
from opencaio.record.places import checked_places

DECLARED = re.compile(r"^declared\.[A-Z][A-Z-]{1,19}$")
PRACTICE = re.compile(r"^practice\.[A-Z0-9][A-Za-z0-9()-]{1,39}$")
REPORTED = re.compile(r"^reported\.[a-z_]{1,40}$")
ASKED = re.compile(r"^asked\.[a-z0-9_.]{1,60}$")
PRACTICE_STATES = ("met", "missing", "planned", "waived", "not_applicable", "unclear")


def checked_value(key: str, value: Any) -> Any:
    """``value`` in plain JSON if ``key`` is known and may have it; else ``BadInput`` that names the nearest."""
    if PRACTICE.match(key):
        return _practice(key, value)
    if ASKED.match(key):
        raise BadInput(f"{key} is kept by answering the question {key.removeprefix('asked.')}; it cannot be stated.")
    if DECLARED.match(key) or REPORTED.match(key):
        return value if isinstance(value, bool) else str(value)[:200]
    checked = classification.checked_value(key, value, vocabulary=load_law().vocabulary)
    if key == "countries" and isinstance(checked, tuple):
        checked_places(map(str, checked))
    return classification.plain(checked)


def question(key: str) -> str:
    """The fact as a question for a person."""
    fact = load_law().vocabulary.facts.get(key)
    return fact.question if fact else key


def _practice(key: str, value: Any) -> str:
    if value not in PRACTICE_STATES:
        raise BadInput(f"{key} is one of {', '.join(PRACTICE_STATES)}, not {value!r}.")
    return str(value)

"""What was asked for where a refusal only says that there is no such thing here?

What is hidden and what was never there are refused in the same words, and both with what the asker himself has named.
"""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from opencaio.errors import NotFound

NO_SUCH = "There is no such thing here, or you may not see it."
CODES = (
    "code", "initiative", "use_case", "part", "case", "risk", "control", "objective", "document", "incident", "idea",
    "other", "first", "second",
)  # fmt: skip
NUMBERS = ("id", "person", "review", "match")
LONGEST = 40


def named(fault: NotFound, given: object) -> NotFound:
    """The refusal with the codes and numbers that were asked for; any other refusal as it is."""
    if fault.message != NO_SUCH:
        return fault
    asked = ", ".join(_asked(given.model_dump() if isinstance(given, BaseModel) else given))
    return NotFound(f"{NO_SUCH[:-1]}: {asked}.") if asked else fault


def _asked(given: object) -> Iterator[str]:
    if not isinstance(given, Mapping):
        return
    for name in CODES:
        value = given.get(name)
        if isinstance(value, str) and value.strip():
            yield f"{name.replace('_', ' ')} {' '.join(value.split())[:LONGEST]}"
    for name in NUMBERS:
        if isinstance(value := given.get(name), int) and not isinstance(value, bool):
            yield f"{name.replace('_', ' ')} {value}"
